//! A redirect is an answer like any other: nobody goes there, least of all the key.

use contracts::{
    net::{client, partner, post},
    raw_server::RawServer,
};
use countersign_core::ports::PartnerAnswer;
use local_stack::{partner::Behaviour, tls::Authority};

#[tokio::test]
async fn pd_036_pd_059_no_redirect_is_followed_and_the_key_is_not_sent_on() {
    let authority = Authority::new().unwrap();
    let (from, to) = (partner(&authority, "warehouse").await, partner(&authority, "accounting").await);
    let plain = RawServer::over_tcp("HTTP/1.1 200 OK\r\n\r\n").await;
    let client = client(&authority, &[&from, &to]);
    let mut asked = 0;
    for status in [300, 301, 302, 303, 307, 308] {
        for location in [to.url(), format!("http://{}/", plain.address()), "/elsewhere".to_owned()] {
            from.behave(Behaviour::status_with(status, &[("Location", &location)]));
            let told = post(&client, &from.host()).await;
            assert_eq!(told, Ok(PartnerAnswer { status, retry_after: None }), "{location}");
            asked += 1;
            assert_eq!(from.requests().len(), asked, "one request only");
        }
    }
    assert_eq!(to.ledger().connections, 0);
    assert_eq!(plain.seen().connections, 0);
}
