//! The processes of a history: each is one invocation of a function, with the real rules inside.

use std::{sync::Arc, time::Duration};

use countersign_core::{
    Stage,
    ports::{Clock, Grant},
    store::{ShopDomain, Store},
    tokens::{Installed, Installer, Refresher, Removal, RunLimits, Scopes},
    wall_time::from_epoch_millis,
};

use crate::{
    executor::{Shared, Spawn, locked},
    ports::{Ports, SHARDS},
};

/// How long a reader waits for somebody else's renewal.
const PATIENCE: Duration = Duration::from_secs(20);
/// `token-refresh` begins no renewal after this, so that it ends within Lambda's five minutes.
pub const LONGEST_RUN: Duration = Duration::from_secs(253);

/// The rules of renewal over the world.
pub type Worker = Refresher<Ports, Ports, Ports, Ports>;

/// The rules of renewal for one process.
pub fn worker(ports: &Ports) -> Worker {
    Refresher {
        stage: Stage::Dev,
        rows: ports.clone(),
        vault: ports.clone(),
        platform: ports.clone(),
        time: ports.clone(),
        entropy: Box::new(ports.clone()),
    }
}

/// Begins a process.
pub fn begin<W: Future<Output = ()> + Send + 'static>(
    world: &Shared,
    name: &str,
    work: impl FnOnce(Ports) -> W,
) {
    let ports = Ports::enter(world, name, true);
    let actor = Some(ports.actor);
    let work = Box::pin(work(ports));
    locked(world).spawns.push(Spawn { actor, work });
}

/// The schedule's invocation of `token-refresh`.
pub async fn run(ports: Ports) {
    let limits = RunLimits::until(ports.now() + LONGEST_RUN);
    let shards: Vec<u8> = (0..SHARDS).collect();
    let report = worker(&ports).run(&shards, &limits).await;
    told(&ports, || format!("run ends: {report:?}"));
}

/// A function that wants to call the store now.
pub async fn read(ports: Ports, shop: ShopDomain) {
    let store = Store::Shopify(shop.clone());
    let rules = worker(&ports);
    let first = rules.fresh_token(&store, None, PATIENCE).await;
    let Ok(token) = first else { return };
    if works(&ports, &shop, token.access.expose()) {
        return;
    }
    let Ok(token) = rules.fresh_token(&store, Some(&token.version), PATIENCE).await else { return };
    let installed = locked(&ports.world).platform.shops.get(shop.as_str()).is_some_and(|shop| shop.installed);
    if installed && !works(&ports, &shop, token.access.expose()) && !locked(&ports.world).trouble.on {
        locked(&ports.world).violated(format!("{store}: a second token was refused, too"));
    }
}

fn works(ports: &Ports, shop: &ShopDomain, access: &str) -> bool {
    let world = locked(&ports.world);
    world.platform.works(shop.as_str(), access, world.now)
}

/// What a process has to tell the world.
pub type Told<T> = Arc<std::sync::Mutex<Option<T>>>;

/// `oauth-callback` with a code.
pub async fn install(ports: Ports, shop: ShopDomain, code: String, said: Told<Installed>) {
    let installer = Installer {
        stage: Stage::Dev,
        rows: ports.clone(),
        vault: ports.clone(),
        platform: ports.clone(),
        time: ports.clone(),
        entropy: Box::new(ports.clone()),
    };
    let needed = Scopes::parse("read_orders").unwrap_or_default();
    let until = ports.now() + Duration::from_mins(5);
    let ended = installer.install(&shop, Grant::Code(&code), &needed, until).await;
    told(&ports, || format!("installation ends: {ended:?}"));
    *locked_told(&said) = Some(ended);
}

/// `store-lifecycle` with the news that the app was removed.
pub async fn confirm(ports: Ports, shop: ShopDomain, said_at: u64, said: Told<Removal>) {
    let store = Store::Shopify(shop);
    let removal = worker(&ports).confirm_uninstalled(&store, from_epoch_millis(said_at)).await;
    told(&ports, || format!("news of removal: {removal:?}"));
    *locked_told(&said) = Some(removal);
}

/// What was told so far.
pub fn locked_told<T>(told: &Told<T>) -> std::sync::MutexGuard<'_, Option<T>> {
    told.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn told(ports: &Ports, line: impl FnOnce() -> String) {
    let mut world = locked(&ports.world);
    let name = world.name(ports.actor);
    world.note(&name, line);
}
