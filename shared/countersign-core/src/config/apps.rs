//! Under what name we meet stores, and what we ask of them.

use super::reader::Section;
use crate::tokens::Scopes;

/// The app as shops know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShopifyAppPolicy {
    /// What shops are asked for.
    pub scopes: Scopes,
    /// The version of the Admin API that is called; Shopify makes four a year, each good for at least twelve months.
    pub api_version: String,
    /// How shops come to send webhooks.
    pub subscriptions: Subscribing,
}

/// How shops come to send webhooks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subscribing {
    /// The app's TOML declares them, for all shops alike. Shopify does not delete these after failures.
    Declared,
    /// We make them in each shop when it connects.
    Made,
}

/// What the administrators of WooCommerce stores are told who asks for keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WooCommerceAppPolicy {
    /// The name on the store's page for consent.
    pub name: String,
}

impl Default for ShopifyAppPolicy {
    fn default() -> Self {
        let api_version = "2026-10".to_owned();
        Self { scopes: Scopes::default(), api_version, subscriptions: Subscribing::Declared }
    }
}

impl Default for WooCommerceAppPolicy {
    fn default() -> Self {
        Self { name: "Countersign".to_owned() }
    }
}

pub(super) fn shopify(section: &mut Section<'_>) -> ShopifyAppPolicy {
    let scopes = section.texts("scopes").and_then(|names| {
        let parsed = Scopes::parse(&names.join(",")).filter(|_| names.iter().all(|name| !name.contains(',')));
        if parsed.is_none() {
            section.problem("scopes", "must be a list of access scopes such as \"read_orders\"");
        }
        parsed
    });
    let api_version = section.text("api_version").unwrap_or_default().to_owned();
    if !is_version(&api_version) {
        section.problem("api_version", "must be a version of the Admin API such as \"2026-10\"");
    }
    let subscriptions = match section.text("subscriptions") {
        Some("made") => Subscribing::Made,
        Some("declared") | None => Subscribing::Declared,
        Some(_) => {
            section.problem("subscriptions", "must be \"declared\" (in the app's TOML) or \"made\" (by us)");
            Subscribing::Declared
        }
    };
    ShopifyAppPolicy { scopes: scopes.unwrap_or_default(), api_version, subscriptions }
}

pub(super) fn woocommerce(section: &mut Section<'_>) -> WooCommerceAppPolicy {
    let name = section.text("name").unwrap_or_default();
    let sound = (1..=60).contains(&name.len()) && name.trim() == name && !name.chars().any(char::is_control);
    if !sound {
        section.problem("name", "must be a name of at most 60 characters");
    }
    WooCommerceAppPolicy { name: name.to_owned() }
}

/// A quarter as Shopify names it. Nothing else ever stands in the path of a call.
fn is_version(text: &str) -> bool {
    let quarter = text.split_once('-').filter(|(year, _)| year.len() == 4);
    quarter.is_some_and(|(year, month)| {
        year.bytes().all(|byte| byte.is_ascii_digit()) && ["01", "04", "07", "10"].contains(&month)
    })
}

#[cfg(test)]
mod tests {
    use crate::{Stage, config::Config};

    const REST: &str =
        "memory_days = 90\n[delivery]\nwaits_s = [5]\nlongest_queue_wait_s = 900\ndeadline_s = 10\n";

    fn told(tables: &str) -> String {
        let text = format!("{REST}{tables}");
        Config::parse(Stage::Dev, "config/dev.toml", &text)
            .err()
            .map(|all| all.to_string())
            .unwrap_or_default()
    }

    #[test]
    fn an_app_is_described_whole_or_not_at_all() {
        assert_eq!(told(""), "");
        let whole = "[shopify_app]\nscopes = [\"read_orders\"]\napi_version = \"2026-10\"\nsubscriptions = \"made\"\n[woocommerce_app]\nname = \"Merchant\"\n";
        assert_eq!(told(whole), "");
        for (from, to, key) in [
            ("\"read_orders\"", "\"read orders\"", "shopify_app.scopes"),
            ("\"read_orders\"", "\"read_orders,x\"", "shopify_app.scopes"),
            ("2026-10", "2026-11", "shopify_app.api_version"),
            ("2026-10", "../2026-10", "shopify_app.api_version"),
            ("made", "maybe", "shopify_app.subscriptions"),
            ("api_version", "version", "shopify_app.api_version"),
            ("Merchant", "", "woocommerce_app.name"),
        ] {
            let said = told(&whole.replacen(from, to, 1));
            assert!(said.contains(&format!("`{key}`")), "{to}: {said}");
        }
    }
}
