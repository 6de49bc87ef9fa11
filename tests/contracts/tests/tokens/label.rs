//! `AWSCURRENT`, which follows the row.

use contracts::{
    pairs::{self, pair, two_versions, version},
    rows::shop,
    stack::Stack,
};
use countersign_core::ports::{CurrentLabel, PairWriter, Promoted, VaultError};
use futures_util::future::join_all;

use crate::{calls, lose_an_answer, pairs::SECRET};

#[tokio::test]
async fn the_label_moves_by_compare_and_swap() {
    for installs in [true, false] {
        let stack = Stack::start().await;
        let (deposit, vault) = (stack.pair_deposit(), stack.pair_vault());
        if installs {
            pairs::the_label_moves_by_compare_and_swap(&deposit, &vault, &deposit, &shop(1)).await;
        } else {
            pairs::the_label_moves_by_compare_and_swap(&deposit, &vault, &vault, &shop(1)).await;
        }
    }
}

#[tokio::test]
async fn of_twenty_who_move_the_label_from_one_place_one_succeeds() {
    let stack = Stack::start().await;
    let (store, vault) = (&shop(1), stack.pair_vault());
    two_versions(&stack.pair_deposit(), &vault, store).await;
    for number in 3..22 {
        vault.put_pending(store, &version(store, number), &pair(store, number)).await.unwrap();
    }
    let first = version(store, 1);
    let moves = (2..22).map(async |number| vault.promote(store, &version(store, number), Some(&first)).await);
    let answers = join_all(moves).await;
    let done = |answer: &&Result<Promoted, VaultError>| matches!(answer, Ok(Promoted::Done));
    assert_eq!(answers.iter().filter(done).count(), 1);
    assert!(answers.iter().all(Result::is_ok), "{answers:?}");
}

#[tokio::test]
async fn a_move_whose_answer_was_lost_is_done() {
    let stack = Stack::start().await;
    let (store, vault) = (&shop(1), stack.pair_vault());
    two_versions(&stack.pair_deposit(), &vault, store).await;
    lose_an_answer(&stack);
    let first = version(store, 1);
    assert_eq!(vault.promote(store, &version(store, 2), Some(&first)).await.unwrap(), Promoted::Done);
    assert_eq!((calls(&stack, "UpdateSecretVersionStage"), calls(&stack, "DescribeSecret")), (2, 1));
}

#[tokio::test]
async fn a_label_that_is_nowhere_is_put() {
    let stack = Stack::start().await;
    let (store, vault) = (&shop(1), stack.pair_vault());
    stack.aws.secrets_manager().create_secret().name(SECRET).send().await.unwrap();
    vault.put_pending(store, &version(store, 1), &pair(store, 1)).await.unwrap();
    assert_eq!(vault.promote(store, &version(store, 1), None).await.unwrap(), Promoted::Done);
}

#[tokio::test]
async fn a_version_that_is_not_there_is_refused() {
    let stack = Stack::start().await;
    let (store, vault) = (&shop(1), stack.pair_vault());
    let missing = vault.promote(store, &version(store, 9), None).await;
    assert!(matches!(missing, Err(VaultError::Refused { .. })), "no secret: {missing:?}");
    two_versions(&stack.pair_deposit(), &vault, store).await;
    let first = version(store, 1);
    let missing = vault.promote(store, &version(store, 9), Some(&first)).await;
    assert!(matches!(missing, Err(VaultError::Refused { .. })), "no version: {missing:?}");
}
