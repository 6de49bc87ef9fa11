//! What the tests share: the real function over memory ports, requests, bodies, times.

mod bench;
mod bodies;
mod gate;
mod request;
mod times;

pub(crate) use bench::{Bench, FORGED, check, forged, refused};
pub(crate) use bodies::{order, product, woo_order};
pub(crate) use countersign_runtime::testing::logged;
pub(crate) use gate::GatedJournal;
pub(crate) use request::{OTHER_STORE_SECRET, Request, SHOP, SHOPIFY, STORE_SECRET, signature};
pub(crate) use times::{JUST_NOW, days_before, later, now};
