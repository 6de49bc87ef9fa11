//! The token endpoint over HTTP. Its rules are `platforms`' and tested there.

use serde_json::{Value, json};

use super::{CLIENT, SECRET, SHOP, World, parameter, read};

const BY_EXCHANGE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";
const ID_TOKEN: &str = "urn:ietf:params:oauth:token-type:id_token";
const OFFLINE: &str = "urn:shopify:params:oauth:token-type:offline-access-token";

fn refresh(pair: &Value) -> Value {
    json!({"grant_type": "refresh_token", "refresh_token": pair["refresh_token"]})
}

#[tokio::test]
async fn a_code_buys_a_pair_once() {
    let world = World::new().await;
    let code = parameter(&world.consent("write_orders,read_products", "s").await, "code");
    let pair = read(&world.token(json!({"code": code})).await);
    assert_eq!((&pair["expires_in"], &pair["refresh_token_expires_in"]), (&json!(3600), &json!(7_776_000)));
    assert_eq!(pair["scope"], "read_products,write_orders");
    assert!(pair["access_token"].is_string() && pair["refresh_token"].is_string());
    assert!(world.shopify.works(SHOP, pair["access_token"].as_str().unwrap()));
    let again = world.token(json!({"code": code})).await;
    assert_eq!((again.status, &read(&again)["error"]), (400, &json!("invalid_request")));
}

#[tokio::test]
async fn a_form_is_as_good_as_json_and_nothing_else_is() {
    let world = World::new().await;
    let code = parameter(&world.consent("write_orders", "s").await, "code");
    let form = format!("client_id={CLIENT}&client_secret={SECRET}&code={code}&expiring=1");
    let path = "/admin/oauth/access_token";
    let kind = |kind| [("Content-Type", kind)];
    assert_eq!(world.send("POST", path, &kind("text/plain"), &form).await.status, 400);
    assert_eq!(world.send("POST", path, &kind("application/json"), &form).await.status, 400);
    assert_eq!(world.send("GET", path, &kind("application/x-www-form-urlencoded"), &form).await.status, 404);
    let answer = world.send("POST", path, &kind("application/x-www-form-urlencoded"), &form).await;
    assert!(answer.status == 200 && read(&answer)["refresh_token"].is_string());
    assert_eq!(answer.header("cache-control"), Some("no-store"));
}

#[tokio::test]
async fn without_the_wish_for_tokens_that_end_one_is_given_that_does_not() {
    let world = World::new().await;
    let code = parameter(&world.consent("write_orders", "s").await, "code");
    let single = read(&world.token(json!({"code": code, "expiring": "0"})).await);
    assert!(single.get("refresh_token").is_none() && single.get("expires_in").is_none());
}

#[tokio::test]
async fn a_refresh_token_is_good_until_its_replacement_is_used() {
    let world = World::new().await;
    let first = world.install().await;
    let second = read(&world.token(refresh(&first)).await);
    assert_eq!(world.token(refresh(&first)).await.status, 200);
    let third = world.token(refresh(&second)).await;
    assert_eq!(third.status, 200);
    let late = world.token(refresh(&first)).await;
    assert_eq!(late.status, 401);
    let description = &read(&late)["error_description"];
    assert_eq!(description, "This request requires an active refresh_token");
}

#[tokio::test]
async fn a_page_of_the_app_and_a_token_that_never_ends_buy_pairs() {
    let world = World::new().await;
    world.shopify.platform().install(SHOP, "write_orders");
    let exchange = |subject: &str, kind: &str| {
        json!({
            "grant_type": BY_EXCHANGE, "subject_token": subject, "subject_token_type": kind,
            "requested_token_type": OFFLINE,
        })
    };
    let page = world.shopify.id_token(SHOP);
    assert_eq!(world.token(exchange(&page, ID_TOKEN)).await.status, 200);
    assert_eq!(world.token(exchange("made.up.token", ID_TOKEN)).await.status, 400);
    let mut lasting = exchange(&page, ID_TOKEN);
    lasting["expiring"] = json!("0");
    let lasting = read(&world.token(lasting).await);
    let migrated = read(&world.token(exchange(lasting["access_token"].as_str().unwrap(), OFFLINE)).await);
    assert!(migrated["refresh_token"].is_string());
}

#[tokio::test]
async fn credentials_alone_are_for_shops_of_the_apps_own_organisation() {
    let world = World::new().await;
    world.shopify.platform().install(SHOP, "write_orders");
    let ask = json!({"grant_type": "client_credentials"});
    let refused = world.token(ask.clone()).await;
    assert_eq!((refused.status, &read(&refused)["error"]), (400, &json!("shop_not_permitted")));
    world.shopify.platform().open(SHOP).own_organisation = true;
    let granted = read(&world.token(ask).await);
    assert_eq!(granted["expires_in"], 86_399);
    assert!(granted.get("refresh_token").is_none());
}

#[tokio::test]
async fn a_wrong_secret_is_told_apart_from_a_wrong_token() {
    let world = World::new().await;
    let pair = world.install().await;
    let mut wrong = refresh(&pair);
    wrong["client_secret"] = json!("test-another-secret");
    let answer = world.token(wrong).await;
    assert_eq!((answer.status, answer.body.as_str()), (401, r#"{"error":"invalid_client"}"#));
    assert_eq!(world.token(refresh(&pair)).await.status, 200);
}

#[tokio::test]
async fn something_missing_is_a_malformed_request() {
    let world = World::new().await;
    for fields in [
        json!({}),
        json!({"code": ""}),
        json!({"code": "x", "client_secret": ""}),
        json!({"grant_type": "password"}),
        json!({"grant_type": "refresh_token"}),
        json!({"grant_type": BY_EXCHANGE, "subject_token": "x"}),
    ] {
        let answer = world.token(fields.clone()).await;
        assert_eq!(answer.status, 400, "{fields}");
    }
}
