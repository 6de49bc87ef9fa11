//! What leaves for a partner: exactly what was asked for, once.

use contracts::{
    net::{DEADLINE, client, client_over, partner, post, request},
    raw_server::{RawServer, Then},
    tls::TestAuthority,
};
use countersign_core::{
    partner::PartnerUrl,
    ports::{PartnerFault, Partners},
};
use local_stack::{partner::Behaviour, tls::Authority};
use rustls::version::TLS13;

const HOST: &str = "warehouse.partner.test";

/// The bytes that leave.
async fn sent(api_key: &str) -> String {
    let authority = TestAuthority::new();
    let answer = "HTTP/1.1 204 No Content\r\n\r\n";
    let server = RawServer::over_tls(authority.server(&[HOST], HOST, &[&TLS13]), answer, Then::Stay).await;
    let url = PartnerUrl::parse(&format!("https://{HOST}/hooks?tenant=1")).unwrap();
    client_over(&authority.net(HOST, server.address()), DEADLINE).send(request(&url, api_key)).await.unwrap();
    let [request] = <[Vec<u8>; 1]>::try_from(server.seen().requests).unwrap();
    String::from_utf8(request).unwrap()
}

#[tokio::test]
async fn a_request_holds_what_was_asked_for_and_what_http_needs() {
    let sent = sent("test-api-key").await;
    let (head, body) = sent.split_once("\r\n\r\n").unwrap();
    let mut lines: Vec<_> = head.split("\r\n").collect();
    assert_eq!(lines.remove(0), "POST /hooks?tenant=1 HTTP/1.1");
    lines.sort_unstable();
    let expected = [
        "accept: */*",
        "content-length: 2",
        "content-type: application/json",
        "host: warehouse.partner.test",
        "idempotency-key: test",
        "user-agent: Countersign",
        "webhook-id: test",
        "webhook-signature: test",
        "webhook-timestamp: test",
        "x-api-key: test-api-key",
    ];
    assert_eq!(lines, expected);
    assert_eq!(body, "{}");
}

#[tokio::test]
async fn a_key_is_sent_character_by_character() {
    let key: String = ('!'..='~').collect();
    assert!(sent(&key).await.contains(&format!("x-api-key: {key}\r\n")));
}

#[tokio::test]
async fn pd_075_a_key_that_cannot_stand_in_a_header_leaves_with_no_request() {
    let authority = Authority::new().unwrap();
    let partner = partner(&authority, "warehouse").await;
    let client = client(&authority, &[&partner]);
    let url = PartnerUrl::parse(&partner.url()).unwrap();
    for key in ["test-key\n", "test-key\r\nX-Admin: 1", "test-\0key", "test-k\u{e9}y", "\u{7f}"] {
        let told = client.send(request(&url, key)).await;
        assert_eq!(told, Err(PartnerFault::BadCredential), "{key:?}");
    }
    assert_eq!(partner.ledger().connections, 0);
}

#[tokio::test]
async fn attempts_share_a_connection_and_nothing_else() {
    let authority = Authority::new().unwrap();
    let partner = partner(&authority, "warehouse").await;
    partner.behave(Behaviour::status_with(503, &[("Set-Cookie", "test=1")]));
    let client = client(&authority, &[&partner]);
    for _ in 0..3 {
        post(&client, HOST).await.unwrap();
    }
    let requests = partner.requests();
    assert_eq!((requests.len(), partner.ledger().connections), (3, 1));
    assert!(requests.iter().all(|request| request.headers == requests[0].headers), "no cookie came back");
}
