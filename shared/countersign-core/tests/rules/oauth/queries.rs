//! Signed queries: the libraries' own examples, and what must not pass for one.

use std::sync::Arc;

use countersign_core::testing::{SHOPIFY_CLIENT_SECRET, shopify_app};

use super::bench::{Bench, CODE, NOW, SHOP, check_refused, hmac, outcome, signed};

/// What a callback says that holds these parameters beside its own; `message` is what Shopify signs.
fn check_extra(extra: &str, before: &str, after: &str) {
    let bench = Bench::begun();
    let message = format!("{before}code={CODE}&{after}shop={SHOP}&state={}&timestamp={NOW}", bench.state);
    let mac = hmac(SHOPIFY_CLIENT_SECRET, &message);
    let query = format!("{}&{extra}&hmac={mac}", bench.message());
    assert_eq!(bench.outcome(&query), SHOP, "{query}");
}

/// The launch with exactly these parameters, of which only the signature is of interest: its shop is none.
fn check_vector(secret: &str, query: &str, mac: &str) {
    let proven = |secret: &str, mac: &str| {
        let mut bench = Bench::idle();
        bench.flow.secrets.app = shopify_app("test-another", Some(secret));
        let query = format!("{query}&hmac={mac}");
        outcome(bench.start(&query).map(|_| unreachable!("these are years old"))) == "stale_request"
    };
    assert!(proven(secret, mac), "{query}");
    assert!(!proven("test-third", mac), "{query}");
    assert!(!proven(secret, &mac.replace(['0', '1'], "2")), "{query}");
}

/// `shopify_python_api`, `shopify-api-ruby` (its old secret), the documentation, and `shopify-api` for JavaScript, whose
/// test takes the present time: 1700000000 here. The first four need no encoding; the fifth is that library's own.
#[test]
fn the_libraries_own_queries_are_proven() {
    for (secret, query, mac) in [
        (
            "hush",
            "shop=some-shop.myshopify.com&code=a94a110d86d2452eb3e2af4cfb8a3828&timestamp=1337178173",
            "2cb1a277650a659f1b11e92a4a64275b128e037f2c3390e3c8fd2d8721dac9e2",
        ),
        (
            "hush",
            "code=0907a61c0c8d55e99db179b68161bc00&shop=some-shop.myshopify.com&timestamp=1337178173",
            "4712bf92ffc2917d15a2f5a273e39f0116667419aa4b6ac0b3baaf26fa3c4d20",
        ),
        (
            "OLD_API_SECRET_KEY",
            "code=somecode&host=host&shop=some-shop.myshopify.com&state=1234&timestamp=123456",
            "6741ddb943d69d0e96c1ef4033531a66248cdde6734a113f581e26681f815797",
        ),
        (
            "my super secret key",
            "custom=hello+world&shop=myshop.myshopify.com&timestamp=1700000000",
            "0a3f0b1091a26eab3ab75d96d4cdbba10a3f06e015b95cc989656ddf6c1ce1d9",
        ),
        (
            "my super secret key",
            "custom=hello%20world&shop=myshop.myshopify.com&timestamp=1700000000",
            "0a3f0b1091a26eab3ab75d96d4cdbba10a3f06e015b95cc989656ddf6c1ce1d9",
        ),
    ] {
        check_vector(secret, query, mac);
    }
}

#[test]
fn oa_015_a_missing_or_misspelt_hmac_proves_nothing() {
    check_refused(Bench::message, "invalid_hmac");
    check_refused(|bench| format!("{}&hmac=", bench.message()), "invalid_hmac");
    check_refused(
        |bench| signed(&bench.message()).strip_suffix(|_: char| true).unwrap().to_owned(),
        "invalid_hmac",
    );
    check_refused(|bench| format!("{}0", signed(&bench.message())), "invalid_hmac");
    let upper = |bench: &Bench| {
        let (message, mac) = (bench.message(), signed(&bench.message()));
        format!("{message}&hmac={}", mac.rsplit_once('=').unwrap().1.to_uppercase())
    };
    check_refused(upper, "invalid_hmac");
}

#[test]
fn oa_017_parameters_that_shopify_adds_are_signed_like_the_others() {
    check_extra("host=YS5teXNob3BpZnkuY29tL2FkbWlu", "", "host=YS5teXNob3BpZnkuY29tL2FkbWlu&");
    check_extra("embedded=1&locale=de&session=5", "", "embedded=1&locale=de&session=5&");
    check_extra("a_new_one=x", "a_new_one=x&", "");
    // Seen in the wild, signed without encoding.
    check_extra("protocol=https%3A%2F%2F", "", "protocol=https://&");
}

#[test]
fn oa_018_027_a_parameter_that_was_not_signed_is_found() {
    check_refused(|bench| format!("{}&locale=de", signed(&bench.message())), "invalid_hmac");
    check_refused(|bench| format!("{}&ids[]=1", signed(&bench.message())), "invalid_hmac");
    check_refused(
        |bench| format!("return_to=https%3A%2F%2Fevil.com&{}", signed(&bench.message())),
        "invalid_hmac",
    );
}

