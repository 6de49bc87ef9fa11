//! One history: everything that happens in it follows from its seed.

use std::{
    num::NonZero,
    ops::Range,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    thread,
};

use countersign_core::{
    store::ShopDomain,
    tokens::{Installed, Removal as Judged},
};

use crate::{
    actors::{Told, begin, confirm, install, locked_told, read, run},
    executor::{self, Shared, Spawn, locked, sleep},
    world::{DAY, Figures, HOUR, MINUTE, Refuses, Removal, Repeats, SECOND, Trouble, Violation, World},
};

/// What became of a history.
#[derive(Debug)]
pub struct Account {
    /// What must not happen, and did.
    pub violation: Option<Violation>,
    /// What happened, in numbers.
    pub figures: Figures,
    /// Readable lines, if they were wanted.
    pub lines: Vec<String>,
}

/// Plays the history of `seed`.
pub fn play(seed: u64, removal: Option<Removal>, readable: bool) -> Account {
    let world: Shared = Arc::new(Mutex::new(World::new(seed, removal, readable)));
    let script = Box::pin(script(Arc::clone(&world)));
    locked(&world).spawns.push(Spawn { actor: None, work: script });
    executor::run(&world);
    let mut world = locked(&world);
    Account {
        violation: world.violation.clone(),
        figures: world.figures,
        lines: world.lines.take().unwrap_or_default(),
    }
}

/// Plays the histories of `seeds` on all processors, and gives the sum and the first that went wrong.
///
/// With `until_first`, no history is begun after one that went wrong.
pub fn play_all(
    seeds: Range<u64>,
    removal: Option<Removal>,
    until_first: bool,
) -> (Figures, Option<(u64, Violation)>) {
    let next = AtomicU64::new(seeds.start);
    let found = Mutex::new((Figures::default(), None::<(u64, Violation)>));
    let share = || {
        loop {
            let seed = next.fetch_add(1, Relaxed);
            if seed >= seeds.end {
                return;
            }
            let account = play(seed, removal, false);
            let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
            found.0.add(&account.figures);
            if let Some(violation) = account.violation {
                let earlier = found.1.as_ref().is_some_and(|(other, _)| *other < seed);
                if !earlier {
                    found.1 = Some((seed, violation));
                }
                if until_first {
                    next.store(seeds.end, Relaxed);
                }
            }
        }
    };
    thread::scope(|scope| {
        let processors = thread::available_parallelism().map_or(1, NonZero::get);
        for _ in 0..processors {
            scope.spawn(share);
        }
    });
    found.into_inner().unwrap_or_else(PoisonError::into_inner)
}

async fn script(world: Shared) {
    let shops = prepare(&world);
    for shop in &shops {
        let (world_, shop) = (Arc::clone(&world), shop.clone());
        aside(&world, async move { connect(&world_, &shop).await });
    }
    phase(&world, &shops).await;
    if chance(&world, 30) {
        let outage = [DAY, 2 * DAY, 31 * DAY, 45 * DAY, 62 * DAY][usize_of(draw(&world, 0, 4))];
        said(&world, "the schedule stands still");
        sleep(&world, outage).await;
    }
    phase(&world, &shops).await;
    rest(&world, &shops).await;
    locked(&world).check_end();
}

fn prepare(world: &Shared) -> Vec<ShopDomain> {
    let mut world = locked(world);
    let world = &mut *world;
    world.trouble = Trouble::draw(&mut world.chance);
    let repeats = [Repeats::Same, Repeats::AnotherThatVoids, Repeats::AnotherBeside];
    world.platform.repeats = repeats[world.chance.usize(..3)];
    let (trouble, repeats) = (world.trouble, world.platform.repeats);
    world.note("the world", || format!("{trouble:?}, repeats: {repeats:?}"));
    let count = world.chance.usize(1..=2);
    ["one.myshopify.com", "two.myshopify.com"][..count]
        .iter()
        .filter_map(|name| ShopDomain::parse(name))
        .collect()
}

/// Some hours of schedule, readers and merchants.
async fn phase(world: &Shared, shops: &[ShopDomain]) {
    for shop in shops {
        for _ in 0..draw(world, 0, 3) {
            let (world_, shop) = (Arc::clone(world), shop.clone());
            aside(world, async move { happening(&world_, &shop).await });
        }
    }
    for _ in 0..draw(world, 4, 16) {
        for _ in 0..[0, 1, 1, 1, 1, 2, 3][usize_of(draw(world, 0, 6))] {
            begin(world, "worker", run);
        }
        if chance(world, 30) {
            let shop = &shops[usize_of(draw(world, 0, shops.len() as u64 - 1))];
            for _ in 0..draw(world, 1, 4) {
                begin(world, "reader", |ports| read(ports, shop.clone()));
            }
        }
        let pause = draw(world, 2, 25) * MINUTE;
        sleep(world, pause).await;
    }
}

