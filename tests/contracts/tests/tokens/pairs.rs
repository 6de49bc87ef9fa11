//! Versions of stores' pairs.

use contracts::{
    pairs::{self, pair, two_versions, version},
    rows::shop,
    stack::{CALLER, STORE_SECRETS, Stack},
};
use countersign_core::{
    ports::{CurrentLabel, PairDeposit, PairReader, PairWriter, Promoted, VaultError},
    store::Store,
    tokens::{AccessToken, RefreshToken, Scopes, StoredFault, StoredPair},
};
use local_stack::aws::Grant;

/// The name that was agreed on.
pub(crate) const SECRET: &str = "countersign/local/store/shopify/test-shop-1.myshopify.com";

#[tokio::test]
async fn versions_read_back_by_their_id() {
    let stack = Stack::start().await;
    pairs::versions_read_back(&stack.pair_deposit(), &stack.pair_vault(), &shop(1)).await;
    assert!(stack.pair_vault().read(&shop(2), &version(&shop(2), 1)).await.unwrap().is_none());
}

#[tokio::test]
async fn a_deposit_is_current_only_if_it_is_the_first() {
    let stack = Stack::start().await;
    let (deposit, vault) = (stack.pair_deposit(), stack.pair_vault());
    pairs::a_deposit_is_current_only_if_it_is_the_first(&deposit, &vault, &shop(1)).await;
}

#[tokio::test]
async fn a_secret_has_the_stores_name_and_the_version_its_id() {
    let stack = Stack::start().await;
    stack.pair_deposit().deposit(&shop(1), &version(&shop(1), 1), &pair(&shop(1), 1)).await.unwrap();
    let value = stack.aws.secrets_manager().get_secret_value().secret_id(SECRET).send().await.unwrap();
    assert_eq!(value.version_id(), Some(version(&shop(1), 1).as_str()));
    assert!(value.secret_string() == Some(pair(&shop(1), 1).to_text().as_str()));
    assert_eq!(value.version_stages(), ["AWSCURRENT"]);
}

#[tokio::test]
async fn twenty_deposits_at_once_are_all_kept_and_one_is_current() {
    let stack = Stack::start().await;
    let deposit = stack.pair_deposit();
    let store = &shop(1);
    let all = (0..20)
        .map(async |number| deposit.deposit(store, &version(store, number), &pair(store, number)).await);
    futures_util::future::try_join_all(all).await.unwrap();
    let listed = stack.aws.secrets_manager().list_secret_version_ids().secret_id(SECRET);
    let listed = listed.include_deprecated(true).send().await.unwrap().versions.unwrap();
    assert_eq!(listed.len(), 20);
    let current = |stages: &[String]| stages.iter().any(|stage| stage == "AWSCURRENT");
    assert_eq!(listed.iter().filter(|version| current(version.version_stages())).count(), 1);
}

#[tokio::test]
async fn a_version_is_never_written_over() {
    let stack = Stack::start().await;
    two_versions(&stack.pair_deposit(), &stack.pair_vault(), &shop(1)).await;
    for taken in [1, 2] {
        let taken = version(&shop(1), taken);
        let put = stack.pair_vault().put_pending(&shop(1), &taken, &pair(&shop(1), 9)).await;
        assert!(matches!(put, Err(VaultError::Refused { .. })), "{put:?}");
        let deposit = stack.pair_deposit().deposit(&shop(1), &taken, &pair(&shop(1), 9)).await;
        assert!(matches!(deposit, Err(VaultError::Refused { .. })), "{deposit:?}");
    }
    assert!(
        stack.pair_vault().read(&shop(1), &version(&shop(1), 1)).await.unwrap() == Some(pair(&shop(1), 1))
    );
}

#[tokio::test]
async fn who_renews_makes_no_secret() {
    let stack = Stack::start().await;
    let put = stack.pair_vault().put_pending(&shop(1), &version(&shop(1), 1), &pair(&shop(1), 1)).await;
    assert!(matches!(put, Err(VaultError::Refused { .. })), "{put:?}");
}

#[tokio::test]
async fn the_largest_pair_fits() {
    let stack = Stack::start().await;
    let long = "t".repeat(1024);
    let scopes: Vec<_> = (0..256).map(|number| format!("{number:0>64}")).collect();
    let mut largest = StoredPair {
        kept: RefreshToken::parse(&long),
        scopes: Scopes::parse(&scopes.join(",")).unwrap(),
        ..pair(&shop(1), u64::MAX)
    };
    largest.pair.access = AccessToken::parse(&long).unwrap();
    largest.pair.refresh = RefreshToken::parse(&long).unwrap();
    stack.pair_deposit().deposit(&shop(1), &version(&shop(1), 1), &largest).await.unwrap();
    assert!(stack.pair_vault().read(&shop(1), &version(&shop(1), 1)).await.unwrap() == Some(largest));
}

