//! How a partner knows who is calling, and that it is the same event again.

use flows::{play, taken};
use local_stack::partner::Behaviour;
use serde_json::Value;

#[test]
fn every_attempt_carries_key_and_a_fresh_signature_under_one_id() {
    play(async |system| {
        let warehouse = system.partner("warehouse");
        warehouse.play([Behaviour::status(503)]);
        let event = taken(&system.send(&system.order_on("orders/create")).await, "accepted");
        system.row(&event, "warehouse", "delivered").await;
        let requests = warehouse.requests();
        let [first, second] = &requests[..] else { panic!("two attempts") };
        for request in [first, second] {
            // The stand-in has verified the signature by its own means.
            assert_eq!(request.refused, None);
            assert_eq!((&*request.method, &*request.path), ("POST", "/hooks"));
            assert_eq!(request.header("x-api-key"), Some(system.secrets.api_key("warehouse")));
            assert_eq!(request.header("content-type"), Some("application/json"));
            assert_eq!(request.header("idempotency-key"), Some(&*event));
            assert_eq!(request.header("webhook-id"), Some(&*event));
        }
        let at = |name| requests.iter().map(move |one| one.header(name).unwrap()).collect::<Vec<_>>();
        assert_ne!(at("webhook-timestamp")[0], at("webhook-timestamp")[1]);
        assert_ne!(at("webhook-signature")[0], at("webhook-signature")[1]);
    });
}

#[test]
fn a_redirect_is_not_followed_and_the_key_goes_nowhere_else() {
    play(async |system| {
        let elsewhere = format!("{}/elsewhere", system.partner("mailer").url());
        let redirect = Behaviour::status_with(307, &[("Location", &elsewhere)]);
        system.partner("warehouse").play([redirect]);
        let event = taken(&system.send(&system.order_on("orders/create")).await, "accepted");
        assert_eq!(system.line(&event, "waiting").await["code"], "redirect_refused");
        assert_eq!(system.effects("warehouse", &event).await.len(), 1);
        assert_eq!(system.partner("mailer").ledger().connections, 0);
    });
}

#[test]
fn the_envelope_says_what_happened_where() {
    play(async |system| {
        let order = system.order();
        let delivery = system.shopify.delivery("orders/create", order.body(), local_stack::stores::now());
        let event = taken(&system.send(&delivery).await, "accepted");
        let effects = system.effects("warehouse", &event).await;
        let told: Value = serde_json::from_slice(&effects[0].body).unwrap();
        assert_eq!(told["type"], "shopify.orders.create");
        assert_eq!(told["store"], format!("shopify#{}", system.shopify.domain()));
        assert_eq!(told["event"], event);
        assert_eq!(told["data"]["id"], order.id());
        let names: Vec<_> = told.as_object().unwrap().keys().collect();
        assert_eq!(names, ["data", "event", "store", "timestamp", "type"]);
    });
}
