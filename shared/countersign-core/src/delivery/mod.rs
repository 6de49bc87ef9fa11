//! Delivery: what a partner is sent, what its answer means, and when to try again.

mod envelope;
mod fan_out;
mod find;
mod hand_over;
mod reason;
mod schedule;
mod verdict;

pub use fan_out::{DeliverError, Deliverer, End, Handled};
pub use reason::Reason;
pub use schedule::{Next, next};
pub use verdict::{Verdict, verdict};
