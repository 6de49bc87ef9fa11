//! What the rows of connections promise, whatever keeps them.

use std::time::{Duration, SystemTime};

use countersign_core::{
    ports::{
        Acquired, CurrentRows, DisconnectRows, Ending, Intention, LeaseClaim, Mark, MarkRows, NewCurrent,
        TokenLeases, Written,
    },
    store::Store,
    tokens::{
        AuditNote, Cause, ConnectionRow, Credentials, Doubt, Intent, Lease, Life, Owner, Scopes, Status,
        Step, VersionId, WriteBudget,
    },
};
use futures_util::future::join_all;

use crate::clock;

/// How long a lease lasts in these promises.
pub const LEASE: Duration = Duration::from_mins(1);
const MILLISECOND: Duration = Duration::from_millis(1);

/// Everything that works on tokens at once.
pub trait Rows: TokenLeases + CurrentRows + MarkRows + DisconnectRows {}
impl<T: TokenLeases + CurrentRows + MarkRows + DisconnectRows> Rows for T {}

/// One of many shops.
pub fn shop(number: u32) -> Store {
    Store::parse(&format!("shopify#test-shop-{number}.myshopify.com")).unwrap()
}

/// A wish of the claimant with this number.
pub fn wish(store: &Store, owner: u8, now: SystemTime) -> LeaseClaim {
    let owner = Owner::new([owner; 16]);
    LeaseClaim { store: store.clone(), owner, now, until: now + LEASE, create: true }
}

/// Wishes, and is granted it.
pub async fn granted(rows: &impl TokenLeases, claim: &LeaseClaim) -> (Lease, ConnectionRow) {
    match rows.acquire(claim).await.unwrap() {
        Acquired::Granted(lease, row) => (lease, *row),
        refused @ (Acquired::Held | Acquired::Unknown) => unreachable!("a lease was refused: {refused:?}"),
    }
}

/// A lease of the first shop.
pub async fn lease(rows: &impl TokenLeases, owner: u8, now: SystemTime) -> Lease {
    granted(rows, &wish(&shop(1), owner, now)).await.0
}

/// The version that the holder of a lease may write.
pub fn version_of(lease: &Lease) -> VersionId {
    VersionId::of(&lease.store, lease.fence, lease.owner)
}

/// An intent of the holder.
pub fn intent(lease: &Lease, cause: Cause, spare: bool) -> Intent {
    Intent { version: version_of(lease), cause, at: clock::now(), spare }
}

/// What is announced before an exchange.
pub fn intention(lease: &Lease) -> Intention {
    let budget = WriteBudget(Some(clock::now() + Duration::from_mins(10)));
    let intents = vec![intent(lease, Cause::Refresh, false), intent(lease, Cause::Install, true)];
    Intention { intents, budget, due_at: lease.until + Duration::from_secs(5) }
}

/// The holder's version, as the one that is current from now on.
pub fn new_current(lease: &Lease, generation: u64) -> (NewCurrent, AuditNote) {
    let (now, version) = (clock::now(), version_of(lease));
    let change = NewCurrent {
        version: version.clone(),
        generation,
        life: Life::new(now, Duration::from_hours(1), Duration::from_hours(90 * 24)),
        scopes: Scopes::parse("read_products,write_orders").unwrap(),
        installed_at: Some(now),
        intents: vec![intent(lease, Cause::Refresh, true)],
        due_at: lease.until + Duration::from_secs(5),
    };
    let step = Step::BecameCurrent { version, generation, cause: Cause::Install, repaired: false };
    (change, note(lease, step))
}

/// A note of the holder.
pub fn note(lease: &Lease, step: Step) -> AuditNote {
    AuditNote { at: clock::now(), store: lease.store.clone(), fence: lease.fence, step }
}

/// An end of work after which the store is due in an hour.
pub fn ending() -> Ending {
    let due_at = Some(clock::now() + Duration::from_hours(1));
    let doubt = Some(Doubt { mark: Mark::Unavailable, since: clock::now() });
    let (intents, budget) = (Vec::new(), WriteBudget::default());
    Ending { due_at, settled: true, failures: 3, doubt, wanted_at: Some(clock::now()), intents, budget }
}

