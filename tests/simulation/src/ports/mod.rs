//! The ports of the rules, played by the world for one actor.

mod endpoint;
mod rows;
mod secrets;

pub use rows::SHARDS;

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use countersign_core::{
    ports::{Clock, Entropy, Pause},
    wall_time::from_epoch_millis,
};

use crate::{
    executor::{Shared, Spawn, locked, sleep},
    world::{Plan, World},
};

/// One process's way to everything outside it.
#[derive(Clone)]
pub struct Ports {
    /// The world.
    pub world: Shared,
    /// Whose.
    pub actor: u32,
}

/// No answer came. Whether there was an effect is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unanswered {
    /// There was none.
    NoEffect,
    /// There was one, or there will be.
    Perhaps,
}

impl Ports {
    /// A new process.
    pub fn enter(world: &Shared, name: &str, troubled: bool) -> Self {
        let actor = locked(world).enter(name, troubled);
        Self { world: Arc::clone(world), actor }
    }

    /// One call, with whatever goes wrong with it. Every await here is a place to crash.
    async fn call<T: Send + 'static>(
        &self,
        what: &'static str,
        usual: u64,
        effect: impl FnOnce(&mut World) -> T + Send + 'static,
    ) -> Result<T, Unanswered> {
        let plan = locked(&self.world).plan(self.actor, what, usual);
        let _going = Going::begin(&self.world);
        match plan {
            Plan::Well { before, after } => {
                sleep(&self.world, before).await;
                let answer = self.effect(what, "", effect);
                sleep(&self.world, after).await;
                Ok(answer)
            }
            Plan::Fails { wait } => {
                sleep(&self.world, wait).await;
                self.note(what, "FAILS");
                Err(Unanswered::NoEffect)
            }
            Plan::Loses { before, after } => {
                sleep(&self.world, before).await;
                drop(self.effect(what, "its answer is LOST", effect));
                sleep(&self.world, after).await;
                Err(Unanswered::Perhaps)
            }
            Plan::Dies { after_effect } => {
                sleep(&self.world, 1).await;
                if after_effect {
                    drop(self.effect(what, "", effect));
                }
                locked(&self.world).doom(self.actor);
                sleep(&self.world, 1).await;
                Err(Unanswered::Perhaps)
            }
            Plan::Late { wait, after } => {
                self.later(what, wait + after, effect);
                sleep(&self.world, wait).await;
                Err(Unanswered::Perhaps)
            }
        }
    }

    fn effect<T>(&self, what: &str, remark: &str, effect: impl FnOnce(&mut World) -> T) -> T {
        self.note(what, remark);
        let mut world = locked(&self.world);
        let answer = effect(&mut world);
        world.check();
        answer
    }

    /// The request is on its way, and arrives whatever becomes of its sender.
    fn later<T: Send>(
        &self,
        what: &'static str,
        wait: u64,
        effect: impl FnOnce(&mut World) -> T + Send + 'static,
    ) {
        let ports = self.clone();
        self.note(what, "is DELAYED");
        let work = Box::pin(async move {
            sleep(&ports.world, wait).await;
            drop(ports.effect(what, "arrives LATE", effect));
        });
        locked(&self.world).spawns.push(Spawn { actor: None, work });
    }

    fn note(&self, what: &str, remark: &str) {
        let mut world = locked(&self.world);
        let name = world.name(self.actor);
        world.note(&name, || format!("{what} {remark}"));
    }
}

/// Counts a call while it is under way, also if its process ends.
struct Going(Shared);

impl Going {
    fn begin(world: &Shared) -> Self {
        let mut locked = locked(world);
        locked.at_once += 1;
        locked.most_at_once = locked.most_at_once.max(locked.at_once);
        Self(Arc::clone(world))
    }
}

impl Drop for Going {
    fn drop(&mut self) {
        locked(&self.0).at_once -= 1;
    }
}

impl Clock for Ports {
    fn now(&self) -> SystemTime {
        let world = locked(&self.world);
        let offset = world.actors.get(&self.actor).map_or(0, |actor| actor.offset);
        from_epoch_millis(world.now.saturating_add_signed(offset))
    }
}

impl Pause for Ports {
    async fn pause(&self, wait: Duration) {
        sleep(&self.world, u64::try_from(wait.as_millis()).unwrap_or(u64::MAX)).await;
    }
}

impl Entropy for Ports {
    fn fill(&self, out: &mut [u8]) {
        locked(&self.world).chance.fill(out);
    }
}
