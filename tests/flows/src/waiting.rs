//! Waiting for conditions. Nothing here waits for time to pass.

use std::time::Duration;

use tokio::time::{interval, timeout};

/// Longer than anything takes on a busy machine, a rotation's minute included; only a failing test waits for it.
pub const PATIENCE: Duration = Duration::from_mins(2);

/// Between two looks at what tells nobody when it changes.
const LOOK_AGAIN: Duration = Duration::from_millis(25);

/// Looks again and again until `look` finds something. Panics when patience is over, with what was waited for.
pub async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let search = async {
        let mut looks = interval(LOOK_AGAIN);
        loop {
            looks.tick().await;
            if let Some(found) = look().await {
                return found;
            }
        }
    };
    timeout(PATIENCE, search).await.unwrap_or_else(|_| panic!("waited in vain: {what}"))
}
