//! Which of our addresses was asked for.

use countersign_runtime::HttpEvent;

/// An ID token has about 700 bytes, a store's keys about 230.
const LARGEST_BODY: usize = 8 * 1024;

/// One of our addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Route {
    /// Shopify launches the app.
    ShopifyInstall,
    /// A merchant comes back from consenting.
    ShopifyCallback,
    /// An embedded app's page proves itself.
    ShopifyToken,
    /// A merchant follows an invitation.
    WooCommerceInstall,
    /// A store posts its keys.
    WooCommerceKeys,
    /// A merchant comes back from consenting.
    WooCommerceReturn,
}

impl Route {
    const ALL: [(&'static str, &'static str, Self); 6] = [
        ("GET", "/oauth/shopify/install", Self::ShopifyInstall),
        ("GET", "/oauth/shopify/callback", Self::ShopifyCallback),
        ("POST", "/oauth/shopify/token", Self::ShopifyToken),
        ("GET", "/oauth/woocommerce/install", Self::WooCommerceInstall),
        ("POST", "/oauth/woocommerce/keys", Self::WooCommerceKeys),
        ("GET", "/oauth/woocommerce/return", Self::WooCommerceReturn),
    ];

    /// The route of a request, or the code of its refusal.
    pub(crate) fn of(event: &HttpEvent<'_>) -> Result<Self, &'static str> {
        let (method, _, route) =
            Self::ALL.into_iter().find(|(_, path, _)| *path == event.path).ok_or("not_found")?;
        if event.method != method {
            return Err("method_not_allowed");
        }
        if event.body.len() > LARGEST_BODY {
            return Err("payload_too_large");
        }
        if event.headers_are_bounded() { Ok(route) } else { Err("malformed_request") }
    }

    /// Whether a person looks at the answer.
    pub(crate) const fn is_for_a_browser(self) -> bool {
        match self {
            Self::ShopifyInstall
            | Self::ShopifyCallback
            | Self::WooCommerceInstall
            | Self::WooCommerceReturn => true,
            Self::ShopifyToken | Self::WooCommerceKeys => false,
        }
    }
}
