//! The schedule's runs, with the limits they have on Lambda: how fast, how far, and when they stop.

use countersign_core::{
    ports::Mark,
    tokens::{Credentials, Need, Outcome, Removal, RunReport, Stopped},
};
use simulation::{
    actors::{Told, begin, confirm, locked_told},
    executor::{self, locked},
    world::{HOUR, MINUTE, Refuses, Said},
};

use crate::stage::Stage;

/// Secrets Manager takes so many writes per second, of all kinds and all writers.
const QUOTA: u32 = 50;

/// So many stores, all due at once, in a world that does not look at each of them after every step.
fn rush(stores: usize) -> Stage {
    let stage = Stage::of(0);
    locked(&stage.world).checks = false;
    locked(&stage.world).lines = None;
    stage.many(stores);
    stage.wait(50 * MINUTE);
    locked(&stage.world).vault.busiest = 0;
    stage
}

/// Due, and refused for this reason, all of them.
pub(crate) fn refused(stores: usize, why: Refuses) -> Stage {
    let stage = Stage::of(stores);
    stage.wait(50 * MINUTE);
    set(&stage, Some(why));
    stage
}

pub(crate) fn set(stage: &Stage, why: Option<Refuses>) {
    locked(&stage.world).platform.shops.values_mut().for_each(|shop| shop.refuses = why);
}

pub(crate) fn uninstall_all(stage: &Stage) {
    let shops: Vec<_> = locked(&stage.world).platform.shops.keys().cloned().collect();
    for shop in shops {
        locked(&stage.world).platform.uninstall(&shop);
    }
}

pub(crate) fn renewed(report: &RunReport) -> usize {
    report.outcomes.get("ok").copied().unwrap_or_default()
}

/// How many rows say so.
pub(crate) fn marked(stage: &Stage, credentials: Credentials) -> usize {
    let world = locked(&stage.world);
    world.table.records.values().filter(|record| record.row.credentials == credentials).count()
}

#[test]
fn ten_thousand_due_stores_are_renewed_by_a_few_turns_of_the_schedule_within_the_vaults_quota() {
    let stage = rush(10_000);
    let begun = locked(&stage.world).now;
    let mut done = 0;
    for turn in 1.. {
        let report = stage.run();
        done += renewed(&report);
        assert_eq!(report.outcomes.len(), 1, "{report:?}");
        if report.stopped.is_none() {
            break;
        }
        assert_eq!(report.stopped, Some(Stopped::Time));
        let next = begun + turn * 5 * MINUTE;
        let now = locked(&stage.world).now;
        stage.wait(next.saturating_sub(now));
    }
    let world = locked(&stage.world);
    let minutes = (world.now - begun) / MINUTE;
    println!("10000 stores: {minutes} min, at most {} writes per second", world.vault.busiest);
    assert_eq!(done, 10_000);
    assert!(minutes <= 20, "{minutes} minutes");
    assert!(world.vault.busiest <= 30, "{} writes in one second", world.vault.busiest);
    assert!(world.most_at_once <= 32, "{} calls under way at once", world.most_at_once);
}

#[test]
fn two_runs_at_once_stay_within_the_vaults_quota_together_and_renew_each_store_once() {
    let stage = rush(2000);
    both(&stage, [stage.begin_run(), stage.begin_run()]);
}

/// Two turns of the schedule mostly meet each other's stores. These two have stores of their own, and never wait.
#[test]
fn an_operators_run_beside_the_schedules_stays_within_the_vaults_quota_too() {
    let stage = rush(2000);
    for record in locked(&stage.world).table.records.values_mut().step_by(2) {
        record.row.credentials = Credentials::Unavailable;
        record.due_at = record.due_at.map(|at| at + 24 * HOUR);
    }
    both(&stage, [stage.begin_run(), stage.begin_parked_run()]);
}

fn both(stage: &Stage, runs: [Told<RunReport>; 2]) {
    executor::run(&stage.world);
    let reports = runs.map(|told| locked_told(&told).clone().unwrap());
    let world = locked(&stage.world);
    let busiest = world.vault.busiest;
    println!(
        "two runs: {:?}, at most {busiest} writes per second",
        reports.each_ref().map(|one| &one.outcomes)
    );
    assert_eq!(reports.iter().map(renewed).sum::<usize>(), 2000);
    assert!(world.platform.shops.values().all(|shop| shop.exchanges == 2));
    assert!(busiest <= QUOTA, "{busiest} writes in one second");
}

/// Whoever is first in the line and never gets to the platform says nothing of it.
#[test]
fn a_damaged_row_at_the_head_of_a_run_makes_it_no_bolder_where_all_are_refused() {
    let stage = Stage::of(40);
    stage.wait(50 * MINUTE);
    uninstall_all(&stage);
    let first = stage.store.to_string();
    {
        let mut world = locked(&stage.world);
        let record = world.table.records.get_mut(&first).unwrap();
        (record.damaged, record.due_at) = (true, Some(0));
    }
    let report = stage.run();
    assert_eq!(report.stopped, Some(Stopped::AllRefused));
    assert_eq!(report.outcomes.get("retry_later"), Some(&6), "{report:?}");
}

/// A row that cannot be read stays due, whatever is done.
#[test]
fn a_run_takes_no_store_twice_and_what_stays_due_hides_nothing() {
    let stage = rush(400);
    for record in locked(&stage.world).table.records.values_mut().take(300) {
        record.damaged = true;
    }
    let report = stage.run();
    assert_eq!((report.outcomes.values().sum::<usize>(), report.stopped), (400, None), "{report:?}");
    assert_eq!(renewed(&report), 100);
}

