//! What becomes of stores' secrets when Secrets Manager fails, is full, or has been told to forget one.

use contracts::{
    pairs::{pair, two_versions, version},
    rows::shop,
    stack::{CALLER, Stack},
};
use countersign_core::ports::{CurrentLabel, PairDeposit, PairReader, PairWriter, Promoted, VaultError};
use local_stack::aws::{Fault, Trouble};

use crate::{calls, lose_an_answer, pairs::SECRET};

async fn two() -> Stack {
    let stack = Stack::start().await;
    two_versions(&stack.pair_deposit(), &stack.pair_vault(), &shop(1)).await;
    stack
}

async fn forget(stack: &Stack) {
    stack.aws.secrets_manager().delete_secret().secret_id(SECRET).send().await.unwrap();
}

#[tokio::test]
async fn a_write_whose_answer_was_lost_is_done_once() {
    let stack = Stack::start().await;
    let store = &shop(1);
    lose_an_answer(&stack);
    stack.pair_deposit().deposit(store, &version(store, 1), &pair(store, 1)).await.unwrap();
    lose_an_answer(&stack);
    stack.pair_vault().put_pending(store, &version(store, 2), &pair(store, 2)).await.unwrap();
    assert!(stack.aws.faults().is_spent());
    assert_eq!((calls(&stack, "CreateSecret"), calls(&stack, "PutSecretValue")), (2, 2));
    let listed = stack.aws.secrets_manager().list_secret_version_ids().secret_id(SECRET);
    assert_eq!(listed.include_deprecated(true).send().await.unwrap().versions.unwrap().len(), 2);
}

#[tokio::test]
async fn a_put_that_comes_late_takes_no_label_from_what_is_current() {
    let stack = two().await;
    let (store, vault) = (&shop(1), stack.pair_vault());
    let first = version(store, 1);
    assert_eq!(vault.promote(store, &version(store, 2), Some(&first)).await.unwrap(), Promoted::Done);
    vault.put_pending(store, &version(store, 3), &pair(store, 3)).await.unwrap();
    let elsewhere = Promoted::Elsewhere(Some(version(store, 2)));
    assert_eq!(vault.promote(store, &version(store, 3), Some(&first)).await.unwrap(), elsewhere);
}

#[tokio::test]
async fn trouble_that_passes_is_survived() {
    for passing in [Trouble::Throttled, Trouble::InternalError, Trouble::CutBefore] {
        let stack = Stack::start().await;
        stack.aws.faults().inject(Fault::new(passing.clone()).by(CALLER).times(3));
        let (store, vault) = (&shop(1), stack.pair_vault());
        stack.pair_deposit().deposit(store, &version(store, 1), &pair(store, 1)).await.unwrap();
        stack.aws.faults().inject(Fault::new(passing).by(CALLER).times(3));
        assert!(vault.read(store, &version(store, 1)).await.unwrap().is_some());
    }
}

/// Every call once, each of which must fail.
async fn errors(stack: &Stack) -> Vec<VaultError> {
    let (store, vault, deposit) = (&shop(1), stack.pair_vault(), stack.pair_deposit());
    let (first, third) = (version(store, 1), version(store, 3));
    vec![
        vault.read(store, &first).await.err().unwrap(),
        vault.pending(store).await.err().unwrap(),
        vault.put_pending(store, &third, &pair(store, 3)).await.unwrap_err(),
        deposit.deposit(store, &third, &pair(store, 3)).await.unwrap_err(),
        deposit.promote(store, &version(store, 2), Some(&first)).await.unwrap_err(),
    ]
}

#[tokio::test]
async fn an_outage_is_unavailable() {
    let stack = two().await;
    stack.aws.faults().inject(Fault::new(Trouble::InternalError).by(CALLER));
    for error in errors(&stack).await {
        assert!(matches!(error, VaultError::Unavailable { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn an_outage_while_the_label_is_looked_for_is_unavailable() {
    let stack = two().await;
    stack.aws.faults().inject(Fault::new(Trouble::InternalError).by(CALLER).on("DescribeSecret"));
    let promoted = stack.pair_vault().promote(&shop(1), &version(&shop(1), 2), None).await;
    assert!(matches!(promoted, Err(VaultError::Unavailable { .. })), "{promoted:?}");
}

#[tokio::test]
async fn a_function_that_may_not_is_refused_at_the_first_call() {
    let stack = two().await;
    stack.aws.permissions().restrict(CALLER, []);
    let mark = stack.aws.calls().mark();
    for error in errors(&stack).await {
        assert!(matches!(error, VaultError::Refused { .. }), "{error:?}");
    }
    assert_eq!(stack.aws.calls().since(mark).by(CALLER).len(), 5);
}

/// It takes a day, not a moment, until there is room again.
#[tokio::test]
async fn a_secret_that_is_full_of_young_versions_is_refused() {
    let stack = two().await;
    let (store, vault) = (&shop(1), stack.pair_vault());
    for number in 3..=100 {
        vault.put_pending(store, &version(store, number), &pair(store, number)).await.unwrap();
    }
    let full = vault.put_pending(store, &version(store, 101), &pair(store, 101)).await.unwrap_err();
    assert!(matches!(full, VaultError::Refused { .. }), "{full:?}");
    assert!(vault.read(store, &version(store, 3)).await.unwrap().is_some(), "nothing was lost for it");
}

#[tokio::test]
async fn an_installation_restores_a_secret_that_was_to_be_deleted() {
    let stack = two().await;
    forget(&stack).await;
    let store = &shop(1);
    for _ in 0..2 {
        stack.pair_deposit().deposit(store, &version(store, 3), &pair(store, 3)).await.unwrap();
    }
    assert!(stack.pair_vault().pending(store).await.unwrap() == Some((version(store, 3), pair(store, 3))));
    assert_eq!(calls(&stack, "RestoreSecret"), 1);
}

#[tokio::test]
async fn a_renewal_restores_nothing_and_says_what_is_wrong() {
    let stack = two().await;
    forget(&stack).await;
    let (store, vault) = (&shop(1), stack.pair_vault());
    let put = vault.put_pending(store, &version(store, 3), &pair(store, 3)).await.unwrap_err();
    let VaultError::Refused { source, .. } = put else { unreachable!("{put:?}") };
    assert_eq!(
        source.to_string(),
        "Secrets Manager answered that the secret is scheduled for deletion; restore it, or let it go and install again"
    );
    assert!(matches!(vault.read(store, &version(store, 1)).await, Err(VaultError::Refused { .. })));
    let first = version(store, 1);
    let promoted = vault.promote(store, &version(store, 2), Some(&first)).await;
    assert!(matches!(promoted, Err(VaultError::Refused { .. })), "{promoted:?}");
    assert_eq!(calls(&stack, "RestoreSecret"), 0);
}
