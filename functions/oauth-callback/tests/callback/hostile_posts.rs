//! What a stranger may post: keys that are none, tokens that prove nothing, and states of the other platform.

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use countersign_core::{
    keys::SigningKey,
    testing::{SHOPIFY_CLIENT_ID, SHOPIFY_CLIENT_SECRET},
};
use serde_json::{Value, json};

use crate::{
    bench::{Bench, CODE, NOW, SHOP, signed},
    woocommerce::{KEYS, back, begun, post},
};

/// The text of a post with the right ticket and keys.
fn right(ticket: &str) -> String {
    post(ticket, "1")["body"].as_str().unwrap().to_owned()
}

/// Each post is refused with this, keeps nothing, and leaves the state for the right one.
async fn refused(posts: impl Fn(&str) -> Vec<Value>, status: u64, code: &str) {
    let bench = Bench::new();
    let (ticket, _) = begun(&bench).await;
    for body in posts(&ticket) {
        let told = bench.send("POST", KEYS, "", body.clone()).await;
        assert_eq!((told.status(), told.code().as_str()), (status, code), "{body}");
        assert!(bench.site.keys.kept().is_empty());
    }
    assert_eq!(bench.send("POST", KEYS, "", post(&ticket, "1")).await.status(), 200);
}

#[tokio::test]
async fn keys_in_another_form_than_json_in_one_reading_are_none() {
    let posts = |ticket: &str| {
        let right = right(ticket);
        let texts = [
            String::new(),
            "null".to_owned(),
            format!("[{right}]"),
            format!("{right}{right}"),
            format!("{right}x"),
            format!("\u{feff}{right}"),
            right.replacen('{', r#"{"key_id":4,"#, 1),
            right.replacen('{', r#"{"user_id":"x","#, 1),
            right.replacen('{', r#"{"\u0075ser_id":"x","#, 1),
            right.replacen('{', r#"{"more":{"a":1,"a":2},"#, 1),
            right.replacen('{', &format!(r#"{{"more":{}1{},"#, "[".repeat(200), "]".repeat(200)), 1),
            right.replacen('{', &format!(r#"{{"more":"{}","#, "x".repeat(4096)), 1),
            format!("key_id=3&user_id={ticket}&key_permissions=read_write"),
        ];
        let mut posts: Vec<_> = texts.iter().map(|text| json!({ "body": text })).collect();
        // Compressed, and not UTF-8.
        let zipped = [&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3], right.as_bytes()].concat();
        let latin = [right.as_bytes(), b"\xe9"].concat();
        for bytes in [zipped, latin] {
            posts.push(json!({"body": STANDARD.encode(bytes), "isBase64Encoded": true,
                "headers": {"content-encoding": "gzip"}}));
        }
        posts
    };
    refused(posts, 400, "invalid_keys").await;
}

#[tokio::test]
async fn keys_of_other_types_rights_or_lengths_are_none() {
    let posts = |ticket: &str| {
        let right: Value = serde_json::from_str(&right(ticket)).unwrap();
        let wrong = [
            (
                "key_id",
                vec![json!("3"), json!(-1), json!(1.5), json!(1e30), json!(null), json!(true), json!([3])],
            ),
            ("user_id", vec![json!(3), json!(null), json!([ticket])]),
            ("consumer_key", vec![json!("ck_1"), json!(format!("ck_{}", "A".repeat(40))), json!(["ck_"])]),
            ("consumer_secret", vec![json!(""), json!(format!("cs_{}\n", "2".repeat(40))), json!({})]),
            ("key_permissions", vec![json!("write"), json!("READ_WRITE"), json!("read_write "), json!(null)]),
        ];
        let mut posts = Vec::new();
        for (name, values) in wrong {
            let mut without = right.clone();
            without.as_object_mut().unwrap().remove(name);
            posts.push(without);
            posts.extend(values.into_iter().map(|value| {
                let mut post = right.clone();
                post[name] = value;
                post
            }));
        }
        posts.iter().map(|post| json!({ "body": post.to_string() })).collect()
    };
    refused(posts, 400, "invalid_keys").await;
}

/// Neither is part of what is believed: the ticket is ours, and the keys are tried at the address that was invited.
#[tokio::test]
async fn keys_are_taken_whatever_is_said_of_them_beside_them() {
    for content_type in
        ["", "text/plain", "application/x-www-form-urlencoded", "application/json;charset=UTF-8"]
    {
        let bench = Bench::new();
        let (ticket, _) = begun(&bench).await;
        let body = right(&ticket).replacen('{', r#"{"store_url":"https://evil.example","#, 1);
        let body = json!({"body": body, "headers": {"content-type": content_type, "host": "evil.example"}});
        let told = bench.send("POST", KEYS, "store=paris&url=https://evil.example", body).await;
        assert_eq!(told.status(), 200, "{content_type}");
        let kept = bench.site.keys.kept();
        let kept: Vec<_> = kept.iter().map(|(store, url, _)| format!("{store} {url}")).collect();
        assert_eq!(kept, ["berlin https://shop.example/de/"]);
    }
}

#[tokio::test]
async fn a_state_of_one_platform_is_none_of_the_others() {
    let bench = Bench::new();
    let (ticket, browser) = begun(&bench).await;
    let (state, cookie) = bench.launch().await;
    for (state, cookies) in [(&ticket[..64], json!([browser])), (&ticket[..64], json!([browser, cookie]))] {
        let query = signed(&format!("code={CODE}&shop={SHOP}&state={state}&timestamp={NOW}"));
        let told = bench.send("GET", "/oauth/shopify/callback", &query, json!({ "cookies": cookies })).await;
        assert_eq!(told.status(), 403);
    }
    for ticket in [state.clone(), format!("{state}{state}"), format!("{state}{}", &ticket[64..])] {
        assert_eq!(back(&bench, 1, &ticket, &cookie).await.status(), 403);
        assert_eq!(bench.send("POST", KEYS, "", post(&ticket, "1")).await.status(), 403);
    }
    assert_eq!(bench.come_back(&state, &cookie).await.status(), 200);
    assert_eq!(bench.send("POST", KEYS, "", post(&ticket, "1")).await.status(), 200);
}

#[tokio::test]
async fn a_return_is_for_the_browser_and_the_store_it_was_begun_with() {
    let bench = Bench::new();
    let ((one, own), (other, foreign)) = (begun(&bench).await, begun(&bench).await);
    for (ticket, cookie) in [(&one, &foreign), (&other, &own), (&one, &String::new())] {
        assert_eq!(back(&bench, 1, ticket, cookie).await.status(), 403);
    }
    let cookies = json!({ "cookies": [own] });
    for query in [
        format!("success=1&user_id={one}&user_id={other}"),
        format!("success=1&success=0&user_id={one}"),
        format!("success=01&user_id={one}"),
        format!("success=true&user_id={one}"),
        format!("success[]=1&user_id={one}"),
    ] {
        let told = bench.send("GET", "/oauth/woocommerce/return", &query, cookies.clone()).await;
        assert_eq!((told.status(), told.header("location")), (400, ""), "{query}");
    }
    let query = format!("success=1&user_id={one}&store=paris&return_url=https://evil.example");
    let told = bench.send("GET", "/oauth/woocommerce/return", &query, cookies).await;
    assert_eq!((told.status(), told.header("location")), (202, ""));
    assert!(told.body().contains("https://shop.example/de/") && !told.body().contains("evil"));
}

fn token(header: &Value, claims: &str, secret: &str) -> String {
    let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
    let message = format!("{}.{}", part(&header.to_string()), part(claims));
    let tag = SigningKey::parse(secret).unwrap().tag(&[message.as_bytes()]);
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(tag))
}

fn claims() -> Value {
    json!({"iss": format!("https://{SHOP}/admin"), "dest": format!("https://{SHOP}"), "aud": SHOPIFY_CLIENT_ID,
        "exp": NOW + 60, "nbf": NOW, "iat": NOW, "sub": "42"})
}

/// Tokens that are rightly signed, and prove nothing to us.
fn wrong_claims() -> Vec<String> {
    let changes = [
        ("aud", json!("another-app")),
        ("aud", json!([SHOPIFY_CLIENT_ID])),
        ("exp", json!(NOW - 11)),
        ("exp", json!("1795305660")),
        ("exp", json!(null)),
        ("nbf", json!(NOW + 11)),
        ("dest", json!("https://b.myshopify.com")),
        ("dest", json!("https://a.myshopify.com.evil.example")),
        ("dest", json!("https://a.myshopify.com@evil.example")),
        ("dest", json!("http://a.myshopify.com")),
        ("iss", json!("https://b.myshopify.com/admin")),
        ("iss", json!("https://evil.example/admin")),
    ];
    let header = json!({"alg": "HS256", "typ": "JWT"});
    let mut tokens: Vec<_> = changes
        .into_iter()
        .map(|(name, value)| {
            let mut claims = claims();
            claims[name] = value;
            token(&header, &claims.to_string(), SHOPIFY_CLIENT_SECRET)
        })
        .collect();
    let twice = claims().to_string().replacen('{', r#"{"aud":"another-app","#, 1);
    tokens.push(token(&header, &twice, SHOPIFY_CLIENT_SECRET));
    tokens
}

/// Tokens that are not signed, or not as they have to be.
fn wrong_signatures() -> Vec<String> {
    let (claims, own) = (claims().to_string(), SHOPIFY_CLIENT_SECRET);
    let right = token(&json!({"alg": "HS256"}), &claims, own);
    let (message, _) = right.rsplit_once('.').unwrap();
    let mut tokens: Vec<_> = ["none", "None", "", "hs256", "HS512", "RS256"]
        .into_iter()
        .flat_map(|alg| {
            let signed = token(&json!({ "alg": alg }), &claims, own);
            let bare = format!("{}.", signed.rsplit_once('.').unwrap().0);
            [signed, bare]
        })
        .collect();
    tokens.extend([
        token(&json!({"alg": "HS256"}), &claims, "test-another-secret"),
        token(&json!({"alg": "HS256", "crit": ["exp"]}), &claims, own),
        format!("{message}."),
        message.to_owned(),
        format!("{right}="),
        format!("{right}.x"),
        format!("{right},{right}"),
        format!("{right} x"),
    ]);
    tokens
}

#[tokio::test]
async fn an_id_token_of_another_app_shop_time_or_algorithm_exchanges_nothing() {
    let bench = Bench::new();
    for token in wrong_claims().into_iter().chain(wrong_signatures()) {
        for rest in [
            json!({"headers": {"authorization": format!("Bearer {token}")}}),
            json!({"headers": {"authorization": "Bearer"}, "body": json!({ "id_token": token }).to_string()}),
        ] {
            let told = bench.send("POST", "/oauth/shopify/token", &format!("id_token={token}"), rest).await;
            assert_eq!((told.status(), told.code().as_str()), (401, "invalid_id_token"), "{token}");
        }
    }
    assert!(bench.site.installer.platform.exchanges().is_empty() && !bench.is_connected());
    let right = token(&json!({"alg": "HS256"}), &claims().to_string(), SHOPIFY_CLIENT_SECRET);
    let right = json!({"headers": {"authorization": format!("bearer {right}")}});
    assert_eq!(bench.send("POST", "/oauth/shopify/token", "", right).await.status(), 200);
}
