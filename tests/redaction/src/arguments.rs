//! What the command is asked to do.

use std::str::FromStr;

const USAGE: &str = "\
redaction: what the redaction engine finds, keeps and costs

  gates [--seeds N,N,…] [--lines N] [--show N]
        makes a labelled corpus of about 2000 lines (or N) from each seed, or from a fresh one, and scores it
  score FILE [--show N]
        scores a corpus that something else made; docs/REDACTION.md describes the file
  mask FILE
        masks such a file for another scorer: {\"id\",\"text\"} a line
  bench
        measures speed and memory beside regular expressions; wants `cargo run --release`
  fuzz [--seconds N] [--seed N]
        tries inputs that nobody would send on purpose, 10 seconds long

Ends with 1 when a gate or a promise does not hold. --show prints the first N values that went wrong.";

/// Enough for every kind of value and line to come up many times.
const LINES: usize = 2000;

const SECONDS: u64 = 10;

/// What to do.
pub(crate) enum Command {
    Gates { seeds: Vec<u64>, lines: usize, show: usize },
    Score { file: String, show: usize },
    Mask { file: String },
    Bench,
    Fuzz { seed: u64, seconds: u64 },
}

/// The command, or what to tell whoever asked for something else.
pub(crate) fn parse(arguments: &[String]) -> Result<Command, String> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["gates", "fresh", rest @ ..] | ["gates", rest @ ..] => gates(Options::of(rest)?),
        ["score", file, rest @ ..] => score(file, Options::of(rest)?),
        ["mask", file] => Ok(Command::Mask { file: (*file).to_owned() }),
        ["bench"] => Ok(Command::Bench),
        ["fuzz", rest @ ..] => fuzz(Options::of(rest)?),
        _ => Err(USAGE.to_owned()),
    }
}

fn gates(mut options: Options<'_>) -> Result<Command, String> {
    let seeds = options.take("--seeds").filter(|seeds| *seeds != "fresh");
    let seeds = seeds.map_or_else(|| Ok(vec![fresh()]), |seeds| seeds.split(',').map(number).collect())?;
    let lines = options.number("--lines", LINES)?;
    let show = options.number("--show", 0)?;
    options.done(Command::Gates { seeds, lines, show })
}

fn score(file: &str, mut options: Options<'_>) -> Result<Command, String> {
    let show = options.number("--show", 0)?;
    options.done(Command::Score { file: file.to_owned(), show })
}

fn fuzz(mut options: Options<'_>) -> Result<Command, String> {
    let seconds = options.number("--seconds", SECONDS)?;
    let seed = options.number("--seed", fresh())?;
    options.done(Command::Fuzz { seed, seconds })
}

/// Short enough to be typed again.
fn fresh() -> u64 {
    fastrand::u64(1000..1_000_000_000)
}

fn number<T: FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("`{text}` is no whole number\n\n{USAGE}"))
}

/// Names and values that have not been read yet.
struct Options<'w>(Vec<(&'w str, &'w str)>);

impl<'w> Options<'w> {
    fn of(words: &[&'w str]) -> Result<Self, String> {
        let pairs = words.chunks(2).map(|pair| match *pair {
            [name, value] => Ok((name, value)),
            _ => Err(USAGE.to_owned()),
        });
        pairs.collect::<Result<_, _>>().map(Self)
    }

    fn take(&mut self, name: &str) -> Option<&'w str> {
        let at = self.0.iter().position(|(other, _)| *other == name)?;
        Some(self.0.swap_remove(at).1)
    }

    fn number<T: FromStr>(&mut self, name: &str, otherwise: T) -> Result<T, String> {
        self.take(name).map_or(Ok(otherwise), number)
    }

    fn done(self, command: Command) -> Result<Command, String> {
        if self.0.is_empty() { Ok(command) } else { Err(USAGE.to_owned()) }
    }
}
