//! Which master makes the secrets of webhooks.

use std::time::Duration;

use contracts::{clock, stack::Stack};
use countersign_adapters::secrets_manager::MasterSecrets;
use countersign_core::{Stage, ports::WebhookMasters};

use crate::{CLOCK, MASTER, with_secrets};

/// The version is dated by the clock of Secrets Manager, which goes on while the test's stands still.
const MINUTE: Duration = Duration::from_mins(1);
/// The five minutes after which every instance of intake has read a new master, twice.
const SETTLED: Duration = Duration::from_mins(10);
const ROTATED: &str = r#"{"stage":"local","id":"2","secret":"test-newer-webhook-master",
    "previous_id":"1","previous_secret":"test-older-webhook-master"}"#;
const REPLACED: &str = r#"{"stage":"local","id":"3","secret":"test-another-webhook-master"}"#;

fn masters(stack: &Stack) -> MasterSecrets {
    MasterSecrets::new(&stack.adapters().secrets_manager(), Stage::Local, MASTER.to_owned(), CLOCK)
}

async fn current(masters: &MasterSecrets) -> String {
    masters.webhook_masters().await.unwrap().current().id.clone()
}

/// Orders would be lost: WooCommerce does not repeat what an instance with an older copy refused.
#[tokio::test]
async fn a_new_master_makes_no_secret_before_every_instance_can_know_it() {
    let stack = with_secrets().await;
    let warm = masters(&stack);
    assert_eq!(current(&warm).await, "1");
    stack.put_secret(MASTER, ROTATED).await;
    for age in [Duration::ZERO, SETTLED.saturating_sub(MINUTE)] {
        clock::advance(age);
        assert_eq!(current(&warm).await, "1");
        assert_eq!(current(&masters(&stack)).await, "1", "an instance that has just started");
    }
    clock::advance(MINUTE * 2);
    assert_eq!(current(&warm).await, "2");
    assert_eq!(current(&masters(&stack)).await, "2");
}

/// Whoever takes the previous one away at once has no other to use.
#[tokio::test]
async fn a_master_without_a_predecessor_is_used_at_once() {
    let stack = with_secrets().await;
    stack.put_secret(MASTER, REPLACED).await;
    assert_eq!(current(&masters(&stack)).await, "3");
}
