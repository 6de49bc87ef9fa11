//! The one table of topics. `docs/SEMANTICS.md` prints it in words, with the risk that remains for each.

use super::Topic;
use crate::store::Platform;

/// Whether the signed body tells two real events apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The body carries its own time, in the first of these fields that holds one. The body alone is the event.
    Stated(&'static [&'static str]),
    /// Nothing in the body changes between two real events, so the delivery id belongs to the event too.
    Bare,
}

/// Where a taken event goes. It decides the head's sort key, and so it depends on the topic alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// To the partners that subscribed to the topic.
    Deliver,
    /// To `store-lifecycle`.
    Lifecycle,
    /// Nowhere: recorded without payload.
    Record,
}

/// What the body of a topic must look like to be taken for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Shopify's REST order.
    ShopifyOrder,
    /// Shopify's REST refund.
    ShopifyRefund,
    /// Shopify's REST shop.
    ShopifyShop,
    /// `app/scopes_update`.
    ShopifyScopes,
    /// A compliance request to hand out one person's data.
    ShopifyDataRequest,
    /// A compliance request to erase one person's data.
    ShopifyRedactRequest,
    /// A compliance request about a whole shop.
    ShopifyShopRequest,
    /// WooCommerce's REST v3 order.
    WooOrder,
    /// WooCommerce's REST v3 customer.
    WooCustomer,
    /// WooCommerce's REST v3 product.
    WooProduct,
    /// `{"id":14}`: what WooCommerce sends of something deleted.
    WooReference,
    /// Any object.
    Any,
}

/// What in the signed body must agree with the unsigned topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agreement {
    /// The body says nothing about the topic.
    Unstated,
    /// `cancelled_at` is set.
    Cancelled,
    /// `financial_status` says money was taken.
    Paid,
}

/// How one topic is treated.
#[derive(Debug, PartialEq, Eq)]
pub struct TopicRule {
    platform: Platform,
    name: &'static str,
    /// Whether its body tells two events apart.
    pub kind: Kind,
    /// Where it goes.
    pub class: Class,
    /// What its body must look like.
    pub shape: Shape,
    /// What in its body must agree with it.
    pub agreement: Agreement,
}

/// The rule of a known topic. Unknown ones are recorded without payload.
pub fn rule(topic: &Topic) -> Option<&'static TopicRule> {
    RULES.iter().find(|rule| rule.platform == topic.platform() && rule.name == topic.name())
}

pub(super) fn names(platform: Platform) -> impl Iterator<Item = &'static str> {
    RULES.iter().filter(move |rule| rule.platform == platform).map(|rule| rule.name)
}

const UPDATED: Kind = Kind::Stated(&["updated_at"]);
const CREATED: Kind = Kind::Stated(&["created_at"]);
/// A customer who was never changed has no `date_modified_gmt`.
const MODIFIED: Kind = Kind::Stated(&["date_modified_gmt", "date_created_gmt"]);

const RULES: &[TopicRule] = &[
    shopify("orders/create", UPDATED, Class::Deliver, Shape::ShopifyOrder),
    shopify("orders/updated", UPDATED, Class::Deliver, Shape::ShopifyOrder),
    agreeing("orders/paid", Agreement::Paid),
    agreeing("orders/cancelled", Agreement::Cancelled),
    shopify("refunds/create", CREATED, Class::Deliver, Shape::ShopifyRefund),
    shopify("shop/update", UPDATED, Class::Deliver, Shape::ShopifyShop),
    shopify("app/uninstalled", Kind::Bare, Class::Lifecycle, Shape::ShopifyShop),
    shopify("app/scopes_update", UPDATED, Class::Lifecycle, Shape::ShopifyScopes),
    shopify("customers/data_request", Kind::Bare, Class::Lifecycle, Shape::ShopifyDataRequest),
    shopify("customers/redact", Kind::Bare, Class::Lifecycle, Shape::ShopifyRedactRequest),
    shopify("shop/redact", Kind::Bare, Class::Lifecycle, Shape::ShopifyShopRequest),
    woo("order.created", MODIFIED, Shape::WooOrder),
    woo("order.updated", MODIFIED, Shape::WooOrder),
    woo("order.deleted", Kind::Bare, Shape::WooReference),
    woo("order.restored", Kind::Bare, Shape::WooReference),
    woo("customer.created", MODIFIED, Shape::WooCustomer),
    woo("customer.updated", MODIFIED, Shape::WooCustomer),
    woo("customer.deleted", Kind::Bare, Shape::WooReference),
    woo("customer.restored", Kind::Bare, Shape::WooReference),
    woo("product.created", MODIFIED, Shape::WooProduct),
    woo("product.updated", MODIFIED, Shape::WooProduct),
    woo("product.published", MODIFIED, Shape::WooProduct),
    woo("product.deleted", Kind::Bare, Shape::WooReference),
    woo("product.restored", Kind::Bare, Shape::WooReference),
];

const fn shopify(name: &'static str, kind: Kind, class: Class, shape: Shape) -> TopicRule {
    TopicRule { platform: Platform::Shopify, name, kind, class, shape, agreement: Agreement::Unstated }
}

const fn agreeing(name: &'static str, agreement: Agreement) -> TopicRule {
    TopicRule { agreement, ..shopify(name, UPDATED, Class::Deliver, Shape::ShopifyOrder) }
}

const fn woo(name: &'static str, kind: Kind, shape: Shape) -> TopicRule {
    let (platform, class) = (Platform::WooCommerce, Class::Deliver);
    TopicRule { platform, name, kind, class, shape, agreement: Agreement::Unstated }
}
