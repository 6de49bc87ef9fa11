//! What a stranger may put into the address, the method and the headers of a browser's request.

use countersign_core::keys::SigningKey;
use countersign_core::testing::SHOPIFY_CLIENT_SECRET;
use serde_json::{Value, json};

use crate::{
    bench::{Bench, CODE, NOW, SHOP, signed},
    shopify::refused,
};

const CALLBACK: &str = "/oauth/shopify/callback";
const INSTALL: &str = "/oauth/shopify/install";

/// A query of these parameters, rightly signed by the app's secret, in which every byte of a value is escaped.
fn escaped(pairs: &[(&str, &str)]) -> String {
    let mut sorted = pairs.to_vec();
    sorted.sort_unstable();
    let plain = |value: &str| value.replace('%', "%25").replace('&', "%26");
    let message: Vec<_> = sorted.iter().map(|(name, value)| format!("{name}={}", plain(value))).collect();
    let escape = |value: &str| value.bytes().fold(String::new(), |out, byte| out + &format!("%{byte:02x}"));
    let sent: Vec<_> = pairs.iter().map(|(name, value)| format!("{name}={}", escape(value))).collect();
    format!("{}&hmac={}", sent.join("&"), tag(&message.join("&")))
}

fn tag(message: &str) -> String {
    let tag = SigningKey::parse(SHOPIFY_CLIENT_SECRET).unwrap().tag(&[message.as_bytes()]);
    tag.iter().fold(String::new(), |out, byte| out + &format!("{byte:02x}"))
}

fn callback(shop: &str, state: &str, timestamp: &str) -> String {
    escaped(&[("code", CODE), ("shop", shop), ("state", state), ("timestamp", timestamp)])
}

fn message(state: &str) -> String {
    format!("code={CODE}&shop={SHOP}&state={state}&timestamp={NOW}")
}

/// Each of these would lead an exchange, with the app's secret in it, to another host.
#[tokio::test]
async fn a_shop_in_any_but_the_one_form_is_refused_though_rightly_signed() {
    for shop in [
        "a.myshopify.com.",
        "a.myshopify.com\n",
        "\na.myshopify.com",
        "a.myshopify.com\r\nhost: evil.example",
        "a.myshopify.com\0",
        " a.myshopify.com",
        "a.myshopify.com:443",
        "evil.example@a.myshopify.com",
        "a.myshopify.com@evil.example",
        "https://a.myshopify.com",
        "a.myshopify.com/../..",
        "a.myshopify.com#.myshopify.com",
        "evil.example\\.myshopify.com",
        "evil.example?.myshopify.com",
        "b.a.myshopify.com",
        "xn--80ak6aa92e.myshopify.com",
        "\u{430}.myshopify.com",
        "a\u{ff0e}myshopify.com",
        "a.myshopify.co\u{217f}",
        "a\u{ad}.myshopify.com",
        "%61.myshopify.com",
        "a.myshopify.com,b.myshopify.com",
        "[\"a.myshopify.com\"]",
    ] {
        refused(|state| callback(shop, state, &NOW.to_string()), None, 400).await;
        let launch = escaped(&[("shop", shop), ("timestamp", &NOW.to_string())]);
        let told = Bench::new().send("GET", INSTALL, &launch, json!({})).await;
        assert_eq!((told.status(), told.header("location")), (400, ""), "{shop:?}");
    }
}

/// What is signed is what is read, however it was spelled on the way.
#[tokio::test]
async fn another_spelling_of_the_same_query_is_the_same_query() {
    let spellings: [fn(&str) -> String; 5] = [
        |state| callback(SHOP, state, &NOW.to_string()),
        |state| signed(&message(state)).replace("shop=", "sh%6Fp="),
        |state| signed(&message(state)).replace("shop=a.", "shop=%61%2e"),
        |state| signed(&message(state)).replace("shop=a.", "shop=%61%2E"),
        |state| {
            let (rest, hmac) = (message(state), tag(&message(state)));
            let (code, others) = rest.split_once('&').unwrap();
            format!("hmac={hmac}&{others}&{code}")
        },
    ];
    for spelling in spellings {
        let bench = Bench::new();
        let (state, cookie) = bench.launch().await;
        let told = bench.send("GET", CALLBACK, &spelling(&state), json!({ "cookies": [cookie] })).await;
        assert_eq!(told.status(), 200, "{}", spelling(&state));
        assert!(bench.is_connected());
    }
    let bench = Bench::new();
    let (state, cookie) = bench.launch().await;
    let query = callback("A.MyShopify.COM", &state, &NOW.to_string());
    assert_eq!(bench.send("GET", CALLBACK, &query, json!({ "cookies": [cookie] })).await.status(), 200);
    assert_eq!(bench.site.installer.platform.exchanges()[0].0, SHOP, "one shop has one name");
}

#[tokio::test]
async fn a_parameter_that_two_readers_could_read_differently_is_refused() {
    for twice in
        ["&code=1", "&%63ode=1", "&state=1", "&timestamp=1", "&shop[]=b", "&hmac=0", "&%68mac=0", "&hmac[]=0"]
    {
        refused(|state| format!("{}{twice}", signed(&message(state))), None, 400).await;
    }
    let doubled = |state: &str| signed(&format!("{}&x=1", message(state)).replace("&x", "&host=1&host"));
    refused(doubled, None, 400).await;
    refused(|state| signed(&message(state)).replace('&', ";"), None, 400).await;
}

