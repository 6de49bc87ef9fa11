//! A process ends at each of its calls in turn, before the effect and after it.

use countersign_core::tokens::{Need, Outcome, Status};
use simulation::{
    actors::{Told, begin, install, locked_told},
    executor::{self, locked},
    world::{MINUTE, Plan, SECOND},
};

use crate::stage::Stage;

/// What a renewal calls, in that order.
const RENEWAL: [&str; 9] = [
    "acquire",
    "read version",
    "intend",
    "exchange",
    "put pending",
    "try out",
    "make current",
    "promote",
    "release",
];
/// What an installation calls.
const INSTALLATION: [&str; 7] =
    ["acquire", "intend", "exchange code", "deposit", "make current", "promote", "release"];

#[test]
fn tr_006_to_tr_010_a_renewal_that_ends_at_any_call_costs_the_store_nothing() {
    for call in RENEWAL {
        for after_effect in [false, true] {
            let stage = Stage::due();
            stage.fate(call, Plan::Dies { after_effect });
            assert_eq!(stage.renew(Need::Due), None, "{call} was not called");
            stage.wait(MINUTE + 10 * SECOND);
            let next = stage.renew(Need::Due).unwrap();
            let finished = [Outcome::Refreshed, Outcome::Repaired, Outcome::Reused].contains(&next);
            assert!(finished, "{call}, {after_effect}: {next:?}");
            let (exchanges, _) = stage.counts();
            assert!(
                exchanges <= 3,
                "{call}, {after_effect}: one installation and {} renewals",
                exchanges - 1
            );
            stage.is_well_in_the_end();
        }
    }
}

#[test]
fn tr_007_an_answer_that_nobody_stored_is_asked_for_again_with_the_old_token() {
    let stage = Stage::due();
    stage.fate("exchange", Plan::Dies { after_effect: true });
    assert_eq!(stage.renew(Need::Due), None);
    let held = stage.current();
    assert_eq!(stage.renew(Need::Wanted { refused: None }), Some(Outcome::Busy));
    stage.wait(MINUTE + 10 * SECOND);
    assert_eq!(stage.renew(Need::Due), Some(Outcome::Refreshed));
    assert!(stage.current().kept == Some(held.pair.refresh));
}

#[test]
fn a_pair_that_was_stored_is_made_current_without_another_exchange() {
    for (call, after_effect) in [("put pending", true), ("try out", true), ("make current", false)] {
        let stage = Stage::due();
        stage.fate(call, Plan::Dies { after_effect });
        stage.renew(Need::Due);
        stage.wait(MINUTE + 10 * SECOND);
        let before = stage.counts();
        assert_eq!(stage.renew(Need::Due), Some(Outcome::Repaired), "{call}");
        assert_eq!(stage.counts(), before, "{call}");
    }
}

#[test]
fn oa_065_and_oa_066_an_installation_that_ends_at_any_call_can_be_begun_again() {
    for call in INSTALLATION {
        for after_effect in [false, true] {
            let stage = Stage::of(0);
            let attempt = |fails: bool| {
                let code = locked(&stage.world).platform.approve(stage.shop.as_str());
                if fails {
                    stage.fate(call, Plan::Dies { after_effect });
                }
                let told = Told::default();
                let (shop, theirs) = (stage.shop.clone(), told.clone());
                begin(&stage.world, "installer", |ports| install(ports, shop, code, theirs));
                executor::run(&stage.world);
                stage.wait(MINUTE);
                locked_told(&told).is_some()
            };
            assert!(!attempt(true), "{call} was not called");
            assert!(attempt(false), "{call}, {after_effect}");
            stage.is_well_in_the_end();
            assert_eq!(stage.row().status, Some(Status::Connected));
        }
    }
}

#[test]
fn oa_066_an_installation_whose_pair_was_stored_is_finished_by_the_schedule() {
    for (call, after_effect) in [("deposit", true), ("make current", false), ("promote", false)] {
        let stage = Stage::of(0);
        let code = locked(&stage.world).platform.approve(stage.shop.as_str());
        stage.fate(call, Plan::Dies { after_effect });
        let shop = stage.shop.clone();
        begin(&stage.world, "installer", |ports| install(ports, shop, code, Told::default()));
        stage.wait(2 * MINUTE);
        stage.run();
        assert_eq!((stage.row().status, stage.counts()), (Some(Status::Connected), (1, 1)), "{call}");
        stage.is_well_in_the_end();
    }
}
