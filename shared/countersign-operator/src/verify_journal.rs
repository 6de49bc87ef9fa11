//! `countersign verify-journal`: the MAC of every entry, checked.
//!
//! It finds what was altered. What was removed it cannot miss: that needs the archive (see docs/SEMANTICS.md).

use countersign_adapters::{
    aws::{Aws, AwsSettings},
    dynamodb::{DynamoJournalScan, Scanned},
    secrets_manager::read_key_ring,
};
use countersign_core::{Stage, journal::verify, keys::KeyRing};
use countersign_runtime::{Refusal, Settings};

#[derive(Default)]
struct Tally {
    verified: usize,
    altered: Vec<String>,
}

pub(crate) async fn run(lookup: &dyn Fn(&str) -> Option<String>) -> Result<String, String> {
    let (stage, aws, table, secret) = settings(lookup).map_err(|refusal| refusal.to_string())?;
    let aws = Aws::new(aws);
    let keys =
        read_key_ring(&aws.secrets_manager(), stage, &secret).await.map_err(|error| error.to_string())?;
    let mut scan = DynamoJournalScan::new(aws.dynamodb(), table);
    let mut tally = Tally::default();
    while let Some(page) = scan.next().await.map_err(|error| error.to_string())? {
        for scanned in page {
            tally.count(scanned, stage, &keys);
        }
    }
    tally.verdict()
}

impl Tally {
    fn count(&mut self, scanned: Scanned, stage: Stage, keys: &KeyRing) {
        let fault = match scanned {
            Scanned::Entry(entry) => {
                let verified = verify(&entry, stage, keys);
                verified.err().map(|fault| format!("{} {}: {fault}", entry.id, entry.head.as_str()))
            }
            Scanned::Unreadable { id, attribute } => Some(format!("{id}: no usable `{attribute}`")),
        };
        match fault {
            Some(fault) => self.altered.push(fault),
            None => self.verified += 1,
        }
    }

    fn verdict(self) -> Result<String, String> {
        let (verified, altered) = (self.verified, self.altered.len());
        let verdict = format!("{verified} entries verified, {altered} altered");
        if self.altered.is_empty() {
            Ok(verdict)
        } else {
            Err(format!("{verdict}\n{}", self.altered.join("\n")))
        }
    }
}

fn settings(
    lookup: &dyn Fn(&str) -> Option<String>,
) -> Result<(Stage, AwsSettings, String, String), Refusal> {
    let mut settings = Settings::new(lookup);
    let common = settings.common("STAGE");
    let (table, secret) = (settings.required("JOURNAL_TABLE"), settings.required("AUDIT_SECRET"));
    settings.finish(common.map(|common| (common.policy.stage, common.aws, table, secret)))
}
