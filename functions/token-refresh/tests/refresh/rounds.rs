use std::time::Duration;

use countersign_core::{
    ports::{Clock, SubscribeFault, Tried},
    tokens::{ConnectionRow, Credentials},
};
use serde_json::{Value, json};

use crate::{
    bench::{Bench, store},
    log::{logged, told as logged_line},
};

const CHECK: &str = r#"{"task":"check-keys"}"#;
const DAY: Duration = Duration::from_hours(24);
/// Enough of Lambda's time for checks to begin during half a minute.
const HALF_A_MINUTE: Duration = Duration::from_secs(70);

/// Leaked, because stores are called by names that live as long as the tests.
fn names(count: usize) -> Vec<(&'static str, char)> {
    (0..count).map(|at| (&*format!("shop-{at:04}").leak(), '1')).collect()
}

fn good(told: &Value) -> u64 {
    let of = |code: &str| told["outcomes"][code].as_u64().unwrap_or_default();
    of("keys_good") + of("webhooks_mended")
}

#[tokio::test]
async fn every_store_is_asked_and_one_that_does_not_know_us_is_told_by_name() {
    let bench = Bench::with_stores(&[("berlin", '1'), ("paris", '9'), ("rome", '1')]).await;
    let (told, lines) = logged(bench.invoke(CHECK)).await;
    let told = told.unwrap();
    assert_eq!((good(&told), &told["outcomes"]["keys_refused"]), (2, &json!(1)), "{told}");
    assert_eq!(told["round"], "complete");
    let line = "outcome=\"reauth_required\" code=\"keys_refused\" store=\"woocommerce#paris\"";
    assert!(logged_line(&lines, "ERROR", line), "{lines}");
    assert!(!lines.contains("ck_") && !lines.contains("cs_"), "{lines}");
}

#[tokio::test]
async fn webhooks_are_given_the_newest_secret_at_every_check_and_what_was_missing_is_told() {
    let bench = Bench::with_stores(&[("berlin", '1')]).await;
    let (told, lines) = logged(bench.invoke(CHECK)).await;
    let made = told.unwrap()["webhooks_made"].as_u64().unwrap();
    let line = format!("code=\"webhooks_mended\" store=\"woocommerce#berlin\" count={made}");
    assert!(made > 0 && logged_line(&lines, "WARN", &line), "{lines}");
    let webhooks = bench.keeper.stores.webhooks.lock().unwrap().clone();
    assert!(webhooks.iter().all(|(_, secret)| secret.len() == 43));
    bench.keeper.refresher.time.advance(DAY);
    let told = bench.invoke(CHECK).await.unwrap();
    assert_eq!(told, json!({"outcomes": {"keys_good": 1}, "webhooks_made": 0, "round": "complete"}));
}

#[tokio::test]
async fn a_run_without_time_asks_nobody_and_the_next_one_asks_all() {
    let bench = Bench::with_stores(&[("berlin", '1')]).await;
    let told = bench.invoke_with(CHECK, Duration::from_secs(20)).await.unwrap();
    assert_eq!(told, json!({"outcomes": {}, "webhooks_made": 0, "round": "under_way"}));
    assert_eq!(good(&bench.invoke(CHECK).await.unwrap()), 1);
}

#[tokio::test]
async fn a_run_goes_on_where_the_last_one_stopped_and_a_day_after_the_round_began_it_begins_anew() {
    for page in [2, 100] {
        let mut bench = Bench::with_stores(&names(80)).await;
        bench.keeper.round.page = page;
        bench.keeper.keys.slow = Duration::from_secs(20);
        let first = bench.invoke_with(CHECK, HALF_A_MINUTE).await.unwrap();
        assert_eq!(first["round"], "under_way", "{first}");
        assert!((1..80).contains(&good(&first)), "{first}");
        bench.keeper.keys.slow = Duration::ZERO;
        let second = bench.invoke(CHECK).await.unwrap();
        assert_eq!((good(&first) + good(&second), &second["round"]), (80, &json!("complete")), "{second}");
        assert_eq!(bench.invoke(CHECK).await.unwrap()["round"], "not_due");
        bench.keeper.refresher.time.advance(DAY);
        assert_eq!(good(&bench.invoke(CHECK).await.unwrap()), 80);
    }
}

#[tokio::test]
async fn a_run_leaves_the_rest_to_the_next_one_well_before_lambda_ends_it() {
    let mut bench = Bench::with_stores(&names(80)).await;
    bench.keeper.keys.slow = Duration::from_secs(20);
    let begun = bench.keeper.refresher.time.now();
    assert_eq!(bench.invoke(CHECK).await.unwrap()["round"], "under_way");
    let took = bench.keeper.refresher.time.now().duration_since(begun).unwrap();
    assert!(took < Duration::from_mins(4), "{took:?}");
}

#[tokio::test]
async fn a_round_that_takes_longer_than_a_day_is_an_error() {
    let mut bench = Bench::with_stores(&names(10)).await;
    bench.keeper.keys.slow = Duration::from_secs(20);
    bench.invoke_with(CHECK, HALF_A_MINUTE).await.unwrap();
    bench.keeper.refresher.time.advance(DAY);
    let (told, lines) = logged(bench.invoke_with(CHECK, HALF_A_MINUTE)).await;
    assert_eq!(told.unwrap()["round"], "late");
    assert!(logged_line(&lines, "ERROR", "code=\"round_late\""), "{lines}");
}

