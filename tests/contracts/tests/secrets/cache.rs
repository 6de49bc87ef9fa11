//! One copy in memory, of bounded age.

use std::{sync::Arc, time::Duration};

use contracts::{clock, ledger::warehouse, stack::CALLER};
use countersign_core::{
    keys::{KeyRing, SigningKey},
    ports::{DeliverySecrets, IntakeSecrets, OAuthSecrets, SecretError, ShopifyAppSecret},
};
use futures_util::future::{join_all, try_join_all};
use local_stack::aws::{Fault, Trouble};

use crate::{APP, JOURNAL, OAUTH, WAREHOUSE, for_delivery, for_intake, for_oauth, reads, with_secrets};

/// How old a copy in memory may become.
const FRESH: Duration = Duration::from_mins(5);
const MILLISECOND: Duration = Duration::from_millis(1);
const ROTATED: &str = r#"{"stage":"local","client_id":"test","client_secret":"test-rotated-client-secret"}"#;
const ROTATED_RING: &str = r#"{"stage":"local","id":"rotated","secret":"test-rotated-oauth-secret"}"#;

fn is(secret: &ShopifyAppSecret, text: &str) -> bool {
    secret.current.tag(&[b"probe"]) == SigningKey::parse(text).unwrap().tag(&[b"probe"])
}

fn is_rotated(secret: &ShopifyAppSecret) -> bool {
    is(secret, "test-rotated-client-secret")
}

#[tokio::test]
async fn what_is_read_is_what_lies_there() {
    let stack = with_secrets().await;
    let secrets = for_intake(&stack);
    assert!(is(&secrets.shopify_app().await.unwrap(), local_stack::stores::secrets::SHOPIFY_CLIENT_SECRET));
    assert_eq!(IntakeSecrets::journal_keys(&secrets).await.unwrap().current().id, "1");
    let partner = for_delivery(&stack).partner(&warehouse()).await.unwrap();
    assert_eq!(partner.api_key.expose(), "test-api-key-of-warehouse");
}

#[tokio::test]
async fn a_fresh_copy_is_served_from_memory() {
    let stack = with_secrets().await;
    let secrets = for_intake(&stack);
    secrets.load().await.unwrap();
    clock::advance(FRESH.saturating_sub(MILLISECOND));
    for _ in 0..10 {
        secrets.shopify_app().await.unwrap();
    }
    assert_eq!(reads(&stack, APP), 1);
}

#[tokio::test]
async fn a_rotated_secret_is_in_force_after_five_minutes() {
    let stack = with_secrets().await;
    let secrets = for_intake(&stack);
    secrets.load().await.unwrap();
    stack.put_secret(APP, ROTATED).await;
    clock::advance(FRESH);
    assert!(is_rotated(&secrets.shopify_app().await.unwrap()));
    assert_eq!(reads(&stack, APP), 2);
}

#[tokio::test]
async fn twenty_at_once_read_once() {
    let stack = with_secrets().await;
    let secrets = for_intake(&stack);
    for reads_so_far in 1..=2 {
        try_join_all((0..20).map(|_| secrets.shopify_app())).await.unwrap();
        assert_eq!(reads(&stack, APP), reads_so_far);
        clock::advance(FRESH);
    }
}

#[tokio::test]
async fn twenty_who_reread_at_once_read_once() {
    let stack = with_secrets().await;
    let secrets = for_intake(&stack);
    secrets.load().await.unwrap();
    clock::advance(Duration::from_mins(1));
    let rereads = join_all((0..20).map(|_| secrets.reread_shopify_app(Duration::from_mins(1)))).await;
    assert_eq!(rereads.into_iter().filter(|reread| reread.as_ref().unwrap().is_some()).count(), 1);
    assert_eq!(reads(&stack, APP), 2);
}

#[tokio::test]
async fn a_secret_is_reread_at_most_once_per_age() {
    let stack = with_secrets().await;
    let secrets = for_intake(&stack);
    secrets.load().await.unwrap();
    stack.put_secret(APP, ROTATED).await;
    let minute = Duration::from_mins(1);
    assert!(secrets.reread_shopify_app(minute).await.unwrap().is_none(), "just read");
    clock::advance(minute.saturating_sub(MILLISECOND));
    assert!(secrets.reread_shopify_app(minute).await.unwrap().is_none(), "not yet a minute ago");
    clock::advance(MILLISECOND);
    assert!(is_rotated(&secrets.reread_shopify_app(minute).await.unwrap().unwrap()));
    assert!(secrets.reread_shopify_app(minute).await.unwrap().is_none(), "just read again");
    assert!(is_rotated(&secrets.shopify_app().await.unwrap()), "and it is the copy in memory");
    assert_eq!(reads(&stack, APP), 2);
}

