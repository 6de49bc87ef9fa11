//! How a store connects: from a browser's or a store's first request to a proven grant, or to a refusal.
//!
//! Nothing here exchanges, reads or keeps a token: the flows end in a value that whoever keeps tokens takes over. In
//! reading order:
//!
//! * [`Query`]: a raw query string, read strictly; [`OAuthError`]: every refusal;
//! * [`ShopifyFlow`]: installation start, callback, and the ID tokens of embedded apps;
//! * [`WooCommerceFlow`]: invitation, start, the keys a store posts, and the browser's return;
//! * [`page`]: what the person in the browser sees.
//!
//! No visitor is turned away for what its browser calls itself. A link preview or a virus scanner that follows a
//! callback has no cookie, and a state cannot even be found without the cookie it was made with, so nobody can use
//! up somebody else's installation; a start needs a query that Shopify signed within the last minute and a half.

mod address;
mod cookie;
mod error;
mod nonce;
pub mod page;
mod query;
mod rotation;
mod shopify;
mod state;
mod woocommerce;

pub use address::{OwnAddress, OwnAddressError};
pub use error::{LinkFault, OAuthError, StateFault};
pub use nonce::Nonce;
pub use query::{Query, QueryFault};
pub use shopify::{AppSettings, AuthCode, Authorized, Evidence, IdToken, IdTokenFault, ShopifyFlow};
pub use state::{KeptState, StateKey, WooCommerceTalk};
pub use woocommerce::{
    ConsumerKeys, HandedOver, Invitation, KeysFault, KeysStored, Returned, WooCommerceFlow,
};

/// Where a browser is sent to, and what it is to remember of it. Neither holds anything of the request but the
/// validated shop.
pub struct Departure {
    /// The value of `Location`.
    pub location: String,
    /// The value of `Set-Cookie`.
    pub cookie: String,
}