/// Every write there is, under one lease, the release last; `Done` or `Stale` by name.
pub async fn all_writes(rows: &impl Rows, lease: &Lease) -> Vec<(&'static str, Written)> {
    let (change, current) = new_current(lease, 7);
    let (lost, gone) = (note(lease, Step::ReauthRequired), note(lease, Step::Disconnected));
    vec![
        ("intend", rows.intend(lease, &intention(lease)).await.unwrap()),
        ("make current", rows.make_current(lease, &change, &current).await.unwrap()),
        ("mark", rows.mark(lease, Mark::ReauthRequired, &lost).await.unwrap()),
        ("disconnect", rows.disconnect(lease, &gone).await.unwrap()),
        ("release", rows.release(lease, &ending()).await.unwrap()),
    ]
}

/// Nothing of a lease that is not in force changes anything.
pub async fn assert_powerless(rows: &impl Rows, lease: &Lease) {
    let before = rows.row(&lease.store).await.unwrap();
    for (what, written) in all_writes(rows, lease).await {
        assert_eq!(written, Written::Stale, "{what}");
    }
    assert_eq!(rows.row(&lease.store).await.unwrap(), before);
}

/// Of many who wish at once, one is granted the lease.
pub async fn one_of_twenty_wishes_is_granted(rows: &impl Rows) {
    let now = clock::now();
    let wishes: Vec<_> = (0..20).map(|owner| wish(&shop(1), owner, now)).collect();
    let answers = join_all(wishes.iter().map(|wish| rows.acquire(wish))).await;
    let granted = |answer: &&Result<Acquired, _>| matches!(answer, Ok(Acquired::Granted(lease, row)) if lease.fence == 1 && row.fence == 1);
    assert_eq!(answers.iter().filter(granted).count(), 1);
    assert_eq!(answers.iter().filter(|answer| matches!(answer, Ok(Acquired::Held))).count(), 19);
}

/// Without leave to make a row, a store that has none is unknown, and still has none.
pub async fn a_store_without_a_row_is_unknown(rows: &impl Rows) {
    let wish = LeaseClaim { create: false, ..wish(&shop(1), 1, clock::now()) };
    assert!(matches!(rows.acquire(&wish).await.unwrap(), Acquired::Unknown));
    assert_eq!(rows.row(&shop(1)).await.unwrap(), None);
    lease(rows, 2, clock::now()).await;
    let later = LeaseClaim { now: clock::now() + LEASE, ..wish };
    assert!(matches!(rows.acquire(&later).await.unwrap(), Acquired::Granted(..)));
}

/// A holder who vanishes keeps others away until the lease's end, and no longer.
pub async fn a_lease_runs_out(rows: &impl Rows) {
    let now = clock::now();
    lease(rows, 1, now).await;
    let early = rows.acquire(&wish(&shop(1), 2, now + LEASE - MILLISECOND)).await.unwrap();
    assert!(matches!(early, Acquired::Held));
    assert_eq!(lease(rows, 2, now + LEASE).await.fence, 2);
}

/// A wish that is repeated is answered as before, with the same fence.
pub async fn a_repeated_wish_is_one_lease(rows: &impl Rows) {
    let wish = wish(&shop(1), 1, clock::now());
    let first = granted(rows, &wish).await;
    assert_eq!(granted(rows, &wish).await, first);
    assert_eq!(first.0.fence, 1);
}

/// After another lease has been granted, the older one writes nothing.
pub async fn an_older_lease_is_stale(rows: &impl Rows) {
    let now = clock::now();
    let old = lease(rows, 1, now).await;
    lease(rows, 2, now + LEASE).await;
    assert_powerless(rows, &old).await;
}

/// After its release, a lease writes nothing.
pub async fn a_released_lease_is_stale(rows: &impl Rows) {
    let held = lease(rows, 1, clock::now()).await;
    let empty = Ending { due_at: None, settled: false, failures: 0, ..ending() };
    assert_eq!(rows.release(&held, &empty).await.unwrap(), Written::Done);
    assert_powerless(rows, &held).await;
    assert_eq!(lease(rows, 2, clock::now()).await.fence, 2, "and the next one need not wait");
}

/// Fence and owner have both to be the lease's: neither alone is enough.
pub async fn fence_and_owner_are_both_asked(rows: &impl Rows) {
    let held = lease(rows, 1, clock::now()).await;
    assert_powerless(rows, &Lease { owner: Owner::new([2; 16]), ..held.clone() }).await;
    assert_powerless(rows, &Lease { fence: held.fence + 1, ..held.clone() }).await;
    assert_powerless(rows, &Lease { store: shop(2), ..held.clone() }).await;
    let again = lease(rows, 1, clock::now() + LEASE).await;
    assert_eq!((again.owner, again.fence), (held.owner, held.fence + 1));
    assert_powerless(rows, &held).await;
}

