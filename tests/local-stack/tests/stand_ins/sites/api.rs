//! The Admin API.

use serde_json::{Value, json};

use super::{SHOP, World, read};

const PROBE: &str = "query { shop { id name } }";
const LIST: &str = "query Subs($first: Int!, $cursor: String) { webhookSubscriptions(first: $first, after: $cursor) { pageInfo { hasNextPage endCursor } nodes { id topic uri format } } }";
const CREATE: &str = "mutation Sub($topic: WebhookSubscriptionTopic!, $sub: WebhookSubscriptionInput!) { webhookSubscriptionCreate(topic: $topic, webhookSubscription: $sub) { userErrors { field message } webhookSubscription { id topic uri } } }";
const URI: &str = "https://connect.merchant.test/webhooks/shopify/door";

async fn installed() -> (World, String) {
    let world = World::new().await;
    let pair = world.install().await;
    (world, pair["access_token"].as_str().unwrap().to_owned())
}

async fn data(world: &World, token: &str, query: &str, variables: Value) -> Value {
    let answer = world.graphql(token, query, variables).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.header("x-shopify-api-version"), Some("2026-10"));
    let read = read(&answer);
    assert!(read.get("errors").is_none(), "{read}");
    read["data"].clone()
}

async fn code(world: &World, token: &str, query: &str, variables: Value) -> Value {
    let answer = world.graphql(token, query, variables).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let read = read(&answer);
    assert!(read.get("data").is_none(), "{read}");
    read["errors"][0]["extensions"]["code"].clone()
}

fn subscription(topic: &str, uri: &str) -> Value {
    json!({"topic": topic, "sub": {"uri": uri, "format": "JSON"}})
}

#[tokio::test]
async fn a_token_opens_the_shop_and_only_what_was_asked_for_is_shown() {
    let (world, token) = installed().await;
    let shop = data(&world, &token, PROBE, Value::Null).await;
    assert_eq!(shop, json!({"shop": {"id": "gid://shopify/Shop/548380009", "name": "acme-sites"}}));
    let aliased = data(&world, &token, "{ mine: shop { called: name } }", Value::Null).await;
    assert_eq!(aliased, json!({"mine": {"called": "acme-sites"}}));
}

#[tokio::test]
async fn another_token_or_none_is_refused_with_a_text() {
    let (world, token) = installed().await;
    for wrong in ["", "test-access-unknown", &token[1..]] {
        let answer = world.graphql(wrong, PROBE, Value::Null).await;
        assert_eq!(answer.status, 401);
        assert!(read(&answer)["errors"].is_string(), "{}", answer.body);
    }
    world.shopify.platform().uninstall(SHOP);
    assert_eq!(world.graphql(&token, PROBE, Value::Null).await.status, 401);
}

#[tokio::test]
async fn what_was_granted_is_shown_with_what_it_implies() {
    let (world, token) = installed().await;
    let query = "{ currentAppInstallation { accessScopes { handle } } }";
    let shown = data(&world, &token, query, Value::Null).await;
    let scopes = shown["currentAppInstallation"]["accessScopes"].as_array().unwrap();
    let mut handles: Vec<_> = scopes.iter().map(|scope| scope["handle"].as_str().unwrap()).collect();
    handles.sort_unstable();
    assert_eq!(handles, ["read_orders", "read_products", "write_orders"]);
}

#[tokio::test]
async fn a_field_that_does_not_exist_refuses_all_before_anything_is_done() {
    let (world, token) = installed().await;
    assert_eq!(code(&world, &token, "{ shop { id nam } }", Value::Null).await, "undefinedField");
    assert_eq!(code(&world, &token, "{ shop }", Value::Null).await, "selectionMismatch");
    assert_eq!(code(&world, &token, "{ shop { id { x } } }", Value::Null).await, "selectionMismatch");
    let misspelled = CREATE.replace("uri }", "url }");
    let refused = code(&world, &token, &misspelled, subscription("ORDERS_CREATE", URI)).await;
    assert_eq!(refused, "undefinedField");
    assert!(world.shopify.platform().shops[SHOP].hooks.is_empty());
    let broken = world.graphql(&token, "query {", Value::Null).await;
    assert!(read(&broken)["errors"][0]["message"].is_string());
}

