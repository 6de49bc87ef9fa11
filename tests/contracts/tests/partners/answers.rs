//! What is read of an answer: its status and how long to wait.

use std::time::Duration;

use contracts::{
    clock,
    net::{DEADLINE, client, client_over, partner, post},
    raw_server::{RawServer, Then},
    tls::TestAuthority,
};
use countersign_core::{
    ports::{PartnerAnswer, PartnerFault},
    wall_time::epoch_millis,
};
use local_stack::{partner::Behaviour, tls::Authority};
use rustls::version::{TLS12, TLS13};

const HOST: &str = "warehouse.partner.test";

/// What is made of these bytes.
async fn answer(bytes: &str, then: Then) -> Result<PartnerAnswer, PartnerFault> {
    let authority = TestAuthority::new();
    let server = RawServer::over_tls(authority.server(&[HOST], HOST, &[&TLS13, &TLS12]), bytes, then).await;
    post(&client_over(&authority.net(HOST, server.address()), DEADLINE), HOST).await
}

fn status(status: u16) -> PartnerAnswer {
    PartnerAnswer { status, retry_after: None }
}

#[tokio::test]
async fn pd_057_the_statuses_of_success_are_told() {
    for (line, expected) in [("200 OK", 200), ("201 Created", 201), ("202 Accepted", 202)] {
        let told = answer(&format!("HTTP/1.1 {line}\r\nContent-Length: 2\r\n\r\n{{}}"), Then::Stay).await;
        assert_eq!(told, Ok(status(expected)));
    }
    assert_eq!(answer("HTTP/1.1 204 No Content\r\n\r\n", Then::Stay).await, Ok(status(204)));
}

#[tokio::test]
async fn pd_058_the_status_decides_and_the_body_is_ignored() {
    for body in [r#"{"error":"test"}"#, "\u{0}\u{1}", "<html>"] {
        let bytes = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        assert_eq!(answer(&bytes, Then::Stay).await, Ok(status(200)));
    }
}

#[tokio::test]
async fn pd_060_refusals_are_told_by_their_status() {
    let authority = Authority::new().unwrap();
    let partner = partner(&authority, "warehouse").await;
    let client = client(&authority, &[&partner]);
    for refusal in [400, 401, 403, 404, 409, 410, 422, 500, 503, 599] {
        partner.behave(Behaviour::status(refusal));
        assert_eq!(post(&client, &partner.host()).await, Ok(status(refusal)));
    }
}

#[tokio::test]
async fn pd_062_retry_after_is_understood_in_every_form() {
    let authority = Authority::new().unwrap();
    let partner = partner(&authority, "warehouse").await;
    let client = client(&authority, &[&partner]);
    let end_of_2100 = Duration::from_millis(4_133_980_799_000 - epoch_millis(clock::now()));
    for (text, expected) in [
        ("120", Some(Duration::from_mins(2))),
        ("2.0", Some(Duration::from_secs(2))),
        ("1.5", Some(Duration::from_secs(2))),
        ("0", Some(Duration::ZERO)),
        ("99999999999999999999", Some(Duration::from_secs(u64::MAX))),
        ("Fri, 31 Dec 2100 23:59:59 GMT", Some(end_of_2100)),
        ("Wed, 21 Oct 2015 07:28:00 GMT", Some(Duration::ZERO)),
        ("-1", None),
        ("soon", None),
        ("", None),
    ] {
        partner.behave(Behaviour::status_with(429, &[("Retry-After", text)]));
        let told = post(&client, &partner.host()).await;
        assert_eq!(told, Ok(PartnerAnswer { status: 429, retry_after: expected }), "{text:?}");
    }
}

#[tokio::test]
async fn of_two_retry_afters_the_first_counts() {
    let bytes = "HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nRetry-After: 9\r\nContent-Length: 0\r\n\r\n";
    let told = answer(bytes, Then::Stay).await.unwrap();
    assert_eq!(told.retry_after, Some(Duration::from_secs(7)));
}

#[tokio::test]
async fn an_answer_that_comes_before_the_deadline_is_told() {
    let authority = Authority::new().unwrap();
    let partner = partner(&authority, "warehouse").await;
    partner.behave(Behaviour::status(503));
    partner.play([Behaviour::Answer(local_stack::partner::Answer {
        status: 500,
        headers: Vec::new(),
        body: "x".repeat(60 * 1024),
    })]);
    let client = client(&authority, &[&partner]);
    assert_eq!(post(&client, &partner.host()).await, Ok(status(500)));
    assert_eq!(post(&client, &partner.host()).await, Ok(status(503)));
    assert_eq!(
        partner.ledger().connections,
        1,
        "an answer read to its end leaves the connection for the next"
    );
}