/// A holder whose time is over still writes, as long as nobody else has come.
pub async fn time_alone_makes_no_lease_stale(rows: &impl Rows) {
    let long_ago = clock::now() - Duration::from_hours(24 * 365);
    let held = lease(rows, 1, long_ago).await;
    for (what, written) in all_writes(rows, &held).await {
        assert_eq!(written, Written::Done, "{what}");
    }
}

/// What is written is what is read, and in the answer to the next wish.
pub async fn a_row_tells_what_was_written(rows: &impl Rows) {
    let now = clock::now();
    let held = lease(rows, 1, now).await;
    let fresh = ConnectionRow { fence: 1, ..ConnectionRow::default() };
    assert_eq!(rows.row(&shop(1)).await.unwrap(), Some(fresh.clone()));
    let announced = intention(&held);
    rows.intend(&held, &announced).await.unwrap();
    let announced = ConnectionRow {
        intents: announced.intents,
        budget: announced.budget,
        due_at: Some(announced.due_at),
        ..fresh
    };
    assert_eq!(rows.row(&shop(1)).await.unwrap(), Some(announced.clone()));
    let (change, noted) = new_current(&held, 1);
    rows.make_current(&held, &change, &noted).await.unwrap();
    let connected = ConnectionRow {
        status: Some(Status::Connected),
        generation: 1,
        current: Some(change.version),
        intents: change.intents,
        life: Some(change.life),
        scopes: Some(change.scopes),
        installed_at: Some(now),
        due_at: Some(change.due_at),
        ..announced
    };
    assert_eq!(rows.row(&shop(1)).await.unwrap(), Some(connected.clone()));
    rows.release(&held, &ending()).await.unwrap();
    let idle = ConnectionRow {
        settled: true,
        failures: 3,
        doubt: ending().doubt,
        wanted_at: ending().wanted_at,
        intents: Vec::new(),
        budget: WriteBudget::default(),
        due_at: ending().due_at,
        ..connected
    };
    assert_eq!(rows.row(&shop(1)).await.unwrap(), Some(idle.clone()));
    let (_, row) = granted(rows, &wish(&shop(1), 2, now)).await;
    assert_eq!(row, ConnectionRow { fence: 2, ..idle });
}

/// A renewal leaves the time of the installation alone, and makes good what was marked.
pub async fn a_renewal_makes_good_what_was_marked(rows: &impl Rows) {
    let held = lease(rows, 1, clock::now()).await;
    let (change, noted) = new_current(&held, 1);
    rows.make_current(&held, &change, &noted).await.unwrap();
    for (mark, step, credentials) in [
        (Mark::Unavailable, Step::Unavailable, Credentials::Unavailable),
        (Mark::ReauthRequired, Step::ReauthRequired, Credentials::ReauthRequired),
    ] {
        rows.mark(&held, mark, &note(&held, step)).await.unwrap();
        let row = rows.row(&shop(1)).await.unwrap().unwrap();
        assert_eq!((row.credentials, row.status), (credentials, Some(Status::Connected)));
    }
    rows.release(&held, &ending()).await.unwrap();
    let next = lease(rows, 2, clock::now()).await;
    let (change, noted) = new_current(&next, 2);
    let renewed = NewCurrent { installed_at: None, ..change };
    rows.make_current(&next, &renewed, &noted).await.unwrap();
    let row = rows.row(&shop(1)).await.unwrap().unwrap();
    assert_eq!((row.credentials, row.failures, row.settled), (Credentials::Good, 0, false));
    assert_eq!((row.doubt, row.wanted_at), (None, ending().wanted_at));
    assert_eq!(row.installed_at, Some(clock::now()));
}

/// A store that is disconnected is nobody's business any more.
pub async fn a_disconnected_store_is_not_due_and_has_no_intents(rows: &impl Rows) {
    let held = lease(rows, 1, clock::now()).await;
    rows.intend(&held, &intention(&held)).await.unwrap();
    rows.disconnect(&held, &note(&held, Step::Disconnected)).await.unwrap();
    let row = rows.row(&shop(1)).await.unwrap().unwrap();
    assert_eq!((row.status, row.due_at), (Some(Status::Disconnected), None));
    assert_eq!(row.intents, []);
    assert!(!row.is_open());
}
