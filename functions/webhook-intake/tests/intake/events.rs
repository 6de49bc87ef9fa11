//! The events in `events/webhook-intake`: written here, read by this test, by `sam local invoke` and by the emulator.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use serde_json::{Map, Value, json};

use crate::support::{Bench, Request, later, now, order, woo_order};

/// What each event comes to: the status of its answer at any time, and the result while it is fresh.
const EXPECTED: &str = "expected.json";

struct Fixture {
    name: &'static str,
    event: String,
    status: u64,
    result: &'static str,
}

fn fixtures() -> Vec<Fixture> {
    let requests = [
        ("shopify-order-created", shopify_order(), 200, "accepted"),
        ("shopify-order-created-base64", shopify_order().in_base64(), 200, "accepted"),
        ("shopify-forged-signature", shopify_order().signed_with("test-forger"), 401, ""),
        ("shopify-unknown-topic", on_its_way(Request::shopify("orders/teleported", "{}")), 200, "recorded"),
        ("shopify-customers-redact", customers_redact(), 200, "accepted"),
        ("shopify-app-uninstalled", app_uninstalled(), 200, "accepted"),
        ("shopify-wrong-method", shopify_order().by("GET"), 405, ""),
        ("woocommerce-order-created", woocommerce_order(), 200, "accepted"),
        ("woocommerce-order-deleted", woocommerce_deletion(), 200, "accepted"),
        ("woocommerce-ping", on_its_way(Request::ping("webhook_id=11")), 200, ""),
        ("woocommerce-wrong-store", woocommerce_order().of_store("store-2"), 401, ""),
    ];
    let requests = requests.into_iter().map(|(name, request, status, result)| Fixture {
        name,
        event: request.to_event(),
        status,
        result,
    });
    let malformed = Fixture { name: "malformed", event: "{}".to_owned(), status: 500, result: "" };
    requests.chain([malformed]).collect()
}

fn shopify_order() -> Request {
    let body = order(json!({
        "customer": {"id": 7, "email": "ada@example.com", "first_name": "Ada", "phone": "+1 415 555 0133"},
        "shipping_address": {"name": "Ada Example", "zip": "94107", "country_code": "US"},
        "test": true,
    }));
    on_its_way(Request::shopify("orders/create", body))
}

fn customers_redact() -> Request {
    let body = r#"{"shop_id":954889,"shop_domain":"test-shop.myshopify.com","customer":{"id":7,"email":"ada@example.com","phone":"415-555-0133"},"orders_to_redact":[299938]}"#;
    on_its_way(Request::shopify("customers/redact", body))
}

fn app_uninstalled() -> Request {
    let body = r#"{"id":954889,"name":"Test Shop","email":"owner@example.com","myshopify_domain":"test-shop.myshopify.com","shop_owner":"Ada Example","plan_name":"partner_test"}"#;
    on_its_way(Request::shopify("app/uninstalled", body))
}

fn woocommerce_order() -> Request {
    let billing = json!({"first_name": "Ada", "email": "ada@example.com", "phone": "415-555-0133"});
    on_its_way(Request::woocommerce("order.created", woo_order(json!({"billing": billing}))))
}

fn woocommerce_deletion() -> Request {
    on_its_way(Request::woocommerce("order.deleted", r#"{"id":14}"#))
}

/// With what is added between a store and the function.
fn on_its_way(request: Request) -> Request {
    let length = request.body.len().to_string();
    request
        .with("accept", "*/*")
        .with("content-length", length)
        .with("host", "local.execute-api.eu-central-1.amazonaws.com")
        .with("x-amzn-trace-id", "Root=1-6920ff80-000000000000000000000001")
        .with("x-forwarded-for", "192.0.2.1")
        .with("x-forwarded-port", "443")
        .with("x-forwarded-proto", "https")
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../events/webhook-intake")
}

/// Every file of the folder by its name, as it should be.
fn files() -> BTreeMap<String, String> {
    let (mut files, mut expected) = (BTreeMap::new(), Map::new());
    for fixture in fixtures() {
        let name = format!("{}.json", fixture.name);
        files.insert(name.clone(), pretty(&serde_json::from_str(&fixture.event).unwrap()));
        expected.insert(name, fixture.status.into());
    }
    files.insert(EXPECTED.to_owned(), pretty(&expected.into()));
    files
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap() + "\n"
}

fn stored() -> BTreeMap<String, String> {
    let files = fs::read_dir(folder()).unwrap().map(|file| file.unwrap());
    files
        .map(|file| (file.file_name().into_string().unwrap(), fs::read_to_string(file.path()).unwrap()))
        .collect()
}

#[test]
fn the_folder_holds_what_is_written_here() {
    let (stored, files) = (stored(), files());
    assert!(stored.keys().eq(files.keys()), "{:?} instead of {:?}", stored.keys(), files.keys());
    for (name, text) in files {
        assert_eq!(stored[&name], text, "{name}: write the events anew, see events/README.md");
    }
}

#[tokio::test]
async fn every_event_comes_to_what_is_expected_now_and_in_a_century() {
    let stored = stored();
    let expected: Map<String, Value> = serde_json::from_str(&stored[EXPECTED]).unwrap();
    for (name, status) in expected {
        for clock in [now, later::a_year, later::a_century] {
            let bench = Bench::new().at(clock);
            let told = [bench.invoke(&stored[&name]).await, bench.invoke(&stored[&name]).await];
            for told in told {
                assert_eq!(told.map_or(500, |told| told.status()), status, "{name}");
            }
        }
    }
}

#[tokio::test]
async fn every_event_is_what_its_name_says() {
    for fixture in fixtures() {
        let result = Bench::new().invoke(&fixture.event).await.map_or(String::new(), |told| told.result());
        assert_eq!(result, fixture.result, "{}", fixture.name);
    }
}

#[test]
#[ignore = "writes into events/; run it after a change of what is written there"]
fn write_the_events() {
    for name in stored().keys() {
        fs::remove_file(folder().join(name)).unwrap();
    }
    for (name, text) in files() {
        fs::write(folder().join(name), text).unwrap();
    }
}
