//! A merchant installs the app, in a browser.

use base64::{Engine, prelude::BASE64_STANDARD_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use local_stack::sites::{Browser, Place};
use sha2::Sha256;
use url::Url;

use super::{APP_URL, CALLBACK, CLIENT, SECRET, SHOP, World, authorize_url, parameter, says};

/// As the documentation says: without `hmac`, sorted, joined.
fn is_signed(url: &Url) -> bool {
    let mut pairs: Vec<_> = url.query_pairs().filter(|(name, _)| name != "hmac").collect();
    pairs.sort();
    let text: Vec<_> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(text.join("&").as_bytes());
    let hmac = parameter(url, "hmac");
    let digits = mac.finalize().into_bytes();
    let byte = |at: usize| u8::from_str_radix(&hmac[2 * at..2 * at + 2], 16);
    hmac.len() == 64 && hmac == hmac.to_lowercase() && (0..32).all(|at| byte(at) == Ok(digits[at]))
}

#[tokio::test]
async fn a_merchant_is_asked_and_sent_back_with_a_code_signed_for() {
    let world = World::new().await;
    let mut browser = Browser::new(&world.roads);
    let page = browser.open(&authorize_url("write_orders", "the-state")).await.unwrap();
    assert!(page.answer.status == 200 && says(&page, "write_orders") && says(&page, SHOP));
    let back = browser.submit(&page.form().unwrap()).await.unwrap().location().unwrap();
    assert!(back.as_str().starts_with(&format!("{CALLBACK}?")));
    assert_eq!((parameter(&back, "state"), parameter(&back, "shop")), ("the-state".into(), SHOP.into()));
    let host = BASE64_STANDARD_NO_PAD.decode(parameter(&back, "host")).unwrap();
    assert_eq!(host, b"admin.shopify.com/store/acme-sites");
    assert!(is_signed(&back), "{back}");
    for name in ["code", "state"] {
        assert!(world.shopify.planted().contains(&parameter(&back, name)), "{name} is not planted");
    }
}

#[tokio::test]
async fn opening_the_app_sends_the_browser_to_it_with_a_signature() {
    let world = World::new().await;
    let mut browser = Browser::new(&world.roads);
    let to = browser.open(&world.shopify.install_url(SHOP)).await.unwrap().location().unwrap();
    assert!(to.as_str().starts_with(&format!("{APP_URL}?")) && is_signed(&to), "{to}");
    let other = format!("https://{SHOP}/admin/oauth/install?client_id=another");
    assert_eq!(browser.open(&other).await.unwrap().answer.status, 400);
    assert!(is_signed(&Url::parse(&world.shopify.launch_url(SHOP)).unwrap()));
}

#[tokio::test]
async fn a_page_for_another_app_or_another_address_asks_nothing() {
    let world = World::new().await;
    let mut browser = Browser::new(&world.roads);
    let genuine = authorize_url("write_orders", "x");
    for (from, to, said) in [
        (CLIENT, "another-app", "Could not find Shopify API application"),
        ("callback", "callback%2F", "redirect_uri is not whitelisted"),
        ("connect.merchant.test", "evil.test", "redirect_uri is not whitelisted"),
    ] {
        let page = browser.open(&genuine.replace(from, to)).await.unwrap();
        assert!(page.answer.status == 400 && says(&page, said), "{}", page.answer.body);
        assert!(page.form().is_none() && page.location().is_none());
    }
}

#[tokio::test]
async fn whoever_has_granted_everything_before_is_not_asked_again() {
    let world = World::new().await;
    world.consent("write_orders", "one").await;
    let mut browser = Browser::new(&world.roads);
    let again = browser.open(&authorize_url("read_orders", "two")).await.unwrap();
    assert!(again.location().is_some());
    let more = browser.open(&authorize_url("write_orders,read_products", "three")).await.unwrap();
    assert!(more.form().is_some());
    world.shopify.platform().uninstall(SHOP);
    assert!(browser.open(&authorize_url("write_orders", "four")).await.unwrap().form().is_some());
}

#[tokio::test]
async fn what_a_page_was_asked_is_not_mistaken_for_markup() {
    let world = World::new().await;
    let mut browser = Browser::new(&world.roads);
    let hostile = r#""><script>alert('1')</script>&amp;"#;
    let page = browser.open(&authorize_url(hostile, hostile)).await.unwrap();
    assert!(!says(&page, "<script>"));
    let back = browser.submit(&page.form().unwrap()).await.unwrap().location().unwrap();
    assert_eq!(parameter(&back, "state"), hostile);
}

#[tokio::test]
async fn what_browsers_do_is_remembered_but_not_recorded() {
    let world = World::new().await;
    world.install().await;
    let ledger = world.shopify.site(SHOP).ledger();
    let places: Vec<_> = ledger.calls.iter().map(|call| call.place).collect();
    assert_eq!(places, [Place::Pages, Place::Pages, Place::Token]);
    let records = world.recorder.take();
    assert!(!records.is_empty());
    assert!(records.iter().all(|record| !record.place.to_string().contains("authorize")), "{records:?}");
}
