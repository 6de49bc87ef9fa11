//! What stores are asked to send.

use countersign_core::{
    Stage,
    config::{Config, Subscribing},
    hooks::Hooks,
    keys::webhook_secret_text,
    oauth::{ConsumerKeys, OwnAddress},
    ports::Asked,
    store::{Platform, ShopDomain, StoreUrl, WooStoreId},
    testing::{OneStore, ScriptedShopify, WOOCOMMERCE_MASTER, ring},
    tokens::AccessToken,
};

use crate::sample::at_once;

const POLICY: &str = r#"
memory_days = 90
[delivery]
waits_s = [5]
longest_queue_wait_s = 900
deadline_s = 10
[partners.warehouse]
url = "https://warehouse.partner.test/hooks"
secret = "countersign/dev/partner/warehouse"
topics."shopify/orders/paid" = ["id"]
topics."woocommerce/order.created" = ["id"]
[partners.mailer]
url = "https://mailer.partner.test/hooks"
secret = "countersign/dev/partner/mailer"
topics."shopify/orders/paid" = ["email"]
"#;

fn policy(subscriptions: Subscribing) -> Config {
    let mut policy = Config::parse(Stage::Dev, "config/dev.toml", POLICY).unwrap();
    policy.shopify_app.subscriptions = subscriptions;
    policy
}

fn hooks(policy: &Config) -> Hooks<'_> {
    let address = OwnAddress::parse("https://connect.merchant.test").unwrap();
    Hooks { policy, address, door_key: "door".to_owned() }
}

#[test]
fn a_store_is_asked_for_what_somebody_takes_and_what_we_need_ourselves() {
    let policy = policy(Subscribing::Made);
    let names =
        |platform| policy.topics(platform).iter().map(|topic| topic.name().to_owned()).collect::<Vec<_>>();
    assert_eq!(names(Platform::Shopify), ["app/scopes_update", "app/uninstalled", "orders/paid"]);
    assert_eq!(names(Platform::WooCommerce), ["order.created"]);
}

#[test]
fn a_shop_is_asked_unless_the_apps_own_configuration_declares_it() {
    let (shop, token) = (ShopDomain::parse("a.myshopify.com").unwrap(), AccessToken::parse("test").unwrap());
    for (subscriptions, calls) in [(Subscribing::Made, 1), (Subscribing::Declared, 0)] {
        let (policy, platform) = (policy(subscriptions), ScriptedShopify::default());
        let asked = at_once(hooks(&policy).ask_shop(&platform, &shop, &token));
        assert_eq!(asked, Asked { made: 3 * calls, fault: None });
        assert_eq!(platform.subscribed().len(), calls);
    }
}

#[test]
fn a_woocommerce_store_gets_the_secret_of_the_newest_master() {
    let (policy, digits) = (policy(Subscribing::Declared), "1".repeat(40));
    let (store, url) =
        (WooStoreId::parse("berlin").unwrap(), StoreUrl::parse("https://shop.example/").unwrap());
    let keys = ConsumerKeys::parse(7, &format!("ck_{digits}"), &format!("cs_{digits}")).unwrap();
    let stores = OneStore::at(url.clone(), keys.expose_key().to_owned());
    let masters = ring("test-newer-master-of-sixteen-or-more", Some(WOOCOMMERCE_MASTER));
    assert_eq!(
        at_once(hooks(&policy).ask_store(&stores, &masters, (&store, &url), &keys)),
        Asked { made: 1, fault: None }
    );
    let secret = webhook_secret_text(&masters.current().key, Stage::Dev, &store).to_string();
    assert_eq!(*stores.webhooks.lock().unwrap(), [("order.created".to_owned(), secret)]);
}
