//! Subscriptions to webhooks, made through the API.

use url::{Host, Url};

use super::Shop;

const LONGEST_ADDRESS: usize = 65_535;
const LONGEST_NAME: usize = 50;
const ADDRESS: &[&str] = &["webhookSubscription", "callbackUrl"];
const NAME: &[&str] = &["webhookSubscription", "name"];

/// Topics that a subscription can be for, and the scope that each needs. The compliance topics are not among them: they
/// stand in the app's configuration alone.
pub const TOPICS: [(&str, Option<&str>); 19] = [
    ("APP_SCOPES_UPDATE", None),
    ("APP_UNINSTALLED", None),
    ("CUSTOMERS_CREATE", Some("read_customers")),
    ("CUSTOMERS_DELETE", Some("read_customers")),
    ("CUSTOMERS_UPDATE", Some("read_customers")),
    ("ORDERS_CANCELLED", Some("read_orders")),
    ("ORDERS_CREATE", Some("read_orders")),
    ("ORDERS_DELETE", Some("read_orders")),
    ("ORDERS_EDITED", Some("read_orders")),
    ("ORDERS_FULFILLED", Some("read_orders")),
    ("ORDERS_PAID", Some("read_orders")),
    ("ORDERS_PARTIALLY_FULFILLED", Some("read_orders")),
    ("ORDERS_UPDATED", Some("read_orders")),
    ("ORDER_TRANSACTIONS_CREATE", Some("read_orders")),
    ("PRODUCTS_CREATE", Some("read_products")),
    ("PRODUCTS_DELETE", Some("read_products")),
    ("PRODUCTS_UPDATE", Some("read_products")),
    ("REFUNDS_CREATE", Some("read_orders")),
    ("SHOP_UPDATE", None),
];

/// A subscription.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hook {
    /// Its number.
    pub id: u64,
    /// What it is for, and where it goes.
    pub what: NewHook,
    /// When it was made.
    pub created_at: u64,
}

/// A subscription that is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewHook {
    /// As the API writes topics: `ORDERS_CREATE`.
    pub topic: String,
    /// Where it goes.
    pub uri: String,
    /// `JSON` or `XML`.
    pub format: String,
    /// A name that no other subscription has.
    pub name: Option<String>,
    /// Which events it is for.
    pub filter: Option<String>,
    /// Which fields are sent; all if none is named.
    pub include_fields: Vec<String>,
}

/// Why there is no new subscription.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SubscribeError {
    /// No such topic: the whole request is refused.
    UnknownTopic,
    /// The answer lists these.
    User(Vec<UserError>),
}

/// One entry of `userErrors`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserError {
    /// The path of the input that is wrong.
    pub field: &'static [&'static str],
    /// What is wrong.
    pub message: &'static str,
}

impl Shop {
    /// Subscribes.
    pub fn subscribe(&mut self, what: NewHook, now: u64) -> Result<&Hook, SubscribeError> {
        let known = TOPICS.iter().find(|(topic, _)| *topic == what.topic);
        let (_, scope) = known.ok_or(SubscribeError::UnknownTopic)?;
        if scope.is_some_and(|scope| !self.scopes.grant(scope)) {
            let message = "You cannot create a webhook subscription with the specified topic";
            return Err(SubscribeError::User(vec![UserError { field: &["topic"], message }]));
        }
        let wrong: Vec<_> = address_errors(&what.uri).chain(self.clashes(&what)).collect();
        if !wrong.is_empty() {
            return Err(SubscribeError::User(wrong));
        }
        let id = self.hooks.last().map_or(1_000_001, |last| last.id + 1);
        self.hooks.push(Hook { id, what, created_at: now });
        Ok(&self.hooks[self.hooks.len() - 1])
    }

    /// Ends a subscription; false if there is none of this number.
    pub fn unsubscribe(&mut self, id: u64) -> bool {
        let before = self.hooks.len();
        self.hooks.retain(|hook| hook.id != id);
        self.hooks.len() < before
    }

    fn clashes(&self, what: &NewHook) -> impl Iterator<Item = UserError> {
        let same = |hook: &Hook| {
            let key =
                |one: &NewHook| (one.topic.clone(), one.uri.clone(), one.format.clone(), one.filter.clone());
            key(&hook.what) == key(what)
        };
        let taken = self.hooks.iter().any(same);
        let taken = taken.then_some((ADDRESS, "Address for this topic has already been taken"));
        let errors = [taken, what.name.as_deref().and_then(|name| self.name_error(name))];
        errors.into_iter().flatten().map(|(field, message)| UserError { field, message })
    }

    fn name_error(&self, name: &str) -> Option<(&'static [&'static str], &'static str)> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_-".contains(&byte);
        let twin =
            |hook: &Hook| hook.what.name.as_ref().is_some_and(|other| other.eq_ignore_ascii_case(name));
        let message = if name.is_empty() || !name.bytes().all(allowed) {
            "Name name field can only contain alphanumeric characters, underscores, and hyphens"
        } else if name.len() > LONGEST_NAME {
            "Name is too long (maximum is 50 characters)"
        } else if self.hooks.iter().any(twin) {
            "Name already exists, no duplicate allowed"
        } else {
            return None;
        };
        Some((NAME, message))
    }
}

fn address_errors(uri: &str) -> impl Iterator<Item = UserError> {
    let url = Url::parse(uri).ok();
    let scheme = url.as_ref().map(Url::scheme);
    let errors = [
        (scheme == Some("http")).then_some("Address protocol http:// is not supported"),
        (!matches!(scheme, Some("http" | "https"))).then_some("Address is invalid"),
        (uri.len() > LONGEST_ADDRESS).then_some("Address is too big (maximum is 64 KB)"),
        url.as_ref().is_some_and(is_internal).then_some("Address cannot be a Shopify or an internal domain"),
    ];
    errors.into_iter().flatten().map(|message| UserError { field: ADDRESS, message })
}

fn is_internal(url: &Url) -> bool {
    let zones = ["shopify.com", "myshopify.com", "shopifypreview.com", "myshopify.dev", "localhost"];
    match url.host() {
        Some(Host::Domain(name)) => {
            zones.iter().any(|zone| name == *zone || name.ends_with(&format!(".{zone}")))
        }
        Some(Host::Ipv4(address)) => {
            address.is_loopback() || address.is_private() || address.is_unspecified()
        }
        Some(Host::Ipv6(_)) | None => false,
    }
}
