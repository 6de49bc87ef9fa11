//! Stores: who sent a delivery, as identities proven by parsing.

mod shop_domain;
mod store_url;
mod woo_store_id;

use std::fmt;

pub use shop_domain::ShopDomain;
pub use store_url::{StoreUrl, StoreUrlError};
pub use woo_store_id::WooStoreId;

/// The software a store runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Platform {
    /// Shopify: one app secret signs for all shops.
    Shopify,
    /// WooCommerce: each store signs with its own secret.
    WooCommerce,
}

impl Platform {
    /// The name used in stored identities, topics of the configuration, and logs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Shopify => "shopify",
            Self::WooCommerce => "woocommerce",
        }
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One store of one platform. Written `platform#name`, which is also its key in `connections`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Store {
    /// Known by its permanent `myshopify.com` domain.
    Shopify(ShopDomain),
    /// Known by the id under which it was connected.
    WooCommerce(WooStoreId),
}

impl Store {
    /// Reads the written form back.
    pub fn parse(text: &str) -> Option<Self> {
        match text.split_once('#')? {
            ("shopify", name) => ShopDomain::parse(name).map(Self::Shopify),
            ("woocommerce", name) => WooStoreId::parse(name).map(Self::WooCommerce),
            _ => None,
        }
    }

    /// The software it runs on.
    pub const fn platform(&self) -> Platform {
        match self {
            Self::Shopify(_) => Platform::Shopify,
            Self::WooCommerce(_) => Platform::WooCommerce,
        }
    }
}

impl fmt::Display for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shopify(domain) => write!(f, "shopify#{domain}"),
            Self::WooCommerce(id) => write!(f, "woocommerce#{id}"),
        }
    }
}
