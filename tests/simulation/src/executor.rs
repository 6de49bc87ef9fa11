//! Runs tasks one at a time in virtual time. Which one is next depends on nothing but the seed.

use std::{
    collections::{BTreeMap, VecDeque},
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Wake, Waker},
};

use crate::world::World;

/// The world, as everybody in it holds it.
pub type Shared = Arc<Mutex<World>>;

/// What a task does.
pub type Work = Pin<Box<dyn Future<Output = ()> + Send>>;

/// More steps than this in one history mean that somebody goes round in circles.
const MOST_STEPS: u64 = 400_000;

/// A task that is to begin.
pub struct Spawn {
    /// The actor whose process it is; none for the world's own.
    pub actor: Option<u32>,
    /// What it does.
    pub work: Work,
}

/// The world, for a moment.
pub fn locked(world: &Mutex<World>) -> MutexGuard<'_, World> {
    world.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Comes back when the world's clock has moved on by `millis`.
pub async fn sleep(world: &Shared, millis: u64) {
    let at = locked(world).now + millis;
    Sleep { world: Arc::clone(world), at, waits: false }.await;
}

struct Sleep {
    world: Shared,
    at: u64,
    waits: bool,
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let world = Arc::clone(&self.world);
        let mut world = locked(&world);
        if world.now >= self.at {
            return Poll::Ready(());
        }
        if !self.waits {
            self.waits = true;
            world.timers.add(self.at, context.waker().clone());
        }
        Poll::Pending
    }
}

/// Who is to be woken when; the first come the first served.
#[derive(Default)]
pub struct Timers {
    at: BTreeMap<(u64, u64), Waker>,
    count: u64,
}

impl Timers {
    fn add(&mut self, at: u64, waker: Waker) {
        self.count += 1;
        self.at.insert((at, self.count), waker);
    }
}

struct Bell {
    task: u64,
    rung: Arc<Mutex<VecDeque<u64>>>,
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.rung.lock().unwrap_or_else(PoisonError::into_inner).push_back(self.task);
    }
}

struct Task {
    actor: Option<u32>,
    work: Work,
}

/// Runs everything that was spawned, and what that spawns, to the end.
pub fn run(world: &Shared) {
    let rung = Arc::new(Mutex::new(VecDeque::new()));
    let mut tasks = BTreeMap::new();
    let (mut count, mut steps) = (0, 0);
    loop {
        for Spawn { actor, work } in std::mem::take(&mut locked(world).spawns) {
            count += 1;
            tasks.insert(count, Task { actor, work });
            rung.lock().unwrap_or_else(PoisonError::into_inner).push_back(count);
        }
        let next = rung.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        let Some(id) = next else {
            if tasks.is_empty() || !wake_next(world) {
                return;
            }
            continue;
        };
        steps += 1;
        if steps > MOST_STEPS {
            locked(world).violated("nobody comes to an end".to_owned());
            return;
        }
        step(world, &mut tasks, id, &rung);
    }
}

fn step(world: &Shared, tasks: &mut BTreeMap<u64, Task>, id: u64, rung: &Arc<Mutex<VecDeque<u64>>>) {
    let Some(task) = tasks.get_mut(&id) else { return };
    let crashed = task.actor.is_some_and(|actor| locked(world).crashes(actor));
    let waker = Waker::from(Arc::new(Bell { task: id, rung: Arc::clone(rung) }));
    // Dropping the work is the crash: nothing in it is told.
    let ended = crashed || task.work.as_mut().poll(&mut Context::from_waker(&waker)).is_ready();
    if ended && let Some(Task { actor: Some(actor), .. }) = tasks.remove(&id) {
        locked(world).gone(actor);
    }
}

/// Moves the clock to the next timer.
fn wake_next(world: &Shared) -> bool {
    let mut world = locked(world);
    let Some(((at, _), waker)) = world.timers.at.pop_first() else { return false };
    world.now = world.now.max(at);
    drop(world);
    waker.wake();
    true
}
