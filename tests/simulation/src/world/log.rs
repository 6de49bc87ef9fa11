//! What is told of a history.

use super::World;

/// What must not happen, and did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// When, in milliseconds since 1970.
    pub at: u64,
    /// What.
    pub what: String,
}

/// What happened, in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Calls to a service.
    pub calls: u64,
    /// Processes that ended in the middle.
    pub crashes: u64,
    /// Effects whose answer did not arrive.
    pub lost: u64,
    /// Effects that came after the caller had given up.
    pub late: u64,
    /// Calls that failed without an effect.
    pub failed: u64,
    /// Processes that were frozen for half a minute or more.
    pub frozen: u64,
    /// Grants exchanged at the platform.
    pub exchanges: u64,
    /// Exchanges that the platform refused.
    pub refused: u64,
    /// Codes exchanged.
    pub codes: u64,
    /// Versions that became current.
    pub current: u64,
    /// Of those, by another worker than the one that obtained the pair.
    pub repaired: u64,
    /// Writes that came after another lease had been granted.
    pub stale: u64,
    /// Shops that removed the app.
    pub uninstalled: u64,
    /// Codes whose pair was lost before it was stored, so that only the merchant could help.
    pub beyond_help: u64,
    /// Times that a store was said to need a new authorisation.
    pub reauth: u64,
}

impl Figures {
    /// Adds another history's.
    pub fn add(&mut self, other: &Self) {
        let pairs = [
            (&mut self.calls, other.calls),
            (&mut self.crashes, other.crashes),
            (&mut self.lost, other.lost),
            (&mut self.late, other.late),
            (&mut self.failed, other.failed),
            (&mut self.frozen, other.frozen),
            (&mut self.exchanges, other.exchanges),
            (&mut self.refused, other.refused),
            (&mut self.codes, other.codes),
            (&mut self.current, other.current),
            (&mut self.repaired, other.repaired),
            (&mut self.stale, other.stale),
            (&mut self.uninstalled, other.uninstalled),
            (&mut self.beyond_help, other.beyond_help),
            (&mut self.reauth, other.reauth),
        ];
        for (sum, more) in pairs {
            *sum += more;
        }
    }
}

impl World {
    /// Notes a line, if anybody wants to read it.
    pub fn note(&mut self, who: &str, line: impl FnOnce() -> String) {
        let now = self.now;
        if let Some(lines) = &mut self.lines {
            let line = line();
            lines.push(format!("{} {who:<14} {line}", clock(now)));
        }
    }

    /// Notes what must not happen. The first is what counts.
    pub fn violated(&mut self, what: String) {
        self.note("VIOLATION", || what.clone());
        let at = self.now;
        self.violation.get_or_insert(Violation { at, what });
    }
}

/// Days since the beginning, and the time of day.
fn clock(now: u64) -> String {
    let since = now.saturating_sub(1_795_000_000_000);
    let (seconds, millis) = (since / 1000, since % 1000);
    let (day, hour, minute) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60);
    format!("day {day:>2} {hour:02}:{minute:02}:{:02}.{millis:03}", seconds % 60)
}
