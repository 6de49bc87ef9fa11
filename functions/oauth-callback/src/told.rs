//! What came of a request that was not refused.

use countersign_core::{
    oauth::{
        Departure, Returned,
        page::{Outcome, Page},
    },
    ports::{Asked, SubscribeFault},
    store::{ShopDomain, Store, WooStoreId},
};
use countersign_runtime::{Answer, StatusCode, depart, json, page, private};
use serde::Serialize;

/// An ending that is none of our doing or the visitor's fault.
pub(crate) enum Told {
    /// The browser goes to the store to consent.
    Departed(Departure),
    /// A shop is connected.
    Shop(ShopTold),
    /// An embedded app's page asked again; its shop was connected before.
    Known(ShopDomain),
    /// A WooCommerce store's keys are kept.
    Keys(WooStoreId, Asked),
    /// The browser is back from a WooCommerce store.
    Returned(Returned, Arrival),
}

/// A shop that is connected.
pub(crate) struct ShopTold {
    pub(crate) shop: ShopDomain,
    pub(crate) missing: Vec<String>,
    /// What came of asking for its webhooks; none if another installation saw to it.
    pub(crate) subscribed: Option<Asked>,
    pub(crate) cookie: Option<String>,
    pub(crate) for_a_browser: bool,
}

/// Whether a WooCommerce store's keys have come.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Arrival {
    /// They are here.
    Connected,
    /// The administrator said no.
    Declined,
    /// They are not here, or not yet.
    Unfinished,
}

#[derive(Serialize)]
struct Said {
    result: &'static str,
}

#[derive(Serialize)]
struct Missing<'a> {
    error: MissingScopes<'a>,
}

#[derive(Serialize)]
struct MissingScopes<'a> {
    code: &'static str,
    missing: &'a [String],
}

impl Told {
    /// The answer.
    pub(crate) fn answer(self) -> Answer {
        match self {
            Self::Departed(departure) => depart(departure),
            Self::Shop(told) if told.for_a_browser => told.page(),
            Self::Shop(told) if told.missing.is_empty() => connected(),
            Self::Shop(told) => {
                let error = MissingScopes { code: "scope_missing", missing: &told.missing };
                private(json(StatusCode::FORBIDDEN, &Missing { error }))
            }
            Self::Known(_) | Self::Keys(..) => connected(),
            Self::Returned(returned, arrival) => back(returned, arrival),
        }
    }

    /// The word for it in logs.
    pub(crate) fn outcome(&self) -> &'static str {
        match self {
            Self::Departed(_) => "departed",
            Self::Shop(_) if !self.missing().is_empty() => "scope_missing",
            Self::Shop(_) | Self::Keys(..) => "connected",
            Self::Known(_) => "known",
            Self::Returned(_, Arrival::Connected) => "returned",
            Self::Returned(_, Arrival::Declined) => "declined",
            Self::Returned(_, Arrival::Unfinished) => "unfinished",
        }
    }

    /// Whose it is, once that is proven.
    pub(crate) fn store(&self) -> Option<Store> {
        match self {
            Self::Departed(_) => None,
            Self::Shop(ShopTold { shop, .. }) | Self::Known(shop) => Some(Store::Shopify(shop.clone())),
            Self::Keys(store, _) => Some(Store::WooCommerce(store.clone())),
            Self::Returned(returned, _) => Some(Store::WooCommerce(returned.talk.store.clone())),
        }
    }

    /// What the store does not grant, and is needed.
    pub(crate) fn missing(&self) -> &[String] {
        match self {
            Self::Shop(told) => &told.missing,
            Self::Departed(_) | Self::Known(_) | Self::Keys(..) | Self::Returned(..) => &[],
        }
    }

    /// What kept the store from being asked for its webhooks.
    pub(crate) fn unsubscribed(&self) -> Option<&SubscribeFault> {
        match self {
            Self::Shop(told) => told.subscribed.as_ref()?.fault.as_ref(),
            Self::Keys(_, subscribed) => subscribed.fault.as_ref(),
            Self::Departed(_) | Self::Known(_) | Self::Returned(..) => None,
        }
    }
}

impl ShopTold {
    /// A shop that was connected by another installation, which saw to its webhooks.
    pub(crate) const fn superseded(shop: ShopDomain, missing: Vec<String>) -> Self {
        Self { shop, missing, subscribed: None, cookie: None, for_a_browser: false }
    }

    fn page(self) -> Answer {
        let missing: Vec<_> = self.missing.iter().map(String::as_str).collect();
        let silent = self.subscribed.is_some_and(|asked| asked.fault.is_some());
        let (status, outcome) = if !missing.is_empty() {
            (StatusCode::FORBIDDEN, Outcome::ScopesMissing(&self.shop, &missing))
        } else if silent {
            (StatusCode::OK, Outcome::ShopSilent(&self.shop))
        } else {
            (StatusCode::OK, Outcome::ShopConnected(&self.shop))
        };
        page(status, Page::of(&outcome), self.cookie)
    }
}

fn connected() -> Answer {
    private(json(StatusCode::OK, &Said { result: "connected" }))
}

/// The cookie stays while the keys may still arrive, so that the page can be loaded again.
fn back(returned: Returned, arrival: Arrival) -> Answer {
    let url = &returned.talk.url;
    let (status, outcome, over) = match arrival {
        Arrival::Connected => (StatusCode::OK, Outcome::StoreConnected(url), true),
        Arrival::Declined => (StatusCode::OK, Outcome::Declined(url), true),
        Arrival::Unfinished => (StatusCode::ACCEPTED, Outcome::Unfinished(url), false),
    };
    page(status, Page::of(&outcome), over.then_some(returned.spent_cookie))
}
