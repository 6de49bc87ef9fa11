//! A refused key stops the partner's deliveries, unless it has been replaced meanwhile.

use std::time::Duration;

use contracts::{clock, entries::event, items::text, net::credentials, stack::CALLER};
use countersign_core::delivery::{DeliverError, End, Handled, Reason};
use futures_util::future::join_all;
use local_stack::{
    aws::{Fault, Trouble},
    partner::{Behaviour, Credentials},
    stores::secrets::signing_secret,
};
use serde_json::json;

use crate::site::{POLICY, Site, attempted, to};

const SECRET: &str = "countersign/local/partner/warehouse";
const NEW_KEY: &str = "test-new-api-key";
/// The wait after a refused key where the schedule's own step is a short one.
const HELD: Duration = Duration::from_secs(40);

/// A warehouse that expects a new key, while Secrets Manager has the old one.
async fn with_new_key() -> Site {
    Site::with(POLICY, Credentials::new(NEW_KEY, &signing_secret("warehouse")).unwrap()).await
}

async fn replace_the_key(site: &Site) {
    let secret = json!({"stage": "local", "api_key": NEW_KEY, "signing_secret": signing_secret("warehouse")});
    site.stack.put_secret(SECRET, &secret.to_string()).await;
}

fn refused(number: u32) -> Handled {
    attempted(number, End::Parked(HELD, Reason::CredentialsRefused))
}

#[tokio::test]
async fn pd_060_a_refused_key_parks_the_delivery_and_is_not_tried_soon() {
    for status in [401, 403] {
        let site = Site::start().await;
        let message = site.took(1, "orders/create").await;
        site.warehouse.behave(Behaviour::status(status));
        assert_eq!(site.instance().handle(&message).await.unwrap(), refused(1));
        assert_eq!(site.warehouse.requests().len(), 1);
        let row = site.row().await;
        assert_eq!((&row["state"], &row["reason"]), (&text("parked"), &text("credentials_refused")));
    }
}

#[tokio::test]
async fn pd_077_a_key_that_was_replaced_succeeds_at_once() {
    let site = with_new_key().await;
    let (message, instance) = (site.took(1, "orders/create").await, site.instance());
    assert_eq!(instance.handle(&message).await.unwrap(), refused(1), "the old key is all there is");
    replace_the_key(&site).await;
    clock::advance(HELD);
    assert_eq!(instance.handle(&message).await.unwrap(), attempted(2, End::Delivered));
    let keys: Vec<_> =
        site.warehouse.requests().iter().map(|one| one.header("x-api-key").unwrap().to_owned()).collect();
    assert_eq!(keys, ["test-api-key-of-warehouse", "test-api-key-of-warehouse", NEW_KEY]);
}

#[tokio::test]
async fn pd_077_of_several_that_are_refused_at_once_all_find_the_replaced_key() {
    let site = with_new_key().await;
    let instance = site.instance();
    site.took(0, "orders/create").await;
    assert_eq!(instance.handle(&to("warehouse", event(0))).await.unwrap(), refused(1));
    replace_the_key(&site).await;
    clock::advance(Duration::from_secs(30));
    let mut messages = Vec::new();
    for number in 1..=5 {
        messages.push(site.took(number, "orders/create").await);
    }
    let before = site.stack.aws.calls().mark();
    let handled = join_all(messages.iter().map(|message| instance.handle(message))).await;
    for handled in handled {
        assert_eq!(handled.unwrap(), attempted(1, End::Delivered));
    }
    let read = site.stack.aws.calls().since(before).by(CALLER).on(SECRET).len();
    assert_eq!(read, 1, "one read it again, the others found it");
}

#[tokio::test]
async fn a_key_that_is_refused_again_and_again_is_not_read_each_time() {
    let site = with_new_key().await;
    let instance = site.instance();
    for number in 1..=10 {
        let message = site.took(number, "orders/create").await;
        assert_eq!(instance.handle(&message).await.unwrap(), refused(1));
    }
    assert_eq!(site.stack.aws.calls().all().by(CALLER).on(SECRET).len(), 1);
    assert_eq!(site.warehouse.requests().len(), 10, "nothing is sent twice with the same key");
}

#[tokio::test]
async fn pd_075_a_key_that_cannot_be_sent_parks_the_delivery_without_a_request() {
    let site = Site::start().await;
    let message = site.took(1, "orders/create").await;
    let slip =
        json!({"stage": "local", "api_key": "test-key\n", "signing_secret": signing_secret("warehouse")});
    site.stack.put_secret(SECRET, &slip.to_string()).await;
    let handled = site.instance().handle(&message).await.unwrap();
    assert_eq!(handled, attempted(1, End::Parked(HELD, Reason::BadCredential)));
    assert_eq!(site.warehouse.ledger().connections, 0);
}

#[tokio::test]
async fn secrets_that_cannot_be_had_leave_the_message_in_the_queue() {
    let site = Site::with(POLICY, credentials("warehouse")).await;
    let (message, instance) = (site.took(1, "orders/create").await, site.instance());
    site.stack.aws.faults().inject(Fault::new(Trouble::InternalError).by(CALLER).at(SECRET));
    let error = instance.handle(&message).await.unwrap_err();
    assert!(matches!(error, DeliverError::Secret(_)), "{error}");
    site.stack.aws.faults().clear();
    clock::advance(Duration::from_mins(1));
    let handled = instance.handle(&message).await.unwrap();
    assert_eq!(handled, attempted(1, End::Delivered), "our own trouble costs the partner no attempt");
}
