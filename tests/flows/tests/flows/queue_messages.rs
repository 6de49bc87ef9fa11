//! Messages in queues hold ids and nothing else.

use flows::{DELIVERIES, DELIVERY, System, play, taken, until};
use local_stack::{
    aws::{Fault, Trouble},
    lambda::InvokeOutcome,
};
use serde_json::json;

/// Nobody receives any more, once the poll that is under way has had its message.
async fn stop_polling(system: &System) {
    system
        .stack()
        .aws
        .faults()
        .inject(Fault::new(Trouble::Throttled).on("ReceiveMessage").by("stack").at(DELIVERIES));
    taken(&system.send(&system.order_on("orders/create")).await, "accepted");
    let failing = async || (!system.stack().wiring.troubles().is_empty()).then_some(());
    until("polling has stopped", failing).await;
}

async fn bodies(system: &System, count: usize) -> Vec<String> {
    until("the messages are in the queue", async || {
        let messages = system.peek(DELIVERIES).await;
        let mut bodies: Vec<_> = messages.into_iter().filter_map(|message| message.body).collect();
        bodies.sort();
        (bodies.len() == count).then_some(bodies)
    })
    .await
}

#[test]
fn a_message_holds_the_event_and_perhaps_the_partner() {
    play(async |system| {
        stop_polling(system).await;
        let event = taken(&system.send(&system.order_on("orders/paid")).await, "accepted");
        let told = json!({ "event": event }).to_string();
        assert_eq!(bodies(system, 1).await, std::slice::from_ref(&told));

        let record = json!({"messageId": "1", "receiptHandle": "none", "body": told, "attributes": {}});
        let batch = json!({ "Records": [record] }).to_string();
        let outcome = system.stack().lambda.invoke(DELIVERY, batch.into()).await;
        assert_eq!(outcome, InvokeOutcome::Ok(r#"{"batchItemFailures":[]}"#.into()));
        let one = |partner: &str| format!(r#"{{"event":"{event}","partner":"{partner}"}}"#);
        let expected = [one("accounting"), one("mailer"), one("warehouse"), told];
        assert_eq!(bodies(system, 4).await, expected);

        system.stack().aws.faults().clear();
        for partner in ["accounting", "mailer", "warehouse"] {
            assert_eq!(system.effects(partner, &event).await.len(), 1);
        }
    });
}
