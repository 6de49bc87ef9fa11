//! Topics: what a delivery says happened, and the one table of how each is treated.

mod name;
mod rules;

pub use name::Topic;
pub use rules::{Agreement, Class, Kind, Shape, TopicRule, rule};
