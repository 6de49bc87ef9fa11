//! The daily round over shops whose webhooks we make, where their access tokens have ended.

use std::time::Duration;

use countersign_core::tokens::Credentials;
use serde_json::json;

use crate::{
    bench::{Bench, RENEW, store},
    log::logged,
};

const CHECK: &str = r#"{"task":"check-keys"}"#;
const DAY: Duration = Duration::from_hours(24);

/// With so many shops that have no usable token.
async fn unready(count: usize) -> Bench {
    let bench = Bench::with_shops(count).await;
    bench.keeper.refresher.time.advance(Duration::from_hours(2));
    bench
}

fn begin_anew(bench: &Bench) {
    bench.keeper.round.kept.lock().unwrap().take();
}

#[tokio::test]
async fn shops_that_nobody_calls_are_renewed_to_be_asked_and_stay_uncalled() {
    let bench = unready(20).await;
    assert_eq!(bench.invoke(CHECK).await.unwrap()["outcomes"], json!({"webhooks_mended": 20}));
    assert_eq!(bench.keeper.refresher.platform.exchanges().len(), 20);
    for number in 0..20 {
        assert_eq!(bench.keeper.refresher.rows.of(&store(number)).unwrap().wanted_at, None);
    }
}

#[tokio::test]
async fn a_platform_that_refuses_all_is_asked_for_a_few_and_costs_none_its_connection() {
    for (status, body, asked) in
        [(400, r#"{"error":"invalid_grant"}"#, 5), (401, r#"{"error":"invalid_client"}"#, 3)]
    {
        let bench = unready(40).await;
        for turn in 1..=3 {
            for _ in 0..40 {
                bench.keeper.refresher.platform.says(status, body);
            }
            begin_anew(&bench);
            let (told, lines) = logged(bench.invoke(CHECK)).await;
            assert_eq!(told.unwrap()["outcomes"], json!({"token_not_ready": 40}), "{lines}");
            assert_eq!(bench.keeper.refresher.platform.exchanges().len(), turn * asked);
        }
        for number in 0..40 {
            let row = bench.keeper.refresher.rows.of(&store(number)).unwrap();
            assert_eq!(row.credentials, Credentials::Good);
        }
    }
}

#[tokio::test]
async fn what_a_round_has_heard_of_a_dormant_shop_the_schedule_asks_again_in_minutes() {
    let bench = Bench::with_shops(1).await;
    let later = |by| bench.keeper.refresher.time.advance(by);
    // Its token, and the one before it.
    let refused =
        || [(); 2].map(|()| bench.keeper.refresher.platform.says(400, r#"{"error":"invalid_grant"}"#));
    later(31 * DAY);
    assert_eq!(bench.invoke(RENEW).await.unwrap()["outcomes"], json!({"ok": 1}));
    later(DAY);
    refused();
    assert_eq!(bench.invoke(CHECK).await.unwrap()["outcomes"], json!({"token_not_ready": 1}));
    later(Duration::from_mins(5));
    refused();
    assert_eq!(bench.invoke(RENEW).await.unwrap()["outcomes"], json!({"reauth_required": 1}));
}

#[tokio::test]
async fn the_renewals_of_a_round_leave_the_vault_to_others() {
    let bench = unready(60).await;
    let waited = bench.waited(CHECK).await;
    assert!(waited >= Duration::from_secs(19), "{waited:?}");
}
