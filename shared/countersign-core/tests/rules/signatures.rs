//! Signatures from the test suites of Shopify's libraries. Only those of webhooks prove a webhook.

use countersign_core::{intake::Signature, keys::SigningKey};

fn proves(secret: &str, message: &str, text: &str) -> bool {
    let key = SigningKey::parse(secret).unwrap();
    Signature::parse(text).is_some_and(|signature| key.verifies(message.as_bytes(), &signature))
}

/// `shopify_app` and `shopify-app-js`.
const WEBHOOKS: [(&str, &str, &str); 2] = [
    ("secret", "foo=anything", "yCGX/RrK4fcuNtr3ztk5tQGsOBjcAzHpGLdMUrbV8yI="),
    ("test_secret_key", r#"{"foo": "bar"}"#, "B23tXN681gZ0qIWNRrgtzBE9XSDo5yaUu6wfmhu3a7g="),
];

#[test]
fn the_libraries_webhooks_are_proven() {
    for (secret, body, signature) in WEBHOOKS {
        assert!(proves(secret, body, signature), "{body}");
        assert!(!proves("another", body, signature), "{body}");
        assert!(!proves(secret, &format!("{body} "), signature), "{body}");
    }
}

#[test]
fn a_body_written_anew_is_not_the_signed_one() {
    let (secret, _, signature) = WEBHOOKS[1];
    assert!(!proves(secret, r#"{"foo":"bar"}"#, signature));
}

/// The app's secret signs queries too (OAuth, app proxy), in hexadecimal: never the form of a webhook.
#[test]
fn a_signed_query_proves_no_webhook() {
    let queries = [
        (
            "hush",
            "code=a94a110d86d2452eb3e2af4cfb8a3828&shop=some-shop.myshopify.com&timestamp=1337178173",
            "2cb1a277650a659f1b11e92a4a64275b128e037f2c3390e3c8fd2d8721dac9e2",
        ),
        (
            "secret",
            "path_prefix=/apps/my-appshop=some-random-store.myshopify.comtimestamp=1466106083",
            "f5cd7233558b1c50102a6f33c0b63ad1e1072a2fc126cb58d4500f75223cefcd",
        ),
    ];
    for (secret, query, signature) in queries {
        assert!(!proves(secret, query, signature), "{query}");
    }
}
