//! WooCommerce's rules, one by one.
#![expect(clippy::unwrap_used, reason = "the helpers of tests may fail like tests")]

use base64::{Engine, prelude::BASE64_STANDARD};
use platforms::woocommerce::{Hook, Key, Permissions, RestError, Store, Wish};
use serde_json::{Value, json};

const QUERY: &str = "app_name=Test&scope=read_write&user_id=0123abcd&return_url=https%3A%2F%2Fconnect.merchant.test%2Freturn&callback_url=https%3A%2F%2Fconnect.merchant.test%2Fkeys";

fn store() -> Store {
    Store::new("https://shop.example.test", "run")
}

/// A key that was handed over, and its header.
fn key(store: &mut Store, scope: Permissions) -> (Key, String) {
    let handed = store.approve(&Wish { scope, ..Wish::read(QUERY).unwrap() });
    assert!(store.settle(handed.key_id, Some(200)));
    let key = store.keys.iter().find(|key| key.id == handed.key_id).unwrap().clone();
    let pair = format!("{}:{}", key.consumer_key, key.consumer_secret);
    (key, format!("Basic {}", BASE64_STANDARD.encode(pair)))
}

#[test]
fn all_five_parameters_are_needed_and_the_keys_go_over_tls() {
    assert!(Wish::read(QUERY).is_ok());
    for name in ["app_name", "scope", "user_id", "return_url", "callback_url"] {
        let without = QUERY.replace(&format!("{name}="), "other=");
        assert_eq!(Wish::read(&without), Err(format!("Missing parameter {name}")));
    }
    let refused = |from: &str, to: &str| Wish::read(&QUERY.replace(from, to)).unwrap_err();
    assert_eq!(refused("scope=read_write", "scope=all"), "Invalid scope all");
    assert_eq!(refused("callback_url=https", "callback_url=http"), "The callback_url needs to be over SSL");
}

#[test]
fn keys_are_posted_as_the_plugin_posts_them() {
    let mut store = store();
    let handed = store.approve(&Wish::read(QUERY).unwrap());
    let posted: Value = serde_json::from_str(&handed.body).unwrap();
    assert_eq!((&posted["key_id"], &posted["user_id"]), (&json!(1), &json!("0123abcd")));
    assert_eq!(posted["key_permissions"], "read_write");
    for (member, prefix) in [("consumer_key", "ck_"), ("consumer_secret", "cs_")] {
        let digits = posted[member].as_str().unwrap().strip_prefix(prefix).unwrap();
        assert!(digits.len() == 40 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        assert!(store.planted().iter().any(|text| text == posted[member].as_str().unwrap()));
    }
}

#[test]
fn any_answer_but_200_deletes_the_key() {
    for answered in [None, Some(201), Some(202), Some(204), Some(302), Some(400), Some(500)] {
        let mut store = store();
        let handed = store.approve(&Wish::read(QUERY).unwrap());
        assert!(!store.settle(handed.key_id, answered) && store.keys.is_empty(), "{answered:?}");
    }
}

#[test]
fn the_browser_comes_back_with_the_apps_own_text() {
    let wish = Wish::read(QUERY).unwrap();
    assert_eq!(wish.way_back(true), "https://connect.merchant.test/return?success=1&user_id=0123abcd");
    assert_eq!(wish.way_back(false), "https://connect.merchant.test/return?success=0&user_id=0123abcd");
}

#[test]
fn a_key_does_what_it_was_made_for_and_no_more() {
    let mut store = store();
    let cases = [
        (Permissions::Read, Ok(()), Err(RestError::NO_WRITING)),
        (Permissions::Write, Err(RestError::NO_READING), Ok(())),
        (Permissions::ReadWrite, Ok(()), Ok(())),
    ];
    for (permissions, reading, writing) in cases {
        let (_, header) = key(&mut store, permissions);
        assert_eq!(store.admit("GET", "", Some(&header)), reading, "{permissions:?}");
        for method in ["POST", "PUT", "PATCH", "DELETE"] {
            assert_eq!(store.admit(method, "", Some(&header)), writing, "{permissions:?}");
        }
    }
}

#[test]
fn without_a_known_key_nobody_is_there() {
    let mut store = store();
    let (known, header) = key(&mut store, Permissions::ReadWrite);
    assert_eq!(store.admit("GET", "", None), Err(RestError::NOBODY));
    assert_eq!(store.admit("GET", "", Some("Bearer x")), Err(RestError::NOBODY));
    let wrong = format!("Basic {}", BASE64_STANDARD.encode(format!("{}:cs_0", known.consumer_key)));
    assert_eq!(store.admit("GET", "", Some(&wrong)), Err(RestError::WRONG_SECRET));
    let query = format!("consumer_key={}&consumer_secret={}", known.consumer_key, known.consumer_secret);
    assert_eq!(store.admit("GET", &query, None), Ok(()));
    store.owner_may = false;
    assert_eq!(store.admit("GET", "", Some(&header)), Err(RestError::NOT_ALLOWED));
    store.owner_may = true;
    store.revoke_key(known.id);
    assert_eq!(store.admit("GET", "", Some(&header)), Err(RestError::NOBODY));
}

fn created(store: &mut Store, topic: &str) -> Result<Hook, RestError> {
    let asked =
        json!({"topic": topic, "delivery_url": "https://hooks.merchant.test/", "secret": "test-hook"});
    store.create_hook(&asked).cloned()
}

#[test]
fn a_webhook_is_made_with_our_secret_which_is_never_shown() {
    let mut store = store();
    let hook = created(&mut store, "order.created").unwrap();
    assert_eq!((hook.id, hook.secret.as_str()), (1, "test-hook"));
    assert!(!hook.shown().to_string().contains("test-hook"));
    assert_eq!(hook.shown()["event"], "created");
    created(&mut store, "order.created").unwrap();
    assert_eq!(store.hooks.len(), 2, "a second of the same kind is nothing unusual");
    let generated = store.create_hook(&json!({"topic": "order.created", "delivery_url": "https://a.test/"}));
    assert!(generated.unwrap().secret.len() > 40);
}

#[test]
fn a_webhook_has_a_topic_and_an_address() {
    let mut store = store();
    for topic in ["order.updated", "product.restored", "action.woocommerce_add_to_cart", "Order.Created"] {
        assert!(created(&mut store, topic).is_ok(), "{topic}");
    }
    for topic in ["", "order", "refund.created", "order.paid", "action.init"] {
        let code = created(&mut store, topic).unwrap_err().code;
        assert_eq!(code, "woocommerce_rest_shop_webhook_invalid_topic", "{topic}");
    }
    let nowhere = store.create_hook(&json!({"topic": "order.created", "delivery_url": "ftp://a.test/"}));
    assert_eq!(nowhere.unwrap_err().code, "woocommerce_rest_shop_webhook_invalid_delivery_url");
}

#[test]
fn a_webhooks_secret_is_replaced_and_the_webhook_deleted_by_force_only() {
    let mut store = store();
    let id = created(&mut store, "order.created").unwrap().id;
    store.update_hook(id, &json!({"secret": "test-next"})).unwrap();
    assert_eq!(store.hooks[0].secret, "test-next");
    assert_eq!(store.delete_hook(id, false).unwrap_err().status, 501);
    assert!(store.delete_hook(id, true).is_ok());
    assert_eq!(store.hook(id).unwrap_err().status, 404);
    assert_eq!(store.update_hook(id, &json!({})).unwrap_err().status, 400);
}
