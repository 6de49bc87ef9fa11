//! A WooCommerce store: what version 10.0.2 was seen to send, how it signs, and how it gives up.

mod customer;
mod links;
mod order;
mod product;
mod secret;
mod store;
mod webhook;

pub use customer::Customer;
pub use order::Order;
pub use product::Product;
pub use secret::webhook_secret;
pub use store::WooStore;
pub use webhook::{Sent, Status, Webhook};
