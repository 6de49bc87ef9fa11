//! Everything outside the rules: the platform, the vault, the table, time, chance and trouble.

mod checks;
mod log;
mod said;
mod table;
mod trouble;
mod vault;

use std::collections::{BTreeMap, VecDeque};

use countersign_core::store::Store;
use fastrand::Rng;
use platforms::shopify::Platform;

pub use checks::Seen;
pub use log::{Figures, Violation};
pub use platforms::shopify::{Refuses, Repeats};
pub use said::Said;
pub use table::{Record, Table};
pub use trouble::{Fate, Plan, Trouble};
pub use vault::{CURRENT, PENDING, Secret, Vault, VaultRefusal};

use crate::executor::{Spawn, Timers};

/// A second, a minute, an hour, a day: the world counts milliseconds.
pub const SECOND: u64 = 1000;
/// See [`SECOND`].
pub const MINUTE: u64 = 60 * SECOND;
/// See [`SECOND`].
pub const HOUR: u64 = 60 * MINUTE;
/// See [`SECOND`].
pub const DAY: u64 = 24 * HOUR;

/// One of the things that make the protocol right, taken away from it by the services that it relies on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removal {
    /// The table grants every lease, whoever holds one.
    Lease,
    /// The table makes every write, whoever has been granted a lease since.
    Fence,
    /// The table forgets intents.
    Intent,
    /// The vault forgets the refresh token that bought a pair.
    Predecessor,
    /// The vault moves the label from wherever it is.
    LabelSwap,
}

/// What an actor is at.
#[derive(Clone, Debug)]
pub struct Actor {
    /// In the log.
    pub name: String,
    /// What its clock shows beyond the world's, in milliseconds.
    pub offset: i64,
    /// Whether it may crash, pause and lose answers.
    pub troubled: bool,
    /// Whether it ends as soon as it comes to itself.
    pub doomed: bool,
}

/// A lease as the world sees it, by its own clock.
#[derive(Clone, Debug)]
pub struct Holding {
    /// Who.
    pub actor: u32,
    /// Which.
    pub fence: u64,
    /// Until when.
    pub until: u64,
}

/// All there is.
pub struct World {
    /// Milliseconds since 1970.
    pub now: u64,
    /// The one source of chance.
    pub chance: Rng,
    /// Who sleeps.
    pub timers: Timers,
    /// Who is to begin.
    pub spawns: Vec<Spawn>,
    /// How many there ever were.
    pub entered: u32,
    /// Who there is.
    pub actors: BTreeMap<u32, Actor>,
    /// Who holds what.
    pub holdings: BTreeMap<String, Holding>,
    /// What goes wrong, how often.
    pub trouble: Trouble,
    /// What becomes of the next calls of these names, whoever makes them.
    pub fates: Vec<Fate>,
    /// What was taken away.
    pub removal: Option<Removal>,
    /// The stores' side.
    pub platform: Platform,
    /// What the platform says to the next exchanges, whatever they offer, without an effect.
    pub says: VecDeque<Said>,
    /// Their secrets.
    pub vault: Vault,
    /// Their rows.
    pub table: Table,
    /// What was seen of each store, for what may only move one way.
    pub seen: BTreeMap<String, Seen>,
    /// Whether every effect is followed by a look at everything. Too much for thousands of stores.
    pub checks: bool,
    /// Calls under way, and the most there ever were.
    pub at_once: usize,
    /// See [`World::at_once`].
    pub most_at_once: usize,
    /// What happened, in numbers.
    pub figures: Figures,
    /// What must not happen, and did.
    pub violation: Option<Violation>,
    /// Readable lines, if wanted.
    pub lines: Option<Vec<String>>,
}

impl World {
    /// A world of `seed` in which nothing is wrong yet.
    pub fn new(seed: u64, removal: Option<Removal>, readable: bool) -> Self {
        Self {
            now: 1_795_000_000_000,
            chance: Rng::with_seed(seed),
            timers: Timers::default(),
            spawns: Vec::new(),
            entered: 0,
            actors: BTreeMap::new(),
            holdings: BTreeMap::new(),
            trouble: Trouble::default(),
            fates: Vec::new(),
            removal,
            platform: Platform::default(),
            says: VecDeque::new(),
            vault: Vault::new(removal == Some(Removal::Predecessor)),
            table: Table::default(),
            seen: BTreeMap::new(),
            checks: true,
            at_once: 0,
            most_at_once: 0,
            figures: Figures::default(),
            violation: None,
            lines: readable.then(Vec::new),
        }
    }

    /// Adds an actor and gives its number.
    pub fn enter(&mut self, name: &str, troubled: bool) -> u32 {
        self.entered += 1;
        let id = self.entered;
        let offset = if troubled { self.trouble.offset(&mut self.chance) } else { 0 };
        self.actors.insert(id, Actor { name: format!("{name}-{id}"), offset, troubled, doomed: false });
        id
    }

    /// The process of `actor` is no more.
    pub fn gone(&mut self, actor: u32) {
        self.actors.remove(&actor);
    }

    /// A lease was granted, to end at `until` by the world's clock.
    pub fn granted(&mut self, store: &Store, actor: u32, fence: u64, until: u64) {
        let other = self.holdings.insert(store.to_string(), Holding { actor, fence, until });
        let taken = other.filter(|other| other.actor != actor && self.now < other.until);
        if taken.is_some() && !self.trouble.clocks {
            let name = self.name(actor);
            self.violated(format!("{name} was granted a lease while another was in force"));
        }
    }

    /// A lease was released.
    pub fn released(&mut self, store: &Store, fence: u64) {
        let key = store.to_string();
        if self.holdings.get(&key).is_some_and(|holding| holding.fence == fence) {
            self.holdings.remove(&key);
        }
    }

    /// An actor's name in the log.
    pub fn name(&self, actor: u32) -> String {
        self.actors.get(&actor).map_or_else(|| format!("gone-{actor}"), |actor| actor.name.clone())
    }
}