/// Nothing goes wrong any more; everything that was begun ends, and the schedule comes a few times.
async fn rest(world: &Shared, shops: &[ShopDomain]) {
    {
        let mut world = locked(world);
        world.trouble.on = false;
        world.actors.values_mut().for_each(|actor| (actor.offset, actor.troubled) = (0, false));
        for shop in world.platform.shops.values_mut() {
            shop.refuses = None;
        }
    }
    said(world, "trouble ends");
    for wait in
        [2 * HOUR, 50 * MINUTE, 50 * MINUTE, 10 * DAY, 50 * MINUTE, 20 * MINUTE, 20 * MINUTE, 20 * MINUTE]
    {
        sleep(world, wait).await;
        begin(world, "worker", run);
    }
    // A store that nobody called meanwhile has no usable token; who calls it gets one.
    for shop in shops {
        begin(world, "reader", |ports| read(ports, shop.clone()));
    }
    sleep(world, 10 * MINUTE).await;
}

/// Something that happens to a shop.
async fn happening(world: &Shared, shop: &ShopDomain) {
    let wait = draw(world, 0, 3 * HOUR);
    sleep(world, wait).await;
    match draw(world, 0, 9) {
        0..=2 => connect(world, shop).await,
        3..=5 => remove(world, shop).await,
        6 | 7 => {
            let at = locked(world).now;
            tell_of_removal(world, shop, at).await;
        }
        8 => refuse(world, shop, Refuses::Frozen).await,
        _ => refuse(world, shop, Refuses::App).await,
    }
}

/// The shop is frozen, or the app's secret refused, for a while.
async fn refuse(world: &Shared, shop: &ShopDomain, why: Refuses) {
    let set = |refuses: Option<Refuses>| {
        if let Some(shop) = locked(world).platform.shops.get_mut(shop.as_str()) {
            shop.refuses = refuses;
        }
    };
    locked(world).note("the world", || format!("{shop} refuses: {why:?}"));
    set(Some(why));
    // Some for so long that it is believed.
    let wait = if chance(world, 20) { 9 * HOUR } else { draw(world, 5, 60) * MINUTE };
    sleep(world, wait).await;
    set(None);
}

/// A merchant installs, and tries again if the page says that it did not work; some give up.
async fn connect(world: &Shared, shop: &ShopDomain) {
    loop {
        let code = locked(world).platform.approve(shop.as_str());
        let told: Told<Installed> = Told::default();
        let (shop, theirs) = (shop.clone(), Arc::clone(&told));
        begin(world, "installer", |ports| install(ports, shop, code, theirs));
        let wait = draw(world, 30, 90) * SECOND;
        sleep(world, wait).await;
        let done =
            matches!(*locked_told(&told), Some(Installed::Connected { .. } | Installed::Superseded { .. }));
        if done || chance(world, 10) {
            return;
        }
    }
}

/// The merchant removes the app, the platform tells us, late or twice; and perhaps the merchant comes back.
async fn remove(world: &Shared, shop: &ShopDomain) {
    let at = {
        let mut world = locked(world);
        world.platform.uninstall(shop.as_str());
        world.figures.uninstalled += 1;
        world.note("merchant", || format!("removes the app from {shop}"));
        world.now
    };
    for _ in 0..draw(world, 1, 2) {
        let (world_, shop) = (Arc::clone(world), shop.clone());
        aside(world, async move {
            let wait = draw(&world_, 0, 40 * MINUTE);
            sleep(&world_, wait).await;
            tell_of_removal(&world_, &shop, at).await;
        });
    }
    if chance(world, 60) {
        let wait = draw(world, 0, 40 * MINUTE);
        sleep(world, wait).await;
        connect(world, shop).await;
    }
}

/// The queue delivers the news until somebody has judged it.
async fn tell_of_removal(world: &Shared, shop: &ShopDomain, said_at: u64) {
    loop {
        let told: Told<Judged> = Told::default();
        let (shop, theirs) = (shop.clone(), Arc::clone(&told));
        begin(world, "lifecycle", |ports| confirm(ports, shop, said_at, theirs));
        sleep(world, 6 * MINUTE).await;
        if matches!(
            *locked_told(&told),
            Some(Judged::Disconnected | Judged::StillInstalled | Judged::NotConnected)
        ) {
            return;
        }
    }
}

fn aside(world: &Shared, work: impl Future<Output = ()> + Send + 'static) {
    locked(world).spawns.push(Spawn { actor: None, work: Box::pin(work) });
}

fn said(world: &Shared, line: &str) {
    locked(world).note("the world", || line.to_owned());
}

fn chance(world: &Shared, percent: u64) -> bool {
    draw(world, 0, 99) < percent
}

fn draw(world: &Shared, least: u64, most: u64) -> u64 {
    locked(world).chance.u64(least..=most)
}

fn usize_of(number: u64) -> usize {
    usize::try_from(number).unwrap_or_default()
}
