use countersign_core::{
    ports::SubscribeFault,
    store::Platform,
    testing::Trouble,
    tokens::{ConnectionRow, Status, Step},
    topic::Topic,
};
use serde_json::{Value, json};

use crate::{
    bench::{Bench, RENEW, store},
    log::{logged, told as logged_line},
};

const DISCONNECT: &str = r#"{"disconnect":"woocommerce#berlin"}"#;
const CHECK_ONE: &str = r#"{"store":"woocommerce#berlin"}"#;
const CHECK_ALL: &str = r#"{"task":"check-keys"}"#;

fn means(told: &Value) -> &str {
    told["means"].as_str().unwrap()
}

#[tokio::test]
async fn a_store_that_is_wanted_no_longer_loses_its_webhooks_and_its_keys_are_not_used_again() {
    let bench = Bench::with_stores(&[("berlin", '1')]).await;
    let made = bench.invoke(CHECK_ONE).await.unwrap()["webhooks_made"].clone();
    let (told, lines) = logged(bench.invoke(DISCONNECT)).await;
    let told = told.unwrap();
    assert_eq!((&told["outcome"], &told["webhooks_deleted"]), (&json!("disconnected"), &made), "{told}");
    assert!(means(&told).contains("revoke our key"), "{told}");
    assert!(logged_line(&lines, "INFO", "outcome=\"disconnected\""), "{lines}");
    assert_eq!(bench.invoke(CHECK_ONE).await.unwrap()["outcome"], "unknown_store");
    assert_eq!(bench.invoke(CHECK_ALL).await.unwrap()["webhooks_made"], 0);
    assert!(bench.keeper.stores.webhooks.lock().unwrap().is_empty());
    let again = bench.invoke(DISCONNECT).await.unwrap();
    assert_eq!((&again["outcome"], &again["webhooks_deleted"]), (&json!("was_disconnected"), &json!(0)));
}

#[tokio::test]
async fn a_store_that_does_not_know_us_is_disconnected_all_the_same() {
    let bench = Bench::with_stores(&[("berlin", '9')]).await;
    let told = bench.invoke(DISCONNECT).await.unwrap();
    assert_eq!(
        (&told["outcome"], &told["webhooks_left"]),
        (&json!("disconnected"), &json!("subscriptions_denied"))
    );
    assert!(means(&told).contains("could not be deleted"), "{told}");
}

/// However the asking ends: well, with a topic refused, with a topic denied, or not at all.
#[tokio::test(start_paused = true)]
async fn webhooks_that_a_check_makes_while_a_connection_is_ended_are_taken_away_again() {
    let refused = SubscribeFault::Refused(Topic::parse(Platform::WooCommerce, "order.created").unwrap());
    let faults = [None, Some(refused), Some(SubscribeFault::Denied), Some(SubscribeFault::Unavailable)];
    for (fault, hangs) in faults.into_iter().flat_map(|fault| [(fault.clone(), false), (fault, true)]) {
        let mut bench = Bench::with_stores(&[("berlin", '1')]).await;
        bench.keeper.keys.ends = true;
        bench.keeper.stores.fault = fault;
        bench.keeper.stores.hangs_for = hangs.then(|| bench.keeper.stores.consumer_key.clone());
        assert_eq!(bench.invoke(CHECK_ONE).await.unwrap()["outcome"], "unknown_store");
        assert!(bench.keeper.stores.webhooks.lock().unwrap().is_empty());
    }
}

#[tokio::test]
async fn what_cannot_be_disconnected_is_refused_with_a_sentence() {
    let bench = Bench::with_shops(1).await;
    let unknown = bench.invoke(DISCONNECT).await.unwrap();
    assert_eq!(unknown["outcome"], "unknown_store");
    assert!(means(&unknown).starts_with("nothing was done: no store of this id was ever connected"));
    let shop = bench.invoke(r#"{"disconnect":"shopify#another.myshopify.com"}"#).await.unwrap();
    assert_eq!(shop["outcome"], "unknown_store");
}

/// Nobody else can, where neither the store's tokens nor a webhook can show that the app is gone.
#[tokio::test]
async fn a_shop_is_disconnected_by_hand_and_renewed_no_more() {
    let bench = Bench::due(1).await;
    let event = json!({ "disconnect": store(0).to_string() }).to_string();
    for expected in ["disconnected", "was_disconnected"] {
        let told = bench.invoke(&event).await.unwrap();
        assert_eq!(told["outcome"], expected);
        assert!(means(&told).contains("its merchant should remove it"), "{told}");
    }
    let rows = &bench.keeper.refresher.rows;
    let row = rows.of(&store(0)).unwrap();
    assert_eq!((row.status, row.due_at), (Some(Status::Disconnected), None));
    let by_hand = rows.notes().into_iter().filter(|note| note.step == Step::DisconnectedByHand).count();
    assert_eq!(by_hand, 1);
    assert_eq!(bench.invoke(RENEW).await.unwrap(), json!({"outcomes": {}}));
    assert!(bench.keeper.refresher.platform.exchanges().is_empty());
}

/// What is left of an installation that never came to anything.
#[tokio::test]
async fn a_row_of_nothing_but_leases_is_no_store() {
    let bench = Bench::with_shops(1).await;
    bench.keeper.refresher.rows.set(&store(0), ConnectionRow { fence: 3, ..ConnectionRow::default() });
    let event = json!({ "disconnect": store(0).to_string() }).to_string();
    let notes = bench.keeper.refresher.rows.notes().len();
    assert_eq!(bench.invoke(&event).await.unwrap()["outcome"], "unknown_store");
    let rows = &bench.keeper.refresher.rows;
    assert_eq!((rows.of(&store(0)).unwrap().status, rows.notes().len()), (None, notes));
}

#[tokio::test]
async fn trouble_that_lasts_is_told_from_trouble_that_passes() {
    let kinds = [
        (Trouble::Passing, "WARN", ("unavailable", "rows_unavailable"), "ask again in a minute"),
        (Trouble::Lasting, "ERROR", ("failed", "rows_refused"), "until what `why` names is mended"),
    ];
    for (trouble, level, (outcome, why), says) in kinds {
        let mut bench = Bench::with_shops(1).await;
        bench.keeper.refresher.rows.trouble = Some(trouble);
        let event = json!({ "disconnect": store(0).to_string() }).to_string();
        let (told, lines) = logged(bench.invoke(&event)).await;
        let told = told.unwrap();
        assert_eq!((&told["outcome"], &told["why"]), (&json!(outcome), &json!(why)), "{told}");
        assert!(means(&told).contains(says), "{told}");
        let line = format!("outcome=\"not_disconnected\" code=\"{why}\"");
        assert!(logged_line(&lines, level, &line), "{lines}");
    }
}