#[test]
fn a_run_stops_after_three_refusals_of_the_apps_own_credentials() {
    let stage = refused(40, Refuses::App);
    let report = stage.run();
    assert_eq!(report.stopped, Some(Stopped::InvalidClient));
    assert_eq!(report.outcomes.get("invalid_client"), Some(&3));
    assert_eq!(locked(&stage.world).figures.reauth, 0);
}

#[test]
fn a_run_in_which_every_stores_tokens_are_refused_stops_after_five_and_costs_none_its_connection() {
    let stage = Stage::of(40);
    stage.wait(50 * MINUTE);
    uninstall_all(&stage);
    let report = stage.run();
    assert_eq!(report.stopped, Some(Stopped::AllRefused));
    assert_eq!(report.outcomes.values().sum::<usize>(), 5, "{report:?}");
    assert_eq!(marked(&stage, Credentials::ReauthRequired), 0);
    // The next turn begins with those that were not asked.
    stage.wait(5 * MINUTE);
    assert_eq!(stage.run().outcomes.get("retry_later"), Some(&5));
    assert_eq!(marked(&stage, Credentials::ReauthRequired), 0);
}

#[test]
fn a_run_in_which_every_store_is_forbidden_to_us_stops_after_five_and_all_stay_callable() {
    let stage = refused(40, Refuses::Forbidden);
    for _ in 0..12 {
        let report = stage.run();
        assert_eq!(report.stopped, Some(Stopped::AllUnavailable));
        assert_eq!(report.outcomes.get("retry_later"), Some(&5), "{report:?}");
        stage.wait(5 * MINUTE);
    }
    assert_eq!(marked(&stage, Credentials::Unavailable), 0);
    set(&stage, None);
    for _ in 0..3 {
        stage.run();
        stage.wait(5 * MINUTE);
    }
    assert!(locked(&stage.world).platform.shops.values().all(|shop| shop.exchanges == 2));
}

#[test]
fn some_frozen_shops_among_others_stop_nothing() {
    let stage = refused(40, Refuses::Frozen);
    for shop in locked(&stage.world).platform.shops.values_mut().skip(4) {
        shop.refuses = None;
    }
    let report = stage.run();
    assert_eq!((renewed(&report), report.stopped), (36, None), "{report:?}");
}

#[test]
fn tr_019_a_shop_that_is_frozen_for_hours_is_asked_once_a_day() {
    let stage = refused(1, Refuses::Frozen);
    stage.run();
    assert!(stage.due_in().unwrap() < 2 * MINUTE, "again in minutes");
    assert_eq!(stage.row().doubt.unwrap().mark, Mark::Unavailable);
    for _ in 0..5 * 12 {
        stage.wait(5 * MINUTE);
        stage.run();
    }
    assert_eq!(stage.row().credentials, Credentials::Good, "for five hours it stays callable");
    for _ in 0..2 * 12 {
        stage.wait(5 * MINUTE);
        stage.run();
    }
    assert_eq!((stage.row().credentials, stage.row().doubt), (Credentials::Unavailable, None));
    assert!(stage.due_in().unwrap() > 18 * HOUR);
    stage.wait(30 * HOUR);
    assert_eq!(stage.run().outcomes.get("still_unavailable"), Some(&1));
    let notes = locked(&stage.world).table.records[&stage.store.to_string()].notes.len();
    assert_eq!(notes, 2, "connected, and once that it is unavailable");
    set(&stage, None);
    stage.wait(30 * HOUR);
    stage.is_well_in_the_end();
}

#[test]
fn what_was_said_before_a_renewal_says_nothing_after_it() {
    let stage = refused(1, Refuses::Frozen);
    stage.run();
    set(&stage, None);
    stage.wait(5 * MINUTE);
    assert_eq!(renewed(&stage.run()), 1);
    assert_eq!(stage.row().doubt, None);
}

#[test]
fn a_store_that_nobody_calls_is_renewed_weekly_and_gives_a_token_to_whoever_calls_it() {
    let stage = Stage::of(1);
    let run_for = |days: usize| {
        for _ in 0..days * 12 {
            stage.wait(2 * HOUR);
            stage.run();
        }
    };
    run_for(31);
    let (before, _) = stage.counts();
    run_for(100);
    let (after, _) = stage.counts();
    assert!((15..=25).contains(&(after - before)), "{} renewals in a hundred days", after - before);
    let wanted = stage.renew(Need::Wanted { refused: None });
    assert_eq!(wanted, Some(Outcome::Refreshed));
    let (called, _) = stage.counts();
    run_for(2);
    assert!(stage.counts().0 >= called + 20, "now it is called, and kept ready");
    stage.is_well_in_the_end();
}

#[test]
fn news_of_a_removal_make_no_store_one_that_is_called() {
    let stage = Stage::of(1);
    stage.wait(2 * HOUR);
    let (told, shop) = (Told::default(), stage.shop.clone());
    let (theirs, said_at) = (Told::clone(&told), locked(&stage.world).now);
    begin(&stage.world, "lifecycle", |ports| confirm(ports, shop, said_at, theirs));
    executor::run(&stage.world);
    assert_eq!(*locked_told(&told), Some(Removal::StillInstalled));
    assert_eq!((stage.counts().0, stage.row().wanted_at), (2, None), "renewed, to try the token");
}

#[test]
fn one_refusal_by_mistake_costs_a_store_nothing() {
    let stage = Stage::due();
    stage.says(Said::No(400, r#"{"error":"invalid_grant"}"#));
    let report = stage.run();
    assert_eq!(report.outcomes.get("retry_later"), Some(&1), "{report:?}");
    assert_eq!(stage.renew(Need::Due), Some(Outcome::Reused), "not at once");
    assert_ne!(stage.row().doubt, None);
    stage.wait(2 * MINUTE);
    assert_eq!(renewed(&stage.run()), 1);
    stage.is_well_in_the_end();
}
