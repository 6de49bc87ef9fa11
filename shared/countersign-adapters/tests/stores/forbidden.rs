//! A store that forbids is told of, whatever was asked of it.

use std::{
    fmt::{Debug, Write},
    sync::{Mutex, Once},
};

use countersign_adapters::shopify::HttpShopify;
use countersign_core::{
    ports::{Grant, Probe, TokenEndpoint, Tried},
    store::ShopDomain,
    testing::FixedOAuthSecrets,
    tokens::AccessToken,
};
use tracing::{
    Event, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{
    Layer,
    layer::{Context, SubscriberExt},
    registry,
};

use crate::server::{Server, clock};

/// What was said in this process.
static SAID: Mutex<Vec<String>> = Mutex::new(Vec::new());
static LISTENING: Once = Once::new();

struct Lines;

impl<S: Subscriber> Layer<S> for Lines {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if !event.metadata().target().starts_with("countersign_") {
            return;
        }
        let mut line = Line(format!("{} ", event.metadata().level()));
        event.record(&mut line);
        SAID.lock().unwrap().push(line.0);
    }
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, "{field}={value:?} ").unwrap();
    }
}

/// The lines about `host`.
fn lines(host: &str) -> Vec<String> {
    SAID.lock().unwrap().iter().filter(|line| line.contains(host)).cloned().collect()
}

async fn asked(host: &str, status: u16) -> Vec<String> {
    LISTENING.call_once(|| {
        tracing::subscriber::set_global_default(registry().with(Lines)).unwrap();
        tracing::callsite::rebuild_interest_cache();
    });
    let server = Server::at(host, host).await;
    let (app, net) = (FixedOAuthSecrets::default(), Some(server.net.clone()));
    let client = HttpShopify::new(app, "2026-10".to_owned(), net, clock).unwrap();
    let (shop, token) = (ShopDomain::parse(host).unwrap(), AccessToken::parse("test-access").unwrap());
    server.says(status, "", "{}");
    assert!(!matches!(client.try_out(&shop, &token).await, Tried::Unclear));
    server.says(status, "", "{}");
    client.exchange(&shop, Grant::Code("test-code")).await.ok().unwrap();
    lines(host)
}

#[tokio::test]
async fn every_403_is_told_with_the_store_and_without_what_was_sent() {
    let said = asked("forbids.myshopify.com", 403).await;
    assert_eq!(said.len(), 2, "{said:?}");
    for line in said {
        assert!(line.starts_with("WARN "), "{line}");
        assert!(line.contains(r#"code="store_forbids" store="shopify#forbids.myshopify.com""#), "{line}");
        assert!(!line.contains("test-"), "{line}");
    }
}

#[tokio::test]
async fn a_refused_token_is_not_told_as_that() {
    assert_eq!(asked("refuses.myshopify.com", 401).await, Vec::<String>::new());
}
