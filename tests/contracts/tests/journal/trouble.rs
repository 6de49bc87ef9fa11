//! What becomes of an append or a reading when AWS fails it.

use contracts::{
    clock,
    entries::{event, order, retried},
    stack::{CALLER, JOURNAL, Stack},
};
use countersign_core::{
    journal::Entry,
    ports::{Appended, JournalError, JournalReader, JournalWriter, ReadError},
};
use local_stack::aws::{Fault, Grant, Trouble};

fn entry() -> Entry {
    order(event(1), clock::now())
}

fn trouble(stack: &Stack, trouble: Trouble, times: u32) {
    stack.aws.faults().inject(Fault::new(trouble).by(CALLER).times(times));
}

fn lasting(stack: &Stack, trouble: Trouble) {
    stack.aws.faults().inject(Fault::new(trouble).by(CALLER));
}

#[tokio::test]
async fn a_writer_whose_answer_was_lost_is_told_new_and_the_next_one_repeat() {
    let stack = Stack::start().await;
    trouble(&stack, Trouble::CutAfter, 1);
    assert_eq!(stack.journal_writer().append(&entry(), &[]).await.unwrap(), Appended::New);
    assert_eq!(stack.aws.calls().all().by(CALLER).of("PutItem").len(), 2, "the second told of the first");
    let other = retried(&entry(), 2);
    assert_eq!(stack.journal_writer().append(&other, &[]).await.unwrap(), Appended::Repeat);
}

#[tokio::test]
async fn a_writer_whose_answer_was_lost_behind_another_writers_entry_is_told_repeat() {
    let stack = Stack::start().await;
    stack.journal_writer().append(&entry(), &[]).await.unwrap();
    trouble(&stack, Trouble::CutAfter, 2);
    let told = stack.journal_writer().append(&retried(&entry(), 2), &[]).await.unwrap();
    assert_eq!(told, Appended::Repeat);
}

#[tokio::test]
async fn trouble_that_passes_is_survived() {
    for passing in [Trouble::Throttled, Trouble::InternalError, Trouble::CutBefore, Trouble::CutAfter] {
        let stack = Stack::start().await;
        trouble(&stack, passing.clone(), 3);
        let told = stack.journal_writer().append(&entry(), &[]).await;
        assert_eq!(told.unwrap(), Appended::New, "{passing:?}");
        trouble(&stack, passing.clone(), 3);
        let read = stack.journal_reader().deliverable(entry().id).await;
        assert_eq!(read.unwrap(), Some(entry()), "{passing:?}");
        assert!(stack.aws.faults().is_spent());
    }
}

#[tokio::test]
async fn an_outage_is_unavailable() {
    for outage in [Trouble::Throttled, Trouble::InternalError, Trouble::CutBefore] {
        let stack = Stack::start().await;
        lasting(&stack, outage.clone());
        let written = stack.journal_writer().append(&entry(), &[]).await;
        assert!(matches!(written, Err(JournalError::Unavailable(_))), "{outage:?}: {written:?}");
        let read = stack.journal_reader().deliverable(event(1)).await;
        assert!(matches!(read, Err(ReadError::Unavailable(_))), "{outage:?}: {read:?}");
    }
}

#[tokio::test]
async fn a_function_that_may_not_is_refused_at_the_first_call() {
    let stack = Stack::start().await;
    stack.aws.permissions().restrict(CALLER, []);
    let written = stack.journal_writer().append(&entry(), &[]).await;
    assert!(matches!(written, Err(JournalError::Refused(_))), "{written:?}");
    let read = stack.journal_reader().deliverable(event(1)).await;
    assert!(matches!(read, Err(ReadError::Refused(_))), "{read:?}");
    assert_eq!(stack.aws.calls().all().by(CALLER).len(), 2, "trying again cannot help");
}

#[tokio::test]
async fn a_writer_needs_to_put_items_and_nothing_else() {
    let stack = Stack::start().await;
    let table = format!("arn:aws:dynamodb:*:*:table/{JOURNAL}");
    stack.aws.permissions().restrict(CALLER, [Grant::new("dynamodb:PutItem", &table)]);
    assert_eq!(stack.journal_writer().append(&entry(), &[]).await.unwrap(), Appended::New);
    stack.aws.permissions().restrict(CALLER, [Grant::new("dynamodb:GetItem", &table)]);
    assert_eq!(stack.journal_reader().deliverable(event(1)).await.unwrap(), Some(entry()));
}

#[tokio::test]
async fn no_failure_tells_what_was_written() {
    let stack = Stack::start().await;
    stack.aws.permissions().restrict(CALLER, []);
    let written = format!("{:?}", stack.journal_writer().append(&entry(), &[]).await);
    for value in ["test-shop", "evt_", "TEST-1"] {
        assert!(!written.contains(value), "{written}");
    }
}
