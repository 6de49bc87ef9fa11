//! What the ports promise.

use contracts::{journal, stack::Stack};

#[tokio::test]
async fn of_fifty_racing_writers_exactly_one_is_told_new() {
    let stack = Stack::start().await;
    journal::one_of_fifty_writers_is_told_new(&stack.journal_writer()).await;
}

#[tokio::test]
async fn a_repeat_changes_nothing() {
    let stack = Stack::start().await;
    journal::a_repeat_changes_nothing(&stack.journal_writer(), &stack.journal_reader()).await;
}

#[tokio::test]
async fn another_event_is_new() {
    let stack = Stack::start().await;
    journal::another_event_is_new(&stack.journal_writer()).await;
}

#[tokio::test]
async fn only_deliverable_heads_are_delivered() {
    let stack = Stack::start().await;
    journal::only_deliverable_heads_are_delivered(&stack.journal_writer(), &stack.journal_reader()).await;
}

#[tokio::test]
async fn an_unknown_event_is_none() {
    let stack = Stack::start().await;
    journal::an_unknown_event_is_none(&stack.journal_reader()).await;
}

#[tokio::test]
async fn a_payload_in_pieces_comes_back_whole() {
    let stack = Stack::start().await;
    journal::pieces_come_back_in_order(&stack.journal_writer(), &stack.journal_reader()).await;
}

#[tokio::test]
async fn a_missing_piece_is_an_error_and_not_a_shorter_payload() {
    let stack = Stack::start().await;
    journal::a_missing_piece_is_an_error(&stack.journal_writer(), &stack.journal_reader()).await;
}
