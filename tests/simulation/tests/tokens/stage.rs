//! A quiet world with connected stores, in which a test says what goes wrong.

use std::sync::{Arc, Mutex};

use countersign_core::{
    ports::Clock,
    store::{ShopDomain, Store},
    tokens::{ConnectionRow, Need, Outcome, RunLimits, RunReport, StoredPair},
};
use simulation::{
    actors::{LONGEST_RUN, Told, begin, install, locked_told, worker},
    executor::{self, Shared, Spawn, locked, sleep},
    ports::{Ports, SHARDS},
    world::{CURRENT, Fate, HOUR, MINUTE, Plan, Said, World},
};

/// A world whose stores were connected an hour less ten minutes ago, so that all are due.
pub(crate) struct Stage {
    pub(crate) world: Shared,
    pub(crate) store: Store,
    pub(crate) shop: ShopDomain,
}

impl Stage {
    /// One store, due.
    pub(crate) fn due() -> Self {
        let stage = Self::of(1);
        stage.wait(50 * MINUTE);
        stage
    }

    /// So many stores, just connected.
    pub(crate) fn of(stores: usize) -> Self {
        let world: Shared = Arc::new(Mutex::new(World::new(1, None, true)));
        let stage = Self { world, store: Store::Shopify(shop(0)), shop: shop(0) };
        stage.many(stores);
        stage
    }

    /// Connects so many stores, one after the other.
    pub(crate) fn many(&self, stores: usize) -> usize {
        for shop in (0..stores).map(shop) {
            let code = locked(&self.world).platform.approve(shop.as_str());
            begin(&self.world, "installer", |ports| install(ports, shop, code, Told::default()));
            // Twenty at once, so that thousands are connected within minutes.
            if locked(&self.world).spawns.len() == 20 {
                executor::run(&self.world);
            }
        }
        executor::run(&self.world);
        stores
    }

    pub(crate) fn wait(&self, millis: u64) {
        let world = Arc::clone(&self.world);
        self.aside(async move { sleep(&world, millis).await });
        executor::run(&self.world);
    }

    pub(crate) fn aside(&self, work: impl Future<Output = ()> + Send + 'static) {
        locked(&self.world).spawns.push(Spawn { actor: None, work: Box::pin(work) });
    }

    /// The next call of this name goes so.
    pub(crate) fn fate(&self, call: &'static str, plan: Plan) {
        locked(&self.world).fates.push(Fate { call, plan });
    }

    /// The platform says this to the next exchange.
    pub(crate) fn says(&self, said: Said) {
        locked(&self.world).says.push_back(said);
    }

    /// Begins a renewal in a process of its own.
    pub(crate) fn begin_renewal(&self, need: Need) -> Told<Outcome> {
        let (told, store) = (Told::default(), self.store.clone());
        let theirs = Arc::clone(&told);
        begin(&self.world, "worker", |ports| async move {
            *locked_told(&theirs) = Some(worker(&ports).renew(&store, &need).await);
        });
        told
    }

    /// Renews, to the end; none if the process did not come to it.
    pub(crate) fn renew(&self, need: Need) -> Option<Outcome> {
        let told = self.begin_renewal(need);
        executor::run(&self.world);
        locked_told(&told).clone()
    }

    /// Runs over all due stores, to the end.
    pub(crate) fn run(&self) -> RunReport {
        let told = self.begin_run();
        executor::run(&self.world);
        locked_told(&told).clone().unwrap()
    }

    /// Begins a run as the schedule does.
    pub(crate) fn begin_run(&self) -> Told<RunReport> {
        let told: Told<RunReport> = Told::default();
        let theirs = Arc::clone(&told);
        begin(&self.world, "run", |ports: Ports| async move {
            let limits = RunLimits::until(ports.now() + LONGEST_RUN);
            let shards: Vec<_> = (0..SHARDS).collect();
            *locked_told(&theirs) = worker(&ports).run(&shards, &limits).await.ok();
        });
        told
    }

    /// Runs over all stores that are parked, as an operator does.
    pub(crate) fn run_parked(&self) -> RunReport {
        let told = self.begin_parked_run();
        executor::run(&self.world);
        locked_told(&told).clone().unwrap()
    }

    /// Begins such a run.
    pub(crate) fn begin_parked_run(&self) -> Told<RunReport> {
        let told: Told<RunReport> = Told::default();
        let theirs = Arc::clone(&told);
        begin(&self.world, "operator", |ports: Ports| async move {
            let limits = RunLimits::until(ports.now() + LONGEST_RUN);
            *locked_told(&theirs) =
                worker(&ports).run_parked(None, &limits, &|_, _| ()).await.ok().map(|ran| ran.run);
        });
        told
    }

    pub(crate) fn row(&self) -> ConnectionRow {
        locked(&self.world).table.row(&self.store).unwrap().clone()
    }

    /// When the store is due, in milliseconds from now.
    pub(crate) fn due_in(&self) -> Option<u64> {
        let world = locked(&self.world);
        let due_at = world.table.records[&self.store.to_string()].due_at?;
        Some(due_at.saturating_sub(world.now))
    }

    /// What stands under `AWSCURRENT`.
    pub(crate) fn current(&self) -> StoredPair {
        let world = locked(&self.world);
        let secret = world.vault.secret(&self.store).unwrap();
        secret.pair(secret.labelled(CURRENT).unwrap()).unwrap().clone()
    }

    /// Exchanges that the platform has granted to the store, and versions of its secret.
    pub(crate) fn counts(&self) -> (u64, u64) {
        let world = locked(&self.world);
        let exchanges = world.platform.shops[self.shop.as_str()].exchanges;
        (exchanges, world.vault.secret(&self.store).unwrap().puts)
    }

    /// Calls of this name so far.
    pub(crate) fn calls(&self, name: &str) -> usize {
        let world = locked(&self.world);
        let lines = world.lines.as_ref().unwrap();
        lines
            .iter()
            .filter(|line| line.split_whitespace().skip(4).collect::<Vec<_>>().join(" ") == name)
            .count()
    }

    /// An hour and a half of schedule later, the store works, and nothing was violated.
    pub(crate) fn is_well_in_the_end(&self) {
        for _ in 0..6 {
            self.wait(HOUR / 4);
            self.run();
        }
        let mut world = locked(&self.world);
        world.check_end();
        assert_eq!(world.violation, None, "{}", world.lines.as_ref().unwrap().join("\n"));
    }
}

fn shop(number: usize) -> ShopDomain {
    ShopDomain::parse(&format!("shop-{number}.myshopify.com")).unwrap()
}
