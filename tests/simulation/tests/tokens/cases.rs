//! Cases of token renewal by their numbers: what the platform says, what clocks show, what stands in the vault.

use std::time::Duration;

use countersign_core::{
    ports::TokenFault,
    tokens::{Credentials, Need, Outcome, Step, Why},
};
use simulation::{
    actors::{begin, locked_told},
    executor::{self, locked},
    world::{DAY, HOUR, MINUTE, Plan, Repeats, SECOND, Said},
};

use crate::stage::Stage;

const REFUSED: Said = Said::No(
    401,
    r#"{"error":"invalid_request","error_description":"This request requires an active refresh_token"}"#,
);

/// What is said to every try ends in this outcome, and leaves the store as it was.
fn is_left_alone(said: &Said, why: Why, tries: usize) {
    let stage = Stage::due();
    let (before, counts) = (stage.current(), stage.counts());
    for _ in 0..tries {
        stage.says(said.clone());
    }
    assert_eq!(stage.renew(Need::Due), Some(Outcome::RetryLater(why)), "{said:?}");
    assert!(locked(&stage.world).says.is_empty(), "{said:?}: not asked {tries} times");
    assert_eq!((stage.calls("exchange"), stage.counts()), (tries, counts), "{said:?}");
    assert!(stage.current() == before && stage.row().credentials == Credentials::Good, "{said:?}");
    assert!(stage.due_in().unwrap() < 2 * MINUTE, "{said:?}");
    stage.is_well_in_the_end();
}

#[test]
fn tr_002_and_tr_011_a_holder_that_was_frozen_changes_nothing() {
    for call in ["intend", "exchange", "put pending", "try out", "make current", "promote", "release"] {
        let stage = Stage::due();
        stage.fate(call, Plan::Well { before: 2 * MINUTE, after: 1 });
        let frozen = stage.begin_renewal(Need::Due);
        let world = stage.world.clone();
        let store = stage.store.clone();
        stage.aside(async move {
            simulation::executor::sleep(&world, 90 * SECOND).await;
            begin(&world, "second", |ports| async move {
                simulation::actors::worker(&ports).renew(&store, &Need::Due).await;
            });
        });
        executor::run(&stage.world);
        let ended = locked_told(&frozen).clone().unwrap();
        // The last two come after the table has decided; then the second finds everything done.
        let decided = ["promote", "release"].contains(&call);
        let expected = if decided { Outcome::Refreshed } else { Outcome::StaleLease };
        let fits = ended == expected || (call == "exchange" && ended == Outcome::RetryLater(Why::LeaseShort));
        assert!(fits, "{call}: {ended:?}");
        stage.is_well_in_the_end();
    }
}

#[test]
fn tr_003_two_deployments_at_once_leave_one_current_pair() {
    for repeats in [Repeats::Same, Repeats::AnotherThatVoids, Repeats::AnotherBeside] {
        let stage = Stage::due();
        locked(&stage.world).platform.repeats = repeats;
        // Their clocks differ, so that the lease of the one has ended for the other.
        locked(&stage.world).trouble.clocks = true;
        let first = stage.begin_renewal(Need::Due);
        let second = stage.begin_renewal(Need::Due);
        if let Some((_, actor)) = locked(&stage.world).actors.iter_mut().next_back() {
            actor.offset = 600_000;
        }
        executor::run(&stage.world);
        let mut ends = [first, second].map(|told| locked_told(&told).clone().unwrap().code());
        ends.sort_unstable();
        assert_eq!(ends, ["ok", "stale_lease"], "{repeats:?}");
        stage.is_well_in_the_end();
    }
}

#[test]
fn tr_012_a_grant_is_one_version_and_one_note() {
    let stage = Stage::due();
    let before = stage.current();
    assert_eq!(stage.renew(Need::Due), Some(Outcome::Refreshed));
    let current = stage.current();
    assert_eq!(stage.counts(), (2, 2));
    assert!(current.kept == Some(before.pair.refresh));
    assert_eq!(current.life.usable_until(), current.life.issued_at + Duration::from_mins(58));
    let world = locked(&stage.world);
    let notes = &world.table.records[&stage.store.to_string()].notes;
    let refreshed = |step: &Step| matches!(step, Step::BecameCurrent { generation: 2, repaired: false, .. });
    assert!(notes.len() == 2 && refreshed(&notes[1].step));
}

