//! Partners who leave the rules of HTTP, or never finish.

use std::time::Duration;

use contracts::{
    net::{DEADLINE, client, client_over, partner, post},
    raw_server::{RawServer, Then},
    tls::TestAuthority,
};
use countersign_core::ports::{PartnerAnswer, PartnerFault};
use local_stack::{
    partner::{Behaviour, Broken},
    tls::Authority,
};
use rustls::version::{TLS12, TLS13};
use tokio::time::Instant;

const HOST: &str = "warehouse.partner.test";

/// What the deadline may be overrun by on a busy machine.
const SLACK: Duration = Duration::from_secs(5);

type Told = Result<PartnerAnswer, PartnerFault>;

const DELIVERED: Told = Ok(PartnerAnswer { status: 200, retry_after: None });

/// What the client makes of a partner, which it asks exactly once.
async fn told(behaviour: impl Into<Behaviour>) -> Told {
    let authority = Authority::new().unwrap();
    let partner = partner(&authority, "warehouse").await;
    let behaviour = behaviour.into();
    let is_read = matches!(behaviour, Behaviour::Broken(_));
    partner.behave(behaviour);
    let began = Instant::now();
    let told = post(&client(&authority, &[&partner]), HOST).await;
    assert!(began.elapsed() < DEADLINE + SLACK, "{:?}", began.elapsed());
    assert_eq!(partner.requests().len(), usize::from(is_read), "asked once, never again by itself");
    told
}

/// What the client makes of these bytes, twice in a row; and how many connections that took.
async fn told_of(bytes: impl Into<Vec<u8>>, then: Then) -> (Told, usize) {
    let authority = TestAuthority::new();
    let server = RawServer::over_tls(authority.server(&[HOST], HOST, &[&TLS13, &TLS12]), bytes, then).await;
    let client = client_over(&authority.net(HOST, server.address()), DEADLINE);
    let told = post(&client, HOST).await;
    assert_eq!(post(&client, HOST).await, told, "the second time as the first");
    assert_eq!(server.seen().requests.len(), 2, "two requests were sent");
    (told, server.seen().connections)
}

#[tokio::test]
async fn pd_068_slow_headers_and_slow_bodies_end_at_the_total_deadline() {
    assert_eq!(told(Broken::SlowHeaders).await, Err(PartnerFault::Timeout));
    assert_eq!(told(Broken::SlowBody).await, Err(PartnerFault::Timeout));
}

#[tokio::test]
async fn a_partner_who_says_nothing_ends_at_the_deadline() {
    assert_eq!(told(Broken::Silence).await, Err(PartnerFault::Timeout));
}

#[tokio::test]
async fn a_partner_who_does_not_even_begin_tls_ends_at_the_deadline() {
    let authority = TestAuthority::new();
    let server = RawServer::over_tcp("").await;
    let began = Instant::now();
    let told = post(&client_over(&authority.net(HOST, server.address()), DEADLINE), HOST).await;
    assert_eq!(told, Err(PartnerFault::Timeout));
    assert!(began.elapsed() < DEADLINE + SLACK);
}

#[tokio::test]
async fn an_endless_body_is_cut_at_the_cap_with_its_connection_and_the_status_decides() {
    assert_eq!(told(Broken::EndlessBody).await, DELIVERED);
    let authority = Authority::new().unwrap();
    let partner = partner(&authority, "warehouse").await;
    let client = client(&authority, &[&partner]);
    partner.play([Behaviour::from(Broken::EndlessBody), Behaviour::status(503)]);
    assert_eq!(post(&client, HOST).await, DELIVERED);
    assert_eq!(post(&client, HOST).await.map(|answer| answer.status), Ok(503));
    assert_eq!(partner.ledger().connections, 2);
}

#[tokio::test]
async fn a_connection_cut_after_the_request_is_not_tried_again() {
    assert_eq!(told(Broken::CutAfterRequest).await, Err(PartnerFault::Protocol));
}

#[tokio::test]
async fn a_partner_who_is_down_or_breaks_off_the_handshake_is_unreachable() {
    assert_eq!(told(Behaviour::Down).await, Err(PartnerFault::Connect));
    assert_eq!(told(Behaviour::NoHandshake).await, Err(PartnerFault::Connect));
}

#[tokio::test]
async fn a_closed_port_is_unreachable() {
    let authority = Authority::new().unwrap();
    let partner = partner(&authority, "warehouse").await;
    let client = client(&authority, &[&partner]);
    partner.stop().await;
    assert_eq!(post(&client, HOST).await, Err(PartnerFault::Connect));
}

#[tokio::test]
async fn pd_070_headers_beyond_measure_are_no_usable_http() {
    assert_eq!(told(Broken::HugeHeaders).await, Err(PartnerFault::Protocol));
    let many = "X-Test: x\r\n".repeat(10_000);
    let many = told_of(format!("HTTP/1.1 200 OK\r\n{many}Content-Length: 0\r\n\r\n"), Then::Close).await;
    assert_eq!(many.0, Err(PartnerFault::Protocol));
    let folded =
        told_of("HTTP/1.1 200 OK\r\nX-Test: a\r\n b\r\nContent-Length: 0\r\n\r\n", Then::Close).await;
    assert_eq!(folded.0, Err(PartnerFault::Protocol));
}

#[tokio::test]
async fn pd_070_a_missing_reason_is_no_reason_to_refuse() {
    for line in ["HTTP/1.1 200 ", "HTTP/1.1 200"] {
        let told = told_of(format!("{line}\r\nContent-Length: 0\r\n\r\n"), Then::Stay).await;
        assert_eq!(told, (DELIVERED, 1), "{line:?}");
    }
}

#[tokio::test]
async fn pd_071_answers_of_two_meanings_are_not_used_and_their_connection_is_not_used_again() {
    for bytes in [
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nContent-Length: 0, 5\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "hello, this is the answer\r\n",
        "HTTP/3.7 200 OK\r\n\r\n",
        "HTTP/1.1 2000 OK\r\n\r\n",
        "\0\0\u{8}\u{7}\0\0\0\0\0\0\0\0\0\0\0\0\0",
    ] {
        assert_eq!(told_of(bytes, Then::Stay).await, (Err(PartnerFault::Protocol), 2), "{bytes:?}");
    }
    assert_eq!(told(Broken::Garbage).await, Err(PartnerFault::Protocol));
}

#[tokio::test]
async fn pd_071_of_two_lengths_the_chunked_one_counts() {
    let bytes = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
    assert_eq!(told_of(bytes, Then::Stay).await.0, DELIVERED);
}

#[tokio::test]
async fn pd_071_a_reset_is_not_tried_again() {
    assert_eq!(told_of("", Then::Reset).await, (Err(PartnerFault::Protocol), 2));
    assert_eq!(told_of("HTTP/1.1 200 OK\r\nConte", Then::Reset).await, (Err(PartnerFault::Protocol), 2));
}

#[tokio::test]
async fn pd_072_a_continue_that_is_never_followed_ends_at_the_deadline() {
    let told = told_of("HTTP/1.1 100 Continue\r\n\r\n", Then::Stay).await;
    assert_eq!(told.0, Err(PartnerFault::Timeout));
}
