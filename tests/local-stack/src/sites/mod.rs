//! The stores' own sites over HTTPS: the pages on which a merchant consents, the token endpoint, and the APIs that we
//! call. What they do follows `platforms`; how they behave is played from scripts, one for each place of a site.
//!
//! A store that sends webhooks is in [`crate::stores`]; a store that is called is here.

mod browser;
mod ledger;
mod page;
mod proxy;
mod roads;
mod shopify;
mod site;
mod woocommerce;

pub use browser::{Browser, Form, Page};
pub use ledger::{Call, Ledger, Place};
pub use proxy::Proxy;
pub use roads::{Astray, Roads};
pub use shopify::{Shopify, ShopifyOptions, throttled};
pub use site::{Site, SiteError, WaitedInVain};
pub use woocommerce::{WooSite, WooSiteOptions};

pub use crate::https::{Answer, Behaviour, Broken};