/// Both wait for the same store.
#[tokio::test(start_paused = true)]
async fn of_two_runs_at_once_one_goes_on_with_the_round() {
    let mut bench = Bench::with_stores(&[("berlin", '8'), ("paris", '1'), ("rome", '1')]).await;
    bench.keeper.stores.hangs_for = Some(format!("ck_{}", "8".repeat(40)));
    let (one, other) = futures_util::join!(bench.invoke(CHECK), bench.invoke(CHECK));
    let mut rounds = [one, other].map(|told| told.unwrap()["round"].as_str().unwrap().to_owned());
    rounds.sort();
    assert_eq!(rounds, ["complete", "taken"]);
}

#[tokio::test(start_paused = true)]
async fn a_store_that_hangs_costs_its_own_time_and_no_other_stores() {
    let mut bench = Bench::with_stores(&[("berlin", '8'), ("paris", '1'), ("rome", '1')]).await;
    bench.keeper.stores.hangs_for = Some(format!("ck_{}", "8".repeat(40)));
    let begun = tokio::time::Instant::now();
    let (told, lines) = logged(bench.invoke(CHECK)).await;
    let told = told.unwrap();
    assert_eq!((good(&told), &told["outcomes"]["check_timed_out"]), (2, &json!(1)), "{told}");
    assert_eq!((&told["round"], begun.elapsed().as_secs()), (&json!("complete"), 22));
    let line = "outcome=\"unchecked\" code=\"check_timed_out\" store=\"woocommerce#berlin\"";
    assert!(logged_line(&lines, "WARN", line), "{lines}");
}

#[tokio::test]
async fn shops_whose_webhooks_we_make_are_asked_too_and_what_was_missing_is_told() {
    let bench = Bench::with_shops(3).await;
    let (told, lines) = logged(bench.invoke(CHECK)).await;
    assert_eq!(told.unwrap()["outcomes"], json!({"webhooks_mended": 3}));
    assert!(logged_line(&lines, "WARN", "code=\"webhooks_mended\" store=\"shopify#shop-2.myshopify.com\""));
    bench.keeper.refresher.time.advance(Duration::from_mins(40));
    bench.keeper.round.kept.lock().unwrap().take();
    assert_eq!(bench.invoke(CHECK).await.unwrap()["outcomes"], json!({"webhooks_good": 3}));
    assert!(bench.keeper.refresher.platform.exchanges().is_empty(), "their tokens were usable");
}

#[tokio::test]
async fn a_shop_that_cannot_be_asked_is_told_and_keeps_nobody_waiting() {
    let mut bench = Bench::with_shops(2).await;
    bench.keeper.refresher.platform.subscribing = Err(SubscribeFault::Denied);
    let lost = ConnectionRow {
        credentials: Credentials::ReauthRequired,
        ..bench.keeper.refresher.rows.of(&store(0)).unwrap()
    };
    bench.keeper.refresher.rows.set(&store(0), lost);
    bench.keeper.refresher.platform.shows(Tried::Refused);
    let (told, lines) = logged(bench.invoke(CHECK)).await;
    let expected = json!({"still_reauth_required": 1, "subscriptions_denied": 1});
    assert_eq!(told.unwrap()["outcomes"], expected);
    assert!(logged_line(&lines, "ERROR", "outcome=\"unsubscribed\" code=\"subscriptions_denied\""));
}

#[tokio::test]
async fn of_a_store_that_denies_one_topic_is_told_what_was_made_and_what_not() {
    let mut bench = Bench::with_stores(&[("berlin", '1')]).await;
    bench.keeper.stores.fault = Some(SubscribeFault::Denied);
    let (told, lines) = logged(bench.invoke(CHECK)).await;
    let told = told.unwrap();
    let made = told["webhooks_made"].as_u64().unwrap();
    assert_eq!((&told["outcomes"], made > 0), (&json!({"subscriptions_denied": 1}), true));
    let line = format!("code=\"webhooks_mended\" store=\"woocommerce#berlin\" count={made}");
    assert!(logged_line(&lines, "WARN", &line), "{lines}");
    let line = "outcome=\"unsubscribed\" code=\"subscriptions_denied\" store=\"woocommerce#berlin\"";
    assert!(logged_line(&lines, "ERROR", line), "{lines}");
}

#[tokio::test]
async fn an_operator_checks_one_store() {
    let bench = Bench::with_stores(&[("berlin", '1')]).await;
    let told = bench.invoke(r#"{"store":"woocommerce#berlin"}"#).await.unwrap();
    assert!(told["outcome"] == "webhooks_mended" && told["webhooks_made"].as_u64() > Some(0), "{told}");
    let told = bench.invoke(r#"{"store":"woocommerce#berlin"}"#).await.unwrap();
    assert_eq!(told["outcome"], "keys_good");
    let told = bench.invoke(r#"{"store":"woocommerce#paris"}"#).await.unwrap();
    assert_eq!(told["outcome"], "unknown_store");
}
