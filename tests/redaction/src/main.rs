//! `cargo run -p redaction`: the gates and a fuzzer of the redaction engine.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command for people")]

mod arguments;

use std::{alloc::System, env, fs, process::ExitCode, time::Duration};

use arguments::Command;
use countersign_core::redaction::Redactor;
use redaction::{
    bench,
    corpus::{self, Line},
    fuzz, generate,
    score::{Score, report},
};
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

/// Counts, for the benchmark.
#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn main() -> ExitCode {
    let outcome = arguments::parse(&env::args().skip(1).collect::<Vec<_>>()).and_then(run);
    match outcome {
        Ok(said) => {
            println!("{said}");
            ExitCode::SUCCESS
        }
        Err(said) => {
            eprintln!("{said}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<String, String> {
    match command {
        Command::Gates { seeds, lines, show } => gates(&seeds, lines, show),
        Command::Score { file, show } => {
            let lines = read(&file)?;
            let score = scored(&lines);
            let table = report(&format!("{file}: {} lines", lines.len()), &score, show);
            if score.holds() { Ok(table) } else { Err(table) }
        }
        Command::Mask { file } => read(&file).map(|lines| mask(&lines)),
        Command::Bench => {
            bench::run(|| ALLOCATOR.stats().allocations, |row| println!("{row}"));
            Ok(String::new())
        }
        Command::Fuzz { seed, seconds } => fuzz(seed, seconds),
    }
}

/// A table for each seed. How to keep a seed that fails stands below them.
fn gates(seeds: &[u64], count: usize, show: usize) -> Result<String, String> {
    let (mut tables, mut failed) = (Vec::new(), Vec::new());
    for seed in seeds {
        let lines = generate::corpus(*seed, count);
        let score = scored(&lines);
        tables.push(report(&format!("seed {seed}: {} lines", lines.len()), &score, show));
        failed.extend((!score.holds()).then(|| seed.to_string()));
    }
    let tables = tables.join("\n");
    if failed.is_empty() {
        return Ok(tables);
    }
    let seeds = failed.join(",");
    Err(format!(
        "{tables}\nGates fail. See the values with `gates --seeds {seeds} --lines {count} --show 50`; keep a seed for \
         `cargo test -p redaction` with a line `SEED LINES` in tests/redaction/seeds.txt."
    ))
}

fn scored(lines: &[Line]) -> Score {
    let redactor = Redactor::new();
    Score::of(lines, |text| redactor.redact(text))
}

fn fuzz(seed: u64, seconds: u64) -> Result<String, String> {
    match fuzz::run(seed, Duration::from_secs(seconds)) {
        Ok(count) => Ok(format!("{count} inputs from seed {seed}: every promise held")),
        Err(broken) => Err(format!(
            "seed {seed}: {broken}\nKeep it for `cargo test -p redaction`: put the text, with its quotation marks, as a \
             line into tests/redaction/src/fuzz/found.txt."
        )),
    }
}

fn read(file: &str) -> Result<Vec<Line>, String> {
    let text = fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?;
    corpus::read(&text).map_err(|error| format!("{file}: {error}"))
}

fn mask(lines: &[Line]) -> String {
    let redactor = Redactor::new();
    let masked = lines
        .iter()
        .map(|line| serde_json::json!({ "id": line.id, "text": redactor.redact(&line.text) }).to_string());
    masked.collect::<Vec<_>>().join("\n")
}
