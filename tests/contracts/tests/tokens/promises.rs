//! What the port promises.

use contracts::{
    rows::{self, Rows},
    stack::Stack,
};

async fn rows() -> (Stack, impl Rows) {
    let stack = Stack::start().await;
    let rows = stack.token_rows();
    (stack, rows)
}

#[tokio::test]
async fn of_twenty_wishes_for_a_lease_one_is_granted() {
    let (_stack, rows) = rows().await;
    rows::one_of_twenty_wishes_is_granted(&rows).await;
}

#[tokio::test]
async fn a_store_without_a_row_is_unknown() {
    let (_stack, rows) = rows().await;
    rows::a_store_without_a_row_is_unknown(&rows).await;
}

#[tokio::test]
async fn a_lease_runs_out() {
    let (_stack, rows) = rows().await;
    rows::a_lease_runs_out(&rows).await;
}

#[tokio::test]
async fn a_repeated_wish_is_one_lease() {
    let (_stack, rows) = rows().await;
    rows::a_repeated_wish_is_one_lease(&rows).await;
}

#[tokio::test]
async fn an_older_lease_is_stale() {
    let (_stack, rows) = rows().await;
    rows::an_older_lease_is_stale(&rows).await;
}

#[tokio::test]
async fn a_released_lease_is_stale() {
    let (_stack, rows) = rows().await;
    rows::a_released_lease_is_stale(&rows).await;
}

#[tokio::test]
async fn fence_and_owner_are_both_asked() {
    let (_stack, rows) = rows().await;
    rows::fence_and_owner_are_both_asked(&rows).await;
}

#[tokio::test]
async fn time_alone_makes_no_lease_stale() {
    let (_stack, rows) = rows().await;
    rows::time_alone_makes_no_lease_stale(&rows).await;
}

#[tokio::test]
async fn a_row_tells_what_was_written() {
    let (_stack, rows) = rows().await;
    rows::a_row_tells_what_was_written(&rows).await;
}

#[tokio::test]
async fn a_renewal_makes_good_what_was_marked() {
    let (_stack, rows) = rows().await;
    rows::a_renewal_makes_good_what_was_marked(&rows).await;
}

#[tokio::test]
async fn a_disconnected_store_is_not_due_and_has_no_intents() {
    let (_stack, rows) = rows().await;
    rows::a_disconnected_store_is_not_due_and_has_no_intents(&rows).await;
}
