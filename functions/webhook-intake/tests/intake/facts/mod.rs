//! What the platforms are known to send.

mod shopify;
mod woocommerce;

pub(crate) use shopify::recent_samples;
pub(crate) use woocommerce::captured_order;
