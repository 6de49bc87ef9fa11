//! Many at once who want one store's token.

use std::{sync::Arc, time::Duration};

use countersign_core::{
    ports::Pause,
    tokens::{Need, Outcome, VersionId},
};
use simulation::{
    actors::{Told, begin, locked_told, worker},
    executor::{self, locked},
    world::{HOUR, Removal},
};

use crate::stage::Stage;

/// Twenty readers that want a token within two seconds; the versions they get, and the exchanges it took.
fn twenty_readers(removal: Option<Removal>) -> (Vec<VersionId>, u64) {
    let stage = Stage::of(1);
    stage.wait(HOUR);
    locked(&stage.world).removal = removal;
    let told: Vec<Told<VersionId>> = (0..20).map(|_| Told::default()).collect();
    for (number, one) in (0..).zip(&told) {
        let (theirs, store) = (Arc::clone(one), stage.store.clone());
        begin(&stage.world, "reader", |ports| async move {
            ports.pause(Duration::from_millis(100 * number)).await;
            let token = worker(&ports).fresh_token(&store, None, Duration::from_secs(20)).await;
            *locked_told(&theirs) = token.ok().map(|token| token.version);
        });
    }
    executor::run(&stage.world);
    let got = told.iter().filter_map(|one| locked_told(one).clone()).collect();
    (got, stage.counts().0 - 1)
}

#[test]
fn tr_001_of_twenty_at_once_one_renews_and_the_others_take_what_it_got() {
    let (got, exchanges) = twenty_readers(None);
    assert_eq!((got.len(), exchanges), (20, 1));
    assert!(got.iter().all(|version| *version == got[0]));
}

#[test]
fn without_the_lease_several_of_twenty_would_renew() {
    assert!(twenty_readers(Some(Removal::Lease)).1 > 1);
}

#[test]
fn tr_001_the_schedule_and_a_reader_at_once_make_one_exchange() {
    let stage = Stage::due();
    let (first, second) =
        (stage.begin_renewal(Need::Due), stage.begin_renewal(Need::Wanted { refused: None }));
    executor::run(&stage.world);
    let ends = [first, second].map(|told| locked_told(&told).clone().unwrap());
    assert!(ends.contains(&Outcome::Refreshed), "{ends:?}");
    assert_eq!(stage.counts(), (2, 2));
}
