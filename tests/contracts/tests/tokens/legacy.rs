//! A token from before tokens ended, as an operator puts it there, and the pair that takes its place.

use contracts::{
    pairs::{pair, version},
    rows::shop,
    stack::{CALLER, STORE_SECRETS, Stack},
};
use countersign_core::ports::{CurrentLabel, LegacyTokens, PairDeposit, PairReader, Promoted, VaultError};
use local_stack::aws::Grant;
use serde_json::{Value, json};

use crate::{calls, pairs::SECRET};

fn legacy(stage: &str, store: &str) -> Value {
    json!({"stage": stage, "store": store, "access_token": "test-access-that-never-ends"})
}

fn ours() -> Value {
    legacy("local", &shop(1).to_string())
}

#[tokio::test]
async fn what_an_operator_has_put_there_is_read() {
    let stack = Stack::start().await;
    assert!(stack.pair_vault().legacy(&shop(1)).await.unwrap().is_none());
    stack.put_secret(SECRET, &ours().to_string()).await;
    let read = stack.pair_vault().legacy(&shop(1)).await.unwrap().unwrap();
    assert_eq!(read.expose(), "test-access-that-never-ends");
}

#[tokio::test]
async fn a_pair_is_nothing_to_migrate() {
    let stack = Stack::start().await;
    stack.pair_deposit().deposit(&shop(1), &version(&shop(1), 1), &pair(&shop(1), 1)).await.unwrap();
    assert!(stack.pair_vault().legacy(&shop(1)).await.unwrap().is_none());
}

#[tokio::test]
async fn a_token_of_another_stage_or_store_is_a_bad_secret() {
    for other in [legacy("prod", &shop(1).to_string()), legacy("local", &shop(2).to_string())] {
        let stack = Stack::start().await;
        stack.put_secret(SECRET, &other.to_string()).await;
        let read = stack.pair_vault().legacy(&shop(1)).await;
        assert!(matches!(read, Err(VaultError::BadSecret { .. })), "{other}");
    }
}

/// The version that an operator made has an id of Secrets Manager's own making.
#[tokio::test]
async fn the_label_walks_from_an_operators_version_to_the_pair() {
    let stack = Stack::start().await;
    stack.put_secret(SECRET, &ours().to_string()).await;
    let secrets = format!("arn:aws:secretsmanager:*:*:secret:{STORE_SECRETS}/*");
    let actions = ["GetSecretValue", "PutSecretValue", "UpdateSecretVersionStage", "DescribeSecret"];
    let grants = actions.map(|action| Grant::new(&format!("secretsmanager:{action}"), &secrets));
    stack.aws.permissions().restrict(CALLER, grants);
    let (store, vault) = (&shop(1), stack.pair_vault());
    let first = version(store, 1);
    vault.deposit(store, &first, &pair(store, 1)).await.unwrap();
    assert!(vault.read(store, &first).await.unwrap() == Some(pair(store, 1)));
    assert_eq!(calls(&stack, "CreateSecret"), 0);
    let elsewhere = vault.promote(store, &first, None).await.unwrap();
    let Promoted::Elsewhere(Some(operators)) = elsewhere else { unreachable!("{elsewhere:?}") };
    assert_eq!(vault.promote(store, &first, Some(&operators)).await.unwrap(), Promoted::Done);
    assert!(vault.legacy(store).await.unwrap().is_none(), "and the old token is no longer what is read");
}
