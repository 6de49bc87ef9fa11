//! A score as people read it.

use std::fmt::Write as _;

use super::{GATES, Score};

/// The gates, one a line, then the first failures.
pub fn report(title: &str, score: &Score, failures: usize) -> String {
    let mut text = format!("{title}\n");
    for gate in &GATES {
        let count = gate.count(score);
        let share = count.share().map_or_else(|| "-".to_owned(), |share| format!("{:.3} %", 100.0 * share));
        let least =
            gate.least.map_or_else(|| "reported".to_owned(), |least| format!(">= {} %", 100.0 * least));
        let verdict = if gate.holds(score) { ' ' } else { '!' };
        let right = count.all - count.wrong;
        let _ = writeln!(
            text,
            " {verdict} {:<38} {right:>6} of {:>6} {share:>10}  {least}",
            gate.name, count.all
        );
    }
    for failure in score.failures.iter().take(failures) {
        let _ = writeln!(
            text,
            "   {:<20} {:<16} {:<14} {:<12} {}",
            failure.what, failure.source, failure.key, failure.line, failure.shown
        );
    }
    text
}
