//! Many at once: readers of one store, and stores of one schedule.

use std::{sync::Arc, time::Duration};

use countersign_core::{
    ports::Pause,
    tokens::{Need, Outcome, Stopped, VersionId},
};
use simulation::{
    actors::{Told, begin, locked_told, worker},
    executor::{self, locked},
    world::{HOUR, MINUTE, Refuses, Removal},
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

#[test]
fn ten_thousand_due_stores_are_renewed_in_one_run_within_the_vaults_quota() {
    let stage = Stage::of(0);
    locked(&stage.world).checks = false;
    locked(&stage.world).lines = None;
    let many = stage.many(10_000);
    stage.wait(50 * MINUTE);
    locked(&stage.world).vault.busiest = 0;
    let began = locked(&stage.world).now;
    let report = stage.run(16, 20);
    let world = locked(&stage.world);
    println!(
        "10000 stores: {:?} in {} s, at most {} writes per second",
        report.outcomes,
        (world.now - began) / 1000,
        world.vault.busiest
    );
    assert_eq!(report.outcomes.get("ok"), Some(&many));
    assert_eq!((report.outcomes.len(), report.stopped), (1, None));
    assert!(world.vault.busiest <= 50, "{} writes in one second", world.vault.busiest);
    assert!(world.most_at_once <= 20, "{} calls under way at once", world.most_at_once);
}

#[test]
fn a_run_stops_after_three_refusals_of_the_apps_own_credentials() {
    let stage = Stage::of(40);
    stage.wait(50 * MINUTE);
    for shop in locked(&stage.world).platform.shops.values_mut() {
        shop.refuses = Some(Refuses::App);
    }
    let report = stage.run(1, 20);
    assert_eq!(report.stopped, Some(Stopped::InvalidClient));
    assert_eq!(report.outcomes.get("invalid_client"), Some(&3));
    let lost = locked(&stage.world).figures.reauth;
    assert_eq!(lost, 0);
}

#[test]
fn a_run_stops_when_one_store_after_another_is_refused() {
    let stage = Stage::of(40);
    stage.wait(50 * MINUTE);
    let shops: Vec<_> = locked(&stage.world).platform.shops.keys().cloned().collect();
    for shop in shops {
        locked(&stage.world).platform.uninstall(&shop);
    }
    let report = stage.run(1, 20);
    assert_eq!(report.stopped, Some(Stopped::AllRefused));
    assert_eq!(report.outcomes.get("reauth_required"), Some(&5));
}
