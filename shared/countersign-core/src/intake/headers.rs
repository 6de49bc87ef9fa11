//! The platforms' headers. None of them is signed: they are hints, read only after the body is proven.

use super::{Headers, IntakeError, RawDelivery, Route, Signature};
use crate::{
    event::DeliveryId,
    store::{Platform, ShopDomain, Store, WooStoreId},
    topic::Topic,
};

/// What both of Shopify's families carry under names that differ only by the prefix.
const SHARED: [&str; 6] =
    ["hmac-sha256", "shop-domain", "webhook-id", "api-version", "event-id", "triggered-at"];

/// What a proven delivery says about itself.
#[derive(Debug)]
pub(super) struct Claims {
    pub(super) store: Store,
    pub(super) topic: Topic,
    pub(super) delivery: DeliveryId,
}

/// One platform's way to write headers.
pub(super) enum Family {
    /// `X-Shopify-*`, or `Shopify-*` where only that is there; one is read whole.
    Shopify {
        prefix: &'static str,
    },
    WooCommerce {
        store: WooStoreId,
    },
}

/// Chooses the family by the route. A WooCommerce store that cannot exist is refused like a wrong signature.
pub(super) fn family(raw: &RawDelivery<'_>) -> Result<Family, IntakeError> {
    match raw.route {
        Route::Shopify => {
            agree(raw.headers)?;
            let classic = raw.headers.get("x-shopify-hmac-sha256").is_some();
            Ok(Family::Shopify { prefix: if classic { "x-shopify-" } else { "shopify-" } })
        }
        Route::WooCommerce { store } => {
            let store = WooStoreId::parse(store).ok_or(IntakeError::InvalidSignature)?;
            Ok(Family::WooCommerce { store })
        }
    }
}

/// An intermediary that adds the other family must not get to choose which one is believed.
fn agree(headers: &dyn Headers) -> Result<(), IntakeError> {
    let differs = |name: &str| {
        let pair = (headers.get(&format!("x-shopify-{name}")), headers.get(&format!("shopify-{name}")));
        matches!(pair, (Some(classic), Some(new)) if classic != new)
    };
    let contradiction = SHARED.iter().any(|name| differs(name)) || topics_differ(headers);
    if contradiction { Err(IntakeError::HeadersDisagree) } else { Ok(()) }
}

/// The newer family splits `products/update` into a resource and an action.
fn topics_differ(headers: &dyn Headers) -> bool {
    let (Some(classic), Some(new)) = (headers.get("x-shopify-topic"), headers.get("shopify-topic")) else {
        return false;
    };
    let (classic, new) = (classic.to_ascii_lowercase(), new.to_ascii_lowercase());
    match (classic.split_once('/'), headers.get("shopify-action")) {
        (Some((resource, action)), Some(said)) => {
            !resource.starts_with(&new) || !action.starts_with(&said.to_ascii_lowercase())
        }
        _ => classic != new,
    }
}

impl Family {
    pub(super) fn signature(&self, headers: &dyn Headers) -> Option<Signature> {
        let text = match self {
            Self::Shopify { prefix } => headers.get(&format!("{prefix}hmac-sha256")),
            Self::WooCommerce { .. } => headers.get("x-wc-webhook-signature"),
        };
        text.and_then(Signature::parse)
    }

    pub(super) fn claims(self, headers: &dyn Headers) -> Result<Claims, IntakeError> {
        match self {
            Self::Shopify { prefix } => shopify(prefix, headers),
            Self::WooCommerce { store } => woocommerce(store, headers),
        }
    }
}

fn shopify(prefix: &str, headers: &dyn Headers) -> Result<Claims, IntakeError> {
    let get = |name: &str| headers.get(&format!("{prefix}{name}"));
    let named = get("topic").filter(|text| !text.is_empty()).ok_or(IntakeError::MissingTopic)?;
    let named = match get("action") {
        Some(action) => format!("{named}/{action}"),
        None => named.to_owned(),
    };
    let topic = Topic::parse(Platform::Shopify, &named).ok_or(IntakeError::InvalidTopic)?;
    let shop = get("shop-domain").and_then(ShopDomain::parse).ok_or(IntakeError::InvalidShop)?;
    let delivery = get("webhook-id").and_then(DeliveryId::parse).ok_or(IntakeError::InvalidDeliveryId)?;
    Ok(Claims { store: Store::Shopify(shop), topic, delivery })
}

fn woocommerce(store: WooStoreId, headers: &dyn Headers) -> Result<Claims, IntakeError> {
    let named = headers.get("x-wc-webhook-topic").filter(|text| !text.is_empty());
    let topic = Topic::parse(Platform::WooCommerce, named.ok_or(IntakeError::MissingTopic)?);
    let topic = topic.ok_or(IntakeError::InvalidTopic)?;
    let delivery = headers.get("x-wc-webhook-delivery-id").and_then(DeliveryId::parse);
    let delivery = delivery.ok_or(IntakeError::InvalidDeliveryId)?;
    Ok(Claims { store: Store::WooCommerce(store), topic, delivery })
}
