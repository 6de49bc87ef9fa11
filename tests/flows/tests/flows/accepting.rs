//! An accepted webhook costs one AWS call; nothing is said before it is durable.

use flows::{INTAKE, System, play, taken};
use local_stack::stores::{
    now,
    shopify::ShopifyStore,
    woocommerce::{Webhook, WooStore},
};

/// The calls of the intake while it takes one delivery.
async fn calls_for(system: &System, sends: impl AsyncFnOnce() -> String) -> Vec<(String, String)> {
    let mark = system.mark();
    let event = sends().await;
    let calls = system.calls(mark, INTAKE);
    assert!(system.entries().await.iter().any(|entry| flows::text(entry, "id") == event));
    calls.iter().map(|call| (call.operation.clone(), call.target.clone().unwrap_or_default())).collect()
}

#[test]
fn an_accepted_webhook_costs_one_call_for_any_store() {
    play(async |system| {
        system.warm_up().await;
        let one_put = [("PutItem".to_owned(), "countersign-local-journal".to_owned())];
        let known = async || taken(&system.send(&system.order_on("orders/create")).await, "accepted");
        assert_eq!(calls_for(system, known).await, one_put);

        let stranger = ShopifyStore::new("never-seen.myshopify.com", &system.secrets.shopify_client_secret);
        let (order, own) = (stranger.order(now()), stranger.record(now()));
        system.plant([order.people(), stranger.people()].concat());
        for (topic, body) in [("orders/create", order.body()), ("shop/update", own)] {
            let delivery = stranger.delivery(topic, body, now());
            let sends = async || taken(&stranger.send(&system.gateway(), &delivery).await, "accepted");
            assert_eq!(calls_for(system, sends).await, one_put, "{topic}");
        }

        let stranger =
            WooStore::new("store-77", "https://other.example.test", &system.secrets.woocommerce_master);
        let webhook = Webhook::new(11, "order.created");
        let delivery = stranger.delivery(&webhook, system.woo_order().body(), now());
        let sends = async || taken(&stranger.send(&system.gateway(), &delivery).await, "accepted");
        assert_eq!(calls_for(system, sends).await, one_put);
    });
}
