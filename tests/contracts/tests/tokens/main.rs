//! Tokens, installations under way and stores' keys: rows in DynamoDB, versions in Secrets Manager.
#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

mod due;
mod flow;
mod frozen;
mod keyed;
mod keys;
mod label;
mod legacy;
mod lifecycle;
mod pairs;
mod parked;
mod promises;
mod reads;
mod rounds;
mod rows;
mod states;
mod trouble;
mod vault_trouble;

use contracts::stack::{CALLER, Stack};
use local_stack::aws::{Fault, Trouble};

/// The next call takes effect, and its answer is lost.
fn lose_an_answer(stack: &Stack) {
    stack.aws.faults().inject(Fault::new(Trouble::CutAfter).by(CALLER).times(1));
}

/// How often the caller's own client has made this call, each of its tries counted.
fn calls(stack: &Stack, operation: &str) -> usize {
    stack.aws.calls().all().by(CALLER).of(operation).len()
}