#[tokio::test]
async fn our_own_oauth_secret_is_reread_at_most_once_per_age() {
    let stack = with_secrets().await;
    let secrets = for_oauth(&stack);
    let minute = Duration::from_mins(1);
    let id = |ring: Arc<KeyRing>| ring.current().id.clone();
    let before = id(secrets.oauth_keys().await.unwrap());
    stack.put_secret(OAUTH, ROTATED_RING).await;
    clock::advance(minute.saturating_sub(MILLISECOND));
    assert!(secrets.reread_oauth_keys(minute).await.unwrap().is_none(), "not yet a minute ago");
    assert_eq!(id(secrets.oauth_keys().await.unwrap()), before);
    clock::advance(MILLISECOND);
    assert_eq!(id(secrets.reread_oauth_keys(minute).await.unwrap().unwrap()), "rotated");
    assert!(secrets.reread_oauth_keys(minute).await.unwrap().is_none(), "just read again");
    assert_eq!(id(secrets.oauth_keys().await.unwrap()), "rotated", "and it is the copy in memory");
    assert_eq!(reads(&stack, OAUTH), 2);
}

#[tokio::test]
async fn a_flood_of_rereads_during_an_outage_asks_no_more_often() {
    let stack = with_secrets().await;
    let secrets = for_delivery(&stack);
    secrets.partner(&warehouse()).await.unwrap();
    clock::advance(Duration::from_mins(1));
    stack.aws.faults().inject(Fault::new(Trouble::InternalError).by(CALLER));
    secrets.reread_partner(&warehouse(), Duration::from_secs(20)).await.unwrap();
    let asked = reads(&stack, WAREHOUSE);
    for _ in 0..20 {
        assert!(secrets.reread_partner(&warehouse(), Duration::from_secs(20)).await.unwrap().is_none());
    }
    assert_eq!(reads(&stack, WAREHOUSE), asked);
}

#[tokio::test]
async fn the_old_copy_serves_while_secrets_manager_fails() {
    let stack = with_secrets().await;
    let secrets = for_intake(&stack);
    secrets.load().await.unwrap();
    stack.put_secret(APP, ROTATED).await;
    clock::advance(FRESH);
    stack.aws.faults().inject(Fault::new(Trouble::InternalError).by(CALLER));
    assert!(!is_rotated(&secrets.shopify_app().await.unwrap()));
    let asked = reads(&stack, APP);
    stack.aws.faults().clear();
    clock::advance(Duration::from_secs(10).saturating_sub(MILLISECOND));
    assert!(!is_rotated(&secrets.shopify_app().await.unwrap()), "not asked again so soon");
    assert_eq!(reads(&stack, APP), asked);
    clock::advance(MILLISECOND);
    assert!(is_rotated(&secrets.shopify_app().await.unwrap()));
}

#[tokio::test]
async fn the_old_copy_serves_while_a_slip_lies_in_secrets_manager() {
    let stack = with_secrets().await;
    let secrets = for_intake(&stack);
    secrets.load().await.unwrap();
    stack.put_secret(APP, r#"{"stage":"prod","client_secret":"test-of-another-stage"}"#).await;
    clock::advance(FRESH);
    assert!(is(&secrets.shopify_app().await.unwrap(), local_stack::stores::secrets::SHOPIFY_CLIENT_SECRET));
}

#[tokio::test]
async fn without_an_old_copy_an_outage_is_unavailable_and_names_the_secret() {
    let stack = with_secrets().await;
    stack.aws.faults().inject(Fault::new(Trouble::InternalError).by(CALLER).at(JOURNAL));
    let error = IntakeSecrets::journal_keys(&for_intake(&stack)).await.err().unwrap();
    assert!(matches!(error, SecretError::Unavailable { .. }), "{error}");
    assert_eq!(error.to_string(), "secret `countersign/local/journal` could not be read");
}

#[tokio::test]
async fn trouble_that_passes_is_survived() {
    for passing in [Trouble::Throttled, Trouble::InternalError, Trouble::CutBefore, Trouble::CutAfter] {
        let stack = with_secrets().await;
        stack.aws.faults().inject(Fault::new(passing.clone()).by(CALLER).times(3));
        assert!(for_intake(&stack).shopify_app().await.is_ok(), "{passing:?}");
    }
}

#[tokio::test]
async fn a_clock_that_was_set_back_does_not_keep_a_copy_fresh() {
    let stack = with_secrets().await;
    let secrets = for_intake(&stack);
    clock::advance(Duration::from_hours(1));
    secrets.load().await.unwrap();
    clock::set_back(Duration::from_hours(1));
    secrets.shopify_app().await.unwrap();
    assert_eq!(reads(&stack, APP), 2);
}
