//! An operator's runs over the stores that are marked.

use countersign_core::tokens::{Credentials, Stopped};
use simulation::{
    executor::locked,
    world::{HOUR, MINUTE, Refuses},
};

use crate::{
    runs::{marked, refused, renewed, set, uninstall_all},
    stage::Stage,
};

#[test]
fn an_operator_has_all_parked_stores_renewed_once_our_addresses_are_right() {
    let stage = refused(30, Refuses::Forbidden);
    for _ in 0..20 * 12 {
        stage.run();
        stage.wait(5 * MINUTE);
    }
    assert_eq!(marked(&stage, Credentials::Unavailable), 30);
    let report = stage.run_parked();
    assert_eq!((report.outcomes.get("still_unavailable"), report.stopped), (Some(&30), None), "{report:?}");
    set(&stage, None);
    assert_eq!(renewed(&stage.run_parked()), 30);
    assert_eq!(marked(&stage, Credentials::Good), 30);
    assert!(stage.run_parked().outcomes.is_empty(), "those that are well are left alone");
    stage.is_well_in_the_end();
}

#[test]
fn parked_stores_that_are_all_refused_are_asked_five_at_a_time_and_lost_by_the_schedules_word_only() {
    let stage = Stage::of(40);
    uninstall_all(&stage);
    for record in locked(&stage.world).table.records.values_mut() {
        record.row.credentials = Credentials::Unavailable;
        record.due_at = record.due_at.map(|at| at + 24 * HOUR);
    }
    for _ in 0..2 {
        let report = stage.run_parked();
        assert_eq!(
            (report.outcomes.get("retry_later"), report.stopped),
            (Some(&5), Some(Stopped::AllRefused))
        );
    }
    assert_eq!(marked(&stage, Credentials::ReauthRequired), 0);
    stage.wait(20 * MINUTE);
    stage.run();
    assert_eq!(marked(&stage, Credentials::ReauthRequired), 5);
}
