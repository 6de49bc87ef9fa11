//! What the ports promise.

use contracts::{journal, stack::Stack};
use countersign_core::testing::MemoryJournal;

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

/// So that what the rules' own tests find with it holds for the real one.
#[tokio::test]
async fn the_journal_in_memory_keeps_the_same_promises() {
    let fresh = MemoryJournal::default;
    journal::one_of_fifty_writers_is_told_new(&fresh()).await;
    journal::another_event_is_new(&fresh()).await;
    journal::an_unknown_event_is_none(&fresh()).await;
    let memory = fresh();
    journal::a_repeat_changes_nothing(&memory, &memory).await;
    let memory = fresh();
    journal::only_deliverable_heads_are_delivered(&memory, &memory).await;
    let memory = fresh();
    journal::pieces_come_back_in_order(&memory, &memory).await;
    let memory = fresh();
    journal::a_missing_piece_is_an_error(&memory, &memory).await;
}
