//! Domains from the test suites of Shopify's own libraries, held against the form that Shopify documents.

use countersign_core::store::ShopDomain;

fn check(text: &str, expected: Option<&str>) {
    assert_eq!(ShopDomain::parse(text).as_ref().map(ShopDomain::as_str), expected, "{text:?}");
}

#[test]
fn every_documented_form_is_a_shop() {
    for domain in [
        "someshop.myshopify.com",
        "test-shop.myshopify.com",
        "dev-shop-.myshopify.com",
        "my-shop.myshopify.com",
        "some-random-store.myshopify.com",
        "0.myshopify.com",
    ] {
        check(domain, Some(domain));
        check(&domain.to_uppercase(), Some(domain));
    }
}

#[test]
fn what_the_libraries_refuse_is_refused() {
    for text in [
        "notshopify.com",
        "-invalid.myshopify.io",
        "not-admin.shopify.com/store/my-shop",
        "myshop.com",
        "myshopify.com",
        "shopify.com",
        "my shop",
        "store.myshopify.com.evil.com",
        "/foo/bar",
        "/foo.myshopify.io.evil.ru",
        "%0a123.myshopify.io",
        "foo.bar.myshopify.io",
    ] {
        check(text, None);
    }
}

/// The libraries take these too. Here they are what a person types or another kind of shop, never what the header of
/// a webhook holds.
#[test]
fn what_only_a_person_would_type_is_refused() {
    for text in [
        "devshop.myshopify.io",
        "my-shop",
        "   My-ShOp   ",
        "http://my-shop.myshopify.com",
        "https://my-shop.myshopify.com",
        "admin.shopify.com/store/my-shop",
        "under_score.myshopify.com",
        "my-shop.myshopify.com/",
    ] {
        check(text, None);
    }
}
