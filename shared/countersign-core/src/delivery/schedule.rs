//! When to try again.

use std::time::Duration;

use crate::config::DeliveryPolicy;

/// A partner cannot put us off for longer than the schedule's own longest wait.
const LONGEST_RETRY_AFTER: Duration = Duration::from_hours(10);

/// What follows a failed attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// The message stays hidden in the queue for this long.
    Wait(Duration),
    /// The delivery is parked for this long, the message deleted.
    Park(Duration),
    /// The schedule is exhausted.
    GiveUp,
}

/// The step after attempt `number` (1 is the first). `jitter` is a random byte: 0 shortens the step by 20 %, 255
/// lengthens it by 20 %. A `Retry-After` only ever lengthens it.
pub fn next(policy: &DeliveryPolicy, number: u32, after: Option<Duration>, jitter: u8) -> Next {
    let step = usize::try_from(number).ok().and_then(|number| policy.waits.get(number.checked_sub(1)?));
    let Some(step) = step else { return Next::GiveUp };
    let spread = step.mul_f64(0.8 + 0.4 * f64::from(jitter) / 255.0);
    let wait = spread.max(after.unwrap_or_default().min(LONGEST_RETRY_AFTER));
    if wait <= policy.longest_queue_wait { Next::Wait(wait) } else { Next::Park(wait) }
}

/// The step after a refused key: never a short one.
pub(super) fn held(policy: &DeliveryPolicy, number: u32, jitter: u8) -> Next {
    let longest = policy.longest_queue_wait;
    match next(policy, number, None, jitter) {
        Next::Wait(_) => Next::Park(longest.mul_f64(2.0)),
        longer @ (Next::Park(_) | Next::GiveUp) => longer,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(number: u32, after: Option<u64>, jitter: u8, expected: Next) {
        let policy = DeliveryPolicy::default();
        assert_eq!(next(&policy, number, after.map(Duration::from_secs), jitter), expected);
    }

    #[test]
    fn short_steps_wait_in_the_queue_and_long_ones_are_parked() {
        check(1, None, 0, Next::Wait(Duration::from_secs(4)));
        check(1, None, 255, Next::Wait(Duration::from_secs(6)));
        check(3, None, 255, Next::Wait(Duration::from_mins(6)));
        check(4, None, 0, Next::Park(Duration::from_mins(24)));
        check(8, None, 255, Next::Park(Duration::from_hours(12)));
        check(9, None, 0, Next::GiveUp);
        check(u32::MAX, None, 0, Next::GiveUp);
    }

    #[test]
    fn retry_after_lengthens_a_step_up_to_ten_hours() {
        check(1, Some(120), 0, Next::Wait(Duration::from_mins(2)));
        check(1, Some(0), 0, Next::Wait(Duration::from_secs(4)));
        check(1, Some(901), 0, Next::Park(Duration::from_secs(901)));
        check(1, Some(u64::MAX), 0, Next::Park(Duration::from_hours(10)));
        check(9, Some(1), 0, Next::GiveUp);
    }

    #[test]
    fn a_refused_key_is_never_tried_again_soon() {
        for number in 1..=8 {
            assert!(
                matches!(held(&DeliveryPolicy::default(), number, 0), Next::Park(wait) if wait > Duration::from_mins(15))
            );
        }
        assert_eq!(held(&DeliveryPolicy::default(), 9, 0), Next::GiveUp);
    }
}
