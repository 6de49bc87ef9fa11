//! Judging a proven body: its shape, its own time, the shop it names, and whether it bears out its topic.

use std::{ops::RangeInclusive, time::SystemTime};

use serde::Deserialize;
use serde_json::value::RawValue;
use url::Url;

use super::headers::Claims;
use crate::{
    journal::{Quarantine, Warning},
    money::{Money, MoneyError},
    store::{ShopDomain, Store},
    topic::{Agreement, Kind, Shape, TopicRule},
    wall_time,
};

/// What a body of the right shape says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Judged {
    pub(super) stated_at: Option<SystemTime>,
    pub(super) warnings: Vec<Warning>,
}

/// Judges `body` by its topic's rule. `times` are those a stated body may carry.
pub(super) fn judge(
    body: &str,
    claims: &Claims,
    rule: &TopicRule,
    times: &RangeInclusive<SystemTime>,
) -> Result<Judged, Quarantine> {
    let facts: Facts<'_> = serde_json::from_str(body).map_err(|_| Quarantine::Shape)?;
    if facts.is_store_error() {
        return Err(Quarantine::StoreError);
    }
    if names_other_shop(&facts, &claims.store) {
        return Err(Quarantine::OtherShop);
    }
    if !has_shape(&facts, rule.shape) {
        return Err(Quarantine::Shape);
    }
    let stated_at = stated_at(&facts, rule.kind)?;
    match stated_at {
        Some(time) if time < *times.start() => return Err(Quarantine::Stale),
        Some(time) if time > *times.end() => return Err(Quarantine::Ahead),
        _ => {}
    }
    let warnings = if agrees(&facts, rule.agreement) { Vec::new() } else { vec![Warning::TopicDisagrees] };
    Ok(Judged { stated_at, warnings })
}

/// The fields that any rule looks at, unread: a platform may put anything into them.
#[derive(Deserialize)]
struct Facts<'a> {
    #[serde(borrow, default)]
    id: Option<&'a RawValue>,
    #[serde(borrow, default)]
    admin_graphql_api_id: Option<&'a RawValue>,
    #[serde(borrow, default)]
    created_at: Option<&'a RawValue>,
    #[serde(borrow, default)]
    updated_at: Option<&'a RawValue>,
    #[serde(borrow, default)]
    date_created_gmt: Option<&'a RawValue>,
    #[serde(borrow, default)]
    date_modified_gmt: Option<&'a RawValue>,
    #[serde(borrow, default)]
    cancelled_at: Option<&'a RawValue>,
    #[serde(borrow, default)]
    financial_status: Option<&'a RawValue>,
    #[serde(borrow, default)]
    currency: Option<&'a RawValue>,
    #[serde(borrow, default)]
    total_price: Option<&'a RawValue>,
    #[serde(borrow, default)]
    total: Option<&'a RawValue>,
    #[serde(borrow, default)]
    line_items: Option<&'a RawValue>,
    #[serde(borrow, default)]
    order_id: Option<&'a RawValue>,
    #[serde(borrow, default)]
    order_key: Option<&'a RawValue>,
    #[serde(borrow, default)]
    order_status_url: Option<&'a RawValue>,
    #[serde(borrow, default)]
    shop_domain: Option<&'a RawValue>,
    #[serde(borrow, default)]
    myshopify_domain: Option<&'a RawValue>,
    #[serde(borrow, default)]
    domain: Option<&'a RawValue>,
    #[serde(borrow, default)]
    shop_id: Option<&'a RawValue>,
    #[serde(borrow, default)]
    shop_owner: Option<&'a RawValue>,
    #[serde(borrow, default)]
    plan_name: Option<&'a RawValue>,
    #[serde(borrow, default)]
    customer: Option<&'a RawValue>,
    #[serde(borrow, default)]
    data_request: Option<&'a RawValue>,
    #[serde(borrow, default)]
    orders_to_redact: Option<&'a RawValue>,
    #[serde(borrow, default)]
    current: Option<&'a RawValue>,
    #[serde(borrow, default)]
    previous: Option<&'a RawValue>,
    #[serde(borrow, default)]
    username: Option<&'a RawValue>,
    #[serde(borrow, default)]
    billing: Option<&'a RawValue>,
    #[serde(borrow, default)]
    slug: Option<&'a RawValue>,
    #[serde(borrow, default)]
    sku: Option<&'a RawValue>,
    #[serde(borrow, default)]
    code: Option<&'a RawValue>,
    #[serde(borrow, default)]
    message: Option<&'a RawValue>,
    #[serde(borrow, default)]
    data: Option<&'a RawValue>,
}

impl Facts<'_> {
    /// WordPress's error object: `code`, `message` and `data`, and none of what an object of the store has.
    fn is_store_error(&self) -> bool {
        text(self.code).is_some() && text(self.message).is_some() && present(self.data) && !present(self.id)
    }
}

