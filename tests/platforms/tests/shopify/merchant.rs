use std::collections::BTreeMap;

use platforms::shopify::{AuthorizeFault, Offer, Refusal, Wish};
use url::{Url, form_urlencoded};

use crate::{CALLBACK, NOW, SHOP, bought, granted, is_refused, platform};

fn wish() -> Wish {
    Wish::read(&format!(
        "client_id=test-id&scope=write_orders,read_orders,read_products&state=0123abcd&redirect_uri={}",
        form_urlencoded::byte_serialize(CALLBACK.as_bytes()).collect::<String>()
    ))
}

fn query(location: &str) -> BTreeMap<String, String> {
    Url::parse(location).unwrap().query_pairs().into_owned().collect()
}

#[test]
fn the_browser_comes_back_with_six_parameters_and_a_code_that_is_good() {
    let mut platform = platform();
    let location = platform.consent(SHOP, &wish(), NOW).unwrap();
    assert!(location.starts_with(&format!("{CALLBACK}?")));
    let query = query(&location);
    let names: Vec<_> = query.keys().map(String::as_str).collect();
    assert_eq!(names, ["code", "hmac", "host", "shop", "state", "timestamp"]);
    assert_eq!((query["shop"].as_str(), query["state"].as_str()), (SHOP, "0123abcd"));
    assert_eq!((query["timestamp"].as_str(), query["hmac"].len()), ("1795000000", 64));
    assert_eq!(query["host"], "YWRtaW4uc2hvcGlmeS5jb20vc3RvcmUvb25l");
    let offer = Offer::Code { code: &query["code"], redirect_uri: Some(CALLBACK) };
    let grant = granted(&platform.exchange(SHOP, offer, true, NOW));
    assert_eq!(grant.scope, "read_products,write_orders", "what is implied is not said");
}

#[test]
fn a_code_names_the_address_it_was_sent_to() {
    let mut platform = platform();
    let location = platform.consent(SHOP, &wish(), NOW).unwrap();
    let code = query(&location)["code"].clone();
    let offer = Offer::Code { code: &code, redirect_uri: Some("https://connect.merchant.test/") };
    is_refused(&mut platform, offer, NOW, Refusal::SpentCode);
}

#[test]
fn nobody_is_sent_where_the_app_is_not_registered() {
    let mut platform = platform();
    for uri in ["https://evil.test/", "https://connect.merchant.test/oauth/shopify/callback/", ""] {
        let astray = Wish { redirect_uri: uri.to_owned(), ..wish() };
        assert_eq!(platform.consent(SHOP, &astray, NOW), Err(AuthorizeFault::RedirectNotRegistered), "{uri}");
    }
    let stranger = Wish { client_id: "test-other".to_owned(), ..wish() };
    assert_eq!(platform.consider(SHOP, &stranger), Err(AuthorizeFault::UnknownApp));
    assert_eq!(platform.consider("no.myshopify.com", &wish()), Err(AuthorizeFault::NoShop));
    assert!(!platform.open(SHOP).installed);
}

#[test]
fn a_launch_is_signed_like_a_callback() {
    let platform = platform();
    let names: Vec<_> = form_urlencoded::parse(platform.launch(SHOP, NOW).as_bytes())
        .map(|(name, _)| name.into_owned())
        .collect();
    assert_eq!(names, ["host", "shop", "timestamp", "hmac"]);
}

#[test]
fn the_merchant_may_come_back_after_removing_the_app() {
    let mut platform = platform();
    platform.approve(SHOP);
    platform.uninstall(SHOP);
    let code = platform.approve(SHOP);
    bought(&mut platform, Offer::Code { code: &code, redirect_uri: None }, NOW);
}
