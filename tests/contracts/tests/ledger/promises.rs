//! What the port promises.

use contracts::{ledger, stack::Stack};

#[tokio::test]
async fn of_twenty_racing_claims_one_is_granted() {
    let stack = Stack::start().await;
    ledger::one_of_twenty_claims_is_granted(&stack.ledger()).await;
}

#[tokio::test]
async fn each_partner_has_a_delivery_of_its_own() {
    let stack = Stack::start().await;
    ledger::each_partner_has_a_delivery_of_its_own(&stack.ledger()).await;
}

#[tokio::test]
async fn after_the_lease_the_next_claim_is_the_next_attempt() {
    let stack = Stack::start().await;
    ledger::a_lease_runs_out(&stack.ledger()).await;
}

#[tokio::test]
async fn an_overdue_claimant_settles_nothing() {
    let stack = Stack::start().await;
    ledger::an_overdue_claimant_settles_nothing(&stack.ledger()).await;
}

#[tokio::test]
async fn a_late_claimant_settles_if_nobody_else_came() {
    let stack = Stack::start().await;
    ledger::a_late_claimant_settles_if_nobody_else_came(&stack.ledger()).await;
}

#[tokio::test]
async fn a_waiting_delivery_tells_its_wait() {
    let stack = Stack::start().await;
    ledger::a_waiting_delivery_tells_its_wait(&stack.ledger()).await;
}

#[tokio::test]
async fn a_parked_delivery_needs_no_message_until_it_is_due() {
    let stack = Stack::start().await;
    ledger::a_parked_delivery_needs_no_message_until_it_is_due(&stack.ledger()).await;
}

#[tokio::test]
async fn delivered_and_dead_are_for_ever() {
    let stack = Stack::start().await;
    ledger::the_end_is_the_end(&stack.ledger()).await;
}

#[tokio::test]
async fn what_is_due_is_listed_in_order_over_all_shards() {
    let stack = Stack::start().await;
    ledger::what_is_due_is_listed_in_order(&stack.ledger()).await;
}

#[tokio::test]
async fn a_limit_takes_the_longest_waiting_of_each_shard() {
    let stack = Stack::start().await;
    ledger::a_limit_takes_the_longest_waiting(&stack.ledger()).await;
}

#[tokio::test]
async fn an_unparked_delivery_is_open() {
    let stack = Stack::start().await;
    ledger::an_unparked_delivery_is_open(&stack.ledger()).await;
}

#[tokio::test]
async fn an_old_listing_unparks_nothing() {
    let stack = Stack::start().await;
    ledger::an_old_listing_unparks_nothing(&stack.ledger()).await;
}
