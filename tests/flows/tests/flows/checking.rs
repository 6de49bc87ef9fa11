//! Stores are asked every day whether they still know us and send what they should, until an operator ends a connection.

use flows::{REFRESH, SHOP_HOST, System, play, text};
use local_stack::sites::{Behaviour, Broken, Place};
use serde_json::{Value, json};

use crate::installing::{install, shop};

const STORE: &str = "woocommerce#store-1";

/// The WooCommerce shop, connected.
async fn hand_over(system: &System) {
    let invitation = system.invitation("store-1").await;
    let page = system.hand_over(&invitation).await;
    assert_eq!(page.answer.status, 200, "{}", page.answer.body);
}

fn hooks(system: &System) -> usize {
    system.stack().woocommerce(SHOP_HOST).store().hooks.len()
}

async fn disconnect(system: &System, store: &str) -> Value {
    system.ask(REFRESH, &json!({ "disconnect": store })).await.unwrap()
}

#[test]
fn stores_that_send_no_more_are_found_and_told_and_send_again() {
    play(async |system| {
        let shop = shop(system);
        install(system, &shop).await;
        hand_over(system).await;
        let whole = system.check_stores().await;
        let good = json!({"outcomes": {"keys_good": 1, "webhooks_good": 1}, "webhooks_made": 0, "round": "complete"});
        assert_eq!(whole, good);
        let (of_shop, of_store) = (system.stack().shopify.platform().shops[&shop].hooks.len(), hooks(system));
        system.stack().shopify.platform().open(&shop).hooks.clear();
        system.stack().woocommerce(SHOP_HOST).store().hooks.clear();
        let mended = system.check_stores().await;
        assert_eq!(mended["outcomes"], json!({"webhooks_mended": 2}), "{mended}");
        assert_eq!(mended["webhooks_made"], of_shop + of_store);
        assert_eq!((system.trouble(&shop).await, hooks(system)), (None, of_store));
        let again = system.ask(REFRESH, &json!({"task": "check-keys"})).await.unwrap();
        assert_eq!(again["round"], "not_due");
    });
}

#[test]
fn a_store_that_does_not_answer_keeps_no_other_from_being_checked() {
    play(async |system| {
        let shop = shop(system);
        install(system, &shop).await;
        hand_over(system).await;
        let site = system.stack().woocommerce(SHOP_HOST);
        site.site().play(Place::Api, [Behaviour::from(Broken::Silence)]);
        let told = system.check_stores().await;
        assert_eq!(told["outcomes"], json!({"store_unreachable": 1, "webhooks_good": 1}), "{told}");
        assert_eq!(told["round"], "complete");
    });
}

#[test]
fn a_store_that_is_wanted_no_longer_is_disconnected_and_can_be_invited_again() {
    play(async |system| {
        hand_over(system).await;
        let there = hooks(system);
        let told = disconnect(system, STORE).await;
        assert_eq!(
            (&told["outcome"], &told["webhooks_deleted"]),
            (&json!("disconnected"), &json!(there)),
            "{told}"
        );
        assert_eq!((there > 0, hooks(system)), (true, 0));
        let row = system.connection(STORE).await.unwrap();
        assert_eq!(text(&row, "status"), "disconnected");
        let notes = system.items("Audit").await;
        let count = |step: &str| notes.iter().filter(|note| text(note, "step") == step).count();
        assert_eq!((count("store.connected"), count("store.disconnected_by_hand")), (1, 1));
        let again = disconnect(system, STORE).await;
        assert_eq!((&again["outcome"], &again["webhooks_deleted"]), (&json!("was_disconnected"), &json!(0)));
        assert_eq!(system.items("Audit").await.len(), notes.len());
        assert_eq!(system.check_stores().await["outcomes"], json!({}));
        assert_eq!(disconnect(system, "woocommerce#store-2").await["outcome"], "unknown_store");
        hand_over(system).await;
        assert_eq!(hooks(system), there);
        assert_eq!(text(&system.connection(STORE).await.unwrap(), "status"), "connected");
    });
}
