//! Merchants connect their stores.

use flows::{CONNECT, SHOP_HOST, System, play, text};
use futures_util::future::join_all;
use local_stack::sites::{Behaviour, Place};
use serde_json::{Value, json};

/// The shop that every system has.
pub(crate) fn shop(system: &System) -> String {
    system.shopify.domain().to_owned()
}

/// Panics unless a merchant who installs ends on a page that says so, and the shop works.
pub(crate) async fn install(system: &System, shop: &str) {
    let page = system.install(shop).await;
    assert_eq!(page.answer.status, 200, "{}", page.answer.body);
    assert!(page.answer.body.contains(shop), "{}", page.answer.body);
    assert_eq!(system.trouble(shop).await, None, "{shop}");
}

#[test]
fn a_merchant_installs_and_the_shop_is_connected_and_sends_webhooks() {
    play(async |system| {
        let shop = shop(system);
        install(system, &shop).await;
        let row = system.connection(&format!("shopify#{shop}")).await.unwrap();
        assert_eq!(text(&row, "scopes"), "read_orders");
        assert_eq!((system.exchanges(&shop), system.generation(&shop).await), (1, 1));
        let platform = system.stack().shopify.platform();
        let hooks = &platform.shops[&shop].hooks;
        assert!(hooks.iter().any(|hook| hook.what.topic == "ORDERS_PAID"), "{hooks:?}");
        assert!(
            hooks
                .iter()
                .all(|hook| hook.what.uri.starts_with("https://connect.merchant.test/webhooks/shopify/"))
        );
    });
}

#[test]
fn a_shop_installed_again_has_one_chain_and_no_subscription_twice() {
    play(async |system| {
        let shop = shop(system);
        install(system, &shop).await;
        let hooks = system.stack().shopify.platform().shops[&shop].hooks.len();
        let first = system.pair(&shop).await.unwrap();
        install(system, &shop).await;
        let second = system.pair(&shop).await.unwrap();
        assert_ne!(first["refresh_token"], second["refresh_token"]);
        assert_eq!((system.exchanges(&shop), system.generation(&shop).await), (2, 2));
        assert_eq!(system.stack().shopify.platform().shops[&shop].hooks.len(), hooks);
        system.refresh(&shop).await.unwrap();
        assert!(system.works(&shop).await);
    });
}

#[test]
fn a_callback_is_good_once_and_in_the_browser_that_began() {
    play(async |system| {
        let shop = shop(system);
        let (mut browser, mut other) = (system.browser(), system.browser());
        let back = system.consent_in(&mut browser, &shop).await.location().unwrap();
        let stranger = other.open(back.as_str()).await.unwrap();
        assert_eq!((stranger.answer.status, system.exchanges(&shop)), (403, 0), "{}", stranger.answer.body);
        let page = browser.open(back.as_str()).await.unwrap();
        assert_eq!((page.answer.status, system.exchanges(&shop)), (200, 1), "{}", page.answer.body);
        let again = browser.open(back.as_str()).await.unwrap();
        assert_eq!((again.answer.status, system.exchanges(&shop)), (403, 1), "{}", again.answer.body);
        assert!(system.works(&shop).await);
    });
}

#[test]
fn a_launch_that_shopify_did_not_sign_begins_nothing() {
    play(async |system| {
        let shop = shop(system);
        let genuine = system.stack().shopify.launch_url(&shop);
        let mut browser = system.browser();
        for forged in [
            genuine.replace(&shop, "another.myshopify.com"),
            genuine.replace("timestamp=1", "timestamp=2"),
            genuine.split("&hmac=").next().unwrap().to_owned(),
        ] {
            let page = browser.open(&forged).await.unwrap();
            assert!(page.location().is_none() && [400, 401].contains(&page.answer.status), "{forged}");
        }
        assert!(system.items("OAuthStates").await.is_empty());
        assert!(browser.open(&genuine).await.unwrap().location().is_some());
    });
}

#[test]
fn the_page_of_an_embedded_app_connects_the_shop_without_a_browsers_way() {
    play(async |system| {
        let shop = shop(system);
        let answer = system.open_embedded(&shop).await;
        assert_eq!((answer.status, answer.body.as_str()), (200, r#"{"result":"connected"}"#));
        assert_eq!(system.trouble(&shop).await, None);
        let again = system.open_embedded(&shop).await;
        assert_eq!((again.status, system.exchanges(&shop)), (200, 1));
    });
}

/// All of them see a shop that is not connected yet.
#[test]
fn twenty_pages_that_load_at_once_connect_the_shop_by_one_exchange() {
    play(async |system| {
        let shop = shop(system);
        let answers = join_all((0..20).map(|_| system.open_embedded(&shop))).await;
        let statuses: Vec<_> = answers.iter().map(|answer| answer.status).collect();
        assert_eq!((statuses, system.exchanges(&shop)), (vec![200; 20], 1));
        assert_eq!(system.trouble(&shop).await, None);
    });
}

#[test]
fn an_operator_connects_a_shop_of_the_apps_own_organisation() {
    play(async |system| {
        let shop = shop(system);
        {
            let mut platform = system.stack().shopify.platform();
            platform.install(&shop, "read_orders");
            platform.open(&shop).own_organisation = true;
        }
        let event = json!({"install": {"grant": "client_credentials", "shop": shop}});
        let report: Value = system.ask(CONNECT, &event).await.unwrap();
        assert_eq!(report["outcome"], "connected", "{report}");
        assert!(system.works(&shop).await);
    });
}

#[test]
fn a_shop_whose_token_endpoint_fails_is_not_connected_and_the_next_try_is() {
    play(async |system| {
        let shop = shop(system);
        let site = system.stack().shopify.site(&shop);
        site.play(Place::Token, [400, 401].map(Behaviour::status));
        for _ in 0..2 {
            let page = system.install(&shop).await;
            assert!(page.answer.status >= 500, "{} {}", page.answer.status, page.answer.body);
            assert!(!system.works(&shop).await);
        }
        install(system, &shop).await;
    });
}

#[test]
fn an_administrator_hands_over_keys_and_the_store_is_connected_and_sends_webhooks() {
    play(async |system| {
        let invitation = system.invitation("store-1").await;
        let page = system.hand_over(&invitation).await;
        assert_eq!(page.answer.status, 200, "{}", page.answer.body);
        let row = system.connection("woocommerce#store-1").await.expect("a row");
        assert_eq!(text(&row, "status"), "connected");
        let store = system.stack().woocommerce(SHOP_HOST).store();
        assert_eq!(store.keys.len(), 1);
        assert!(store.hooks.iter().any(|hook| hook.topic == "order.updated"), "{:?}", store.hooks);
    });
}
