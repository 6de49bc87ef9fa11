//! The queue of deliveries on SQS.

mod bodies;
mod sending;
