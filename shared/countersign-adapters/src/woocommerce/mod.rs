//! The keys of WooCommerce stores, from the post that brings them to their place.

mod deposit;
mod wire;

pub use deposit::WooCommerceKeys;
