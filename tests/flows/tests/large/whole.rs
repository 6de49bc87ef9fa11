//! The largest events that Lambda can be invoked with.

use flows::{System, play, taken};
use local_stack::{
    lambda::PAYLOAD_LIMIT,
    stores::{
        Delivery, now,
        shopify::{Bulk, Texture},
    },
};

use crate::scales::{fields, weighing};

const TOPIC: &str = "orders/updated";

/// The partner has every byte of the fields it may see, as the store wrote them.
fn check_data(sent: &[u8], received: &[u8]) {
    let (sent, received) = (fields(sent), fields(received));
    let data = fields(received["data"].get().as_bytes());
    let names: Vec<_> = data.keys().copied().collect();
    assert_eq!(names, ["id", "line_items", "name", "note_attributes"]);
    for (name, value) in data {
        assert!(value.get() == sent[name].get(), "{name} is not as it was sent");
    }
}

async fn check_delivered(system: &System, delivery: &Delivery) {
    let event = taken(&system.send(delivery).await, "accepted");
    let effects = system.effects("warehouse", &event).await;
    assert_eq!(effects.len(), 1);
    check_data(&delivery.body, &effects[0].body);
}

fn check_largest(bulk: Bulk, texture: Texture) {
    play(async |system| {
        system.warm_up().await;
        let order = system.order();
        let make =
            |bytes| system.shopify.delivery(TOPIC, order.body_of(bytes, bulk, texture).unwrap(), now());
        let largest = weighing(system, PAYLOAD_LIMIT, make).await;
        check_delivered(system, &largest).await;
        taken(&system.send(&largest).await, "repeat");

        let before = system.items("Journal").await.len();
        let larger = weighing(system, PAYLOAD_LIMIT + 1, make).await;
        let answer = system.send(&larger).await.unwrap();
        assert_eq!((answer.status, &answer.body[..]), (500, &br#"{"message":"Internal Server Error"}"#[..]));
        assert_eq!(system.items("Journal").await.len(), before);
    });
}

#[test]
fn the_largest_event_is_taken_whole_and_one_byte_more_is_not() {
    check_largest(Bulk::LineItems, Texture::Compressible);
}

#[test]
fn the_largest_event_that_cannot_be_compressed_is_taken_whole_and_one_byte_more_is_not() {
    check_largest(Bulk::NoteAttributes, Texture::Incompressible);
}

/// 350 KiB is what one item holds of a payload; the body is a little more than what is kept of it.
#[test]
fn sizes_around_the_limits_of_an_item_are_taken_whole() {
    play(async |system| {
        for kibibytes in [350, 360, 400, 720] {
            for texture in [Texture::Compressible, Texture::Incompressible] {
                let body = system.order().body_of(kibibytes * 1024, Bulk::NoteAttributes, texture).unwrap();
                check_delivered(system, &system.shopify.delivery(TOPIC, body, now())).await;
            }
        }
    });
}