#[tokio::test]
async fn a_signature_has_one_spelling() {
    let spelled = |spell: fn(&str) -> String| {
        move |state: &str| format!("{}&{}", message(state), spell(&tag(&message(state))))
    };
    let others: [fn(&str) -> String; 9] = [
        |tag| format!("hmac={}", tag.to_uppercase()),
        |tag| format!("hmac={tag}{tag}"),
        |tag| format!("hmac={tag}+"),
        |tag| format!("hmac=%20{tag}"),
        |tag| format!("hmac=0x{tag}"),
        |tag| format!("hmac={}", &tag[..62]),
        |tag| format!("HMAC={tag}"),
        |_| "hmac=".to_owned(),
        |tag| format!("hmac={tag}&signature={tag}"),
    ];
    for other in others {
        refused(spelled(other), None, 401).await;
    }
}

#[tokio::test]
async fn a_time_that_is_none_or_far_off_is_refused_though_rightly_signed() {
    for none in ["-1", "+1795305600", " 1795305600", "1795305600.0", "1.8e9", "0x6b", "\u{661}", "NaN", "now"]
    {
        refused(|state| callback(SHOP, state, none), None, 400).await;
    }
    refused(|state| callback(SHOP, state, "18446744073709551616"), None, 400).await;
    for far in [0, NOW - 96, NOW + 96, NOW * 1000 / 10, 999_999_999_999] {
        refused(|state| callback(SHOP, state, &far.to_string()), None, 401).await;
    }
}

#[tokio::test]
async fn a_state_has_one_spelling_and_one_cookie() {
    refused(|state| callback(SHOP, &state.to_uppercase(), &NOW.to_string()), None, 403).await;
    refused(|state| callback(SHOP, &format!("{state}0"), &NOW.to_string()), None, 403).await;
    refused(|state| callback(SHOP, &format!("{state}{state}"), &NOW.to_string()), None, 403).await;
    let right = |state: &str| signed(&message(state));
    for cookie in
        ["", "=", ";", "__Host-countersign-", &format!("__Host-countersign-00000000={}", "0".repeat(64))]
    {
        refused(right, Some(cookie), 403).await;
    }
    // API Gateway hands cookies over in a place of their own; a header is none.
    let bench = Bench::new();
    let (state, cookie) = bench.launch().await;
    let header = json!({"headers": {"cookie": cookie}});
    assert_eq!(bench.send("GET", CALLBACK, &right(&state), header).await.status(), 403);
    let twice = json!({"cookies": [cookie, cookie]});
    assert_eq!(bench.send("GET", CALLBACK, &right(&state), twice).await.status(), 403);
    assert_eq!(bench.come_back(&state, &cookie).await.status(), 200);
    assert_eq!(bench.come_back(&state, &cookie).await.status(), 403, "and no second time");
}

#[tokio::test]
async fn another_method_is_refused_before_anything_is_read() {
    let bench = Bench::new();
    let gets = [INSTALL, CALLBACK, "/oauth/woocommerce/install", "/oauth/woocommerce/return"];
    let posts = ["/oauth/shopify/token", "/oauth/woocommerce/keys"];
    for method in ["HEAD", "POST", "GET", "PUT", "DELETE", "OPTIONS", "TRACE", "get", "GET "] {
        let right: &[&str] = match method {
            "GET" => &gets,
            "POST" => &posts,
            _ => &[],
        };
        for path in gets.iter().chain(&posts).filter(|path| !right.contains(path)) {
            let query = signed(&format!("shop={SHOP}&timestamp={NOW}"));
            let told = bench.send(method, path, &query, json!({})).await;
            assert_eq!((told.status(), told.header("location")), (405, ""), "{method} {path}");
        }
    }
    assert_eq!(bench.site.shopify.states.calls(), 0);
}

/// Where a browser goes to and comes back to is ours and the shop's, whatever the request says of hosts.
#[tokio::test]
async fn no_header_and_no_parameter_has_a_say_in_where_a_browser_goes() {
    let evil = "evil.example";
    let headers: [Value; 4] = [
        json!({"host": evil}),
        json!({"x-forwarded-host": evil, "x-forwarded-proto": "http", "forwarded": format!("host={evil}")}),
        json!({"x-original-url": format!("https://{evil}"), "x-rewrite-url": "/", "origin": format!("https://{evil}")}),
        json!({"referer": format!("https://{evil}"), "x-shopify-shop-domain": evil}),
    ];
    for headers in headers {
        let bench = Bench::new();
        let launch = escaped(&[
            ("host", evil),
            ("next", "//evil.example"),
            ("shop", SHOP),
            ("timestamp", &NOW.to_string()),
        ]);
        let context =
            json!({"http": {"method": "GET", "path": INSTALL}, "domainName": evil, "requestId": "test"});
        let told =
            bench.send("GET", INSTALL, &launch, json!({"headers": headers, "requestContext": context})).await;
        assert_eq!(told.status(), 302);
        assert!(told.header("location").starts_with("https://a.myshopify.com/admin/oauth/authorize?"));
        assert!(
            told.header("location").contains("&redirect_uri=https%3A%2F%2Fconnect.merchant.test%2Foauth%2F")
        );
        assert!(!told.0.to_string().contains("evil"), "{told:?}");
        let (state, cookie) = bench.launch().await;
        let query = escaped(&[
            ("code", CODE),
            ("host", "ZXZpbC5leGFtcGxl"),
            ("redirect_uri", "https://evil.example"),
            ("return_to", "javascript:evil()"),
            ("shop", SHOP),
            ("state", &state),
            ("timestamp", &NOW.to_string()),
        ]);
        let told =
            bench.send("GET", CALLBACK, &query, json!({"headers": headers, "cookies": [cookie]})).await;
        assert_eq!((told.status(), told.header("location")), (200, ""));
        let told = told.0.to_string();
        assert!(!told.contains("evil") && !told.contains("ZXZpbC5leGFtcGxl"), "{told}");
    }
}
