//! The delivery function dies, or gets messages that it cannot read.

use std::time::Duration;

use flows::{CRASHED, DELIVERY, PATIENCE, play, taken};
use local_stack::partner::Behaviour;

/// The partner does its work and takes its time to say so; meanwhile the process dies.
#[test]
fn a_delivery_function_killed_in_the_middle_of_a_request_delivers_later_with_one_effect() {
    play(async |system| {
        system.hide_for(1).await;
        let warehouse = system.partner("warehouse");
        warehouse.play([Behaviour::Delay(Duration::from_hours(1))]);
        let event = taken(&system.send(&system.order_on("orders/create")).await, "accepted");
        warehouse.wait_until(PATIENCE, |ledger| ledger.requests.len() == 1).await.unwrap();
        system.stack().lambda.kill_all(DELIVERY).await;
        warehouse.wait_until(PATIENCE, |ledger| ledger.requests.len() == 2).await.unwrap();
        let row = system.row(&event, "warehouse", "delivered").await;
        assert_eq!(flows::number(&row, "attempts"), 2);
        assert_eq!(warehouse.effects().len(), 1);
        let keys = warehouse.requests();
        assert!(keys.iter().all(|one| one.header("idempotency-key") == Some(&event)));
    });
}

#[test]
fn messages_that_nobody_can_read_end_in_the_dead_letter_queue_and_nothing_else_does() {
    play(async |system| {
        let unreadable = ["not one of ours", r#"{"event":"evt_1"}"#];
        system.expects_error("malformed_message");
        system.expects_crashed(unreadable.len());
        system.hide_for(1).await;
        for body in unreadable {
            system.enqueue(flows::DELIVERIES, body).await;
        }
        let event = taken(&system.send(&system.order_on("orders/paid")).await, "accepted");
        for partner in ["warehouse", "accounting", "mailer"] {
            assert_eq!(system.effects(partner, &event).await.len(), 1);
        }
        let all_there = async || (system.messages(CRASHED).await == unreadable.len()).then_some(());
        flows::until("the dead letters have come", all_there).await;
        let letters = system.peek(CRASHED).await;
        let mut bodies: Vec<_> = letters.iter().map(|letter| letter.body().unwrap()).collect();
        bodies.sort_unstable();
        assert_eq!(bodies, unreadable);
    });
}
