//! Installations under way.

use contracts::{
    items::{number, only_item, put, scan, text},
    stack::{CALLER, STATES, Stack},
    states,
};
use countersign_core::{
    oauth::KeptState,
    ports::{States, StatesError},
    testing::MemoryStates,
    wall_time::epoch_millis,
};
use local_stack::aws::{Fault, Grant, Trouble};

use crate::{flow, lose_an_answer};

/// A state of a WooCommerce store.
async fn woocommerce() -> KeptState {
    flow::states().await.remove(0)
}

/// A state of Shopify.
async fn shopify() -> KeptState {
    KeptState { talk: None, ..woocommerce().await }
}

#[tokio::test]
async fn a_state_is_found_until_it_is_used() {
    let stack = Stack::start().await;
    for kept in [shopify().await, woocommerce().await] {
        states::a_state_is_found_until_it_is_used(&stack.states(), &kept).await;
        states::a_state_is_found_until_it_is_used(&MemoryStates::default(), &kept).await;
    }
}

#[tokio::test]
async fn of_twenty_who_bring_a_state_one_is_given_it() {
    let stack = Stack::start().await;
    states::one_of_twenty_is_given_the_state(&stack.states(), &shopify().await).await;
    states::one_of_twenty_is_given_the_state(&MemoryStates::default(), &shopify().await).await;
}

#[tokio::test]
async fn a_state_is_begun_once() {
    let stack = Stack::start().await;
    states::a_state_is_begun_once(&stack.states(), &woocommerce().await).await;
    states::a_state_is_begun_once(&MemoryStates::default(), &woocommerce().await).await;
}

#[tokio::test]
async fn a_state_whose_answer_was_lost_is_begun() {
    let (stack, kept) = (Stack::start().await, shopify().await);
    lose_an_answer(&stack);
    stack.states().begin(&kept).await.unwrap();
    assert!(stack.aws.faults().is_spent());
    assert_eq!(stack.states().consume(kept.key).await.unwrap(), Some(kept));
}

#[tokio::test]
async fn a_use_whose_answer_was_lost_is_nobodys() {
    let (stack, kept) = (Stack::start().await, shopify().await);
    stack.states().begin(&kept).await.unwrap();
    lose_an_answer(&stack);
    assert_eq!(stack.states().consume(kept.key).await.unwrap(), None);
    assert_eq!(scan(&stack.dynamodb(), STATES).await, []);
}

#[tokio::test]
async fn the_table_is_told_when_it_may_forget() {
    let (stack, kept) = (Stack::start().await, woocommerce().await);
    stack.states().begin(&kept).await.unwrap();
    let item = only_item(&stack.dynamodb(), STATES).await;
    assert_eq!(item["expires_at"], number(epoch_millis(kept.expires_at) / 1000));
    assert_eq!(item["state"], text(kept.key.to_hex()));
}

#[tokio::test]
async fn a_state_that_is_not_as_we_write_it_is_refused() {
    for (name, value) in
        [("over_at", text("soon")), ("url", text("http://shop.example")), ("store", text("A B"))]
    {
        let (stack, kept) = (Stack::start().await, woocommerce().await);
        stack.states().begin(&kept).await.unwrap();
        let mut item = only_item(&stack.dynamodb(), STATES).await;
        item.insert(name.to_owned(), value);
        put(&stack.dynamodb(), STATES, item).await;
        for answer in [stack.states().find(kept.key).await, stack.states().consume(kept.key).await] {
            assert!(matches!(answer, Err(StatesError::Refused(_))), "{name}: {answer:?}");
        }
    }
}

#[tokio::test]
async fn trouble_is_told_apart() {
    let (stack, kept) = (Stack::start().await, shopify().await);
    for passing in [Trouble::Throttled, Trouble::InternalError, Trouble::CutBefore] {
        stack.aws.faults().inject(Fault::new(passing).by(CALLER).times(2));
        stack.states().begin(&kept).await.unwrap();
    }
    stack.aws.faults().inject(Fault::new(Trouble::InternalError).by(CALLER));
    assert!(matches!(stack.states().begin(&kept).await, Err(StatesError::Unavailable(_))));
    assert!(matches!(stack.states().consume(kept.key).await, Err(StatesError::Unavailable(_))));
    stack.aws.faults().clear();
    stack.aws.permissions().restrict(CALLER, []);
    assert!(matches!(stack.states().begin(&kept).await, Err(StatesError::Refused(_))));
    assert!(matches!(stack.states().find(kept.key).await, Err(StatesError::Refused(_))));
}

#[tokio::test]
async fn these_permissions_are_enough() {
    let (stack, kept) = (Stack::start().await, shopify().await);
    let table = format!("arn:aws:dynamodb:*:*:table/{STATES}");
    let grants = ["PutItem", "GetItem", "DeleteItem"];
    let grants = grants.map(|action| Grant::new(&format!("dynamodb:{action}"), &table));
    stack.aws.permissions().restrict(CALLER, grants);
    states::a_state_is_found_until_it_is_used(&stack.states(), &kept).await;
}
