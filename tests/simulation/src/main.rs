//! Replays one history in readable lines: `cargo run -p simulation -- --seed N [--without lease|fence|intent|predecessor|label-swap]`.
#![expect(clippy::print_stdout, reason = "a command for people")]

use std::process::ExitCode;

use simulation::{history::play, world::Removal};

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let value = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1)
    };
    let Some(seed) = value("--seed").and_then(|text| text.parse().ok()) else {
        println!(
            "Name a seed: cargo run -p simulation -- --seed 1 [--without lease|fence|intent|predecessor|label-swap]"
        );
        return ExitCode::from(2);
    };
    let told = play(seed, value("--without").and_then(|name| removal(name)), true);
    told.lines.iter().for_each(|line| println!("{line}"));
    println!("{:?}", told.figures);
    match told.violation {
        None => ExitCode::SUCCESS,
        Some(violation) => {
            println!("VIOLATION: {}", violation.what);
            ExitCode::FAILURE
        }
    }
}

fn removal(name: &str) -> Option<Removal> {
    match name {
        "lease" => Some(Removal::Lease),
        "fence" => Some(Removal::Fence),
        "intent" => Some(Removal::Intent),
        "predecessor" => Some(Removal::Predecessor),
        "label-swap" => Some(Removal::LabelSwap),
        _ => None,
    }
}
