//! A flow that leaks fails, and says where.

use std::{
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
};

use aws_sdk_dynamodb::{primitives::Blob, types::AttributeValue};
use base64::{Engine, prelude::BASE64_STANDARD};
use flows::{CRASHED, System, play};
use local_stack::partner::Behaviour;

/// What the end of a flow says about it.
fn verdict(flow: impl AsyncFnOnce(&mut System)) -> String {
    let failed = catch_unwind(AssertUnwindSafe(|| play(flow))).expect_err("the leak was not noticed");
    failed.downcast_ref::<String>().cloned().unwrap_or_default()
}

/// A customer's street, planted as any flow does it.
fn street(system: &System) -> String {
    let street = "17 Vodelupi Street".to_owned();
    system.plant(vec![street.clone()]);
    street
}

fn hex(text: &str) -> String {
    text.bytes().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
}

#[test]
fn a_leak_is_found_wherever_it_comes_out() {
    let said = verdict(async |system| {
        let street = street(system);
        let hex = hex(&street);
        system.expects_crashed(1);
        system.enqueue(CRASHED, &hex).await;
        put_and_delete(system, &street).await;
        let leak = system.folder().join("functions/tmp/core");
        fs::write(leak, format!("{{\"key\":\"{}\"}}", system.secrets.journal)).unwrap();
    });
    for place in
        ["sqs:SendMessage by stack", "queues.jsonl", "dynamodb:PutItem by stack", "functions/tmp/core"]
    {
        assert!(said.contains(place), "{place} is not named in:\n{said}");
    }
    assert!(said.contains("17 Vodelupi Street") && said.contains("journal secret"), "{said}");
}

/// Gone when the flow ends, and yet it was there.
async fn put_and_delete(system: &System, street: &str) {
    let (client, table) = (system.stack().aws.dynamodb(), system.stack().table("Connections"));
    let store = AttributeValue::S("woocommerce#leaky".to_owned());
    let address = AttributeValue::B(Blob::new(BASE64_STANDARD.encode(street)));
    let put = client.put_item().table_name(table).item("store", store.clone()).item("address", address);
    put.send().await.unwrap();
    client.delete_item().table_name(table).key("store", store).send().await.unwrap();
}

/// The flow sends an order and, later, something of it to a partner who may not know it.
#[test]
fn what_a_partner_is_told_too_much_is_found() {
    let said = verdict(async |system| {
        let delivery = system.order_on("orders/create");
        let body: serde_json::Value = serde_json::from_slice(&delivery.body).unwrap();
        system.partner("warehouse").behave(Behaviour::status(200));
        // The warehouse is told the order's number: planted, it stands for anything that it should not be told.
        system.plant(vec![body["id"].to_string()]);
        flows::taken(&system.send(&delivery).await, "accepted");
    });
    assert!(said.contains("a request to warehouse"), "{said}");
    assert!(!said.contains("mailer") && !said.contains("output of"), "{said}");
}
