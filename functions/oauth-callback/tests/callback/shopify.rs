use std::time::Duration;

use countersign_core::{ports::SubscribeFault, tokens::Step};
use serde_json::json;

use crate::{
    bench::{ADDRESS, Bench, CODE, NOW, SHOP, shop, signed},
    log::{logged, told as logged_line},
};

#[tokio::test]
async fn a_launch_leads_to_the_shops_own_page_and_a_callback_to_a_connected_shop() {
    let bench = Bench::new();
    let (state, cookie) = bench.launch().await;
    let told = bench.come_back(&state, &cookie).await;
    assert_eq!((told.status(), told.heading()), (200, "Your store is connected"));
    assert!(told.cookie().contains("Max-Age=0") && told.cookie().starts_with("__Host-countersign-"));
    assert!(bench.is_connected());
    let notes = bench.site.installer.rows.notes();
    assert!(matches!(notes.as_slice(), [note] if matches!(note.step, Step::BecameCurrent { .. })));
    assert_eq!(bench.site.installer.platform.exchanges(), [(SHOP.to_owned(), "code")]);
}

#[tokio::test]
async fn a_connected_shop_is_asked_for_its_webhooks_with_its_new_token() {
    let bench = Bench::new();
    bench.install().await;
    let address = format!("{ADDRESS}/webhooks/shopify/door");
    assert_eq!(bench.site.installer.platform.subscribed(), [("test-access-1".to_owned(), address)]);
}

#[tokio::test]
async fn a_shop_that_cannot_be_asked_for_webhooks_is_connected_and_the_page_says_so() {
    let mut bench = Bench::new();
    bench.site.installer.platform.subscribing = Err(SubscribeFault::Unavailable);
    let told = bench.install().await;
    assert_eq!((told.status(), told.heading()), (200, "Your store is connected, but not complete"));
    assert!(bench.is_connected());
}

#[tokio::test]
async fn oa_006_of_twenty_callbacks_one_exchanges() {
    let bench = Bench::new();
    let (state, cookie) = bench.launch().await;
    let mut statuses = Vec::new();
    for _ in 0..20 {
        statuses.push(bench.come_back(&state, &cookie).await.status());
    }
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1);
    assert_eq!(statuses.iter().filter(|status| **status == 403).count(), 19);
    assert_eq!(bench.site.installer.platform.exchanges().len(), 1);
}

/// Each of these reaches no shop and keeps nothing; afterwards the right callback still succeeds.
pub(crate) async fn refused(query: impl FnOnce(&str) -> String, cookie: Option<&str>, status: u64) {
    let bench = Bench::new();
    let (state, right) = bench.launch().await;
    let query = query(&state);
    let cookies = json!({ "cookies": [cookie.unwrap_or(&right)] });
    let told = bench.send("GET", "/oauth/shopify/callback", &query, cookies).await;
    assert_eq!(told.status(), status, "{query}: {told:?}");
    assert!(!told.heading().is_empty() && told.cookie().is_empty());
    assert!(bench.site.installer.platform.exchanges().is_empty() && !bench.is_connected());
    assert_eq!(bench.come_back(&state, &right).await.status(), 200);
}

fn message(shop: &str, state: &str, timestamp: u64) -> String {
    format!("code={CODE}&shop={shop}&state={state}&timestamp={timestamp}")
}

#[tokio::test]
async fn oa_002_020_021_026_031_035_a_query_that_is_not_whole_is_a_bad_request() {
    refused(|_| signed(&format!("code={CODE}&shop={SHOP}&timestamp={NOW}")), None, 400).await;
    refused(|state| format!("shop={SHOP}&{}", signed(&message(SHOP, state, NOW))), None, 400).await;
    refused(|state| format!("{}&x=%zz", signed(&message(SHOP, state, NOW))), None, 400).await;
    refused(|state| signed(&format!("code={CODE}&shop={SHOP}&state={state}&timestamp=1.5")), None, 400).await;
    refused(|state| signed(&message("evil.example", state, NOW)), None, 400).await;
    refused(|state| signed(&message("a.myshopify.com.evil.example", state, NOW)), None, 400).await;
}

#[tokio::test]
async fn oa_015_018_028_a_query_that_shopify_did_not_sign_is_not_believed() {
    refused(|state| message(SHOP, state, NOW), None, 401).await;
    refused(|state| format!("{}&hmac={}", message(SHOP, state, NOW), "0".repeat(64)), None, 401).await;
    refused(|state| format!("{}&extra=1", signed(&message(SHOP, state, NOW))), None, 401).await;
    refused(|state| signed(&message(SHOP, state, NOW - 600)), None, 401).await;
}

#[tokio::test]
async fn oa_004_008_009_a_state_that_is_not_this_browsers_is_forbidden() {
    refused(|_| signed(&message(SHOP, &"0".repeat(64), NOW)), None, 403).await;
    refused(|state| signed(&message("b.myshopify.com", state, NOW)), None, 403).await;
    refused(|state| signed(&message(SHOP, state, NOW)), Some("other=1"), 403).await;
}

#[tokio::test]
async fn oa_007_a_state_is_over_after_ten_minutes() {
    let bench = Bench::new();
    let (state, cookie) = bench.launch().await;
    bench.site.installer.time.advance(Duration::from_mins(10));
    let query = signed(&message(SHOP, &state, NOW + 600));
    let told = bench.send("GET", "/oauth/shopify/callback", &query, json!({ "cookies": [cookie] })).await;
    assert_eq!(told.status(), 403);
}

#[tokio::test]
async fn oa_040_042_nothing_of_a_request_leads_a_browser_elsewhere() {
    let bench = Bench::new();
    let query = signed(&format!("redirect_uri=https://evil.example&shop={SHOP}&timestamp={NOW}"));
    let headers = json!({"headers": {"host": "evil.example", "x-forwarded-host": "evil.example"}});
    let told = bench.send("GET", "/oauth/shopify/install", &query, headers).await;
    let location = told.header("location");
    assert!(location.starts_with("https://a.myshopify.com/admin/oauth/authorize?"), "{location}");
    assert!(!location.contains("evil"), "{location}");
}

#[tokio::test]
async fn oa_058_a_shop_that_grants_less_is_kept_and_the_merchant_is_told_what_is_missing() {
    let mut bench = Bench::new();
    bench.site.installer.platform.scopes = "read_products";
    let (told, lines) = logged(bench.install()).await;
    assert_eq!((told.status(), told.heading()), (403, "A permission is missing"));
    assert!(told.body().contains("read_orders") && bench.is_connected());
    assert!(told.body().contains("https://a.myshopify.com/admin/apps"));
    assert!(
        logged_line(&lines, "WARN", "code=\"scope_missing\"") && lines.contains("read_orders"),
        "{lines}"
    );
}

#[tokio::test]
async fn oa_063_a_second_installation_is_a_new_version_of_the_one_secret() {
    let bench = Bench::new();
    bench.install().await;
    assert_eq!(bench.install().await.status(), 200);
    let vault = &bench.site.installer.vault;
    assert_eq!(vault.versions(&shop()), 2);
    assert_eq!(vault.current(&shop()).unwrap().pair.access.expose(), "test-access-2");
}
