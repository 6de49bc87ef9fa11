//! What the engine costs, beside regular expressions in the same run.

mod baseline;
mod texts;

use std::{
    borrow::Cow,
    hint::black_box,
    time::{Duration, Instant},
};

use countersign_core::redaction::Redactor;

use crate::score::{GATES, Score};
use texts::{HOSTILE, Sample, labelled, samples};

/// Long enough to forget about the first look at a text.
const ENOUGH: Duration = Duration::from_millis(400);

const MB: usize = 1_000_000;

type Mask<'m> = &'m dyn Fn(&str) -> Cow<'_, str>;

/// Says three tables, row by row. `allocations` counts what was allocated so far.
pub fn run(allocations: fn() -> usize, say: fn(&str)) {
    let redactor = Redactor::new();
    let engine = mask(|text| redactor.redact(text));
    speed(&engine, allocations, say);
    hostile(&engine, say);
    quality(&engine, say);
}

/// Tells the compiler that `function` borrows from its text.
fn mask<F: Fn(&str) -> Cow<'_, str>>(function: F) -> F {
    function
}

fn speed(engine: Mask<'_>, allocations: fn() -> usize, say: fn(&str)) {
    say(&format!(
        "\n{:<26} {:>11} {:>12} {:>13} {:>11} {:>13}",
        "lines", "bytes/line", "engine MB/s", "engine us/line", "allocations", "baseline MB/s"
    ));
    for sample in samples() {
        let (time, baseline) = (per_line(&sample, engine), per_line(&sample, &baseline::mask));
        let before = allocations();
        sample.lines.iter().for_each(|line| drop(black_box(engine(line))));
        let allocated = ratio(allocations() - before, sample.lines.len());
        let bytes = ratio(sample.lines.iter().map(String::len).sum(), sample.lines.len());
        say(&format!(
            "{:<26} {bytes:>11.0} {:>12.1} {time:>14.2} {allocated:>11.2} {:>13.1}",
            sample.name,
            bytes / time,
            bytes / baseline
        ));
    }
}

/// Microseconds.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
fn per_line(sample: &Sample, mask: Mask<'_>) -> f64 {
    let (start, mut best) = (Instant::now(), f64::MAX);
    while start.elapsed() < ENOUGH {
        let round = Instant::now();
        sample.lines.iter().for_each(|line| drop(black_box(mask(black_box(line)))));
        best = best.min(round.elapsed().as_secs_f64());
    }
    best * 1e6 / ratio(sample.lines.len(), 1)
}

/// A quadratic matcher takes four times as long for twice the text.
fn hostile(engine: Mask<'_>, say: fn(&str)) {
    say(&format!(
        "\n{:<22} {:>13} {:>13} {:>12} {:>15}",
        "hostile text", "1 MB, ms", "2 MB, ms", "2 MB / 1 MB", "baseline, ms/MB"
    ));
    for (name, text) in HOSTILE {
        let (one, two) = (once(&text(MB), engine), once(&text(2 * MB), engine));
        // A tenth: some of these take regular expressions half a minute.
        let baseline = 10.0 * once(&text(MB / 10), &baseline::mask);
        say(&format!("{name:<22} {one:>13.1} {two:>13.1} {:>12.1} {baseline:>15.1}", two / one));
    }
}

/// Milliseconds: the best of five, so that a neighbour on the machine is not taken for a slow matcher.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
fn once(text: &str, mask: Mask<'_>) -> f64 {
    let time = || {
        let start = Instant::now();
        drop(black_box(mask(black_box(text))));
        start.elapsed().as_secs_f64() * 1e3
    };
    (0..5).map(|_| time()).fold(f64::MAX, f64::min)
}

fn quality(engine: Mask<'_>, say: fn(&str)) {
    let lines = labelled();
    let (ours, theirs) = (Score::of(&lines, engine), Score::of(&lines, baseline::mask));
    say(&format!("\n{:<38} {:>11} {:>11}", "kept promises", "engine", "baseline"));
    let share = |score: &Score, gate: &crate::score::Gate| {
        gate.count(score).share().map_or_else(|| "-".to_owned(), |share| format!("{:.2} %", 100.0 * share))
    };
    for gate in &GATES {
        say(&format!("{:<38} {:>11} {:>11}", gate.name, share(&ours, gate), share(&theirs, gate)));
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of bytes and lines are small")]
fn ratio(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}
