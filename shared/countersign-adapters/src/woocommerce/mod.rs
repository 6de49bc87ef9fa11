//! WooCommerce stores: their keys, from the post that brings them to their place, and their REST API.

mod client;
mod deposit;
mod reader;
mod trial;
mod webhooks;
mod wire;

pub use client::HttpWooCommerce;
pub use deposit::WooCommerceKeys;
pub use reader::WooCommerceKeyReader;
