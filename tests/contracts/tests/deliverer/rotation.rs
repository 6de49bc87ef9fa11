//! Keys of ours that are rotated while events are under way: an event may name a key that we have not read yet.

use std::time::Duration;

use contracts::{
    clock,
    entries::{Middling, ORDER, audit_keys, bare, event, journal_keys},
};
use countersign_core::{
    Stage,
    delivery::{DeliverError, End},
    journal::{authenticate, pack},
    keys::{KeyRing, NamedKey},
    ports::JournalWriter,
    seal::Sealer,
};
use local_stack::stores::secrets;
use serde_json::json;

use crate::site::{Site, about, attempted};

/// Longer than a secret that was just read is trusted against an event that names another key.
const A_WHILE: Duration = Duration::from_secs(30);
const NEW: &str = "test-rotated-secret-not-a-real-one-000000";

fn rotated(old: &str) -> KeyRing {
    KeyRing::parse(("2", NEW), Some(("1", old))).unwrap()
}

fn content(old: &str) -> String {
    json!({"stage": "local", "id": "2", "secret": NEW, "previous_id": "1", "previous_secret": old})
        .to_string()
}

/// Event 1, sealed and vouched for with these keys.
async fn written(site: &Site, journal: &NamedKey, audit: &NamedKey) {
    let mut entry = bare(event(1), clock::now());
    let sealer = Sealer::new(journal, Stage::Local, &entry.store);
    let packed = pack(&sealer, &journal.id, (entry.id, entry.head.as_str()), ORDER, &Middling).unwrap();
    entry.payload = Some(packed.kept);
    authenticate(&mut entry, Stage::Local, audit);
    site.stack.journal_writer().append(&entry, &packed.pieces).await.unwrap();
}

#[tokio::test]
async fn a_key_that_was_rotated_since_we_read_it_is_read_again() {
    let (audit, journal) = (rotated(secrets::AUDIT), rotated(secrets::JOURNAL));
    let (old_audit, old_journal) = (audit_keys(), journal_keys());
    for (audit, journal) in
        [(audit.current(), old_journal.current()), (old_audit.current(), journal.current())]
    {
        let site = Site::start().await;
        let instance = site.instance();
        let first = site.took(2, "orders/create").await;
        assert_eq!(
            instance.handle(&first).await.unwrap(),
            attempted(1, End::Delivered),
            "the old keys are read"
        );
        site.stack.put_secret("countersign/local/audit", &content(secrets::AUDIT)).await;
        site.stack.put_secret("countersign/local/journal", &content(secrets::JOURNAL)).await;
        written(&site, journal, audit).await;
        clock::advance(A_WHILE);
        assert_eq!(instance.handle(&about(event(1))).await.unwrap(), attempted(1, End::Delivered));
    }
}

#[tokio::test]
async fn an_event_whose_key_nobody_holds_waits_for_a_person() {
    let (audit, journal) = (rotated(secrets::AUDIT), rotated(secrets::JOURNAL));
    for (audit, journal) in
        [(audit.current(), journal_keys().current()), (audit_keys().current(), journal.current())]
    {
        let site = Site::start().await;
        written(&site, journal, audit).await;
        let error = site.instance().handle(&about(event(1))).await.unwrap_err();
        assert!(matches!(error, DeliverError::UnknownKey(_)), "{error}");
        assert_eq!(site.rows().await, [], "it costs no attempt, and is no dead letter");
    }
}
