//! The launch of the app, and where it leads.

use countersign_core::{
    Disposition,
    oauth::{Departure, OAuthError, ShopifyFlow},
    testing::{FailingSecrets, MemoryStates, SeededEntropy, Trouble},
};

use super::bench::{ADDRESS, Bench, NOW, SCOPES, SHOP, launch, now, pairs_of, signed, state_of};
use crate::sample::at_once;

fn code(result: Result<Departure, OAuthError>) -> &'static str {
    result.err().unwrap().code()
}

#[test]
fn oa_040_042_043_the_address_is_made_of_configuration_and_the_shop_alone() {
    for extra in [
        "",
        "host=ZXZpbC5jb20&",
        "next=https://evil.com&",
        "redirect_uri=//evil.com&",
        "next=javascript:alert(1)&",
        "return_to=/%5Cevil.com&",
    ] {
        let bench = Bench::idle();
        let message = match extra.split('=').next() {
            Some("redirect_uri" | "next" | "host" | "return_to") => {
                format!("{extra}shop={SHOP}&timestamp={NOW}")
            }
            _ => format!("shop={SHOP}&timestamp={NOW}"),
        };
        let departure =
            bench.start(&signed(&message.replace("%5C", "\\")).replace('\\', "%5C")).ok().unwrap();
        let expected = [
            ("client_id", "test-client-id"),
            ("scope", SCOPES),
            ("redirect_uri", &format!("{ADDRESS}/oauth/shopify/callback")),
            ("state", &state_of(&departure)),
        ];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(pairs_of(&departure.location), expected, "{extra}");
        let (page, _) = departure.location.split_once('?').unwrap();
        assert_eq!(page, "https://a.myshopify.com/admin/oauth/authorize");
    }
}

#[test]
fn a_shop_in_capitals_is_the_same_shop() {
    let departure = Bench::idle().start(&launch("A.MyShopify.com")).ok().unwrap();
    assert!(departure.location.starts_with("https://a.myshopify.com/admin/oauth/authorize?"));
}

#[test]
fn nothing_begins_without_a_launch_that_shopify_signed_lately() {
    let bench = Bench::idle();
    assert_eq!(code(bench.start("")), "invalid_request");
    assert_eq!(code(bench.start(&format!("shop={SHOP}"))), "invalid_request");
    assert_eq!(code(bench.start(&format!("shop={SHOP}&timestamp={NOW}"))), "invalid_hmac");
    assert_eq!(code(bench.start(&launch(SHOP).replace(SHOP, "b.myshopify.com"))), "invalid_hmac");
    assert_eq!(code(bench.start(&signed(&format!("shop={SHOP}&timestamp={}", NOW - 96)))), "stale_request");
    assert_eq!(code(bench.start(&launch("evil.com"))), "invalid_shop");
    assert!(bench.flow.states.all().is_empty());
}

#[test]
fn the_cookie_does_not_tell_the_state_and_the_address_not_the_cookie() {
    let departure = Bench::idle().start(&launch(SHOP)).ok().unwrap();
    let state = state_of(&departure);
    let value = departure.cookie.split(['=', ';']).nth(1).unwrap();
    assert!(!departure.cookie.contains(&state) && !departure.location.contains(value));
}

#[test]
fn without_secrets_nothing_is_proven_and_somebody_hears_of_it() {
    for (trouble, expected) in [(Trouble::Passing, Disposition::Retry), (Trouble::Lasting, Disposition::Page)]
    {
        let idle = Bench::idle().flow;
        let flow = ShopifyFlow {
            stage: idle.stage,
            settings: idle.settings,
            secrets: FailingSecrets(trouble),
            states: MemoryStates::default(),
            entropy: Box::new(SeededEntropy::new(1)),
        };
        let error = at_once(flow.start(&launch(SHOP), now())).err().unwrap();
        assert_eq!((error.code(), error.disposition()), ("unavailable", expected));
    }
}
