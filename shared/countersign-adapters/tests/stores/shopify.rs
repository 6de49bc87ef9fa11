use std::time::Duration;

use countersign_adapters::shopify::HttpShopify;
use countersign_core::{
    ports::{Grant, Probe, TokenAnswer, TokenEndpoint, TokenFault, Tried},
    store::ShopDomain,
    testing::{FixedOAuthSecrets, SHOPIFY_CLIENT_ID, SHOPIFY_CLIENT_SECRET},
    tokens::{AccessToken, LARGEST_REPLY, RefreshToken},
};
use serde_json::{Value, json};

use crate::server::{Server, clock};

pub(crate) const SHOP: &str = "a.myshopify.com";

pub(crate) fn shop() -> ShopDomain {
    ShopDomain::parse(SHOP).unwrap()
}

pub(crate) fn client(server: &Server) -> HttpShopify<FixedOAuthSecrets> {
    let (app, net) = (FixedOAuthSecrets::default(), Some(server.net.clone()));
    HttpShopify::new(app, "2026-10".to_owned(), net, clock).unwrap()
}

async fn exchanged(server: &Server, grant: Grant<'_>) -> Result<TokenAnswer, TokenFault> {
    client(server).exchange(&shop(), grant).await
}

/// What is posted for a grant, beside the app's own credentials.
async fn posted(grant: Grant<'_>) -> Value {
    let server = Server::at(SHOP, SHOP).await;
    server.says(200, "", "{}");
    assert_eq!(exchanged(&server, grant).await.ok().map(|answer| answer.status), Some(200));
    let heard = server.heard().pop().unwrap();
    assert!(heard.starts_with("POST /admin/oauth/access_token HTTP/1.1\r\n"), "{heard}");
    assert!(
        heard.contains("host: a.myshopify.com\r\n") && heard.contains("content-type: application/json\r\n")
    );
    let mut body: Value = serde_json::from_str(heard.split_once("\r\n\r\n").unwrap().1).unwrap();
    let object = body.as_object_mut().unwrap();
    assert_eq!(object.remove("client_id").unwrap(), SHOPIFY_CLIENT_ID);
    assert_eq!(object.remove("client_secret").unwrap(), SHOPIFY_CLIENT_SECRET);
    body
}

#[tokio::test]
async fn each_grant_is_posted_as_the_platform_wants_it() {
    let offline = "urn:shopify:params:oauth:token-type:offline-access-token";
    let exchange = "urn:ietf:params:oauth:grant-type:token-exchange";
    assert_eq!(posted(Grant::Code("test-code")).await, json!({"code": "test-code", "expiring": "1"}));
    let refresh = RefreshToken::parse("test-refresh").unwrap();
    let expected = json!({"grant_type": "refresh_token", "refresh_token": "test-refresh"});
    assert_eq!(posted(Grant::Refresh(&refresh)).await, expected);
    let expected = json!({"grant_type": exchange, "subject_token": "test-id", "expiring": "1",
        "subject_token_type": "urn:ietf:params:oauth:token-type:id_token", "requested_token_type": offline});
    assert_eq!(posted(Grant::IdToken("test-id")).await, expected);
    let old = AccessToken::parse("test-old").unwrap();
    let expected = json!({"grant_type": exchange, "subject_token": "test-old", "expiring": "1",
        "subject_token_type": offline, "requested_token_type": offline});
    assert_eq!(posted(Grant::Migrate(&old)).await, expected);
    assert_eq!(posted(Grant::ClientCredentials).await, json!({"grant_type": "client_credentials"}));
}

#[tokio::test]
async fn tr_020_an_answer_is_handed_on_whole_with_its_wait() {
    let server = Server::at(SHOP, SHOP).await;
    server.says(429, "retry-after: 2\r\n", "later");
    let answer = exchanged(&server, Grant::Code("c")).await.ok().unwrap();
    assert_eq!((answer.status, &**answer.body), (429, b"later".as_slice()));
    assert_eq!(answer.retry_after.unwrap().as_secs(), 2);
}

#[tokio::test]
async fn oa_061_and_tr_023_a_redirect_is_an_answer_and_nothing_is_sent_on() {
    let server = Server::at(SHOP, SHOP).await;
    server.says(307, "location: https://a.myshopify.com/elsewhere\r\n", "");
    assert_eq!(exchanged(&server, Grant::Code("c")).await.ok().map(|answer| answer.status), Some(307));
    assert_eq!(server.heard().len(), 1);
}

#[tokio::test]
async fn oa_056_an_endless_answer_is_left_at_its_cap() {
    let server = Server::at(SHOP, SHOP).await;
    let endless = format!("HTTP/1.1 200 OK\r\n\r\n{}", "x".repeat(20 * LARGEST_REPLY));
    server.raw(endless.into_bytes());
    assert_eq!(exchanged(&server, Grant::Code("c")).await.err(), Some(TokenFault::TooLarge));
}

#[tokio::test]
async fn oa_054_an_answer_that_breaks_off_is_told_from_one_that_never_began() {
    let server = Server::at(SHOP, SHOP).await;
    server.raw(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{".to_vec());
    assert_eq!(exchanged(&server, Grant::Code("c")).await.err(), Some(TokenFault::Protocol));
}

#[tokio::test]
async fn tr_022_a_token_endpoint_that_hangs_is_left_after_five_seconds() {
    let server = Server::at(SHOP, SHOP).await;
    let exchanged = tokio::time::timeout(Duration::from_secs(7), exchanged(&server, Grant::Code("c"))).await;
    assert_eq!(exchanged.expect("an end within five seconds").err(), Some(TokenFault::Timeout));
}

/// The deadline is over the whole answer: one that never stops coming is left in time, too, in its head or its body.
#[tokio::test]
async fn tr_022_a_token_endpoint_that_drips_is_left_after_five_seconds() {
    for begins in ["HTTP/1.1 200 OK\r\ncontent-length: 9999\r\n\r\n", "HTTP/1.1 200 OK\r\nx-padding: "] {
        let server = Server::at(SHOP, SHOP).await;
        server.drips(begins);
        let exchanged = tokio::time::timeout(Duration::from_secs(7), exchanged(&server, Grant::Code("c")));
        assert_eq!(exchanged.await.expect("an end within five seconds").err(), Some(TokenFault::Timeout));
        assert!(server.drops() > 10, "it came and came");
    }
}

#[tokio::test]
async fn tr_024_a_certificate_of_another_shop_is_sent_nothing() {
    let server = Server::at(SHOP, "b.myshopify.com").await;
    assert_eq!(exchanged(&server, Grant::Code("c")).await.err(), Some(TokenFault::Tls));
    assert!(server.heard().is_empty());
}

#[tokio::test]
async fn only_a_200_says_that_a_token_is_good_and_only_a_401_that_it_is_not() {
    let token = AccessToken::parse("test-access").unwrap();
    for (status, tried) in [
        (200, Tried::Works),
        (401, Tried::Refused),
        (402, Tried::Barred),
        (403, Tried::Barred),
        (423, Tried::Barred),
        (404, Tried::Unclear),
        (429, Tried::Unclear),
        (503, Tried::Unclear),
        (302, Tried::Unclear),
    ] {
        let server = Server::at(SHOP, SHOP).await;
        server.says(status, "", "{}");
        assert_eq!(client(&server).try_out(&shop(), &token).await, tried, "{status}");
        let heard = server.heard().pop().unwrap();
        assert!(heard.starts_with("POST /admin/api/2026-10/graphql.json HTTP/1.1\r\n"), "{heard}");
        assert!(heard.contains("x-shopify-access-token: test-access\r\n"));
    }
}
