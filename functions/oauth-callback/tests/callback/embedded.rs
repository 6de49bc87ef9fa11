//! An embedded app's page, which proves itself with an ID token.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use countersign_core::{
    keys::SigningKey,
    ports::{Clock, Grant},
    store::ShopDomain,
    testing::{SHOPIFY_CLIENT_ID, SHOPIFY_CLIENT_SECRET, Trouble},
    tokens::{Credentials, Installed, Scopes},
};
use serde_json::json;

use crate::bench::{Bench, NOW, SHOP, Told, shop};

fn id_token(secret: &str) -> String {
    id_token_at(secret, NOW)
}

fn id_token_at(secret: &str, at: u64) -> String {
    let part = |value: serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let claims = json!({
        "iss": format!("https://{SHOP}/admin"), "dest": format!("https://{SHOP}"), "aud": SHOPIFY_CLIENT_ID,
        "exp": at + 60, "nbf": at, "iat": at, "sub": "42",
    });
    let signed = format!("{}.{}", part(json!({"alg": "HS256", "typ": "JWT"})), part(claims));
    let tag = SigningKey::parse(secret).unwrap().tag(&[signed.as_bytes()]);
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(tag))
}

async fn post(bench: &Bench, authorization: &str) -> Told {
    let headers = json!({"headers": {"authorization": authorization}});
    bench.send("POST", "/oauth/shopify/token", "", headers).await
}

#[tokio::test]
async fn a_page_of_the_app_connects_its_shop_once() {
    let bench = Bench::new();
    let bearer = format!("Bearer {}", id_token(SHOPIFY_CLIENT_SECRET));
    for _ in 0..3 {
        let told = post(&bench, &bearer).await;
        assert_eq!((told.status(), told.body()), (200, r#"{"result":"connected"}"#));
    }
    assert_eq!(bench.site.installer.platform.exchanges(), [(SHOP.to_owned(), "id_token")]);
    assert!(bench.is_connected());
}

#[tokio::test]
async fn a_shop_whose_tokens_do_not_work_is_connected_again() {
    let bench = Bench::new();
    let bearer = format!("Bearer {}", id_token(SHOPIFY_CLIENT_SECRET));
    post(&bench, &bearer).await;
    let rows = &bench.site.installer.rows;
    let row = rows.of(&shop()).unwrap();
    rows.set(
        &shop(),
        countersign_core::tokens::ConnectionRow { credentials: Credentials::ReauthRequired, ..row },
    );
    post(&bench, &bearer).await;
    assert_eq!(bench.site.installer.platform.exchanges().len(), 2);
}

#[tokio::test]
async fn a_page_that_is_not_proven_is_told_nothing_and_exchanges_nothing() {
    let (good, forged) = (id_token(SHOPIFY_CLIENT_SECRET), id_token("test-another-secret"));
    for authorization in [
        "",
        "Bearer",
        "Bearer ",
        "Basic abc",
        &good,
        &format!("Bearer {forged}"),
        &format!("Bearer {good},Bearer {good}"),
    ] {
        let bench = Bench::new();
        let told = post(&bench, authorization).await;
        assert_eq!((told.status(), told.code().as_str()), (401, "invalid_id_token"), "{authorization}");
        assert!(bench.site.installer.platform.exchanges().is_empty());
    }
}

#[tokio::test]
async fn a_shop_that_grants_less_is_told_to_the_page() {
    let mut bench = Bench::new();
    bench.site.installer.platform.scopes = "";
    let told = post(&bench, &format!("Bearer {}", id_token(SHOPIFY_CLIENT_SECRET))).await;
    let expected = r#"{"error":{"code":"scope_missing","missing":["read_orders"]}}"#;
    assert_eq!((told.status(), told.body()), (403, expected));
}

/// What the merchant grants later reaches us by the page that asks, and not with every load of it.
#[tokio::test]
async fn a_shop_that_grants_less_is_asked_again_and_not_with_every_load() {
    let mut bench = Bench::new();
    bench.site.installer.platform.scopes = "";
    let load = async |bench: &Bench, at| {
        post(bench, &format!("Bearer {}", id_token_at(SHOPIFY_CLIENT_SECRET, at))).await.status()
    };
    for _ in 0..5 {
        assert_eq!(load(&bench, NOW).await, 403);
    }
    assert_eq!(bench.site.installer.platform.exchanges().len(), 1);
    bench.site.installer.platform.scopes = "write_orders";
    bench.site.installer.time.advance(Duration::from_mins(30));
    for _ in 0..5 {
        assert_eq!(load(&bench, NOW + 1800).await, 200);
    }
    assert_eq!(bench.site.installer.platform.exchanges().len(), 2);
}

/// Each load that came before the first one was done has seen a shop that is not connected.
#[tokio::test]
async fn installations_that_waited_for_another_exchange_nothing() {
    let bench = Bench::new();
    let (installer, shop) = (&bench.site.installer, ShopDomain::parse(SHOP).unwrap());
    let needed = Scopes::parse("read_orders").unwrap();
    let until = installer.time.now() + Duration::from_secs(28);
    let load = async || installer.install(&shop, Grant::IdToken("test"), &needed, until).await;
    assert_eq!(load().await, Installed::Connected { missing: Vec::new() });
    for _ in 0..20 {
        assert_eq!(load().await, Installed::Superseded { missing: Vec::new() });
    }
    assert_eq!(installer.platform.exchanges().len(), 1);
}

/// Whether the shop is connected is not known then, and an exchange would end tokens that may be good.
#[tokio::test]
async fn without_the_row_nothing_is_exchanged() {
    let mut bench = Bench::new();
    bench.site.installer.rows.unread = Some(Trouble::Passing);
    let told = post(&bench, &format!("Bearer {}", id_token(SHOPIFY_CLIENT_SECRET))).await;
    assert_eq!((told.status(), told.code().as_str()), (503, "unavailable"));
    assert!(bench.site.installer.platform.exchanges().is_empty());
}
