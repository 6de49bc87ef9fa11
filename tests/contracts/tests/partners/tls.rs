//! A partner has to prove itself, in TLS 1.2 or newer, before it is sent a byte of a request.

use contracts::{
    net::{DEADLINE, client, client_over, credentials, post},
    raw_server::{RawServer, Then},
    tls::TestAuthority,
};
use countersign_core::ports::PartnerFault;
use local_stack::{
    partner::Partner,
    tls::{Authority, BadCertificate},
};
use rustls::version::{TLS12, TLS13};

const HOST: &str = "warehouse.partner.test";

/// The partner of the local stack with one thing wrong about its certificate is refused and hears no request.
async fn is_refused(bad: BadCertificate) {
    let authority = Authority::new().unwrap();
    let certificate = authority.bad_server_config(bad, HOST).unwrap();
    let partner =
        Partner::start_with_certificate(certificate, "warehouse", credentials("warehouse")).await.unwrap();
    assert_eq!(post(&client(&authority, &[&partner]), HOST).await, Err(PartnerFault::Tls));
    assert_eq!(partner.ledger().connections, 1, "it was asked once");
    assert_eq!(partner.requests().len(), 0);
}

/// What comes of calling `host`, which shows a certificate of these names.
async fn called(host: &str, names: &[&str], common_name: &str) -> (Result<u16, PartnerFault>, usize) {
    let authority = TestAuthority::new();
    let tls = authority.server(names, common_name, &[&TLS13, &TLS12]);
    let server = RawServer::over_tls(tls, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", Then::Stay).await;
    let told = post(&client_over(&authority.net(host, server.address()), DEADLINE), host).await;
    (told.map(|answer| answer.status), server.seen().requests.len())
}

#[tokio::test]
async fn pd_044_a_self_signed_certificate_is_refused() {
    is_refused(BadCertificate::SelfSigned).await;
}

#[tokio::test]
async fn pd_045_an_expired_certificate_is_refused() {
    is_refused(BadCertificate::Expired).await;
}

#[tokio::test]
async fn pd_046_a_certificate_that_is_not_yet_valid_is_refused() {
    is_refused(BadCertificate::NotYetValid).await;
}

#[tokio::test]
async fn pd_047_a_certificate_for_another_host_is_refused() {
    is_refused(BadCertificate::WrongHost).await;
}

#[tokio::test]
async fn a_certificate_of_an_unknown_authority_is_refused() {
    is_refused(BadCertificate::UnknownAuthority).await;
}

#[tokio::test]
async fn pd_048_a_wildcard_is_good_for_one_label_below_two() {
    assert_eq!(called("a.b.example.test", &["*.example.test"], "test").await, (Err(PartnerFault::Tls), 0));
    assert_eq!(called("example.test", &["*.test"], "test").await, (Err(PartnerFault::Tls), 0));
    assert_eq!(called("a.example.test", &["*.example.test"], "test").await, (Ok(200), 1));
}

#[tokio::test]
async fn pd_049_a_common_name_alone_names_nobody() {
    assert_eq!(called(HOST, &[], HOST).await, (Err(PartnerFault::Tls), 0));
    assert_eq!(called(HOST, &["other.partner.test"], HOST).await, (Err(PartnerFault::Tls), 0));
}

#[tokio::test]
async fn pd_055_tls_1_2_and_1_3_are_spoken() {
    for version in [&TLS12, &TLS13] {
        let authority = TestAuthority::new();
        let answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
        let server =
            RawServer::over_tls(authority.server(&[HOST], HOST, &[version]), answer, Then::Stay).await;
        let told = post(&client_over(&authority.net(HOST, server.address()), DEADLINE), HOST).await;
        assert_eq!(
            (told.map(|answer| answer.status), server.seen().requests.len()),
            (Ok(200), 1),
            "{version:?}"
        );
    }
}

/// How a server begins that wants this version: 3.0 is SSL, 3.1 is TLS 1.0, 3.2 is TLS 1.1.
fn server_hello(minor: u8) -> Vec<u8> {
    // Version, random, no session, TLS_RSA_WITH_AES_128_CBC_SHA, no compression.
    let hello = [&[3, minor][..], &[7; 32], &[0, 0x00, 0x2f, 0]].concat();
    let length = u8::try_from(hello.len()).unwrap();
    [&[0x16, 3, minor, 0, length + 4, 0x02, 0, 0, length][..], &hello].concat()
}

/// How a server ends that knows nothing newer than this version: alert, fatal, protocol version.
fn refusal(minor: u8) -> Vec<u8> {
    vec![0x15, 3, minor, 0, 2, 2, 70]
}

#[tokio::test]
async fn pd_041_pd_042_pd_043_nothing_older_than_tls_1_2_is_spoken() {
    for minor in [2, 1, 0] {
        for beginning in [server_hello(minor), refusal(minor)] {
            let authority = TestAuthority::new();
            let server = RawServer::over_tcp(beginning).await;
            let told = post(&client_over(&authority.net(HOST, server.address()), DEADLINE), HOST).await;
            assert_eq!(told, Err(PartnerFault::Tls), "3.{minor}");
            let sent = server.seen().requests.concat();
            let sent = String::from_utf8_lossy(&sent);
            assert!(!sent.contains("POST") && !sent.contains("test-api-key"), "3.{minor}: {sent}");
        }
    }
}
