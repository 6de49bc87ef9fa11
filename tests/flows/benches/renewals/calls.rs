//! What a turn of the schedule asks of AWS, and how much of it docs/decisions/0007 grants to each renewal.

use std::collections::BTreeMap;

use countersign_adapters::dynamodb::DynamoTokenRows;
use local_stack::aws::Calls;

const SHARDS: usize = DynamoTokenRows::SHARDS as usize;

/// One operation, how often a renewal may call it, how often a turn may on top, and what for.
struct Granted(&'static str, usize, usize, &'static str);

const GRANTED: [Granted; 7] = [
    Granted("UpdateItem", 3, 0, "the row: lease, intent, release"),
    Granted("TransactWriteItems", 1, 0, "the row: current, with the audit note"),
    Granted("GetSecretValue", 1, 1, "the current pair"),
    Granted("PutSecretValue", 1, 0, "the new pair"),
    Granted("UpdateSecretVersionStage", 1, 0, "the label"),
    // For the longest due of each shard, a page of each, and an empty one.
    Granted("Query", 0, 3 * SHARDS, "the index of due stores, once for all"),
    Granted("GetItem", 0, SHARDS, "the longest due of each shard, once for all"),
];

/// Writes to a secret or to its labels, which share Secrets Manager's quotas.
const SECRET_WRITES: [&str; 2] = ["PutSecretValue", "UpdateSecretVersionStage"];

/// The calls of some turns, by operation.
#[derive(Default)]
pub(crate) struct Spent {
    calls: BTreeMap<String, usize>,
    renewals: usize,
    turns: usize,
}

impl Spent {
    /// Adds a turn.
    pub(crate) fn add(&mut self, calls: &Calls, renewals: usize) {
        self.renewals += renewals;
        self.turns += 1;
        for call in calls.iter() {
            *self.calls.entry(call.operation.clone()).or_default() += 1;
        }
    }

    pub(crate) fn show(&self) {
        println!("  calls of AWS per refresh, retries included");
        for (operation, count) in &self.calls {
            let what_for = granted(operation).map_or("", |Granted(.., what_for)| what_for);
            println!("    {operation:<26} {:6.3}  {what_for}", self.per_refresh(*count));
        }
        println!("    {:<26} {:6.3}", "in all", self.per_refresh(self.calls.values().sum()));
        let writes = SECRET_WRITES.iter().filter_map(|operation| self.calls.get(*operation)).sum();
        println!("    {:<26} {:6.3}", "writes to Secrets Manager", self.per_refresh(writes));
    }

    /// Panics if anything was called more often than it may be.
    pub(crate) fn check(&self) {
        for (operation, count) in &self.calls {
            let most = granted(operation)
                .map_or(0, |Granted(_, each, once, _)| each * self.renewals + once * self.turns);
            assert!(
                *count <= most,
                "{count} calls of {operation} for {} renewals; docs/decisions/0007 grants {most}",
                self.renewals
            );
        }
    }

    fn per_refresh(&self, count: usize) -> f64 {
        let exact = |count: usize| f64::from(u32::try_from(count).unwrap());
        exact(count) / exact(self.renewals)
    }
}

fn granted(operation: &str) -> Option<&'static Granted> {
    GRANTED.iter().find(|Granted(known, ..)| *known == operation)
}