#[test]
fn oa_019_a_parameter_that_was_taken_away_is_missed() {
    check_refused(
        |bench| {
            let message = bench.message().replace("&shop", "&host=YQ&shop");
            signed(&message).replace("&host=YQ", "")
        },
        "invalid_hmac",
    );
}

#[test]
fn oa_022_an_array_is_signed_as_the_libraries_write_it() {
    check_extra("ids[]=2&ids[]=1", "", "ids=[\"2\", \"1\"]&");
    check_extra("ids%5B%5D=1&ids%5B%5D=2", "", "ids=[\"1\", \"2\"]&");
    check_extra("ids[]=1", "", "ids=[\"1\"]&");
    check_extra("ids[]=2&ids[]=1", "", "ids%5B%5D=2&ids%5B%5D=1&");
}

/// The example puts the characters into the state, which here is always of our own making.
#[test]
fn oa_023_characters_that_part_a_query_are_signed_escaped() {
    check_extra("note=a%26b%3Dc%25d", "", "note=a%26b=c%25d&");
    check_extra("note=a%26b%3Dc%25d", "", "note=a%26b%3Dc%25d&");
    check_extra("a=1%26b%3D2&c%3D3%26d=4", "a=1%26b=2&c%3D3%26d=4&", "");
    let bench = Bench::begun();
    let message = format!("code={CODE}&shop={SHOP}&state=a%26b=c%25d&timestamp={NOW}");
    let mac = hmac(SHOPIFY_CLIENT_SECRET, &message);
    let query = format!("code={CODE}&shop={SHOP}&state=a%26b%3Dc%25d&timestamp={NOW}&hmac={mac}");
    assert_eq!(bench.outcome(&query), "invalid_state");
}

#[test]
fn oa_027_an_escaped_separator_moves_no_boundary() {
    check_refused(
        |bench| {
            let message = format!("code=x&shop=victim.myshopify.com&state={}&timestamp={NOW}", bench.state);
            let mac = hmac(SHOPIFY_CLIENT_SECRET, &message);
            let injected = "code=x%26shop%3Dvictim.myshopify.com";
            format!("{injected}&shop={SHOP}&state={}&timestamp={NOW}&hmac={mac}", bench.state)
        },
        "invalid_hmac",
    );
    // All of it in one value, where a joined text would be the signed one.
    check_refused(
        |bench| {
            let message = format!("code=x&host=y&shop={SHOP}&state={}&timestamp={NOW}", bench.state);
            let mac = hmac(SHOPIFY_CLIENT_SECRET, &message);
            format!("code=x%26host%3Dy&shop={SHOP}&state={}&timestamp={NOW}&hmac={mac}", bench.state)
        },
        "invalid_hmac",
    );
}

#[test]
fn oa_028_another_secret_or_scheme_proves_nothing() {
    check_refused(
        |bench| format!("{0}&hmac={1}", bench.message(), hmac("another", &bench.message())),
        "invalid_hmac",
    );
    // As a webhook is signed: base64 of the same bytes.
    check_refused(
        |bench| {
            let base64 = "b".repeat(43);
            format!("{}&hmac={base64}%3D", bench.message())
        },
        "invalid_hmac",
    );
    // As an app proxy's request is signed: nothing between the pairs.
    check_refused(
        |bench| {
            let message = bench.message().replace('&', "");
            format!("{}&hmac={}", bench.message(), hmac(SHOPIFY_CLIENT_SECRET, &message))
        },
        "invalid_hmac",
    );
}

#[test]
fn oa_030_a_signature_of_another_age_is_no_hmac() {
    check_refused(|bench| format!("{}&signature={}", bench.message(), "0".repeat(32)), "invalid_hmac");
    check_refused(
        |bench| format!("{}&signature={}", signed(&bench.message()), "0".repeat(32)),
        "invalid_hmac",
    );
    check_refused(|bench| signed(&bench.message().replace("&state", "&signature=x&state")), "invalid_hmac");
}

#[test]
fn both_of_the_apps_secrets_are_tried_and_then_read_again() {
    let mut bench = Bench::begun();
    bench.flow.secrets.app = shopify_app("test-newer", Some(SHOPIFY_CLIENT_SECRET));
    assert_eq!(bench.outcome(&signed(&bench.message())), SHOP);
    assert_eq!(bench.flow.secrets.rereads(), 0);
    let mut bench = Bench::begun();
    let right = std::mem::replace(&mut bench.flow.secrets.app, shopify_app("test-older", None));
    bench.flow.secrets.replacement = Some(Arc::clone(&right));
    assert_eq!(bench.outcome(&signed(&bench.message())), SHOP);
    assert_eq!(bench.flow.secrets.rereads(), 1);
}
