//! What trying again cannot help is a dead letter with its reason, and nobody is sent anything.

use contracts::{
    clock,
    entries::{authentic, bare, event},
    items::{Item, only_item, put, text},
    stack::{CONNECTIONS, JOURNAL},
};
use countersign_core::{
    delivery::{End, Handled, Reason},
    ports::{JournalWriter, PartnerAnswer, PartnerFault, PartnerRequest, Partners},
    wall_time::day,
};
use local_stack::partner::Behaviour;

use crate::site::{Site, attempted, to};

/// Partners whose names lead to addresses inside. The guard itself is tested where the resolver is: no name in the
/// public form leads inside without a server of names.
struct Inside;

impl Partners for Inside {
    async fn send(&self, _: PartnerRequest<'_>) -> Result<PartnerAnswer, PartnerFault> {
        Err(PartnerFault::BlockedAddress)
    }
}

/// Handles the message to the warehouse about event 1, which is to be dead at once, and for good.
async fn is_dead(site: &Site, reason: Reason) {
    let message = to("warehouse", event(1));
    assert_eq!(site.instance().handle(&message).await.unwrap(), attempted(1, End::Dead(reason)));
    is_told_dead(site, reason).await;
    assert_eq!(site.instance().handle(&message).await.unwrap(), Handled::Settled);
    assert_eq!(site.warehouse.effects().len(), 0);
}

/// The dead letter is found by partner and day, with its reason.
async fn is_told_dead(site: &Site, reason: Reason) {
    let row = site.row().await;
    assert_eq!((&row["state"], &row["reason"]), (&text("dead"), &text(reason.code())));
    assert_eq!(row["dead_day"], text(format!("warehouse#{}", day(clock::now()))));
}

/// Lies in the journal as somebody altered it.
async fn altered(site: &Site, attribute: &str, value: aws_sdk_dynamodb::types::AttributeValue) {
    let mut item = only_item(&site.stack.dynamodb(), JOURNAL).await;
    item.insert(attribute.to_owned(), value);
    put(&site.stack.dynamodb(), JOURNAL, item).await;
}

#[tokio::test]
async fn pd_060_an_event_that_the_partner_refuses() {
    for status in [400, 404, 409, 410, 422] {
        let site = Site::start().await;
        site.took(1, "orders/create").await;
        site.warehouse.behave(Behaviour::status(status));
        is_dead(&site, Reason::EventRefused).await;
        assert_eq!(site.warehouse.requests().len(), 1, "{status}");
    }
}

#[tokio::test]
async fn pd_032_a_partner_whose_name_leads_inside() {
    let site = Site::start().await;
    let message = site.took(1, "orders/create").await;
    let handled = site.instance_over(Inside).handle(&message).await.unwrap();
    assert_eq!(handled, attempted(1, End::Dead(Reason::BlockedAddress)));
    is_told_dead(&site, Reason::BlockedAddress).await;
}

#[tokio::test]
async fn an_event_of_a_store_that_was_disconnected() {
    let site = Site::start().await;
    site.took(1, "orders/create").await;
    let row = [("store", "shopify#test-shop.myshopify.com"), ("status", "disconnected")];
    let row: Item = row.map(|(name, value)| (name.to_owned(), text(value))).into();
    put(&site.stack.dynamodb(), CONNECTIONS, row).await;
    is_dead(&site, Reason::StoreDisconnected).await;
    assert_eq!(site.warehouse.ledger().connections, 0);
}

#[tokio::test]
async fn an_event_that_was_altered_after_it_was_written() {
    for (attribute, value) in
        [("topic", "shopify/orders/paid"), ("store", "shopify#other-shop.myshopify.com")]
    {
        let site = Site::start().await;
        site.took(1, "orders/create").await;
        altered(&site, attribute, text(value)).await;
        is_dead(&site, Reason::EventDamaged).await;
        assert_eq!(site.warehouse.ledger().connections, 0, "{attribute}");
    }
}

#[tokio::test]
async fn an_event_whose_payload_was_altered() {
    let site = Site::start().await;
    site.took(1, "orders/create").await;
    altered(&site, "payload", contracts::items::bytes(&[7; 200])).await;
    is_dead(&site, Reason::EventDamaged).await;
}

#[tokio::test]
async fn an_event_that_never_had_a_payload() {
    let site = Site::start().await;
    let entry = authentic(bare(event(1), clock::now()));
    site.stack.journal_writer().append(&entry, &[]).await.unwrap();
    is_dead(&site, Reason::EventGone).await;
}

#[tokio::test]
async fn an_event_whose_payload_was_erased() {
    let site = Site::start().await;
    site.took(1, "orders/create").await;
    let mut item = only_item(&site.stack.dynamodb(), JOURNAL).await;
    item.remove("payload");
    put(&site.stack.dynamodb(), JOURNAL, item).await;
    is_dead(&site, Reason::EventGone).await;
}

#[tokio::test]
async fn an_event_that_the_journal_has_forgotten() {
    is_dead(&Site::start().await, Reason::EventGone).await;
}

#[tokio::test]
async fn an_event_that_the_partner_no_longer_takes() {
    let site = Site::start().await;
    site.took(1, "orders/updated").await;
    is_dead(&site, Reason::Unsubscribed).await;
}
