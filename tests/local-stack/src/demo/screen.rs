//! What the demo shows.

use std::{
    future::Future,
    io::{IsTerminal, stdout},
    time::{Duration, Instant},
};

use crate::lambda::LogLine;

/// The columns of a line of evidence; longer ones are cut in the middle.
const WIDTH: usize = 116;

/// What one line of the story rests on, or why it is not true.
pub(super) type Evidence = Result<Vec<String>, String>;

/// Counts what was true.
pub(super) struct Screen {
    colours: bool,
    told: usize,
    untrue: usize,
    started: Instant,
}

impl Screen {
    #[expect(clippy::disallowed_methods, reason = "the demo tells how long things took")]
    pub(super) fn new() -> Self {
        Self { colours: stdout().is_terminal(), told: 0, untrue: 0, started: Instant::now() }
    }

    pub(super) fn opening(&self, summary: &str) {
        let title = self.paint("1", "Countersign");
        say(&format!(
            "\n{title}: a store's webhook reaches a partner: proven, once, minimised.\n{summary}\n"
        ));
    }

    #[expect(clippy::disallowed_methods, reason = "the demo tells how long things took")]
    pub(super) async fn tell(&mut self, line: &str, happens: impl Future<Output = Evidence>) {
        let started = Instant::now();
        let evidence = happens.await;
        self.told += 1;
        let took = self.paint("2", &format!("{:>5} ms", started.elapsed().as_millis()));
        match evidence {
            Ok(evidence) => {
                say(&format!(" {} {line:<46}{took}", self.paint("32", "✓")));
                for one in &evidence {
                    say(&format!("     {}", shortened(one)));
                }
            }
            Err(reason) => {
                self.untrue += 1;
                say(&format!(" {} {line:<46}{took}\n     {reason}", self.paint("31", "✗")));
            }
        }
    }

    /// Sums up; true if every line was.
    pub(super) fn closing(&self) -> bool {
        let took = rounded(self.started.elapsed());
        let (told, true_lines) = (self.told, self.told - self.untrue);
        say(&format!(
            "\n {true_lines} of {told} lines are true, after {took}. `cargo stack` keeps the system running.\n"
        ));
        self.untrue == 0
    }

    /// The end of the log, for whoever wonders why a line was not true.
    pub(super) fn last_words(&self, log: &[LogLine]) {
        let last = &log[log.len().saturating_sub(12)..];
        say(&self.paint("2", "The functions' last words:"));
        for line in last {
            say(&format!("  {:>16} | {}", line.function, line.text));
        }
    }

    fn paint(&self, code: &str, text: &str) -> String {
        if self.colours { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

fn rounded(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}

fn shortened(text: &str) -> String {
    let length = text.chars().count();
    if length <= WIDTH {
        return text.to_owned();
    }
    let head: String = text.chars().take(WIDTH - 30).collect();
    let tail: String = text.chars().skip(length - 27).collect();
    format!("{head} … {tail}")
}

#[expect(clippy::print_stdout, reason = "this is what the demo is for")]
fn say(text: &str) {
    println!("{text}");
}
