//! The largest events that can be invoked.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use flows::{System, play, taken, text};
use futures_util::future::{BoxFuture, FutureExt, join_all, ready};
use hyper::body::Bytes;
use local_stack::{
    aws::REGION,
    gateway::{Gateway as Api, GatewayOptions},
    lambda::{Invoke, InvokeOutcome, PAYLOAD_LIMIT},
    stack::DOOR,
    stores::{
        Delivery, Gateway, now,
        shopify::{Bulk, Order, Texture},
    },
};
use serde_json::value::RawValue;

const TOPIC: &str = "orders/updated";
const MANY: usize = 50;

/// Takes events in place of Lambda, and only weighs them.
#[derive(Default)]
struct Scales(AtomicUsize);

impl Invoke for Scales {
    fn invoke(&self, _: &str, payload: Bytes) -> BoxFuture<'static, InvokeOutcome> {
        self.0.store(payload.len(), Ordering::SeqCst);
        ready(InvokeOutcome::Ok("{}".into())).boxed()
    }
}

/// An order whose event, as API Gateway writes it, has exactly `bytes`.
async fn weighing(system: &System, order: &Order, bulk: Bulk, texture: Texture, bytes: usize) -> Delivery {
    let scales = Arc::new(Scales::default());
    let (routes, functions) = (system.stack().template.routes.clone(), scales.clone());
    let api = Api::start(GatewayOptions { region: REGION.to_owned(), routes, functions }).await.unwrap();
    let gateway = Gateway { url: api.url(), door: DOOR.to_owned() };
    assert_eq!(gateway.url.len(), system.gateway().url.len(), "the event names the host");
    let mut body = bytes - bytes / 20;
    loop {
        let made = order.body_of(body, bulk, texture).unwrap();
        let delivery = system.shopify.delivery(TOPIC, made, now());
        system.shopify.send(&gateway, &delivery).await.unwrap();
        let weight = scales.0.load(Ordering::SeqCst);
        if weight == bytes {
            api.stop().await;
            return delivery;
        }
        body = body + bytes - weight;
    }
}

/// The partner has every byte of the fields it may see, as the store wrote them.
fn check_data(sent: &[u8], received: &[u8]) {
    type Fields<'b> = BTreeMap<&'b str, &'b RawValue>;
    let sent: Fields<'_> = serde_json::from_slice(sent).unwrap();
    let received: Fields<'_> = serde_json::from_slice(received).unwrap();
    let data: Fields<'_> = serde_json::from_str(received["data"].get()).unwrap();
    let names: Vec<_> = data.keys().copied().collect();
    assert_eq!(names, ["id", "line_items", "name", "note_attributes"]);
    for (name, value) in data {
        assert!(value.get() == sent[name].get(), "{name} is not as it was sent");
    }
}

fn check_largest(bulk: Bulk, texture: Texture) {
    play(async |system| {
        system.warm_up().await;
        let order = system.order();
        let largest = weighing(system, &order, bulk, texture, PAYLOAD_LIMIT).await;
        let event = taken(&system.send(&largest).await, "accepted");
        let effects = system.effects("warehouse", &event).await;
        assert_eq!(effects.len(), 1);
        check_data(&largest.body, &effects[0].body);
        taken(&system.send(&largest).await, "repeat");

        let before = system.items("Journal").await.len();
        let larger = weighing(system, &order, bulk, texture, PAYLOAD_LIMIT + 1).await;
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

#[test]
fn sizes_around_every_limit_of_an_item_are_taken_whole() {
    play(async |system| {
        // 350 KiB is what one item holds of a payload; the rest of the body is not kept.
        for bytes in [350 * 1024, 360 * 1024, 400 * 1024, 720 * 1024] {
            for texture in [Texture::Compressible, Texture::Incompressible] {
                let body = system.order().body_of(bytes, Bulk::NoteAttributes, texture).unwrap();
                let delivery = system.shopify.delivery(TOPIC, body, now());
                let event = taken(&system.send(&delivery).await, "accepted");
                check_data(&delivery.body, &system.effects("warehouse", &event).await[0].body);
            }
        }
    });
}

fn check_fifty(bulk: Bulk, texture: Texture) {
    play(async |system| {
        let order = system.order();
        let delivery = weighing(system, &order, bulk, texture, PAYLOAD_LIMIT).await;
        let answers = join_all((0..MANY).map(|_| system.send(&delivery))).await;
        let statuses: Vec<_> =
            answers.iter().map(|answer| answer.as_ref().map(|one| one.status).ok()).collect();
        assert_eq!(statuses, [Some(200); MANY]);
        let entries = system.entries().await;
        assert_eq!(entries.len(), 1);
        let event = text(&entries[0], "id");
        let effects = system.effects("warehouse", event).await;
        assert_eq!(effects.len(), 1);
        check_data(&delivery.body, &effects[0].body);
    });
}

#[test]
fn fifty_of_the_largest_at_once_are_one_event() {
    check_fifty(Bulk::LineItems, Texture::Compressible);
}

#[test]
fn fifty_of_the_largest_that_cannot_be_compressed_at_once_are_one_event() {
    check_fifty(Bulk::NoteAttributes, Texture::Incompressible);
}
