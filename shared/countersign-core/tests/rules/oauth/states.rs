//! A state is one browser's, one shop's, and good for once.

use std::{sync::Arc, thread, time::Duration};

use countersign_core::{
    Stage,
    testing::{OAUTH, ring},
};

use super::bench::{Bench, SHOP, cookie_of, launch, now, outcome, signed, state_of};

/// An installation that was begun, and a callback for it that must not find it.
fn check_unknown(alter: impl FnOnce(&mut Bench)) {
    let mut bench = Bench::begun();
    alter(&mut bench);
    assert_eq!(bench.outcome(&signed(&bench.message())), "invalid_state");
}

#[test]
fn oa_006_of_twenty_callbacks_at_once_one_is_authorized() {
    let bench = Arc::new(Bench::begun());
    let threads: Vec<_> = (0..20)
        .map(|_| {
            let bench = Arc::clone(&bench);
            thread::spawn(move || bench.outcome(&signed(&bench.message())))
        })
        .collect();
    let mut outcomes: Vec<_> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
    outcomes.sort();
    let mut expected = vec![SHOP];
    expected.resize(20, "invalid_state");
    assert_eq!(outcomes, expected);
}

/// The rules know no exchange: what they hand on, they hand on once.
#[test]
fn oa_048_a_callback_replayed_after_success_finds_no_state() {
    let bench = Bench::begun();
    assert_eq!(bench.outcome(&signed(&bench.message())), SHOP);
    assert_eq!(bench.outcome(&signed(&bench.message())), "invalid_state");
}

#[test]
fn oa_008_a_state_of_one_shop_is_not_found_by_another() {
    let bench = Bench::begun();
    let other = bench.message().replace(SHOP, "b.myshopify.com");
    assert_eq!(bench.outcome(&signed(&other)), "invalid_state");
    assert_eq!(bench.outcome(&signed(&bench.message())), SHOP, "the attempt used nothing up");
}

#[test]
fn oa_009_without_the_browsers_cookie_nothing_is_found_or_used_up() {
    let bench = Bench::begun();
    let query = signed(&bench.message());
    let other = format!("{}={}", bench.cookie.split('=').next().unwrap(), "b".repeat(64));
    for cookies in [&[][..], &["theme=dark"], &[other.as_str()]] {
        assert_eq!(outcome(bench.callback(&query, cookies)), "invalid_state", "{cookies:?}");
    }
    assert_eq!(bench.outcome(&query), SHOP);
}

#[test]
fn oa_011_two_cookies_of_the_name_are_refused() {
    let bench = Bench::begun();
    let query = signed(&bench.message());
    let twin = format!("{}={}", bench.cookie.split('=').next().unwrap(), "b".repeat(64));
    for cookies in [[&*bench.cookie, &*twin], [&*twin, &*bench.cookie], [&*bench.cookie, &*bench.cookie]] {
        assert_eq!(outcome(bench.callback(&query, &cookies)), "invalid_state", "{cookies:?}");
    }
    let joined = format!("{}; {twin}", bench.cookie);
    assert_eq!(outcome(bench.callback(&query, &[&joined])), "invalid_state");
}

#[test]
fn two_tabs_do_not_undo_each_other() {
    let mut bench = Bench::begun();
    let departure = bench.start(&launch(SHOP)).ok().unwrap();
    let (state, cookie) = (state_of(&departure), cookie_of(&departure));
    let cookies = [bench.cookie.clone(), cookie];
    let cookies: Vec<_> = cookies.iter().map(String::as_str).collect();
    assert_eq!(outcome(bench.callback(&signed(&bench.message()), &cookies)), SHOP);
    bench.state = state;
    assert_eq!(outcome(bench.callback(&signed(&bench.message()), &cookies)), SHOP);
}

#[test]
fn oa_013_no_two_installations_share_a_state_or_a_cookie() {
    let bench = Bench::idle();
    let mut seen: Vec<_> = (0..1000)
        .flat_map(|_| {
            let departure = bench.start(&launch(SHOP)).ok().unwrap();
            [state_of(&departure), cookie_of(&departure).split_once('=').unwrap().1.to_owned()]
        })
        .collect();
    assert!(seen.iter().all(|text| text.len() == 64));
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 2000);
}

#[test]
fn states_of_another_stage_or_secret_are_unknown() {
    check_unknown(|bench| bench.flow.stage = Stage::Prod);
    check_unknown(|bench| bench.flow.secrets.ring = ring("test-another-oauth-secret", None));
}

#[test]
fn states_outlive_a_rotation_of_our_own_secret() {
    let mut bench = Bench::begun();
    bench.flow.secrets.ring = ring("test-newer-oauth-secret", Some(OAUTH));
    assert_eq!(bench.outcome(&signed(&bench.message())), SHOP);
}

/// A newer instance has begun with a secret that this one has not read yet.
#[test]
fn a_state_under_a_secret_that_is_newer_than_our_copy_is_found_by_reading_again() {
    let mut bench = Bench::idle();
    let newer = ring("test-newer-oauth-secret", Some(OAUTH));
    bench.flow.secrets.ring = Arc::clone(&newer);
    let departure = bench.start(&launch(SHOP)).ok().unwrap();
    (bench.state, bench.cookie) = (state_of(&departure), cookie_of(&departure));
    bench.flow.secrets.ring = ring(OAUTH, None);
    assert_eq!(bench.outcome(&signed(&bench.message())), "invalid_state", "nothing newer is there");
    bench.flow.secrets.newer_ring = Some(newer);
    assert_eq!(bench.outcome(&signed(&bench.message())), SHOP);
    assert_eq!(bench.flow.secrets.ring_rereads(), 2);
}

/// What could not be ours under any secret, or is over, costs no call.
#[test]
fn a_state_that_no_secret_could_make_good_reads_nothing_again() {
    let bench = Bench::begun();
    let malformed = bench.message().replace(&bench.state, "x");
    assert_eq!(bench.outcome(&signed(&malformed)), "invalid_state");
    assert_eq!(outcome(bench.callback(&signed(&bench.message()), &[])), "invalid_state");
    assert_eq!(bench.outcome(&signed(&bench.message())), SHOP);
    assert_eq!(bench.flow.secrets.ring_rereads(), 0);
}

#[test]
fn what_is_kept_tells_neither_state_nor_cookie_nor_shop() {
    let bench = Bench::begun();
    let [kept] = &bench.flow.states.all()[..] else { panic!("one state") };
    let (text, value) = (format!("{kept:?} {}", kept.key.to_hex()), bench.cookie.split_once('=').unwrap().1);
    assert!(!text.contains(&bench.state) && !text.contains(value) && !text.contains(SHOP), "{text}");
    assert_eq!(kept.key.to_hex().len(), 64);
    assert_eq!(kept.expires_at, now() + Duration::from_mins(10));
}
