use super::*;
use crate::{
    oauth::{IdTokenFault, KeysFault, LinkFault, OAuthError, QueryFault, StateFault},
    store::{Platform, ShopDomain, StoreUrl, StoreUrlError},
};

const PLATFORMS: [Platform; 2] = [Platform::Shopify, Platform::WooCommerce];

fn refusal(platform: Platform, code: &str) -> String {
    Page::of(&Outcome::Refused { platform, code }).html
}

/// Every page there is.
fn pages() -> Vec<String> {
    let shop = ShopDomain::parse("a.myshopify.com").unwrap();
    let url = StoreUrl::parse("https://shop.example/de").unwrap();
    let outcomes = [
        Outcome::ShopConnected(&shop),
        Outcome::ShopSilent(&shop),
        Outcome::StoreConnected(&url),
        Outcome::Declined(&url),
        Outcome::Unfinished(&url),
        Outcome::ScopesMissing(&shop, &["write_orders", "read_products"]),
    ];
    let refused =
        PLATFORMS.iter().flat_map(|platform| codes().into_iter().map(|code| refusal(*platform, code)));
    outcomes.iter().map(|outcome| Page::of(outcome).html).chain(refused).collect()
}

fn codes() -> Vec<&'static str> {
    let errors = [
        OAuthError::Query(QueryFault::Repeated),
        OAuthError::InvalidShop,
        OAuthError::InvalidHmac,
        OAuthError::Stale,
        OAuthError::InvalidState(StateFault::Unknown),
        OAuthError::InvalidIdToken(IdTokenFault::Time),
        OAuthError::InvalidLink(LinkFault::Expired),
        OAuthError::InvalidStoreUrl(StoreUrlError::NotHttps),
        OAuthError::InvalidKeys(KeysFault::Form),
    ];
    let own = errors.iter().map(OAuthError::code);
    own.chain(["unavailable", "exchange_rejected", "exchange_malformed", "scope_missing", "never_heard_of"])
        .collect()
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    text.split_once(start).unwrap().1.split_once(end).unwrap().0
}

#[test]
fn the_policy_names_the_very_style_that_is_sent() {
    let page = Page::of(&Outcome::Refused { platform: Platform::Shopify, code: "invalid_hmac" });
    let style = STANDARD.encode(Sha256::digest(between(&page.html, "<style>", "</style>")));
    let header = |name: &str| page.headers.iter().find(|(named, _)| *named == name).unwrap().1.as_str();
    let policy = header("content-security-policy");
    assert_eq!(between(policy, "style-src '", "'"), format!("sha256-{style}"));
    for part in ["default-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"] {
        assert!(policy.split("; ").any(|held| held == part), "{part}");
    }
    assert!(!policy.contains("unsafe") && !policy.contains("http"));
    assert_eq!(header("content-type"), "text/html; charset=utf-8");
    for (name, value) in PRIVATE {
        assert_eq!(header(name), value);
    }
}

#[test]
fn a_page_runs_and_loads_nothing() {
    for page in pages() {
        let tags = page.split('<').skip(1).filter_map(|tag| tag.split('>').next());
        for tag in tags {
            let name = tag.trim_start_matches('/').split(' ').next().unwrap();
            let plain = "!doctype html head meta title style body header main footer h1 h2 p a";
            assert!(plain.split(' ').any(|known| known == name), "{tag}");
            let names = tag.split('"').step_by(2).flat_map(|text| text.split(' ').skip(1));
            for attribute in names.filter(|name| name.ends_with('=')) {
                assert!(
                    ["lang=", "charset=", "name=", "content=", "href=", "rel="].contains(&attribute),
                    "{tag}"
                );
            }
        }
        for bad in ["@import", "url(", "javascript:", "http://"] {
            assert!(!page.contains(bad), "{bad}: {page}");
        }
    }
}

#[test]
fn a_page_has_a_language_a_title_landmarks_and_one_heading_of_each_rank() {
    for page in pages() {
        assert!(page.starts_with("<!doctype html>\n<html lang=\"en\">"));
        for once in ["<title>", "<header>", "<main>", "<footer>", "<h1>", "<h2>", "name=\"viewport\""] {
            assert_eq!(page.matches(once).count(), 1, "{once}");
        }
        assert_eq!(between(&page, "<title>", " – Countersign</title>"), between(&page, "<h1>", "</h1>"));
        assert!(!between(&page, "<h2>", "</h2>").is_empty());
    }
}

#[test]
fn a_page_shows_no_code_and_no_inner_word() {
    for page in pages() {
        let body = between(&page, "<body>", "</body>");
        for word in codes().into_iter().chain(["hmac", "HMAC", "state", "token", "secret", "cookie", "null"])
        {
            assert!(!body.contains(word), "{word}: {body}");
        }
    }
}

#[test]
fn every_refusal_says_something_of_its_own_and_what_to_do() {
    for platform in PLATFORMS {
        let general = refusal(platform, "never_heard_of");
        for code in codes() {
            let page = refusal(platform, code);
            let unspecific = ["invalid_keys", "unavailable", "never_heard_of"].contains(&code);
            assert_eq!(
                between(&page, "</h1>", "<h2>") == between(&general, "</h1>", "<h2>"),
                unspecific,
                "{code}"
            );
            let next = between(&page, "</h2>\n<p>", "</p>");
            assert!(next.contains("pen ") || next.contains("Ask") || next.contains("ask"), "{next}");
        }
    }
    assert!(refusal(Platform::Shopify, "unavailable").contains("<h1>Please try again in a minute</h1>"));
}

#[test]
fn what_was_connected_is_named_and_linked() {
    let shop = ShopDomain::parse("a.myshopify.com").unwrap();
    let page = Page::of(&Outcome::ShopConnected(&shop)).html;
    assert!(page.contains("<p>a.myshopify.com is now connected.</p>"));
    assert!(page.contains("<a href=\"https://a.myshopify.com/admin\" rel=\"noreferrer\">"));
    let url = StoreUrl::parse("https://shop.example/de").unwrap();
    let page = Page::of(&Outcome::StoreConnected(&url)).html;
    assert!(page.contains("<a href=\"https://shop.example/de/wp-admin/\" rel=\"noreferrer\">"));
}

#[test]
fn whatever_is_shown_is_text() {
    let shop = ShopDomain::parse("a.myshopify.com").unwrap();
    let scopes = ["<script>alert(1)</script>", "\"'&", "\u{202e}\u{0}"];
    let page = Page::of(&Outcome::ScopesMissing(&shop, &scopes)).html;
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;, &quot;&#39;&amp;, \u{fffd}\u{fffd}"));
}

/// WCAG 2.2, level AAA for text: 7 to 1.
#[test]
fn text_is_readable_in_light_and_dark() {
    let (light, dark) = STYLE.split_once("@media (prefers-color-scheme: dark)").unwrap();
    for (scheme, css) in [("light", light), ("dark", dark)] {
        let colour = |name: &str| luminance(between(css, &format!("--{name}: #"), ";"));
        for text in ["ink", "soft", "link"] {
            let (a, b) = (colour(text), colour("paper"));
            let ratio = (a.max(b) + 0.05) / (a.min(b) + 0.05);
            assert!(ratio >= 7.0, "{text} in {scheme}: {ratio}");
        }
    }
}

fn luminance(hex: &str) -> f64 {
    let channel = |at: usize| {
        let value = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4)
}
