//! Events that no store, queue or schedule would send, straight to Lambda.

use flows::{DELIVERY, INTAKE, System, play, taken};
use local_stack::lambda::InvokeOutcome;
use serde_json::{Value, json};

/// Stands in every odd event, and must not be met again.
const CANARY: &str = "canary-7d1f4c";

fn request(body: &str, encoded: bool) -> Value {
    json!({
        "version": "2.0", "rawPath": "/webhooks/shopify/door", "headers": {"x-canary": CANARY},
        "requestContext": {"http": {"method": "POST"}, "requestId": CANARY},
        "body": body, "isBase64Encoded": encoded,
    })
}

fn batch() -> Value {
    json!({"Records": [{"messageId": CANARY, "receiptHandle": CANARY, "body": CANARY, "attributes": {}}]})
}

/// An error that tells nothing of the event; no instance dies of it.
async fn check(system: &System, function: &str, event: &str) {
    let outcome = system.stack().lambda.invoke(function, event.to_owned().into()).await;
    let InvokeOutcome::FunctionError(error) = outcome else { panic!("{function} took {event}: {outcome:?}") };
    assert_eq!(error.error_type, "MalformedEvent", "{event}");
    assert!(!String::from_utf8_lossy(&error.payload).contains(CANARY));
}

fn nothing_is_told(system: &System, function: &str) {
    for line in system.stack().lambda.logs(function) {
        assert!(!line.contains(CANARY), "{line}");
    }
}

#[test]
fn the_intake_survives_every_odd_event_and_tells_nothing_of_it() {
    play(async |system| {
        system.expects_error("malformed_event");
        system.warm_up().await;
        let mark = system.mark();
        let text = format!("{CANARY:?}");
        let (sqs, bad) = (batch().to_string(), request("%%%canary", true).to_string());
        let older = request("{}", false).to_string().replace("\"2.0\"", "\"1.0\"");
        for event in ["{}", "null", "[]", "5", &text, &sqs, &bad, &older] {
            check(system, INTAKE, event).await;
        }
        nothing_is_told(system, INTAKE);
        taken(&system.send(&system.order_on("orders/create")).await, "accepted");
        // A new instance would have read its secrets.
        assert_eq!(system.calls(mark, INTAKE).of("GetSecretValue").len(), 0, "an instance has died");
    });
}

#[test]
fn the_delivery_function_survives_every_odd_event_and_tells_nothing_of_it() {
    play(async |system| {
        system.expects_error("malformed_event");
        let event = taken(&system.send(&system.order_on("orders/create")).await, "accepted");
        system.effects("warehouse", &event).await;
        system.rest().await;
        let mark = system.mark();
        let http = request("{}", false).to_string();
        let task = json!({"task": CANARY}).to_string();
        for event in ["{}", "null", "[]", &http, &task, r#"{"Records":"canary-7d1f4c"}"#] {
            check(system, DELIVERY, event).await;
        }
        nothing_is_told(system, DELIVERY);
        let event = taken(&system.send(&system.order_on("orders/create")).await, "accepted");
        system.row(&event, "warehouse", "delivered").await;
        assert_eq!(system.calls(mark, DELIVERY).of("GetSecretValue").len(), 0, "an instance has died");
    });
}
