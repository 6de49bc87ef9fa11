//! Secrets Manager takes requests and never answers: what lies in memory still serves.

use std::time::Duration;

use contracts::{
    clock,
    ledger::warehouse,
    stack::{CALLER, Stack},
};
use countersign_core::ports::{DeliverySecrets, IntakeSecrets};
use futures_util::FutureExt;
use local_stack::aws::{Fault, Trouble};
use tokio::time::timeout;

use crate::{APP, AUDIT, JOURNAL, MASTER, WAREHOUSE, for_delivery, for_intake, reads, with_secrets};

/// How old a copy in memory may become.
const FRESH: Duration = Duration::from_mins(5);
/// How long a copy serves before a read that failed is tried again.
const BETWEEN_FAILURES: Duration = Duration::from_secs(10);
/// Less than all tries of one read take, and what Shopify waits for an answer.
const STORES_PATIENCE: Duration = Duration::from_secs(5);

fn hang(stack: &Stack) {
    stack.aws.faults().inject(Fault::new(Trouble::Delay(Duration::from_hours(1))).by(CALLER));
}

#[tokio::test]
async fn an_old_copy_serves_while_secrets_manager_hangs() {
    let stack = with_secrets().await;
    let secrets = for_intake(&stack);
    secrets.load().await.unwrap();
    clock::advance(FRESH);
    hang(&stack);
    assert!(timeout(STORES_PATIENCE, secrets.shopify_app()).await.expect("in time").is_ok());
    let asked = reads(&stack, APP);
    assert!(secrets.shopify_app().await.is_ok());
    assert_eq!(reads(&stack, APP), asked, "not asked again so soon");
    stack.aws.faults().clear();
    clock::advance(BETWEEN_FAILURES);
    assert!(secrets.shopify_app().await.is_ok());
    assert_eq!(reads(&stack, APP), asked + 1);
}

#[tokio::test]
async fn a_request_that_is_cut_off_leaves_the_next_one_nothing_to_wait_for() {
    let stack = with_secrets().await;
    let secrets = for_intake(&stack);
    secrets.load().await.unwrap();
    clock::advance(FRESH);
    hang(&stack);
    // `biased`: the request is polled before it is cut off, so its read has begun.
    tokio::select! {
        biased;
        _ = secrets.shopify_app() => panic!("a hanging read has ended"),
        () = std::future::ready(()) => {}
    }
    let at_once = secrets.shopify_app().now_or_never();
    assert!(at_once.expect("from memory").is_ok());
}

#[tokio::test]
async fn intake_waits_for_all_its_secrets_at_once() {
    for proof_is_shopifys in [true, false] {
        let stack = with_secrets().await;
        let secrets = for_intake(&stack);
        secrets.load().await.unwrap();
        clock::advance(FRESH);
        hang(&stack);
        let proof = if proof_is_shopifys {
            secrets.shopify_app().await.map(drop)
        } else {
            secrets.webhook_masters().await.map(drop)
        };
        assert!(proof.is_ok());
        let asked = [APP, MASTER].map(|name| reads(&stack, name) - 1);
        assert_eq!(asked, if proof_is_shopifys { [1, 0] } else { [0, 1] });
        let journal = secrets.journal_keys().now_or_never().expect("no wait of its own");
        let audit = secrets.audit_keys().now_or_never().expect("no wait of its own");
        assert!(journal.is_ok() && audit.is_ok());
        assert_eq!([JOURNAL, AUDIT].map(|name| reads(&stack, name)), [2, 2]);
    }
}

#[tokio::test]
async fn a_reread_that_hangs_is_none() {
    let stack = with_secrets().await;
    let (intake, delivery) = (for_intake(&stack), for_delivery(&stack));
    intake.load().await.unwrap();
    delivery.partner(&warehouse()).await.unwrap();
    let minute = Duration::from_mins(1);
    clock::advance(minute);
    hang(&stack);
    let reread = timeout(STORES_PATIENCE, intake.reread_shopify_app(minute)).await.expect("in time");
    assert!(reread.unwrap().is_none());
    let reread =
        timeout(STORES_PATIENCE, delivery.reread_partner(&warehouse(), minute)).await.expect("in time");
    assert!(reread.unwrap().is_none());
    let asked = reads(&stack, WAREHOUSE);
    assert!(delivery.reread_partner(&warehouse(), minute).await.unwrap().is_none());
    assert_eq!(reads(&stack, WAREHOUSE), asked);
}

#[tokio::test]
async fn a_reread_that_fails_is_none_while_a_copy_is_held() {
    let stack = with_secrets().await;
    let secrets = for_intake(&stack);
    secrets.load().await.unwrap();
    clock::advance(Duration::from_mins(1));
    stack.aws.faults().inject(Fault::new(Trouble::InternalError).by(CALLER));
    assert!(secrets.reread_shopify_app(Duration::from_mins(1)).await.unwrap().is_none());
}
