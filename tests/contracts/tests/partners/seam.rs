//! The seam leads the names in its file to loopback, and widens nothing else.

use contracts::net::{client, partner, post};
use countersign_core::ports::PartnerFault;
use local_stack::{partner::Behaviour, tls::Authority};

#[tokio::test]
async fn only_the_names_in_the_file_are_mapped() {
    let authority = Authority::new().unwrap();
    let partner = partner(&authority, "warehouse").await;
    partner.behave(Behaviour::status(503));
    let client = client(&authority, &[&partner]);
    for host in
        ["another.partner.test", "partner.test", "a.warehouse.partner.test", "warehouse.partner.test."]
    {
        assert_eq!(post(&client, host).await, Err(PartnerFault::Connect), "{host}");
    }
    assert_eq!(partner.ledger().connections, 0);
    assert_eq!(post(&client, "WAREHOUSE.partner.test").await.unwrap().status, 503, "names have no case");
}
