//! What the log costs of the processor's time for each accepted webhook: `cargo bench -p webhook-intake --bench logging`.
//!
//! Two processes take the same webhooks in turns, a round each: one writes its log into a pipe that is drained, as on
//! Lambda, the other has no log. The handler is the real one over ports in memory; each webhook is new, signed, and an
//! order of 8 KiB. Compared are the medians of the rounds, in processor time of the thread that does the work.
#![expect(
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a benchmark for people, which fails by panicking"
)]

#[path = "logging/measured.rs"]
mod measured;
#[path = "logging/webhooks.rs"]
mod webhooks;

use std::{
    env,
    io::{BufRead, BufReader, Read, Write, copy, sink},
    process::{Child, ChildStdin, Command, Stdio},
    thread,
};

const ROUNDS: usize = 101;
/// Webhooks of a round.
const EACH: u32 = 100;
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
    let (mut off, mut on) = (Side::start("off"), Side::start("on"));
    let mut micros = (Vec::new(), Vec::new());
    for round in 0..ROUNDS + 5 {
        let (without, with) = (off.round(), on.round());
        // The first rounds warm the caches and the branch predictor.
        if round >= 5 {
            micros.0.push(without);
            micros.1.push(with);
        }
    }
    let (without, with) = (median(micros.0), median(micros.1));
    println!("accepted webhooks of {} bytes, {ROUNDS} rounds of {EACH}, in turns", webhooks::BODY);
    println!("without a log  {without:8.2} us");
    println!("with a log     {with:8.2} us");
    println!("the log        {:8.2} us, {:.3} times the time without", with - without, with / without);
    assert!(with - without <= MOST_MICROS, "the log may cost {MOST_MICROS} us");
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
        thread::spawn(move || copy(&mut log, &mut sink()));
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