#[tokio::test]
async fn subscriptions_are_made_listed_page_by_page_and_deleted() {
    let (world, token) = installed().await;
    for topic in ["ORDERS_CREATE", "ORDERS_PAID", "REFUNDS_CREATE"] {
        let made = data(&world, &token, CREATE, subscription(topic, URI)).await;
        let made = &made["webhookSubscriptionCreate"];
        assert!(made["userErrors"] == json!([]) && made["webhookSubscription"]["topic"] == topic, "{made}");
    }
    let first = data(&world, &token, LIST, json!({"first": 2})).await;
    let page = &first["webhookSubscriptions"];
    assert_eq!(
        (page["nodes"].as_array().unwrap().len(), &page["pageInfo"]["hasNextPage"]),
        (2, &json!(true))
    );
    let cursor = page["pageInfo"]["endCursor"].clone();
    let rest = data(&world, &token, LIST, json!({"first": 2, "cursor": cursor})).await;
    let rest = &rest["webhookSubscriptions"];
    assert_eq!(
        (&rest["nodes"][0]["topic"], &rest["pageInfo"]["hasNextPage"]),
        (&json!("REFUNDS_CREATE"), &json!(false))
    );
    let delete = "mutation D($id: ID!) { webhookSubscriptionDelete(id: $id) { deletedWebhookSubscriptionId userErrors { field message } } }";
    let id = &rest["nodes"][0]["id"];
    let gone = data(&world, &token, delete, json!({"id": id})).await;
    assert_eq!(gone["webhookSubscriptionDelete"]["deletedWebhookSubscriptionId"], *id);
    let gone = data(&world, &token, delete, json!({"id": id})).await;
    assert_eq!(gone["webhookSubscriptionDelete"]["userErrors"][0]["field"], json!(["id"]));
    assert_eq!(world.shopify.platform().shops[SHOP].hooks.len(), 2);
}

#[tokio::test]
async fn what_is_wrong_with_a_subscription_is_said_as_the_platform_says_it() {
    let (world, token) = installed().await;
    let made = data(&world, &token, CREATE, subscription("ORDERS_CREATE", URI)).await;
    assert_eq!(made["webhookSubscriptionCreate"]["userErrors"], json!([]));
    for (topic, uri, said) in [
        ("ORDERS_CREATE", URI, "Address for this topic has already been taken"),
        ("ORDERS_PAID", "http://connect.merchant.test/x", "Address protocol http:// is not supported"),
        ("ORDERS_PAID", "https://127.0.0.1/x", "Address cannot be a Shopify or an internal domain"),
        ("CUSTOMERS_UPDATE", URI, "You cannot create a webhook subscription with the specified topic"),
    ] {
        let told = data(&world, &token, CREATE, subscription(topic, uri)).await;
        let told = &told["webhookSubscriptionCreate"];
        assert!(told["webhookSubscription"].is_null());
        assert_eq!(told["userErrors"][0]["message"], said);
    }
    let unknown = subscription("CUSTOMERS_REDACT", URI);
    assert_eq!(code(&world, &token, CREATE, unknown).await, "INVALID_VARIABLE");
    assert_eq!(
        code(&world, &token, "{ webhookSubscriptions { nodes { id } } }", Value::Null).await,
        "BAD_REQUEST"
    );
}

#[tokio::test]
async fn an_old_version_falls_forward_and_an_invented_one_is_no_page() {
    let (world, token) = installed().await;
    let ask = async |version: &str| {
        let path = format!("/admin/api/{version}/graphql.json");
        world.post(&path, &[("X-Shopify-Access-Token", &token)], &json!({"query": PROBE})).await
    };
    assert_eq!(ask("2024-01").await.header("x-shopify-api-version"), Some("2026-01"));
    for invented in ["2031-01", "latest", ""] {
        assert_eq!(ask(invented).await.status, 404, "{invented}");
    }
}
