//! The promises about recall and precision, on corpora that failed once or might.

use countersign_core::redaction::Redactor;
use redaction::{
    generate,
    score::{Score, report},
};

/// A seed and a number of lines each.
const SEEDS: &str = include_str!("../seeds.txt");

#[test]
fn the_gates_hold_on_every_seed_that_is_kept() {
    let redactor = Redactor::new();
    for seed in SEEDS.lines() {
        let (seed, lines) = seed.split_once(' ').unwrap();
        let lines = generate::corpus(seed.parse().unwrap(), lines.parse().unwrap());
        let score = Score::of(&lines, |text| redactor.redact(text));
        assert!(score.holds(), "{}", report(&format!("seed {seed}"), &score, 20));
    }
}
