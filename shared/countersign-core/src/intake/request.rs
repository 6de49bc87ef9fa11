//! A request as intake sees it: bytes and headers, nothing proven yet.

/// A header's value by its lower-case name; repeated headers arrive joined by commas, as API Gateway joins them.
pub trait Headers {
    /// The value, if the header is there.
    fn get(&self, name: &str) -> Option<&str>;
}

/// The address a delivery came to, which alone decides how it is proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route<'a> {
    /// The one address for all Shopify shops.
    Shopify,
    /// The address of one WooCommerce store.
    WooCommerce {
        /// The last segment of the path, as it came.
        store: &'a str,
    },
}

/// What arrived.
pub struct RawDelivery<'a> {
    /// Where it arrived.
    pub route: Route<'a>,
    /// Its headers.
    pub headers: &'a dyn Headers,
    /// Its body, byte for byte.
    pub body: &'a [u8],
}
