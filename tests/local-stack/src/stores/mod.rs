//! Stand-in stores: what Shopify and WooCommerce send, how they sign it, and what they do with our answer.
//!
//! Building a [`Delivery`] and sending it are two steps, so that a test can alter one in between. Signatures and the
//! derived WooCommerce secrets are worked out here from the platforms' documents alone; the functions do the same by
//! themselves, so each side checks the other.

mod courier;
mod curl;
mod delivery;
mod gateway;
mod json;
mod money;
mod person;
pub mod secrets;
pub mod shopify;
mod signature;
mod times;
pub mod woocommerce;

pub use courier::{Answer, NoAnswer};
pub use curl::curl;
pub use delivery::Delivery;
pub use gateway::Gateway;
pub use person::Person;
pub use times::now;
