//! What the demo shows.

use std::{
    future::Future,
    io::{IsTerminal, stdout},
    time::{Duration, Instant},
};

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
                evidence.iter().for_each(|one| say(&format!("     {}", shortened(one))));
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
