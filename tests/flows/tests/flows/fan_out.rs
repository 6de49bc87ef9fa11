//! One event for three partners.

use flows::{play, taken, text};
use local_stack::partner::Behaviour;

#[test]
fn a_partner_that_is_down_keeps_no_other_waiting() {
    play(async |system| {
        let accounting = system.partner("accounting");
        accounting.behave(Behaviour::Down);
        let event = taken(&system.send(&system.order_on("orders/paid")).await, "accepted");
        for partner in ["warehouse", "mailer"] {
            assert_eq!(system.effects(partner, &event).await.len(), 1);
            system.row(&event, partner, "delivered").await;
        }
        assert_eq!(accounting.effects().len(), 0);
        let row = system.row(&event, "accounting", "open").await;
        assert_eq!(text(&row, "partner"), "accounting");
        accounting.behave(Behaviour::Up);
        assert_eq!(system.effects("accounting", &event).await.len(), 1);
    });
}

#[test]
fn an_event_that_nobody_subscribed_to_is_kept_without_payload_and_goes_nowhere() {
    play(async |system| {
        let customer = system.woocommerce.customer(local_stack::stores::now());
        system.plant(customer.people());
        let deleted = local_stack::stores::woocommerce::Webhook::new(31, "customer.deleted");
        let body = system.woocommerce.deleted(customer.id());
        let delivery = system.woocommerce.delivery(&deleted, body, local_stack::stores::now());
        let event = taken(&system.woo_send(&delivery).await, "accepted");
        system.line(&event, "nothing").await;
        assert!(!system.entries().await[0].contains_key("payload"));
        assert_eq!(system.items("Deliveries").await.len(), 0);
    });
}