#[test]
fn tr_014_the_same_pair_again_is_no_new_version() {
    let stage = Stage::due();
    let held = stage.current();
    let (access, refresh) = (held.pair.access.expose(), held.pair.refresh.expose());
    let same = format!(
        r#"{{"access_token":"{access}","scope":"write_orders","expires_in":600,"refresh_token":"{refresh}","refresh_token_expires_in":7770000}}"#
    );
    stage.says(Said::Granted(same));
    assert_eq!(stage.renew(Need::Due), Some(Outcome::Refreshed));
    assert_eq!(stage.counts(), (1, 1));
    // It ends soon, and still it is not asked for again at once.
    assert!(stage.due_in() > Some(0));
    stage.is_well_in_the_end();
}

#[test]
fn tr_015_tr_022_to_tr_025_what_is_no_grant_is_not_stored() {
    let wrong_life = r#"{"access_token":"test-a","scope":"write_orders","expires_in":-1,"refresh_token":"test-r","refresh_token_expires_in":7776000}"#;
    let once = [
        (Said::No(200, "{}"), Why::Malformed),
        (Said::No(200, "<html></html>"), Why::Malformed),
        (Said::No(200, wrong_life), Why::Malformed),
        (Said::Nothing(TokenFault::TooLarge), Why::Malformed),
        (Said::No(307, ""), Why::Redirected),
        (Said::Nothing(TokenFault::Tls), Why::Tls),
        (Said::No(400, r#"{"error":"invalid_request"}"#), Why::Rejected),
        (Said::NotNow(429, Duration::from_mins(1)), Why::Throttled),
    ];
    for (said, why) in &once {
        is_left_alone(said, *why, 1);
    }
}

#[test]
fn tr_020_to_tr_022_what_may_pass_is_tried_three_times() {
    let thrice = [
        (Said::NotNow(429, Duration::from_secs(2)), Why::Throttled),
        (Said::No(500, ""), Why::Upstream),
        (Said::No(502, ""), Why::Upstream),
        (Said::No(503, "<html></html>"), Why::Upstream),
        (Said::No(504, ""), Why::Upstream),
        (Said::No(520, ""), Why::Upstream),
        (Said::Nothing(TokenFault::Timeout), Why::Timeout),
        (Said::Nothing(TokenFault::Connect), Why::Unreachable),
    ];
    for (said, why) in &thrice {
        is_left_alone(said, *why, 3);
    }
}

#[test]
fn tr_016_a_revoked_store_is_lost_once_and_keeps_its_secret() {
    let stage = Stage::due();
    locked(&stage.world).platform.uninstall(stage.shop.as_str());
    let held = stage.current();
    assert_eq!(stage.renew(Need::Due), Some(Outcome::RetryLater(Why::Refused)));
    assert_eq!(stage.row().credentials, Credentials::Good, "the schedule does not believe it at once");
    stage.wait(2 * MINUTE);
    assert_eq!(stage.renew(Need::Due), Some(Outcome::ReauthRequired));
    assert!(stage.current() == held && stage.row().credentials == Credentials::ReauthRequired);
    let exchanges = stage.calls("exchange");
    assert_eq!(stage.renew(Need::Wanted { refused: None }), Some(Outcome::StillReauthRequired));
    assert_eq!(stage.calls("exchange"), exchanges);
    assert!(stage.due_in().unwrap() > DAY / 2, "looked at again, but rarely");
}

#[test]
fn tr_017_a_refusal_is_not_believed_before_everything_was_read_again() {
    // One is frozen on its way to the platform. Meanwhile others renew twice, so that its token is void when it arrives.
    let stage = Stage::due();
    stage.fate("exchange", Plan::Well { before: 4 * MINUTE, after: 1 });
    let frozen = stage.begin_renewal(Need::Due);
    for minutes in [2, 3] {
        let (world, store) = (stage.world.clone(), stage.store.clone());
        stage.aside(async move {
            simulation::executor::sleep(&world, minutes * MINUTE).await;
            begin(&world, "other", |ports| async move {
                simulation::actors::worker(&ports).renew(&store, &Need::Forced).await;
            });
        });
    }
    executor::run(&stage.world);
    let ended = locked_told(&frozen).clone();
    assert_eq!(ended, Some(Outcome::StaleLease));
    assert_eq!((stage.counts().0, stage.row().credentials), (3, Credentials::Good));
    // The current token is refused, and the one that bought it is not.
    let stage = Stage::due();
    stage.renew(Need::Forced);
    stage.wait(50 * MINUTE);
    stage.says(REFUSED);
    assert_eq!(stage.renew(Need::Due), Some(Outcome::Refreshed), "by the kept predecessor");
    stage.is_well_in_the_end();
}

#[test]
fn tr_027_a_store_is_not_renewed_more_often_than_its_secret_may_be_written() {
    let stage = Stage::due();
    let mut ends = Vec::new();
    for _ in 0..60 {
        ends.push(stage.renew(Need::Forced).unwrap().code());
        stage.wait(MINUTE);
    }
    let refused = ends.iter().filter(|code| **code == "version_budget").count();
    let (_, versions) = stage.counts();
    assert!(versions <= 13 && refused >= 45, "{versions} versions, {refused} refused");
    stage.is_well_in_the_end();
}

#[test]
fn tr_032_one_bad_secret_is_one_bad_store() {
    let stage = Stage::of(3);
    let version = stage.row().current.unwrap();
    locked(&stage.world).vault.secrets.get_mut(&stage.store.to_string()).unwrap().spoil(&version);
    stage.wait(50 * MINUTE);
    let report = stage.run();
    assert_eq!(report.outcomes.get("bad_secret"), Some(&1));
    assert_eq!(report.outcomes.get("ok"), Some(&2));
}

#[test]
fn tr_035_and_tr_040_a_run_that_ends_in_the_middle_is_taken_up_without_a_second_exchange() {
    let stage = Stage::of(10);
    stage.wait(50 * MINUTE);
    // The fifth store's exchange ends the process.
    for _ in 0..4 {
        stage.fate("exchange", Plan::Well { before: 100, after: 100 });
    }
    stage.fate("exchange", Plan::Dies { after_effect: true });
    begin(&stage.world, "run", simulation::actors::run);
    executor::run(&stage.world);
    stage.wait(MINUTE + 10 * SECOND);
    stage.run();
    let world = locked(&stage.world);
    let exchanges: Vec<_> = world.platform.shops.values().map(|shop| shop.exchanges).collect();
    // Those that were under way beside the fifth may have been exchanged as well.
    assert!(exchanges.iter().all(|count| (2..=3).contains(count)), "{exchanges:?}");
    assert!(exchanges.iter().filter(|count| **count == 3).count() <= 4, "{exchanges:?}");
}

#[test]
fn tr_038_a_schedule_that_comes_twice_does_nothing_twice_and_one_that_stood_still_catches_up() {
    let stage = Stage::of(5);
    stage.wait(50 * MINUTE);
    begin(&stage.world, "run", simulation::actors::run);
    begin(&stage.world, "run", simulation::actors::run);
    executor::run(&stage.world);
    let exchanges = |stage: &Stage| -> u64 {
        locked(&stage.world).platform.shops.values().map(|shop| shop.exchanges).sum()
    };
    assert_eq!(exchanges(&stage), 10);
    stage.wait(3 * HOUR);
    assert_eq!(stage.run().outcomes.get("ok"), Some(&5));
    assert_eq!(exchanges(&stage), 15);
}

#[test]
fn tr_039_a_reader_with_a_wrong_clock_sends_an_ended_token_once_at_most() {
    for offset in [600_000, -600_000, -3_600_000] {
        let stage = Stage::of(1);
        stage.wait(HOUR + MINUTE);
        let (shop, store) = (stage.shop.clone(), stage.store.clone());
        begin(&stage.world, "reader", |ports| async move {
            let rules = simulation::actors::worker(&ports);
            if let Some(actor) = locked(&ports.world).actors.get_mut(&ports.actor) {
                actor.offset = offset;
            }
            let mut refused = None;
            let mut sent = 0;
            loop {
                let token =
                    rules.fresh_token(&store, refused.as_ref(), Duration::from_secs(20)).await.ok().unwrap();
                let world = locked(&ports.world);
                if world.platform.works(shop.as_str(), token.access.expose(), world.now) {
                    break;
                }
                sent += 1;
                refused = Some(token.version);
            }
            assert!(sent <= 1, "{offset}: {sent} ended tokens sent");
        });
        executor::run(&stage.world);
        stage.is_well_in_the_end();
    }
}
