//! Many histories with everything in place, and with one thing removed at a time.

use std::ops::Range;

use simulation::{
    history::{play, play_all},
    world::Removal,
};

const HISTORIES: Range<u64> = 0..10_000;

#[test]
fn ten_thousand_histories_end_with_one_usable_pair_per_store() {
    let (figures, violation) = play_all(HISTORIES, None, false);
    println!("{} histories: {figures:#?}", HISTORIES.end);
    assert_eq!(violation, None, "replay it with: cargo run -p simulation -- --seed N");
    for (what, count) in [
        ("crashes", figures.crashes),
        ("lost answers", figures.lost),
        ("late effects", figures.late),
        ("frozen processes", figures.frozen),
        ("repairs", figures.repaired),
        ("stale writes", figures.stale),
        ("refused exchanges", figures.refused),
        ("removals of the app", figures.uninstalled),
    ] {
        assert!(count > 1000, "histories are too tame: {count} {what}");
    }
}

#[test]
fn a_seed_is_one_history() {
    let (first, second) = (play(7, None, true), play(7, None, true));
    assert!(first.lines == second.lines && !first.lines.is_empty());
}

fn is_missed(removal: Removal) {
    let (_, violation) = play_all(HISTORIES, Some(removal), true);
    let (seed, violation) = violation.expect("nobody misses it");
    println!("without {removal:?}, seed {seed}: {}", violation.what);
    assert_eq!(
        play(seed, None, false).violation,
        None,
        "seed {seed} goes wrong with everything in place, too"
    );
}

#[test]
fn the_lease_is_missed() {
    is_missed(Removal::Lease);
}

#[test]
fn the_fence_is_missed() {
    is_missed(Removal::Fence);
}

#[test]
fn the_intent_is_missed() {
    is_missed(Removal::Intent);
}

#[test]
fn the_kept_predecessor_is_missed() {
    is_missed(Removal::Predecessor);
}

#[test]
fn the_labels_compare_and_swap_is_missed() {
    is_missed(Removal::LabelSwap);
}
