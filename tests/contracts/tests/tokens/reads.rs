//! What is decided by is read as it stands, and not as it was a moment ago.

use contracts::{
    rows::shop,
    stack::{CALLER, Stack},
};
use countersign_core::ports::{States, TokenLeases};
use local_stack::record::{Place, Recorder};
use serde_json::Value;

use crate::flow;

#[tokio::test]
async fn nothing_is_decided_by_what_may_be_old() {
    let recorder = Recorder::keeping();
    let stack = Stack::recorded(recorder.clone()).await;
    stack.token_rows().row(&shop(1)).await.unwrap();
    assert!(flow::hand_over(stack.states(), &stack.woocommerce_keys()).await);
    let state = flow::states().await.remove(0);
    stack.states().find(state.key).await.unwrap();
    let requests = recorder.take().into_iter().filter(|record| {
        matches!(&record.place, Place::Aws { caller, operation, .. } if caller == CALLER && operation == "GetItem")
    });
    let asked: Vec<Value> =
        requests.filter_map(|record| serde_json::from_slice(&record.bytes).ok()).collect();
    assert!(asked.len() >= 3, "{asked:?}");
    for request in asked {
        assert_eq!(request["ConsistentRead"], true, "{request}");
    }
}