fn has_shape(facts: &Facts<'_>, shape: Shape) -> bool {
    let numbered = is_id(facts.id);
    match shape {
        Shape::ShopifyOrder => numbered && is_kind(facts, "Order") && is_shopify_order(facts),
        Shape::ShopifyRefund => numbered && is_kind(facts, "Refund") && is_id(facts.order_id),
        Shape::ShopifyShop => {
            numbered && [facts.myshopify_domain, facts.shop_owner, facts.plan_name].into_iter().any(present)
        }
        Shape::ShopifyScopes => is_array(facts.current) && is_array(facts.previous),
        Shape::ShopifyDataRequest => {
            shop_is_named(facts) && is_object(facts.customer) && is_object(facts.data_request)
        }
        Shape::ShopifyRedactRequest => {
            shop_is_named(facts) && is_object(facts.customer) && is_array(facts.orders_to_redact)
        }
        Shape::ShopifyShopRequest => shop_is_named(facts) && facts.customer.is_none(),
        Shape::WooOrder => numbered && facts.order_key.is_some() && amount(facts.total, facts.currency),
        Shape::WooCustomer => numbered && text(facts.username).is_some() && is_object(facts.billing),
        Shape::WooProduct => numbered && text(facts.slug).is_some() && facts.sku.is_some(),
        Shape::WooReference => numbered,
        Shape::Any => true,
    }
}

/// Merchants may subscribe to a part of the fields, so any of what only orders have will do.
fn is_shopify_order(facts: &Facts<'_>) -> bool {
    let telling = [facts.line_items, facts.financial_status, facts.order_status_url, facts.total_price];
    telling.into_iter().any(|field| field.is_some())
        && (facts.total_price.is_none()
            || facts.currency.is_none()
            || amount(facts.total_price, facts.currency))
}

fn shop_is_named(facts: &Facts<'_>) -> bool {
    is_id(facts.shop_id) && text(facts.shop_domain).is_some()
}

/// Shopify's global id names the kind of object, where the body has one.
fn is_kind(facts: &Facts<'_>, kind: &str) -> bool {
    let Some(gid) = facts.admin_graphql_api_id else { return true };
    text(Some(gid)).is_some_and(|gid| gid.starts_with(&format!("gid://shopify/{kind}/")))
}

fn stated_at(facts: &Facts<'_>, kind: Kind) -> Result<Option<SystemTime>, Quarantine> {
    let Kind::Stated(fields) = kind else { return Ok(None) };
    let value = fields.iter().find_map(|field| text(time_field(facts, field)));
    let time = value.and_then(|text| wall_time::parse(&text)).ok_or(Quarantine::Shape)?;
    Ok(Some(time))
}

fn time_field<'a>(facts: &Facts<'a>, name: &str) -> Option<&'a RawValue> {
    match name {
        "created_at" => facts.created_at,
        "updated_at" => facts.updated_at,
        "date_created_gmt" => facts.date_created_gmt,
        "date_modified_gmt" => facts.date_modified_gmt,
        _ => None,
    }
}

fn agrees(facts: &Facts<'_>, agreement: Agreement) -> bool {
    match agreement {
        Agreement::Unstated => true,
        Agreement::Cancelled => text(facts.cancelled_at).is_some(),
        Agreement::Paid => {
            let status = text(facts.financial_status);
            status.is_some_and(|status| matches!(&*status, "paid" | "partially_refunded" | "refunded"))
        }
    }
}

/// Whether a signed field names a shop and it is not the one of the header.
///
/// A field that names none is no evidence: orders of a shop with its own domain carry that in `order_status_url`.
fn names_other_shop(facts: &Facts<'_>, store: &Store) -> bool {
    let Store::Shopify(header) = store else { return false };
    let must_be_shop = [facts.shop_domain, facts.myshopify_domain].into_iter().filter_map(text);
    let may_be_shop = [text(facts.order_status_url).and_then(|url| host(&url)), text(facts.domain)];
    let is_other = |named: &str| ShopDomain::parse(named).as_ref() != Some(header);
    must_be_shop.into_iter().any(|named| is_other(&named))
        || may_be_shop
            .into_iter()
            .flatten()
            .any(|named| named.ends_with(".myshopify.com") && is_other(&named))
}

fn host(url: &str) -> Option<String> {
    Url::parse(url).ok()?.host_str().map(str::to_owned)
}

fn present(raw: Option<&RawValue>) -> bool {
    raw.is_some_and(|raw| raw.get() != "null")
}

fn text(raw: Option<&RawValue>) -> Option<String> {
    serde_json::from_str(raw?.get()).ok()
}

fn is_id(raw: Option<&RawValue>) -> bool {
    raw.is_some_and(|raw| raw.get().parse::<u64>().is_ok())
}

fn is_array(raw: Option<&RawValue>) -> bool {
    raw.is_some_and(|raw| raw.get().starts_with('['))
}

fn is_object(raw: Option<&RawValue>) -> bool {
    raw.is_some_and(|raw| raw.get().starts_with('{'))
}

fn amount(amount: Option<&RawValue>, currency: Option<&RawValue>) -> bool {
    let (Some(amount), Some(currency)) = (text(amount), text(currency)) else { return false };
    Money::parse(&amount, &currency) != Err(MoneyError::Amount)
}
