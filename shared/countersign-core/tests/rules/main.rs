//! The rules, from outside: properties of strict reading and minimising, published facts, the journal's own promises.
#![expect(clippy::panic, clippy::unwrap_used, reason = "the helpers of tests may fail like tests")]

mod authenticity;
mod doubles;
mod hooks;
mod json;
mod oauth;
mod packing;
mod sample;
mod shop_domains;
mod signatures;
