//! The round over all connected stores, a day after the last one began. It takes as many runs as it needs: each goes on where
//! the last one stopped, so that every store has its turn however many there are.

use std::time::{Duration, SystemTime};

/// From the beginning of one round to that of the next.
const A_DAY: Duration = Duration::from_hours(24);

/// How far a round has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
    /// Counts what was written of rounds. Whoever writes names the turn it has seen, so that of two runs one goes on.
    pub turn: u64,
    /// When this round began.
    pub begun_at: SystemTime,
    /// The place after which it goes on; none at its beginning and after its end.
    pub after: Option<String>,
    /// Whether every store has had its turn.
    pub is_over: bool,
}

impl Round {
    /// The round to go on with, by the one that is kept; none if that is over and the next is not due.
    pub fn to_go_on_with(kept: Option<Self>, now: SystemTime) -> Option<Self> {
        match kept {
            Some(round) if !round.is_over => Some(round),
            Some(last) if now < last.begun_at + A_DAY => None,
            Some(last) => Some(Self::beginning(last.turn, now)),
            None => Some(Self::beginning(0, now)),
        }
    }

    fn beginning(turn: u64, begun_at: SystemTime) -> Self {
        Self { turn, begun_at, after: None, is_over: false }
    }

    /// As it is to be kept after the stores up to this place; after the last of all there is none.
    #[must_use]
    pub fn gone_on(self, after: Option<String>) -> Self {
        Self { turn: self.turn + 1, is_over: after.is_none(), after, ..self }
    }

    /// Whether the next one should have begun by now.
    pub fn is_late(&self, now: SystemTime) -> bool {
        !self.is_over && now >= self.begun_at + A_DAY
    }
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;

    const HOUR: Duration = Duration::from_hours(1);

    fn at(hours: u32) -> SystemTime {
        UNIX_EPOCH + HOUR * hours
    }

    #[test]
    fn a_round_goes_on_where_it_stopped_and_the_next_begins_a_day_after_it_began() {
        let first = Round::to_go_on_with(None, at(0)).unwrap();
        assert_eq!((first.begun_at, first.after.as_deref()), (at(0), None));
        let half = first.gone_on(Some("a".to_owned()));
        assert_eq!(Round::to_go_on_with(Some(half.clone()), at(5)), Some(half.clone()));
        let over = half.gone_on(None);
        assert!(over.is_over);
        assert_eq!(Round::to_go_on_with(Some(over.clone()), at(23)), None);
        let next = Round::to_go_on_with(Some(over), at(24)).unwrap();
        assert_eq!((next.begun_at, next.after, next.turn, next.is_over), (at(24), None, 2, false));
    }

    #[test]
    fn a_round_is_late_when_the_next_should_have_begun() {
        let half = Round::to_go_on_with(None, at(0)).unwrap().gone_on(Some("a".to_owned()));
        assert!(!half.is_late(at(23)) && half.is_late(at(24)));
        assert!(!half.gone_on(None).is_late(at(48)));
    }
}
