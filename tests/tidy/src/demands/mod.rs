//! What the template must say. Each demand is a function over the parsed template that lists what is wrong; its test
//! shows that our template obeys it, and that each of a few one-line edits of our own text would not.

mod alarms;
mod api;
mod counted;
mod egress;
mod events;
mod functions;
mod logs;
mod permissions;
mod queues;
mod roles;
mod routes;
mod second_net;
mod secrets;
mod stages;
mod tables;
