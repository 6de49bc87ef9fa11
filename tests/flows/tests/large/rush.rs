//! Fifty of the largest events at once.

use std::sync::{Mutex, PoisonError};

use flows::{System, play_altered, refused, text};
use futures_util::future::join_all;
use local_stack::{
    lambda::PAYLOAD_LIMIT,
    stores::{
        Answer, Delivery, now,
        shopify::{Bulk, Texture},
        woocommerce::Webhook,
    },
};
use serde_json::Value;

use crate::scales::{fields, weighing};

const MANY: usize = 50;

/// Two of these at once would only measure the machine.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// On Lambda each instance has a processor to itself. Here fifty unoptimised ones share what the machine has, so that
/// they get as long as API Gateway waits.
fn with_patience(template: &str) -> String {
    template.replacen("Timeout: 10", "Timeout: 29", 1)
}

/// A WooCommerce order whose `meta_data` make the body about `bytes` long. WooCommerce, because it waits for a minute.
fn order(system: &System, bytes: usize, texture: Texture) -> Vec<u8> {
    let mut body: Value = serde_json::from_slice(&system.woo_order().body()).unwrap();
    let bulk = system.order().body_of(bytes, Bulk::NoteAttributes, texture).unwrap();
    let bulk: Value = serde_json::from_slice(&bulk).unwrap();
    body["meta_data"] = bulk["note_attributes"].clone();
    body.to_string().into()
}

/// The same, to the byte; the filling's length changes nothing else.
fn filled(system: &System, template: &[u8], bytes: usize) -> Delivery {
    let mut body: Value = serde_json::from_slice(template).unwrap();
    body["status"] = "x".repeat(bytes - template.len()).into();
    system.woocommerce.delivery(&Webhook::new(12, "order.updated"), body.to_string().into(), now())
}

fn rush(texture: Texture, judge: impl AsyncFnOnce(&System, &Delivery, Vec<Answer>)) {
    let _alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    play_altered(with_patience, async |system| {
        let template = order(system, PAYLOAD_LIMIT - PAYLOAD_LIMIT / 10, texture);
        let delivery = weighing(system, PAYLOAD_LIMIT, |bytes| filled(system, &template, bytes)).await;
        let answers = join_all((0..MANY).map(|_| system.woo_send(&delivery))).await;
        judge(system, &delivery, answers.into_iter().map(Result::unwrap).collect()).await;
        check_one_event(system, &delivery).await;
    });
}

async fn check_one_event(system: &System, delivery: &Delivery) {
    let entries = system.entries().await;
    assert_eq!(entries.len(), 1);
    let effects = system.effects("warehouse", text(&entries[0], "id")).await;
    assert_eq!(effects.len(), 1);
    let (sent, told) = (fields(&delivery.body), fields(&effects[0].body));
    let data = fields(told["data"].get().as_bytes());
    for name in ["id", "number", "status", "line_items", "meta_data"] {
        assert!(data[name].get() == sent[name].get(), "{name} is not as it was sent");
    }
}

#[test]
fn fifty_of_the_largest_at_once_are_taken_at_once_and_are_one_event() {
    rush(Texture::Compressible, async |_, _, answers| {
        let statuses: Vec<_> = answers.iter().map(|answer| answer.status).collect();
        assert_eq!(statuses, [200; MANY]);
    });
}

/// Seven hundred items of 350 KB at once are more than the embedded database takes on two processors: what it does not
/// take in time is answered with 503, and never with anything that is not true.
#[test]
fn fifty_of_the_largest_that_cannot_be_compressed_are_one_event_and_none_is_lost() {
    rush(Texture::Incompressible, async |system, delivery, answers| {
        let (taken, turned_away): (Vec<_>, Vec<_>) = answers.into_iter().partition(|one| one.status == 200);
        assert!(!taken.is_empty());
        for answer in turned_away {
            refused(&Ok(answer), 503, "unavailable");
            flows::taken(&system.woo_send(delivery).await, "repeat");
        }
    });
}
