//! A topic's canonical name.

use std::fmt;

use super::rules;
use crate::store::Platform;

const LONGEST: usize = 100;

/// A topic of one platform in its canonical form: `orders/create` (Shopify), `order.created` (WooCommerce).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Topic {
    platform: Platform,
    name: String,
}

impl Topic {
    /// Takes a header's value. Shopify's enum form (`ORDERS_CREATE`) and letter case are folded; unknown names are
    /// topics too.
    pub fn parse(platform: Platform, text: &str) -> Option<Self> {
        let name = text.to_ascii_lowercase();
        let formed = (1..=LONGEST).contains(&name.len()) && has_form(platform, &name);
        formed.then(|| Self { platform, name: canonical(platform, name) })
    }

    /// The platform whose word it is.
    pub const fn platform(&self) -> Platform {
        self.platform
    }

    /// The canonical name, without the platform.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name in a partner's envelope, in the alphabet of Standard Webhooks: `shopify.orders.create`.
    pub fn event_type(&self) -> String {
        format!("{}.{}", self.platform, self.name.replace('/', "."))
    }
}

fn has_form(platform: Platform, name: &str) -> bool {
    let separators: &[u8] = match platform {
        Platform::Shopify => b"/_",
        Platform::WooCommerce => b"._",
    };
    let letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    name.bytes().all(|byte| letter(byte) || separators.contains(&byte))
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.ends_with(|c: char| letter(u8::try_from(c).unwrap_or_default()))
        && name.bytes().any(|byte| separators.contains(&byte))
}

fn canonical(platform: Platform, name: String) -> String {
    if platform == Platform::WooCommerce || name.contains('/') {
        return name;
    }
    let known = rules::names(platform).find(|known| known.replace('/', "_") == name);
    known.map_or_else(|| name.replacen('_', "/", 1), str::to_owned)
}

/// `platform/name`, as in the configuration.
impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.platform, self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_topic_is_one_topic() {
        for text in ["orders/paid", "ORDERS_PAID", "Orders/Paid"] {
            assert_eq!(Topic::parse(Platform::Shopify, text).unwrap().name(), "orders/paid", "{text}");
        }
        let compliance = Topic::parse(Platform::Shopify, "CUSTOMERS_DATA_REQUEST").unwrap();
        assert_eq!(compliance.name(), "customers/data_request");
        assert_eq!(compliance.event_type(), "shopify.customers.data_request");
    }

    #[test]
    fn what_is_no_topic_is_refused() {
        for text in
            ["", "orders", "orders/", "/create", "orders/create#x", "orders create", "a|b", "orders/\u{0455}"]
        {
            assert_eq!(Topic::parse(Platform::Shopify, text), None, "{text:?}");
        }
        assert_eq!(Topic::parse(Platform::WooCommerce, "orders/create"), None);
        assert!(Topic::parse(Platform::WooCommerce, "action.woocommerce_add_to_cart").is_some());
    }
}
