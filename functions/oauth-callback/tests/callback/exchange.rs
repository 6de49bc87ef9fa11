//! What the token endpoint may do to an installation.

use std::time::Duration;

use countersign_core::{
    ports::{Clock, TokenFault},
    testing::Trouble,
};
use serde_json::json;

use crate::bench::{Bench, CODE, NOW, SHOP, event, now, signed};

/// An exchange that goes like this ends the installation so, after so many calls; nothing is connected.
async fn ends(script: impl FnOnce(&Bench), status: u64, heading: &str, calls: usize) {
    let bench = Bench::new();
    script(&bench);
    let told = bench.install().await;
    assert_eq!((told.status(), told.heading()), (status, heading));
    assert_eq!(bench.site.installer.platform.exchanges().len(), calls);
    assert!(!bench.is_connected());
    // The merchant begins again, and it works.
    assert_eq!(bench.install().await.status(), 200);
}

const NOT: &str = "Your store was not connected";
const LATER: &str = "Please try again in a minute";

#[tokio::test]
async fn oa_049_050_061_what_the_platform_rejects_is_a_bad_gateway() {
    let says = |status: u16, body: &'static str| {
        move |bench: &Bench| bench.site.installer.platform.says(status, body)
    };
    ends(says(400, r#"{"error":"invalid_request"}"#), 502, NOT, 1).await;
    ends(says(401, r#"{"error":"invalid_client"}"#), 502, NOT, 1).await;
    ends(says(302, ""), 502, NOT, 1).await;
    ends(says(200, r#"{"access_token":"test"}"#), 502, NOT, 1).await;
}

#[tokio::test]
async fn oa_051_a_throttled_exchange_is_tried_three_times() {
    let throttled = |times: usize| {
        move |bench: &Bench| (0..times).for_each(|_| bench.site.installer.platform.says(429, ""))
    };
    ends(throttled(3), 503, LATER, 3).await;
    let bench = Bench::new();
    throttled(2)(&bench);
    assert_eq!(bench.install().await.status(), 200);
}

#[tokio::test]
async fn oa_054_an_exchange_that_may_have_been_made_is_not_repeated() {
    for fault in [TokenFault::Protocol, TokenFault::Timeout] {
        ends(|bench| bench.site.installer.platform.fails(fault), 503, LATER, 1).await;
    }
}

#[tokio::test]
async fn oa_056_an_oversized_answer_is_malformed() {
    ends(|bench| bench.site.installer.platform.fails(TokenFault::TooLarge), 502, NOT, 1).await;
}

/// A code is good once, and a re-installation makes the tokens before it void. What is granted must also be kept: the platform
/// may take eight seconds, Secrets Manager as many, and the answer must leave.
#[tokio::test]
async fn a_code_is_not_used_up_without_the_time_to_keep_what_it_gives() {
    for (time, status, exchanges) in [(16_400, 503, 0), (16_500, 200, 1)] {
        let bench = Bench::new();
        let (state, cookie) = bench.launch().await;
        let query = signed(&format!("code={CODE}&shop={SHOP}&state={state}&timestamp={NOW}"));
        let event = event("GET", "/oauth/shopify/callback", &query, json!({ "cookies": [cookie] }));
        let told = bench.invoke_within(&event, Duration::from_millis(time)).await.ok().unwrap();
        assert_eq!(told["statusCode"], status);
        assert_eq!(bench.site.installer.platform.exchanges().len(), exchanges);
    }
}

/// It cannot be bought again: the code is spent, and what was before is void.
#[tokio::test]
async fn a_pair_that_was_bought_is_put_into_the_vault_for_as_long_as_anybody_waits() {
    let bench = Bench::new();
    bench.site.installer.vault.fails(12);
    assert_eq!(bench.install().await.status(), 200);
    assert!(bench.is_connected());

    let mut bench = Bench::new();
    bench.site.installer.vault.trouble = Some(Trouble::Passing);
    let told = bench.install().await;
    assert_eq!((told.status(), told.heading()), (503, LATER));
    let insisted = bench.site.installer.time.now().duration_since(now()).unwrap();
    assert!((Duration::from_secs(26)..Duration::from_secs(29)).contains(&insisted), "{insisted:?}");

    // Trying again cannot help.
    bench.site.installer.vault.trouble = Some(Trouble::Lasting);
    let before = bench.site.installer.time.now();
    bench.install().await;
    assert!(bench.site.installer.time.now() < before + Duration::from_secs(10));
}
