//! What installations under way promise, whatever keeps them.

use countersign_core::{oauth::KeptState, ports::States};
use futures_util::future::join_all;

/// A state is found as often as anybody looks, and can be taken away once.
pub async fn a_state_is_found_until_it_is_used(states: &impl States, kept: &KeptState) {
    assert_eq!(states.find(kept.key).await.unwrap(), None);
    states.begin(kept).await.unwrap();
    for _ in 0..2 {
        assert_eq!(states.find(kept.key).await.unwrap().as_ref(), Some(kept));
    }
    assert_eq!(states.consume(kept.key).await.unwrap().as_ref(), Some(kept));
    assert_eq!(states.consume(kept.key).await.unwrap(), None);
    assert_eq!(states.find(kept.key).await.unwrap(), None);
}

/// Of many who bring a state at once, one is given it.
pub async fn one_of_twenty_is_given_the_state(states: &impl States, kept: &KeptState) {
    states.begin(kept).await.unwrap();
    let answers = join_all((0..20).map(|_| states.consume(kept.key))).await;
    let given: Vec<_> = answers.into_iter().filter_map(Result::unwrap).collect();
    assert_eq!(given, std::slice::from_ref(kept));
}

/// To begin again under a name that is there changes nothing.
pub async fn a_state_is_begun_once(states: &impl States, kept: &KeptState) {
    states.begin(kept).await.unwrap();
    let later =
        KeptState { expires_at: kept.expires_at + std::time::Duration::from_hours(1), ..kept.clone() };
    states.begin(&later).await.unwrap();
    assert_eq!(states.consume(kept.key).await.unwrap().as_ref(), Some(kept));
}
