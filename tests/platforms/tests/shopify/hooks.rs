use platforms::shopify::{NewHook, Scopes, SubscribeError};

use crate::{NOW, SHOP, platform};

fn hook(topic: &str) -> NewHook {
    let uri = "https://hooks.merchant.test/shopify".to_owned();
    NewHook { topic: topic.to_owned(), uri, format: "JSON".to_owned(), ..NewHook::default() }
}

/// What is wrong with a subscription beside one for `ORDERS_CREATE` that is called `orders`.
fn errors(what: NewHook) -> Vec<(String, &'static str)> {
    let mut platform = platform();
    let shop = platform.open(SHOP);
    shop.subscribe(NewHook { name: Some("orders".to_owned()), ..hook("ORDERS_CREATE") }, NOW).unwrap();
    match shop.subscribe(what, NOW) {
        Ok(_) => Vec::new(),
        Err(SubscribeError::UnknownTopic) => vec![(String::new(), "unknown topic")],
        Err(SubscribeError::User(errors)) => {
            errors.iter().map(|error| (error.field.join("."), error.message)).collect()
        }
    }
}

#[test]
fn each_topic_needs_its_scope() {
    assert_eq!(errors(hook("ORDERS_PAID")), []);
    assert_eq!(errors(hook("APP_UNINSTALLED")), []);
    let no_scope = "You cannot create a webhook subscription with the specified topic";
    assert_eq!(errors(hook("PRODUCTS_UPDATE")), [("topic".to_owned(), no_scope)]);
    let mut platform = platform();
    let shop = platform.open(SHOP);
    shop.scopes = Scopes::parse("write_products");
    assert!(shop.subscribe(hook("PRODUCTS_UPDATE"), NOW).is_ok(), "writing implies reading");
}

#[test]
fn the_compliance_topics_are_no_topics_of_the_api() {
    for topic in ["CUSTOMERS_REDACT", "CUSTOMERS_DATA_REQUEST", "SHOP_REDACT", "orders/create", ""] {
        assert_eq!(errors(hook(topic)), [(String::new(), "unknown topic")]);
    }
}

#[test]
fn an_address_is_https_not_internal_and_new() {
    let internal = "Address cannot be a Shopify or an internal domain";
    let cases = [
        ("http://hooks.merchant.test/", vec!["Address protocol http:// is not supported"]),
        ("http://localhost/", vec!["Address protocol http:// is not supported", internal]),
        ("https://one.myshopify.com/", vec![internal]),
        ("https://192.168.1.10/", vec![internal]),
        ("not an address", vec!["Address is invalid"]),
        ("https://hooks.merchant.test/shopify", vec!["Address for this topic has already been taken"]),
    ];
    for (uri, messages) in cases {
        let found = errors(NewHook { uri: uri.to_owned(), ..hook("ORDERS_CREATE") });
        let field = "webhookSubscription.callbackUrl".to_owned();
        let expected: Vec<_> = messages.into_iter().map(|message| (field.clone(), message)).collect();
        assert_eq!(found, expected, "{uri}");
    }
    let filtered = NewHook { filter: Some("total_price:>10".to_owned()), ..hook("ORDERS_CREATE") };
    assert_eq!(errors(filtered), [], "another filter is another subscription");
}

#[test]
fn a_name_is_plain_and_new() {
    for name in ["ORDERS", "a b", "", &"a".repeat(51)] {
        let found = errors(NewHook { name: Some(name.to_owned()), ..hook("ORDERS_PAID") });
        assert_eq!((found.len(), found[0].0.as_str()), (1, "webhookSubscription.name"), "{name}");
    }
}

#[test]
fn subscriptions_end_by_number_and_with_the_app() {
    let mut platform = platform();
    let shop = platform.open(SHOP);
    let id = shop.subscribe(hook("ORDERS_CREATE"), NOW).unwrap().id;
    assert!(shop.unsubscribe(id) && !shop.unsubscribe(id));
    shop.subscribe(hook("ORDERS_CREATE"), NOW).unwrap();
    platform.uninstall(SHOP);
    assert!(platform.open(SHOP).hooks.is_empty());
}
