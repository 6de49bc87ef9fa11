//! Deliveries of an exact weight: that of their event, as API Gateway writes it.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use flows::System;
use futures_util::future::{BoxFuture, FutureExt, ready};
use hyper::body::Bytes;
use local_stack::{
    aws::REGION,
    gateway::{Gateway as Api, GatewayOptions},
    lambda::{Invoke, InvokeOutcome},
    record::Recorder,
    stack::DOOR,
    stores::{Delivery, Gateway},
};
use serde_json::value::RawValue;

/// Takes events in place of Lambda, and only weighs them.
#[derive(Default)]
struct Scales(AtomicUsize);

impl Invoke for Scales {
    fn invoke(&self, _: &str, payload: Bytes) -> BoxFuture<'static, InvokeOutcome> {
        self.0.store(payload.len(), Ordering::SeqCst);
        ready(InvokeOutcome::Ok("{}".into())).boxed()
    }
}

/// What `make` gives for the size of body whose event has exactly `bytes`.
pub(crate) async fn weighing(system: &System, bytes: usize, make: impl Fn(usize) -> Delivery) -> Delivery {
    let scales = Arc::new(Scales::default());
    let (routes, functions) = (system.stack().template.routes.clone(), scales.clone());
    let api = Api::start(GatewayOptions {
        region: REGION.to_owned(),
        routes,
        functions,
        recorder: Recorder::default(),
    })
    .await
    .unwrap();
    let gateway = Gateway { url: api.url(), door: DOOR.to_owned() };
    assert_eq!(gateway.url.len(), system.gateway().url.len(), "the event names the host");
    let mut body = bytes - bytes / 20;
    loop {
        let delivery = make(body);
        let sent = if delivery.header("x-wc-webhook-id").is_some() {
            system.woocommerce.send(&gateway, &delivery).await
        } else {
            system.shopify.send(&gateway, &delivery).await
        };
        sent.unwrap();
        let weight = scales.0.load(Ordering::SeqCst);
        if weight == bytes {
            api.stop().await;
            return delivery;
        }
        body = body + bytes - weight;
    }
}

/// The fields of an object, byte for byte as they are written.
pub(crate) fn fields(object: &[u8]) -> BTreeMap<&str, &RawValue> {
    serde_json::from_slice(object).unwrap()
}
