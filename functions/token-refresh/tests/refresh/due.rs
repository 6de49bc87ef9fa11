use std::{collections::HashSet, time::Duration};

use countersign_core::{
    ports::Tried,
    testing::Trouble,
    tokens::{ConnectionRow, Credentials},
};
use serde_json::json;

use crate::{
    bench::{Bench, RENEW, store},
    log::{logged, told as logged_line},
};

#[tokio::test]
async fn a_run_renews_what_is_due_and_tells_how_urgent_it_was() {
    let bench = Bench::due(30).await;
    let told = bench.invoke(RENEW).await.unwrap();
    assert_eq!(told, json!({"outcomes": {"ok": 30}, "expires_in_s": 600}));
    assert_eq!(bench.keeper.refresher.platform.exchanges().len(), 30);
    assert_eq!(bench.keeper.refresher.vault.versions(&store(29)), 2);
}

/// One row that is damaged, or of another release, is no reason to let the tokens of all others end.
#[tokio::test]
async fn a_row_that_cannot_be_read_keeps_nobody_from_being_renewed() {
    let mut bench = Bench::due(3).await;
    bench.keeper.refresher.rows.unread = Some(Trouble::Lasting);
    assert_eq!(bench.invoke(RENEW).await.unwrap(), json!({"outcomes": {"ok": 3}}));
}

#[tokio::test]
async fn tr_038_a_second_run_at_once_has_nothing_to_do() {
    let bench = Bench::due(3).await;
    bench.invoke(RENEW).await.unwrap();
    assert_eq!(bench.invoke(RENEW).await.unwrap(), json!({"outcomes": {}}));
    assert_eq!(bench.keeper.refresher.platform.exchanges().len(), 3);
}

#[tokio::test]
async fn tr_040_a_run_without_time_begins_nothing_and_the_next_one_does_it_all() {
    let bench = Bench::due(3).await;
    let told = bench.invoke_with(RENEW, Duration::from_secs(40)).await.unwrap();
    assert_eq!(told["stopped"], "out_of_time");
    assert!(bench.keeper.refresher.platform.exchanges().is_empty());
    assert_eq!(bench.invoke(RENEW).await.unwrap()["outcomes"], json!({"ok": 3}));
}

#[tokio::test]
async fn a_frozen_shop_is_not_urgent() {
    let bench = Bench::due(1).await;
    let rows = &bench.keeper.refresher.rows;
    let row = rows.of(&store(0)).unwrap();
    rows.set(&store(0), ConnectionRow { credentials: Credentials::Unavailable, ..row });
    assert_eq!(bench.invoke(RENEW).await.unwrap(), json!({"outcomes": {"ok": 1}}));
}

