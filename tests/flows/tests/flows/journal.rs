//! The journal vouches for itself.

use std::process::Output;

use aws_sdk_dynamodb::{primitives::Blob, types::AttributeValue};
use flows::{Item, System, play, taken, text};
use local_stack::{
    aws::REGION,
    partner::Behaviour,
    stores::{now, woocommerce::Webhook},
};
use tokio::process::Command;

async fn verify(system: &System) -> Output {
    let mut command = Command::new(flows::binaries().join("countersign"));
    command.arg("verify-journal").env_clear().envs([
        ("STAGE", "local"),
        ("JOURNAL_TABLE", system.stack().table("Journal")),
        ("AUDIT_SECRET", "countersign/local/audit"),
        ("AWS_REGION", REGION),
        ("AWS_ACCESS_KEY_ID", "operator"),
        ("AWS_SECRET_ACCESS_KEY", local_stack::aws::SECRET_ACCESS_KEY),
        ("AWS_ENDPOINT_URL", &system.stack().aws.endpoint()),
    ]);
    command.output().await.unwrap()
}

async fn put(system: &System, item: &Item) {
    let put = system.stack().aws.dynamodb().put_item().table_name(system.stack().table("Journal"));
    put.set_item(Some(item.clone())).send().await.unwrap();
}

/// One entry of every kind there is, after the partners have had theirs.
async fn one_of_each(system: &System) {
    system.plant(system.shopify.people());
    let (shopify, woo) = (&system.shopify, &system.woocommerce);
    let uninstalled = shopify.delivery("app/uninstalled", shopify.record(now()), now());
    let unpaid = shopify.delivery("orders/paid", system.order().body(), now());
    let unknown = shopify.delivery("themes/publish", "{\"id\":1}".into(), now());
    let odd = shopify.delivery("orders/create", "[]".into(), now());
    for (delivery, result) in
        [(uninstalled, "accepted"), (unpaid, "accepted"), (unknown, "recorded"), (odd, "quarantined")]
    {
        taken(&system.send(&delivery).await, result);
    }
    let error = woo.delivery(&Webhook::new(11, "order.updated"), woo.not_allowed(), now());
    taken(&system.woo_send(&error).await, "quarantined");
    let order = woo.delivery(&Webhook::new(11, "order.created"), system.woo_order().body(), now());
    taken(&system.woo_send(&order).await, "accepted");
    system.rest().await;
}

#[test]
fn every_entry_verifies() {
    play(async |system| {
        one_of_each(system).await;
        let output = verify(system).await;
        assert!(output.status.success());
        assert_eq!(String::from_utf8_lossy(&output.stdout), "6 entries verified, 0 altered\n");
    });
}

/// The smallest change there is.
fn changed(value: &AttributeValue) -> AttributeValue {
    if let AttributeValue::S(text) = value {
        let last = if text.ends_with('0') { '1' } else { '0' };
        AttributeValue::S(format!("{}{last}", &text[..text.len() - 1]))
    } else if let AttributeValue::N(number) = value {
        AttributeValue::N((number.parse::<u64>().unwrap() + 1).to_string())
    } else if let AttributeValue::B(bytes) = value {
        let mut bytes = bytes.as_ref().to_vec();
        bytes[0] ^= 1;
        AttributeValue::B(Blob::new(bytes))
    } else if let AttributeValue::L(items) = value {
        AttributeValue::L(items.iter().skip(1).cloned().collect())
    } else {
        panic!("no entry holds {value:?}")
    }
}

/// Entry by entry and attribute by attribute: each is changed, then removed, then put back.
#[test]
fn a_change_of_any_attribute_of_any_entry_is_found_by_name() {
    play(async |system| {
        one_of_each(system).await;
        let mut tried = std::collections::BTreeSet::new();
        for entry in system.entries().await {
            for (name, value) in entry.iter().filter(|(name, _)| !["id", "part"].contains(&name.as_str())) {
                // The sealed bytes vouch for themselves, so that erasure need not break the entry: see below.
                if name == "payload" || !tried.insert((name.clone(), text(&entry, "part").to_owned())) {
                    continue;
                }
                let mut altered = entry.clone();
                altered.insert(name.clone(), changed(value));
                check_found(system, &altered, &format!("{name} changed")).await;
                altered.remove(name);
                check_found(system, &altered, &format!("{name} removed")).await;
            }
            put(system, &entry).await;
        }
        assert!(tried.len() > 40, "{tried:?}");
    });
}

async fn check_found(system: &System, altered: &Item, what: &str) {
    put(system, altered).await;
    let output = verify(system).await;
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{what}: not found");
    let found = said.starts_with("5 entries verified, 1 altered\n") && said.contains(text(altered, "id"));
    assert!(found, "{what}: {said}");
}

/// While the partner is unwell, somebody alters what waits for it.
#[test]
fn a_damaged_entry_or_payload_is_never_handed_on() {
    for attribute in ["payload", "store", "received_at"] {
        play(async |system| {
            system.expects_error("event_damaged");
            system.partner("warehouse").play([Behaviour::status(500)]);
            let event = taken(&system.send(&system.order_on("orders/create")).await, "accepted");
            system.expects_unsettled(&event, "warehouse");
            system.line(&event, "waiting").await;
            let mut entry = system.entries().await.remove(0);
            let store = AttributeValue::S("shopify#another.myshopify.com".to_owned());
            let other = if attribute == "store" { store } else { changed(&entry[attribute]) };
            entry.insert(attribute.to_owned(), other);
            put(system, &entry).await;
            system.row(&event, "warehouse", "dead").await;
            assert_eq!(system.partner("warehouse").effects().len(), 0);
        });
    }
}
