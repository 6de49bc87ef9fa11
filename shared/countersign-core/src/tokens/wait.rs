//! How long a store is left alone that could not be renewed.

use std::time::Duration;

/// No wait that the platform asks for is longer: a token has a quarter of an hour to be renewed in.
const LONGEST_WAIT: Duration = Duration::from_mins(15);
const MINUTE: Duration = Duration::from_mins(1);
const DAY: Duration = Duration::from_hours(24);

/// How long to wait after so many failures in a row: minutes, so that an outage of some minutes costs no token's life; and
/// as long as the platform has asked for, within reason.
pub fn retry_after(failures: u32, asked: Duration, jitter: u8) -> Duration {
    let minutes = [1, 2, 5, 10, 15];
    let last = minutes.len() - 1;
    let minutes = minutes[usize::try_from(failures).unwrap_or(last).min(last)];
    spread(MINUTE * minutes, jitter).max(asked.min(LONGEST_WAIT))
}

/// How long a frozen or lost store is left alone: about a day.
pub fn parked_for(jitter: u8) -> Duration {
    spread(DAY, jitter)
}

/// Between 80 % and 120 %.
fn spread(wait: Duration, jitter: u8) -> Duration {
    wait * (800 + 400 * u32::from(jitter) / 255) / 1000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_a_quarter_of_an_hour() {
        let minutes = |failures| retry_after(failures, Duration::ZERO, 128).as_secs().div_ceil(60);
        assert_eq!([0, 1, 2, 3, 4, 99].map(minutes), [1, 2, 5, 10, 15, 15]);
        assert_eq!(retry_after(0, MINUTE * 7, 128), MINUTE * 7);
        assert_eq!(retry_after(0, Duration::MAX, 128), LONGEST_WAIT);
    }
}
