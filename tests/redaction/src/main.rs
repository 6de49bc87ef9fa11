//! `cargo run -p redaction`: the gates, a benchmark and a fuzzer of the redaction engine.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command for people")]

use std::{env, fs, process::ExitCode};

use countersign_core::redaction::Redactor;
use redaction::{
    corpus,
    score::{GATES, Score, report},
};

const USAGE: &str = "\
redaction: what the engine finds, keeps and costs

  score FILE [--show N]     scores a corpus file, and shows N failures
  fuzz --seconds N          tries inputs for so long
  mask FILE                 masks a corpus file: {\"id\",\"text\"} a line, for other scorers";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["gates", count, seeds @ ..] => gates(count, seeds),
        ["score", file] => score(file, 0),
        ["score", file, "--show", count] => score(file, count.parse().unwrap_or(20)),
        ["fuzz", "--seconds", seconds] => fuzz(seconds),
        ["mask", file] => mask(file),
        ["hostile", f] => { let m: std::collections::BTreeMap<String,String> = serde_json::from_str(&fs::read_to_string(f).unwrap_or_default()).unwrap_or_default(); let r=Redactor::new(); for (k,v) in m { let t=std::time::Instant::now(); let h=r.redact(&v); let e=t.elapsed(); println!("{:8.1} ms/MB  {k:?} {} -> {}", e.as_secs_f64()*1e3/(v.len() as f64/1048576.0), v.len(), h.len()); } return ExitCode::SUCCESS }
        ["lines"] => { for l in std::io::stdin().lines() { let l=l.unwrap_or_default(); println!("{}", Redactor::new().redact(&l)); } return ExitCode::SUCCESS }
        _ => Err(USAGE.to_owned()),
    };
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

fn score(file: &str, failures: usize) -> Result<String, String> {
    let text = fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?;
    let lines = corpus::read(&text).map_err(|error| format!("{file}: {error}"))?;
    let (redactor, mut score) = (Redactor::new(), Score::default());
    for line in &lines {
        score.add(line, &redactor.redact(&line.text));
    }
    let said = report(&format!("{file}: {} lines", lines.len()), &score, failures);
    if GATES.iter().all(|gate| gate.holds(&score)) { Ok(said) } else { Err(said) }
}

fn mask(file: &str) -> Result<String, String> {
    let text = fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?;
    let lines = corpus::read(&text).map_err(|error| format!("{file}: {error}"))?;
    let redactor = Redactor::new();
    let masked = lines.iter().map(|line| {
        serde_json::json!({ "id": line.id, "text": redactor.redact(&line.text) }).to_string()
    });
    Ok(masked.collect::<Vec<_>>().join("\n"))
}

fn fuzz(seconds: &str) -> Result<String, String> {
    let seconds = seconds.parse().map_err(|_| "`--seconds` takes a whole number".to_owned())?;
    let seed = fastrand::u64(..);
    match redaction::fuzz::run(seed, std::time::Duration::from_secs(seconds)) {
        Ok(count) => Ok(format!("{count} inputs from seed {seed}: every promise held")),
        Err(broken) => Err(format!("seed {seed}: {broken}")),
    }
}

fn gates(count: &str, seeds: &[&str]) -> Result<String, String> {
    let redactor = Redactor::new();
    let mut out = String::new();
    for seed in seeds {
        let lines = redaction::generate::corpus(seed.parse().unwrap_or(1), count.parse().unwrap_or(1000));
        let mut score = Score::default();
        for line in &lines { score.add(line, &redactor.redact(&line.text)); }
        out += &report(&format!("seed {seed}: {} lines", lines.len()), &score, 60);
    }
    Ok(out)
}
