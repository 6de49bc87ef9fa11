//! What the vault of stores' pairs promises, and pairs to put into it.

use std::time::Duration;

use countersign_core::{
    Stage,
    ports::{CurrentLabel, PairDeposit, PairReader, PairWriter, Promoted},
    store::Store,
    tokens::{AccessToken, Life, Owner, Pair, RefreshToken, Scopes, StoredPair, VersionId},
};

use crate::clock;

/// What `token-refresh` needs of a vault.
pub trait Vault: PairReader + PairWriter + CurrentLabel {}
impl<T: PairReader + PairWriter + CurrentLabel> Vault for T {}

/// The version of a lease with this fence.
pub fn version(store: &Store, fence: u64) -> VersionId {
    VersionId::of(store, fence, Owner::new([1; 16]))
}

/// A pair that says which one it is.
pub fn pair(store: &Store, number: u64) -> StoredPair {
    let token = |kind: &str| format!("test-{kind}-{number}");
    StoredPair {
        stage: Stage::Local,
        store: store.clone(),
        generation: number,
        pair: Pair {
            access: AccessToken::parse(&token("access")).unwrap(),
            refresh: RefreshToken::parse(&token("refresh")).unwrap(),
        },
        kept: RefreshToken::parse(&token("kept")),
        scopes: Scopes::parse("write_orders").unwrap(),
        life: Life::new(clock::now(), Duration::from_hours(1), Duration::from_hours(90 * 24)),
    }
}

/// Deposits the first, puts the second, and leaves the label on the first.
pub async fn two_versions(deposit: &impl PairDeposit, vault: &impl Vault, store: &Store) {
    deposit.deposit(store, &version(store, 1), &pair(store, 1)).await.unwrap();
    vault.put_pending(store, &version(store, 2), &pair(store, 2)).await.unwrap();
}

/// Every version reads back by its id, whatever its labels; what is not there is none.
pub async fn versions_read_back(deposit: &impl PairDeposit, vault: &impl Vault, store: &Store) {
    assert!(vault.read(store, &version(store, 1)).await.unwrap().is_none());
    assert!(vault.pending(store).await.unwrap().is_none());
    two_versions(deposit, vault, store).await;
    vault.put_pending(store, &version(store, 3), &pair(store, 3)).await.unwrap();
    for number in 1..=3 {
        let read = vault.read(store, &version(store, number)).await.unwrap();
        assert!(read == Some(pair(store, number)), "{number}");
    }
    assert!(vault.read(store, &version(store, 4)).await.unwrap().is_none());
    assert!(vault.pending(store).await.unwrap() == Some((version(store, 3), pair(store, 3))));
}

/// A deposit beside an older version does not become current by itself, and to repeat either changes nothing.
pub async fn a_deposit_is_current_only_if_it_is_the_first(
    deposit: &impl PairDeposit,
    vault: &impl Vault,
    store: &Store,
) {
    for number in [1, 1, 2, 2, 1] {
        deposit.deposit(store, &version(store, number), &pair(store, number)).await.unwrap();
    }
    assert!(vault.pending(store).await.unwrap() == Some((version(store, 2), pair(store, 2))));
    let elsewhere = Promoted::Elsewhere(Some(version(store, 1)));
    assert_eq!(vault.promote(store, &version(store, 2), None).await.unwrap(), elsewhere);
}

/// The label moves only from where it is said to be, and says where it is otherwise.
pub async fn the_label_moves_by_compare_and_swap(
    deposit: &impl PairDeposit,
    vault: &impl Vault,
    label: &impl CurrentLabel,
    store: &Store,
) {
    two_versions(deposit, vault, store).await;
    vault.put_pending(store, &version(store, 3), &pair(store, 3)).await.unwrap();
    let [first, second, third] = [1, 2, 3].map(|number| version(store, number));
    let elsewhere = |version: &VersionId| Promoted::Elsewhere(Some(version.clone()));
    assert_eq!(label.promote(store, &second, None).await.unwrap(), elsewhere(&first));
    assert_eq!(label.promote(store, &second, Some(&third)).await.unwrap(), elsewhere(&first));
    for _ in 0..2 {
        assert_eq!(label.promote(store, &second, Some(&first)).await.unwrap(), Promoted::Done);
    }
    assert_eq!(label.promote(store, &second, None).await.unwrap(), Promoted::Done);
    assert_eq!(label.promote(store, &third, Some(&first)).await.unwrap(), elsewhere(&second));
    let gone = version(store, 99);
    assert_eq!(label.promote(store, &third, Some(&gone)).await.unwrap(), elsewhere(&second));
    assert_eq!(label.promote(store, &third, Some(&second)).await.unwrap(), Promoted::Done);
}