#[tokio::test]
async fn refused_credentials_of_the_app_stop_the_run_with_an_error() {
    let bench = Bench::due(40).await;
    for _ in 0..40 {
        bench.keeper.refresher.platform.says(401, r#"{"error":"invalid_client"}"#);
    }
    let (told, lines) = logged(bench.invoke(RENEW)).await;
    assert_eq!(told.unwrap()["stopped"], "invalid_client");
    assert_eq!(bench.keeper.refresher.platform.exchanges().len(), 3);
    assert!(logged_line(&lines, "ERROR", "outcome=\"ran\" code=\"invalid_client\""), "{lines}");
    assert!(logged_line(&lines, "ERROR", "outcome=\"invalid_client\""), "{lines}");
}

#[tokio::test]
async fn tr_016_a_store_that_is_lost_is_told_by_name() {
    let bench = Bench::due(2).await;
    for _ in 0..2 {
        bench.keeper.refresher.platform.says(400, r#"{"error":"invalid_grant"}"#);
    }
    assert_eq!(bench.invoke(RENEW).await.unwrap()["outcomes"], json!({"retry_later": 2}));
    bench.keeper.refresher.time.advance(Duration::from_mins(5));
    for _ in 0..2 {
        bench.keeper.refresher.platform.says(400, r#"{"error":"invalid_grant"}"#);
    }
    let (told, lines) = logged(bench.invoke(RENEW)).await;
    assert_eq!(told.unwrap()["outcomes"], json!({"reauth_required": 2}));
    let line = "outcome=\"reauth_required\" code=\"reauth_required\" store=\"shopify#shop-0.myshopify.com\"";
    assert!(logged_line(&lines, "ERROR", line), "{lines}");
    let lost: Vec<_> = lines.lines().filter(|line| line.contains("outcome=\"reauth_required\"")).collect();
    assert!(lost.iter().all(|line| !line.contains("expires_in_s")), "what a lost store has left: {lines}");
    assert!(!lines.contains("test-refresh") && !lines.contains("test-access"), "{lines}");
}

#[tokio::test]
async fn tr_021_what_may_pass_is_a_warning_with_its_reason() {
    let bench = Bench::due(1).await;
    for _ in 0..3 {
        bench.keeper.refresher.platform.says(503, "");
    }
    let (_, lines) = logged(bench.invoke(RENEW)).await;
    assert!(logged_line(&lines, "WARN", "outcome=\"retry_later\" code=\"upstream\""), "{lines}");
}

#[tokio::test]
async fn what_is_not_renewed_tells_what_it_has_left_and_what_is_does_not() {
    let bench = Bench::due(1).await;
    let (_, lines) = logged(bench.invoke_failing(503)).await;
    assert!(lines.contains(" expires_in_s=599 refresh_expires_in_s=7772999 "), "{lines}");
    bench.keeper.refresher.time.advance(Duration::from_mins(6));
    let (_, lines) = logged(bench.invoke_failing(503)).await;
    assert!(lines.contains("code=\"upstream\"") && lines.contains(" expires_in_s=23"), "{lines}");
    bench.keeper.refresher.time.advance(Duration::from_mins(6));
    let (_, lines) = logged(bench.invoke(RENEW)).await;
    let renewed = lines.lines().find(|line| line.contains("outcome=\"ok\"")).unwrap();
    assert!(!renewed.contains("expires_in_s"), "{renewed}");
}

/// Where each shard's head is fresh, one that fails again and again tells of itself.
#[tokio::test]
async fn a_store_that_is_frozen_for_good_is_known_to_be_and_its_access_token_is_not_urgent() {
    let bench = Bench::due(1).await;
    let rows = &bench.keeper.refresher.rows;
    let row = rows.of(&store(0)).unwrap();
    rows.set(&store(0), ConnectionRow { credentials: Credentials::Unavailable, ..row });
    let (told, lines) = logged(bench.invoke_failing(402)).await;
    assert_eq!(told.unwrap(), json!({"outcomes": {"still_unavailable": 1}}));
    assert!(logged_line(&lines, "INFO", "outcome=\"still_unavailable\""), "{lines}");
    assert!(!lines.contains(" expires_in_s=") && lines.contains(" refresh_expires_in_s="), "{lines}");
}

/// For hours it is asked in minutes; nobody is to be woken for each time.
#[tokio::test]
async fn a_store_that_may_be_frozen_has_no_urgent_access_token_either() {
    let bench = Bench::due(1).await;
    for _ in 0..3 {
        let (_, lines) = logged(bench.invoke_failing(402)).await;
        assert!(lines.contains("code=\"shop_unavailable\""), "{lines}");
        let renewed = lines.lines().find(|line| line.contains("code=\"shop_unavailable\"")).unwrap();
        assert!(
            !renewed.contains(" expires_in_s=") && renewed.contains(" refresh_expires_in_s="),
            "{renewed}"
        );
        bench.keeper.refresher.time.advance(Duration::from_mins(20));
    }
}

#[tokio::test]
async fn a_platform_that_turns_on_all_stores_stops_the_run_with_an_error() {
    for (status, body, word) in
        [(403, "", "all_unavailable"), (400, r#"{"error":"invalid_grant"}"#, "all_refused")]
    {
        let bench = Bench::due(40).await;
        for _ in 0..40 {
            bench.keeper.refresher.platform.says(status, body);
        }
        let (told, lines) = logged(bench.invoke(RENEW)).await;
        let told = told.unwrap();
        assert_eq!((&told["stopped"], &told["outcomes"]), (&json!(word), &json!({"retry_later": 5})));
        assert!(logged_line(&lines, "ERROR", &format!("outcome=\"ran\" code=\"{word}\"")), "{lines}");
        for number in 0..40 {
            let row = bench.keeper.refresher.rows.of(&store(number)).unwrap();
            assert_eq!(row.credentials, Credentials::Good);
        }
    }
}

#[tokio::test]
async fn an_operator_has_what_was_parked_renewed_and_nothing_else() {
    let bench = Bench::with_shops(3).await;
    let rows = &bench.keeper.refresher.rows;
    for number in 0..2 {
        let row = rows.of(&store(number)).unwrap();
        rows.set(&store(number), ConnectionRow { credentials: Credentials::Unavailable, ..row });
    }
    let parked = r#"{"task":"renew-parked"}"#;
    assert_eq!(bench.invoke(parked).await.unwrap(), json!({"outcomes": {"ok": 2}}));
    assert_eq!(bench.keeper.refresher.platform.exchanges().len(), 2);
    assert_eq!(bench.invoke(parked).await.unwrap(), json!({"outcomes": {}}));
}

/// However many refuse us still, each run comes upon others.
#[tokio::test]
async fn a_run_over_parked_stores_goes_on_where_the_last_one_ended() {
    let bench = Bench::with_shops(12).await;
    let rows = &bench.keeper.refresher.rows;
    for number in 0..12 {
        let row = rows.of(&store(number)).unwrap();
        rows.set(&store(number), ConnectionRow { credentials: Credentials::Unavailable, ..row });
        bench.keeper.refresher.platform.says(403, "");
    }
    let (mut event, mut asked, mut runs) = (json!({"task": "renew-parked"}), 0, 0);
    loop {
        let told = bench.invoke_with(&event.to_string(), Duration::from_millis(47_500)).await.unwrap();
        asked += told["outcomes"]["still_unavailable"].as_u64().unwrap();
        runs += 1;
        if told["next"].is_null() {
            break;
        }
        assert_eq!(told["stopped"], "out_of_time");
        event = json!({"task": "renew-parked", "after": told["next"]});
    }
    let shops: HashSet<_> = bench.keeper.refresher.platform.exchanges().into_iter().collect();
    assert_eq!((asked, shops.len()), (12, 12));
    assert!(runs > 1, "{runs}");
}

#[tokio::test]
async fn a_new_pair_that_cannot_be_tried_yet_is_not_used() {
    let bench = Bench::due(1).await;
    for _ in 0..9 {
        bench.keeper.refresher.platform.shows(Tried::Unclear);
    }
    let (_, lines) = logged(bench.invoke(RENEW)).await;
    assert!(lines.contains("code=\"untested\""), "{lines}");
}

#[tokio::test]
async fn a_table_that_is_down_fails_the_run() {
    for (trouble, error_type) in [(Trouble::Passing, "Retry"), (Trouble::Lasting, "Page")] {
        let mut bench = Bench::with_shops(0).await;
        bench.keeper.refresher.rows.trouble = Some(trouble);
        let error = bench.invoke(RENEW).await.expect_err("a failed run");
        assert_eq!(error.error_type, error_type);
    }
}

#[tokio::test]
async fn a_renewal_that_grants_less_than_is_needed_is_a_warning_that_names_it() {
    for (granted, missing) in [("read_products", true), ("write_orders,read_products", false)] {
        let mut bench = Bench::due(1).await;
        bench.keeper.refresher.platform.scopes = granted;
        let (_, lines) = logged(bench.invoke(RENEW)).await;
        let told = logged_line(&lines, "WARN", "outcome=\"scope_missing\" code=\"scope_missing\"");
        assert_eq!(told, missing, "{granted}: {lines}");
        assert_eq!(lines.contains("read_orders"), missing, "{lines}");
    }
}
