//! Functions that die over a call: each call that they make, before it has an effect or after.

use std::{future::Future, pin::pin, time::Duration};

use super::Stack;
use crate::{
    aws::{Fault, Trouble},
    sites::{Behaviour, Broken, Ledger, Place},
};

/// Longer than any function runs.
const FOR_EVER: Duration = Duration::from_hours(1);

/// Until what was killed has ended.
const PATIENCE: Duration = Duration::from_mins(2);

/// When a process dies over a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// Nothing has happened.
    Before,
    /// It has happened, and the answer is on its way.
    After,
}

/// Where a process dies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kill {
    /// Over one of its calls of AWS, the first of which is 0.
    Aws(u32, Moment),
    /// Over one of its calls at this place of the shop.
    Shop(Place, usize, Moment),
}

impl Kill {
    /// The same for the next call.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Aws(call, moment) => Self::Aws(call + 1, moment),
            Self::Shop(place, call, moment) => Self::Shop(place, call + 1, moment),
        }
    }

    /// Each kind of call, with its first.
    pub fn firsts() -> [Self; 6] {
        let (before, after) = (Moment::Before, Moment::After);
        [
            Self::Aws(0, before),
            Self::Aws(0, after),
            Self::Shop(Place::Token, 0, before),
            Self::Shop(Place::Token, 0, after),
            Self::Shop(Place::Api, 0, before),
            Self::Shop(Place::Api, 0, after),
        ]
    }
}

impl Stack {
    /// Does `work` and kills `function` (SIGKILL) where `kill` says. Gives what comes of the work if the function ends
    /// without having come there, and otherwise the call over which it died.
    pub async fn die_over<T>(
        &self,
        function: &str,
        shop: &str,
        kill: Kill,
        work: impl Future<Output = T>,
    ) -> Result<T, String> {
        // So that each of its calls is made, also those of its start.
        self.lambda.retire(function).await;
        let mark = self.aws.calls().mark();
        let held = self.hold(function, shop, kill);
        let (mut held, mut work) = (pin!(held), pin!(work));
        tokio::select! {
            biased;
            () = &mut held => {}
            done = &mut work => {
                self.aws.faults().clear();
                self.shopify.site(shop).play(Place::Token, [] as [Behaviour; 0]);
                self.shopify.site(shop).play(Place::Api, [] as [Behaviour; 0]);
                return Ok(done);
            }
        }
        self.lambda.kill_all(function).await;
        drop(tokio::time::timeout(PATIENCE, work).await);
        let calls = self.aws.calls().since(mark).by(function);
        let held = calls.iter().rfind(|call| call.status.is_none());
        Err(match kill {
            Kill::Aws(..) => held.map_or(String::new(), |call| {
                format!("{} {}", call.operation, call.target.as_deref().unwrap_or_default())
            }),
            Kill::Shop(place, ..) => format!("{place:?}"),
        })
    }

    /// Waits until the call is there.
    async fn hold(&self, function: &str, shop: &str, kill: Kill) {
        match kill {
            Kill::Aws(call, moment) => {
                let trouble = match moment {
                    Moment::Before => Trouble::HoldBefore,
                    Moment::After => Trouble::HoldAfter,
                };
                let faults = self.aws.faults();
                let mut held = faults.held();
                let before = *held.borrow();
                faults.inject(Fault::new(trouble).by(function).after(call).times(1));
                drop(held.wait_for(|held| *held > before).await);
            }
            Kill::Shop(place, call, moment) => {
                let last = match moment {
                    Moment::Before => Broken::Silence.into(),
                    Moment::After => Behaviour::Delay(FOR_EVER),
                };
                let site = self.shopify.site(shop);
                let before = site.calls(place).len();
                site.play(place, (0..call).map(|_| Behaviour::Up).chain([last]));
                let there = |ledger: &Ledger| {
                    let calls = ledger.calls.iter().filter(|one| one.place == place).count();
                    calls == before + call + 1
                };
                // The work ends by itself where the call is never made.
                if site.wait_until(FOR_EVER, there).await.is_err() {
                    std::future::pending::<()>().await;
                }
            }
        }
    }
}
