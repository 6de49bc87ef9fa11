//! What the log costs of the processor's time for each accepted webhook: `cargo bench -p webhook-intake --bench logging`.
//!
//! Two processes on one processor take the same webhooks in turns, a round each: one writes its log into a pipe that is
//! drained, as on Lambda, the other has no log. The handler is the real one over ports in memory; each webhook is new,
//! signed, and an order of 8 KiB. The figure is the median of what a round with a log took more than its neighbour without,
//! in processor time of the thread that does the work.
#![expect(
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a benchmark for people, which fails by panicking"
)]

#[path = "logging/measured.rs"]
mod measured;
#[path = "logging/processors.rs"]
mod processors;
#[path = "logging/webhooks.rs"]
mod webhooks;

use std::{
    env,
    io::{BufRead, BufReader, Read, Write, copy, sink},
    process::{Child, ChildStdin, Command, Stdio},
    thread,
};

/// Pairs of processes; each has its own layout of memory, which alone can make some microseconds.
const PAIRS: usize = 9;
const ROUNDS: usize = 60;
/// Webhooks of a round.
const EACH: u32 = 50;
/// What an accepted webhook may cost more with a log than without.
const MOST_MICROS: f64 = 15.0;

fn main() {
    // Cargo adds `--bench`; `off` and `on` are the two processes.
    match env::args().nth(1).as_deref() {
        Some("off") => measured::rounds(),
        Some("on") => {
            countersign_runtime::start_logging("webhook-intake", Some("local"));
            measured::rounds();
        }
        _ => compare(),
    }
}

fn compare() {
    let (mut without, mut more) = (Vec::new(), Vec::new());
    for pair in 0..PAIRS {
        let (mut off, mut on) = (Side::start("off"), Side::start("on"));
        for round in 0..ROUNDS {
            // Whoever goes first finds the caches as the other left them, so they take turns in that too.
            let (with_log, with_none) = if (pair + round) % 2 == 0 {
                let with_none = off.round();
                (on.round(), with_none)
            } else {
                (on.round(), off.round())
            };
            // The first rounds warm the caches and the branch predictor.
            if round >= 5 {
                without.push(with_none);
                more.push(with_log - with_none);
            }
        }
    }
    let (count, without, more) = (more.len(), median(without), median(more));
    println!("accepted webhooks of {} bytes, {count} pairs of rounds of {EACH}, in turns", webhooks::BODY);
    println!("without a log      {without:8.2} us");
    println!("more with a log    {more:8.2} us, {:.1} %", more / without * 100.0);
    assert!(more <= MOST_MICROS, "the log may cost {MOST_MICROS} us");
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// One of the two processes.
struct Side {
    process: Child,
    go: ChildStdin,
    told: BufReader<Box<dyn Read>>,
}

impl Side {
    fn start(name: &str) -> Self {
        let mut command = Command::new(env::current_exe().unwrap());
        command.arg(name).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let mut log = process.stdout.take().unwrap();
        thread::spawn(move || {
            processors::watch_from_the_others();
            copy(&mut log, &mut sink())
        });
        let told: Box<dyn Read> = Box::new(process.stderr.take().unwrap());
        Self { go: process.stdin.take().unwrap(), told: BufReader::new(told), process }
    }

    /// Microseconds for each webhook of one round.
    fn round(&mut self) -> f64 {
        self.go.write_all(b"\n").unwrap();
        let mut line = String::new();
        self.told.read_line(&mut line).unwrap();
        line.trim().parse().unwrap_or_else(|_| panic!("not a time: {line}"))
    }
}

impl Drop for Side {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}
