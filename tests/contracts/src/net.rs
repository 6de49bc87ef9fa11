//! Stand-in partners and the real client that calls them.

use std::time::Duration;

use countersign_adapters::http::{HttpPartners, LocalNet};
use countersign_core::{
    partner::PartnerUrl,
    ports::{PartnerAnswer, PartnerFault, PartnerRequest, Partners},
};
use local_stack::{
    partner::{Credentials, Partner},
    stores::secrets::{api_key, signing_secret},
    tls::{Authority, LocalNet as Net},
};

use crate::clock;

/// Longer than anything takes that is going to come, also on a busy machine; tests of silence wait this long.
pub const DEADLINE: Duration = Duration::from_millis(1500);

/// Long enough for whatever is awaited; a test that waits so long fails.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// What a partner and we have agreed on.
pub fn credentials(name: &str) -> Credentials {
    Credentials::new(&api_key(name), &signing_secret(name)).unwrap()
}

/// A partner of the local stack.
pub async fn partner(authority: &Authority, name: &str) -> Partner {
    Partner::start(authority, name, credentials(name)).await.unwrap()
}

/// The real client, which finds these partners and nobody else.
pub fn client(authority: &Authority, partners: &[&Partner]) -> HttpPartners {
    let net = partners
        .iter()
        .fold(Net::new(authority), |net, partner| net.with_host(&partner.host(), partner.address()));
    client_over(&net.to_json(), DEADLINE)
}

/// The real client over the text of a seam file.
pub fn client_over(net: &str, deadline: Duration) -> HttpPartners {
    HttpPartners::new(deadline, Some(LocalNet::parse(net).unwrap()), clock::now).unwrap()
}

/// A request that says little; partners who check signatures refuse it with 400.
pub fn request<'a>(url: &'a PartnerUrl, api_key: &'a str) -> PartnerRequest<'a> {
    let headers = ["idempotency-key", "webhook-id", "webhook-timestamp", "webhook-signature"];
    PartnerRequest {
        url,
        api_key,
        headers: headers.map(|name| (name, "test".to_owned())),
        body: b"{}".to_vec(),
    }
}

/// Sends such a request to a host's hooks. A client without a deadline of its own fails its test.
pub async fn post(client: &HttpPartners, host: &str) -> Result<PartnerAnswer, PartnerFault> {
    let url = PartnerUrl::parse(&format!("https://{host}/hooks")).unwrap();
    let sent = client.send(request(&url, "test-api-key-of-warehouse"));
    tokio::time::timeout(PATIENCE, sent).await.unwrap()
}
