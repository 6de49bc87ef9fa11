use std::time::UNIX_EPOCH;

use serde_json::{Value, json};

use super::*;
use crate::{
    keys::SigningKey,
    testing::{SHOPIFY_CLIENT_ID, SHOPIFY_CLIENT_SECRET, shopify_app},
};

const NOW: u64 = 1_795_305_600;

fn claims() -> Value {
    json!({
        "iss": "https://a.myshopify.com/admin",
        "dest": "https://a.myshopify.com",
        "aud": SHOPIFY_CLIENT_ID,
        "sub": "42",
        "exp": NOW + 60,
        "nbf": NOW,
        "iat": NOW,
        "jti": "test",
    })
}

fn signed(header: &str, claims: &str, secret: &str) -> String {
    let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
    let message = format!("{}.{}", part(header), part(claims));
    let tag = SigningKey::parse(secret).unwrap().tag(&[message.as_bytes()]);
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(tag))
}

fn token(claims: &Value) -> String {
    signed(r#"{"alg":"HS256","typ":"JWT"}"#, &claims.to_string(), SHOPIFY_CLIENT_SECRET)
}

fn check_at(seconds: u64, token: &str, expected: Result<&str, IdTokenFault>) {
    let now = UNIX_EPOCH + Duration::from_secs(seconds);
    let proven = IdToken::prove(token, &shopify_app("test-newer-secret", Some(SHOPIFY_CLIENT_SECRET)), now);
    let shop = proven.as_ref().map(|token| token.shop().as_str());
    assert_eq!(shop.map_err(|fault| *fault), expected, "{token}");
}

fn check(token: &str, expected: Result<&str, IdTokenFault>) {
    check_at(NOW, token, expected);
}

/// The token with one claim changed.
fn check_claim(name: &str, value: Value, expected: Result<&str, IdTokenFault>) {
    let mut claims = claims();
    claims[name] = value;
    check(&token(&claims), expected);
}

#[test]
fn a_page_of_the_app_in_a_shop_is_proven() {
    check(&token(&claims()), Ok("a.myshopify.com"));
}

#[test]
fn a_token_has_its_minute_and_ten_seconds_either_way() {
    for (seconds, valid) in [(NOW - 10, true), (NOW - 11, false), (NOW + 69, true), (NOW + 70, false)] {
        check_at(
            seconds,
            &token(&claims()),
            if valid { Ok("a.myshopify.com") } else { Err(IdTokenFault::Time) },
        );
    }
}

#[test]
fn only_this_app_is_the_audience() {
    for aud in ["another-client", "", "test-client-id "] {
        check_claim("aud", json!(aud), Err(IdTokenFault::Audience));
    }
    check_claim("aud", json!([SHOPIFY_CLIENT_ID]), Err(IdTokenFault::Malformed));
}

#[test]
fn issuer_and_destination_are_one_shop() {
    for dest in
        ["https://b.myshopify.com", "https://evil.com", "http://a.myshopify.com", "a.myshopify.com", ""]
    {
        check_claim("dest", json!(dest), Err(IdTokenFault::Shop));
    }
    for iss in ["https://b.myshopify.com/admin", "https://a.myshopify.com", "https://a.myshopify.com/admin/"]
    {
        check_claim("iss", json!(iss), Err(IdTokenFault::Shop));
    }
    let mut both = claims();
    both["iss"] = json!("https://evil.com/admin");
    both["dest"] = json!("https://evil.com");
    check(&token(&both), Err(IdTokenFault::Shop));
}

#[test]
fn the_algorithm_is_fixed() {
    for header in [
        r#"{"alg":"none"}"#,
        r#"{"alg":"HS512"}"#,
        r#"{"alg":"RS256"}"#,
        r#"{"alg":"hs256"}"#,
        r#"{"alg":"HS256","crit":["x"]}"#,
    ] {
        check(&signed(header, &claims().to_string(), SHOPIFY_CLIENT_SECRET), Err(IdTokenFault::Algorithm));
    }
}

#[test]
fn another_secret_or_an_altered_token_proves_nothing() {
    let header = r#"{"alg":"HS256"}"#;
    check(&signed(header, &claims().to_string(), "another"), Err(IdTokenFault::Signature));
    let (right, mut altered) = (token(&claims()), claims());
    altered["sub"] = json!("43");
    let (other, signature) = (token(&altered), right.rsplit_once('.').unwrap().1);
    let swapped = format!("{}.{signature}", other.rsplit_once('.').unwrap().0);
    check(&swapped, Err(IdTokenFault::Signature));
}

#[test]
fn what_is_not_strictly_a_token_is_malformed() {
    let right = token(&claims());
    let header = r#"{"alg":"HS256"}"#;
    let twice = claims().to_string().replacen('{', r#"{"aud":"x","#, 1);
    let sub_twice = claims().to_string().replacen('{', r#"{"sub":"43","#, 1);
    let mut long = claims();
    long["filler"] = json!("x".repeat(LONGEST));
    for text in [
        "",
        "a.b",
        "..",
        &format!("{right}="),
        &format!("{right}.x"),
        &format!("{right} "),
        &right.replacen('.', "", 1),
        &right[..right.len() - 4],
        &token(&long),
        &signed(header, &twice, SHOPIFY_CLIENT_SECRET),
        &signed(header, &sub_twice, SHOPIFY_CLIENT_SECRET),
        &signed(header, "[]", SHOPIFY_CLIENT_SECRET),
        &signed(header, "{}", SHOPIFY_CLIENT_SECRET),
        &signed("{", "{}", SHOPIFY_CLIENT_SECRET),
    ] {
        check(text, Err(IdTokenFault::Malformed));
    }
    for (name, value) in
        [("exp", json!(1.5)), ("exp", json!("1")), ("nbf", json!(-1)), ("exp", json!(u64::MAX))]
    {
        check_claim(name, value, Err(IdTokenFault::Malformed));
    }
}