/// What is said of a version with this text, put by another hand.
async fn said_of(text: &str) -> VaultError {
    let stack = Stack::start().await;
    let id = version(&shop(1), 1);
    let create = stack.aws.secrets_manager().create_secret().name(SECRET).secret_string(text);
    create.client_request_token(id.as_str()).send().await.unwrap();
    stack.pair_vault().read(&shop(1), &id).await.err().unwrap()
}

#[tokio::test]
async fn what_is_no_pair_of_this_store_and_stage_is_a_bad_secret() {
    let other_store = pair(&shop(2), 1).to_text();
    let other_stage = StoredPair { stage: countersign_core::Stage::Prod, ..pair(&shop(1), 1) }.to_text();
    let cases = [
        ("test-value-that-nobody-may-see", StoredFault::Shape),
        (other_store.as_str(), StoredFault::OtherStore),
        (other_stage.as_str(), StoredFault::OtherStage),
    ];
    for (text, expected) in cases {
        let error = said_of(text).await;
        assert!(matches!(error, VaultError::BadSecret { fault, .. } if fault == expected), "{error:?}");
        assert!(!format!("{error:?} {error}").contains("test-value"), "{error:?}");
    }
}

#[tokio::test]
async fn bytes_are_no_pair() {
    let stack = Stack::start().await;
    let id = version(&shop(1), 1);
    let create = stack.aws.secrets_manager().create_secret().name(SECRET).client_request_token(id.as_str());
    let bytes = aws_sdk_secretsmanager::primitives::Blob::new("test");
    create.secret_binary(bytes).send().await.unwrap();
    let read = stack.pair_vault().read(&shop(1), &id).await.err().unwrap();
    assert!(matches!(read, VaultError::BadSecret { fault: StoredFault::Shape, .. }), "{read:?}");
}

fn grants(actions: &[&str], platform: &str) -> Vec<Grant> {
    let secrets = format!("arn:aws:secretsmanager:*:*:secret:{STORE_SECRETS}/{platform}/*");
    actions.iter().map(|action| Grant::new(&format!("secretsmanager:{action}"), &secrets)).collect()
}

/// `oauth-callback` may not read a store's secret, so these are all the calls it makes.
#[tokio::test]
async fn an_installer_deposits_and_promotes_without_leave_to_read() {
    let stack = Stack::start().await;
    let actions = ["CreateSecret", "PutSecretValue", "UpdateSecretVersionStage", "DescribeSecret"];
    stack.aws.permissions().restrict(CALLER, grants(&actions, "shopify"));
    let (deposit, store) = (stack.pair_deposit(), &shop(1));
    for number in 1..=2 {
        deposit.deposit(store, &version(store, number), &pair(store, number)).await.unwrap();
    }
    let elsewhere = Promoted::Elsewhere(Some(version(store, 1)));
    assert_eq!(deposit.promote(store, &version(store, 2), None).await.unwrap(), elsewhere);
    let first = version(store, 1);
    assert_eq!(deposit.promote(store, &version(store, 2), Some(&first)).await.unwrap(), Promoted::Done);
    let woo = Store::parse("woocommerce#shop-2").unwrap();
    assert!(deposit.deposit(&woo, &version(&woo, 1), &pair(&woo, 1)).await.is_err());
}

#[tokio::test]
async fn a_refresher_needs_no_leave_to_make_secrets() {
    let stack = Stack::start().await;
    let store = &shop(1);
    stack.pair_deposit().deposit(store, &version(store, 1), &pair(store, 1)).await.unwrap();
    let actions = ["GetSecretValue", "PutSecretValue", "UpdateSecretVersionStage", "DescribeSecret"];
    stack.aws.permissions().restrict(CALLER, grants(&actions, "shopify"));
    let vault = stack.pair_vault();
    vault.put_pending(store, &version(store, 2), &pair(store, 2)).await.unwrap();
    assert!(vault.pending(store).await.unwrap().is_some());
    assert!(matches!(vault.promote(store, &version(store, 2), None).await.unwrap(), Promoted::Elsewhere(_)));
}
