//! Shopify's secret is replaced while the intake holds the old one in memory.

use flows::{INTAKE, System, play, refused, shopify_app, taken, until};
use local_stack::{
    aws::Mark,
    stores::{Delivery, now, shopify::ShopifyStore},
};

const REPLACED: &str = "test-shopify-client-secret-after-rotation";
const FLOOD: usize = 100;

fn forged(system: &System) -> Delivery {
    system.order_on("orders/create").with_body("{}")
}

fn reads(system: &System, since: Mark) -> usize {
    let calls = system.calls(since, INTAKE);
    assert_eq!(calls.of("GetSecretValue").len(), calls.of("GetSecretValue").on(APP).len(), "{calls:?}");
    calls.of("GetSecretValue").len()
}

const APP: &str = "countersign/local/shopify/app";

#[test]
fn a_replaced_secret_is_read_once_a_minute_at_most_whatever_the_flood() {
    play(async |system| {
        system.warm_up().await;
        system.rotate("shopify/app", &shopify_app(REPLACED)).await;
        let renewed = ShopifyStore::new(system.shopify.domain(), REPLACED);
        let order = system.order();
        let delivery = renewed.delivery("orders/create", order.body(), now());
        let mark = system.mark();
        refused(&renewed.send(&system.gateway(), &delivery).await, 401, "invalid_signature");
        assert_eq!(reads(system, mark), 0, "the copy in memory is younger than a minute");

        // The store tries again and again; strangers send, too.
        until("the new secret is known", async || {
            refused(&system.send(&forged(system)).await, 401, "invalid_signature");
            let answer = renewed.send(&system.gateway(), &delivery).await;
            answer.is_ok_and(|answer| answer.status == 200).then_some(())
        })
        .await;
        assert_eq!(reads(system, mark), 1);

        for _ in 0..FLOOD {
            refused(&system.send(&forged(system)).await, 401, "invalid_signature");
        }
        let old = system.order_on("orders/updated");
        refused(&system.send(&old).await, 401, "invalid_signature");
        assert_eq!(reads(system, mark), 1);
        taken(&renewed.send(&system.gateway(), &delivery).await, "repeat");
    });
}

#[test]
fn during_a_rotation_both_secrets_prove() {
    play(async |system| {
        let mut both = shopify_app(REPLACED);
        both["previous_client_secret"] = system.secrets.shopify_client_secret.clone().into();
        system.rotate("shopify/app", &both).await;
        let renewed = ShopifyStore::new(system.shopify.domain(), REPLACED);
        let delivery = renewed.delivery("orders/create", system.order().body(), now());
        taken(&renewed.send(&system.gateway(), &delivery).await, "accepted");
        taken(&system.send(&system.order_on("orders/create")).await, "accepted");
    });
}
