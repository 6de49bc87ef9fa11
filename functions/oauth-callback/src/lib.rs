//! Connects stores. Translates between API Gateway and [`countersign_core::oauth`], and hands what is proven to
//! [`countersign_core::tokens`]. It writes tokens and keys, and can read none.

mod config;
mod log;
mod operator;
mod refused;
mod route;
mod shopify;
mod site;
mod told;
mod woocommerce;

use std::time::{Duration, SystemTime};

use countersign_core::{Disposition, ports::Clock, store::Platform};
use countersign_runtime::{Answer, Diagnostic, HttpEvent, Invocation, malformed};
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

pub use config::{Config, SecretNames};
pub use site::{Outside, Site};

use refused::Refused;
use route::Route;
use told::Told;

/// What is kept back of Lambda's time, so that the answer still leaves.
const MARGIN: Duration = Duration::from_millis(500);

/// Answers one request, or does what an operator asks for. Every outcome of a request is an answer; only an event that is
/// neither is an error.
pub async fn handle<O: Outside>(
    site: &Site<'_, O>,
    invocation: &Invocation,
) -> Result<Box<RawValue>, Diagnostic> {
    if let Some(event) = HttpEvent::parse(invocation.payload()) {
        return written(&answer(site, invocation, &event).await);
    }
    let Some(asked) = operator::parse(invocation.payload()) else {
        log::malformed_event();
        return Err(malformed(
            "a request of an API Gateway HTTP API (payload format 2.0) or an installation",
        ));
    };
    written(&Box::pin(operator::install(site, invocation, asked)).await)
}

async fn answer<O: Outside>(site: &Site<'_, O>, invocation: &Invocation, event: &HttpEvent<'_>) -> Answer {
    let started = site.now();
    let route = Route::of(event);
    let told = match &route {
        Ok(route) => {
            let limit = invocation.remaining(started, MARGIN);
            // On the heap: the clients' futures nest deeper than the compiler lays out in one piece.
            let work = Box::pin(site.go(*route, event, started + limit));
            tokio::time::timeout(limit, work).await.unwrap_or(Err(Refused::Late))
        }
        Err(code) => Err(Refused::Request(code)),
    };
    let took = site.now().duration_since(started).unwrap_or_default();
    match told {
        Ok(told) => {
            log::told(&told, took);
            told.answer()
        }
        Err(refused) => {
            log::refused(&refused, took);
            refused.answer(route.ok())
        }
    }
}

impl<O: Outside> Site<'_, O> {
    /// The work of a route, for which somebody waits until then.
    async fn go(&self, route: Route, event: &HttpEvent<'_>, until: SystemTime) -> Result<Told, Refused> {
        match route {
            Route::ShopifyInstall => self.shopify_install(event).await,
            Route::ShopifyCallback => self.shopify_callback(event, until).await,
            Route::ShopifyToken => self.shopify_token(event, until).await,
            Route::WooCommerceInstall => self.woocommerce_install(event).await,
            Route::WooCommerceKeys => self.woocommerce_keys(event, until).await,
            Route::WooCommerceReturn => self.woocommerce_return(event).await,
        }
    }

    fn now(&self) -> SystemTime {
        self.installer.time.now()
    }
}

impl Route {
    /// Whose it is.
    const fn platform(self) -> Platform {
        match self {
            Self::ShopifyInstall | Self::ShopifyCallback | Self::ShopifyToken => Platform::Shopify,
            Self::WooCommerceInstall | Self::WooCommerceKeys | Self::WooCommerceReturn => {
                Platform::WooCommerce
            }
        }
    }
}

fn written(answer: &impl Serialize) -> Result<Box<RawValue>, Diagnostic> {
    to_raw_value(answer).map_err(|_| Diagnostic {
        error_type: format!("{:?}", Disposition::Page),
        error_message: "the answer cannot be written".to_owned(),
    })
}
