//! What goes wrong, how often: drawn once per history, then once per call.

use fastrand::Rng;

use super::{MINUTE, SECOND, World};

/// How often what goes wrong, in thousandths of all calls.
#[derive(Clone, Copy, Debug, Default)]
pub struct Trouble {
    /// Whether anything does, now.
    pub on: bool,
    /// A process ends, at any await.
    pub crash: u32,
    /// A call fails without an effect.
    pub fail: u32,
    /// A call has its effect, and the answer is lost.
    pub lose: u32,
    /// A call has its effect after the caller has given up.
    pub late: u32,
    /// A process is frozen for minutes.
    pub freeze: u32,
    /// Clocks are wrong.
    pub clocks: bool,
}

/// What becomes of one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plan {
    /// Effect, then answer.
    Well {
        /// Until the effect.
        before: u64,
        /// From the effect to the answer.
        after: u64,
    },
    /// No effect.
    Fails {
        /// Until the caller knows.
        wait: u64,
    },
    /// Effect, no answer.
    Loses {
        /// Until the effect.
        before: u64,
        /// From the effect until the caller gives up.
        after: u64,
    },
    /// The process ends.
    Dies {
        /// Whether the effect comes before that.
        after_effect: bool,
    },
    /// No answer, then effect.
    Late {
        /// Until the caller gives up.
        wait: u64,
        /// From then to the effect.
        after: u64,
    },
}

/// What becomes of one call that is to be.
#[derive(Clone, Copy, Debug)]
pub struct Fate {
    /// The call's name in the log.
    pub call: &'static str,
    /// What becomes of it.
    pub plan: Plan,
}

impl Trouble {
    /// Each kind is there in some histories only, and rare or frequent there.
    pub fn draw(chance: &mut Rng) -> Self {
        let mut some =
            |share: u32, most: u32| if chance.u32(..100) < share { chance.u32(1..=most) } else { 0 };
        let (crash, fail, lose) = (some(60, 40), some(40, 80), some(50, 80));
        let (late, freeze, clocks) = (some(40, 40), some(50, 30), some(30, 1) == 1);
        Self { on: true, crash, fail, lose, late, freeze, clocks }
    }

    /// What a new process's clock shows beyond the true time.
    pub fn offset(&self, chance: &mut Rng) -> i64 {
        if !self.on || !self.clocks {
            return 0;
        }
        let minutes = [0, 0, 10, -10, -60, 3, -3];
        let minute = i64::try_from(MINUTE).unwrap_or_default();
        minutes[chance.usize(..minutes.len())] * minute
    }
}

impl World {
    /// Whether the process of `actor` ends here.
    pub fn crashes(&mut self, actor: u32) -> bool {
        let doomed = self.actors.get(&actor).is_some_and(|actor| actor.doomed);
        let crash = doomed || (self.is_troubled(actor) && self.chance.u32(..1000) < self.trouble.crash);
        if crash {
            self.figures.crashes += 1;
            let name = self.name(actor);
            self.note(&name, || "CRASHES".to_owned());
        }
        crash
    }

    /// What becomes of a call of `actor` that usually takes `usual` milliseconds.
    pub fn plan(&mut self, actor: u32, what: &str, usual: u64) -> Plan {
        self.figures.calls += 1;
        if let Some(at) = self.fates.iter().position(|fate| fate.call == what) {
            return self.fates.remove(at).plan;
        }
        let (before, after) = (self.chance.u64(1..=usual), self.chance.u64(1..=usual));
        if !self.is_troubled(actor) {
            return Plan::Well { before, after };
        }
        self.jump(actor);
        let Trouble { fail, lose, late, freeze, .. } = self.trouble;
        let draw = self.chance.u32(..1000);
        let gives_up = 5 * SECOND;
        if draw < fail {
            self.figures.failed += 1;
            Plan::Fails { wait: before }
        } else if draw < fail + lose {
            self.figures.lost += 1;
            Plan::Loses { before, after: gives_up }
        } else if draw < fail + lose + late {
            self.figures.late += 1;
            Plan::Late { wait: gives_up, after: self.chance.u64(1..=3 * MINUTE) }
        } else if draw < fail + lose + late + freeze {
            self.figures.frozen += 1;
            let pause = self.chance.u64(MINUTE / 2..=10 * MINUTE);
            let name = self.name(actor);
            self.note(&name, || format!("is frozen for {} s", pause / SECOND));
            if self.chance.bool() {
                Plan::Well { before: pause, after }
            } else {
                Plan::Well { before, after: pause }
            }
        } else {
            Plan::Well { before, after }
        }
    }

    /// The process of `actor` ends as soon as it comes to itself.
    pub fn doom(&mut self, actor: u32) {
        if let Some(actor) = self.actors.get_mut(&actor) {
            actor.doomed = true;
        }
    }

    fn is_troubled(&self, actor: u32) -> bool {
        self.trouble.on && self.actors.get(&actor).is_some_and(|actor| actor.troubled)
    }

    /// A clock is set while a process runs.
    fn jump(&mut self, actor: u32) {
        if self.trouble.clocks && self.chance.u32(..200) == 0 {
            let offset = self.trouble.offset(&mut self.chance);
            if let Some(actor) = self.actors.get_mut(&actor) {
                actor.offset = offset;
            }
        }
    }
}
