//! What becomes of claims and settlements when AWS fails them.

use contracts::{
    clock,
    entries::event,
    ledger::{LEASE, claim, granted, parked, settled, waiting, warehouse},
    stack::{CALLER, DELIVERIES, Stack},
};
use countersign_core::ports::{Claim, Ledger, LedgerError, Settlement};
use local_stack::aws::{Fault, Grant, Trouble};

fn lose_an_answer(stack: &Stack) {
    stack.aws.faults().inject(Fault::new(Trouble::CutAfter).by(CALLER).times(1));
}

#[tokio::test]
async fn a_claim_whose_answer_was_lost_is_granted_to_its_own_claimant_once() {
    let (stack, now) = (Stack::start().await, clock::now());
    lose_an_answer(&stack);
    assert_eq!(granted(&stack.ledger(), event(1), now).await.number, 1);
    assert!(stack.aws.faults().is_spent());
    assert_eq!(claim(&stack.ledger(), event(1), now).await, Claim::NotNow(LEASE));
}

#[tokio::test]
async fn a_lost_claim_of_somebody_else_is_not_granted() {
    let (stack, now) = (Stack::start().await, clock::now());
    granted(&stack.ledger(), event(1), now).await;
    lose_an_answer(&stack);
    assert_eq!(claim(&stack.ledger(), event(1), now).await, Claim::NotNow(LEASE));
}

#[tokio::test]
async fn the_attempt_that_a_lost_claim_was_granted_can_be_settled() {
    let (stack, now) = (Stack::start().await, clock::now());
    lose_an_answer(&stack);
    settled(&stack.ledger(), event(1), now, Settlement::Delivered).await;
    assert_eq!(claim(&stack.ledger(), event(1), now).await, Claim::Settled);
}

#[tokio::test]
async fn a_settlement_whose_answer_was_lost_is_done() {
    let (stack, now) = (Stack::start().await, clock::now());
    let attempt = granted(&stack.ledger(), event(1), now).await;
    lose_an_answer(&stack);
    stack.ledger().settle(&attempt, waiting(now + LEASE), now).await.unwrap();
    assert_eq!(claim(&stack.ledger(), event(1), now).await, Claim::NotNow(LEASE));
}

#[tokio::test]
async fn an_unparking_whose_answer_was_lost_is_done() {
    let (stack, now) = (Stack::start().await, clock::now());
    settled(&stack.ledger(), event(1), now, parked(now)).await;
    let due = stack.ledger().due(now, 10).await.unwrap();
    lose_an_answer(&stack);
    stack.ledger().unpark(&due[0]).await.unwrap();
    assert_eq!(stack.ledger().due(now, 10).await.unwrap(), []);
}

#[tokio::test]
async fn trouble_that_passes_is_survived() {
    for passing in [Trouble::Throttled, Trouble::InternalError, Trouble::CutBefore] {
        let (stack, now) = (Stack::start().await, clock::now());
        let attempt = granted(&stack.ledger(), event(1), now).await;
        stack.aws.faults().inject(Fault::new(passing.clone()).by(CALLER).times(3));
        stack.ledger().settle(&attempt, Settlement::Delivered, now).await.unwrap();
        assert_eq!(claim(&stack.ledger(), event(1), now).await, Claim::Settled, "{passing:?}");
    }
}

#[tokio::test]
async fn an_outage_is_unavailable() {
    let (stack, now) = (Stack::start().await, clock::now());
    stack.aws.faults().inject(Fault::new(Trouble::InternalError).by(CALLER));
    let claimed = stack.ledger().claim(event(1), &warehouse(), now, LEASE).await;
    assert!(matches!(claimed, Err(LedgerError::Unavailable(_))), "{claimed:?}");
    let due = stack.ledger().due(now, 10).await;
    assert!(matches!(due, Err(LedgerError::Unavailable(_))), "{due:?}");
}

#[tokio::test]
async fn a_function_that_may_not_is_refused_at_the_first_call() {
    let (stack, now) = (Stack::start().await, clock::now());
    stack.aws.permissions().restrict(CALLER, []);
    let claimed = stack.ledger().claim(event(1), &warehouse(), now, LEASE).await;
    assert!(matches!(claimed, Err(LedgerError::Refused(_))), "{claimed:?}");
    assert_eq!(stack.aws.calls().all().by(CALLER).len(), 1);
}

#[tokio::test]
async fn the_permissions_of_the_template_are_enough() {
    let (stack, now) = (Stack::start().await, clock::now());
    let table = format!("arn:aws:dynamodb:*:*:table/{DELIVERIES}");
    let grants = [
        Grant::new("dynamodb:GetItem", &table),
        Grant::new("dynamodb:UpdateItem", &table),
        Grant::new("dynamodb:Query", &format!("{table}/index/due")),
    ];
    stack.aws.permissions().restrict(CALLER, grants);
    settled(&stack.ledger(), event(1), now, parked(now)).await;
    let due = stack.ledger().due(now, 10).await.unwrap();
    stack.ledger().unpark(&due[0]).await.unwrap();
    granted(&stack.ledger(), event(1), now).await;
}
