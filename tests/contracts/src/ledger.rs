//! What the ledger of deliveries promises, whatever keeps it.

use std::time::{Duration, SystemTime};

use countersign_core::{
    delivery::Reason,
    event::EventId,
    partner::PartnerName,
    ports::{Attempt, Claim, DueDelivery, Ledger, Settlement},
};
use futures_util::future::join_all;

use crate::{clock, entries::event};

/// How long a claim holds in these promises.
pub const LEASE: Duration = Duration::from_secs(25);
const MILLISECOND: Duration = Duration::from_millis(1);

/// A partner.
pub fn warehouse() -> PartnerName {
    PartnerName::parse("warehouse").unwrap()
}

/// Claims for the warehouse at `now`.
pub async fn claim(ledger: &impl Ledger, event: EventId, now: SystemTime) -> Claim {
    ledger.claim(event, &warehouse(), now, LEASE).await.unwrap()
}

/// Claims, and is granted it.
pub async fn granted(ledger: &impl Ledger, event: EventId, now: SystemTime) -> Attempt {
    match claim(ledger, event, now).await {
        Claim::Granted(attempt) => attempt,
        refused @ (Claim::NotNow(_) | Claim::Settled) => unreachable!("a claim was refused: {refused:?}"),
    }
}

/// Claims and settles at once.
pub async fn settled(
    ledger: &impl Ledger,
    event: EventId,
    now: SystemTime,
    settlement: Settlement,
) -> Attempt {
    let attempt = granted(ledger, event, now).await;
    ledger.settle(&attempt, settlement, now).await.unwrap();
    attempt
}

/// An end of an attempt that waits in the queue.
pub fn waiting(due_at: SystemTime) -> Settlement {
    Settlement::Waiting { due_at, reason: Reason::PartnerBusy }
}

/// An end of an attempt that is parked.
pub fn parked(due_at: SystemTime) -> Settlement {
    Settlement::Parked { due_at, reason: Reason::PartnerBusy }
}

/// Of many who claim at once, one is granted the first attempt; the others are told how long it may take.
pub async fn one_of_twenty_claims_is_granted(ledger: &impl Ledger) {
    let now = clock::now();
    let claims = join_all((0..20).map(|_| claim(ledger, event(1), now))).await;
    let granted: Vec<_> = claims.iter().filter_map(attempt).collect();
    assert_eq!(granted.len(), 1);
    assert_eq!(granted[0].number, 1);
    assert_eq!(claims.iter().filter(|one| **one == Claim::NotNow(LEASE)).count(), 19);
}

/// Deliveries of one event to several partners do not stand in each other's way.
pub async fn each_partner_has_a_delivery_of_its_own(ledger: &impl Ledger) {
    for name in ["warehouse", "accounting", "mailer"] {
        let partner = PartnerName::parse(name).unwrap();
        let claim = ledger.claim(event(1), &partner, clock::now(), LEASE).await.unwrap();
        assert!(matches!(claim, Claim::Granted(Attempt { number: 1, .. })), "{name}: {claim:?}");
    }
}

/// A claimant who vanishes holds the delivery for the lease and no longer; then comes the next attempt.
pub async fn a_lease_runs_out(ledger: &impl Ledger) {
    let now = clock::now();
    granted(ledger, event(1), now).await;
    assert_eq!(claim(ledger, event(1), now + LEASE - MILLISECOND).await, Claim::NotNow(MILLISECOND));
    assert_eq!(granted(ledger, event(1), now + LEASE).await.number, 2);
}

/// Who comes back after the lease, when somebody else has claimed, settles nothing.
pub async fn an_overdue_claimant_settles_nothing(ledger: &impl Ledger) {
    let now = clock::now();
    let overdue = granted(ledger, event(1), now).await;
    let holder = granted(ledger, event(1), now + LEASE).await;
    ledger.settle(&overdue, Settlement::Delivered, now + LEASE).await.unwrap();
    assert_eq!(claim(ledger, event(1), now + LEASE).await, Claim::NotNow(LEASE));
    ledger.settle(&holder, waiting(now + LEASE), now + LEASE).await.unwrap();
    ledger.settle(&overdue, Settlement::Dead { reason: Reason::Timeout }, now + LEASE).await.unwrap();
    assert_eq!(granted(ledger, event(1), now + LEASE).await.number, 3);
}

/// Who comes back after the lease, when nobody else has claimed, still settles.
pub async fn a_late_claimant_settles_if_nobody_else_came(ledger: &impl Ledger) {
    let now = clock::now();
    let late = granted(ledger, event(1), now).await;
    ledger.settle(&late, Settlement::Delivered, now + 2 * LEASE).await.unwrap();
    assert_eq!(claim(ledger, event(1), now + 2 * LEASE).await, Claim::Settled);
}

/// A delivery that waits cannot be claimed before its time, and says how long that is.
pub async fn a_waiting_delivery_tells_its_wait(ledger: &impl Ledger) {
    let now = clock::now();
    let wait = Duration::from_secs(5);
    settled(ledger, event(1), now, waiting(now + wait)).await;
    assert_eq!(claim(ledger, event(1), now).await, Claim::NotNow(wait));
    assert_eq!(claim(ledger, event(1), now + wait - MILLISECOND).await, Claim::NotNow(MILLISECOND));
    assert_eq!(granted(ledger, event(1), now + wait).await.number, 2);
}

/// A parked delivery needs no message long before it is due. Shortly before, the message at hand may be the one that
/// a quicker clock has sent, and waits. When it is due, it is granted like any other.
pub async fn a_parked_delivery_needs_no_message_until_it_is_due(ledger: &impl Ledger) {
    let now = clock::now();
    let wait = Duration::from_mins(30);
    settled(ledger, event(1), now, parked(now + wait)).await;
    assert_eq!(claim(ledger, event(1), now).await, Claim::Settled);
    assert_eq!(claim(ledger, event(1), now + wait - MILLISECOND).await, Claim::NotNow(MILLISECOND));
    assert_eq!(granted(ledger, event(1), now + wait).await.number, 2);
    assert_eq!(ledger.due(now + wait, 10).await.unwrap(), [], "a claim takes it out of parking");
}

/// Delivered and dead are for ever.
pub async fn the_end_is_the_end(ledger: &impl Ledger) {
    let now = clock::now();
    settled(ledger, event(1), now, Settlement::Delivered).await;
    settled(ledger, event(2), now, Settlement::Dead { reason: Reason::EventRefused }).await;
    for event in [event(1), event(2)] {
        for later in [Duration::ZERO, LEASE, Duration::from_hours(24 * 365)] {
            assert_eq!(claim(ledger, event, now + later).await, Claim::Settled);
        }
    }
    assert_eq!(ledger.due(now + Duration::from_hours(24 * 365), 10).await.unwrap(), []);
}

/// What is due is listed over all shards, the longest waiting first, and not one millisecond early.
pub async fn what_is_due_is_listed_in_order(ledger: &impl Ledger) {
    let now = clock::now();
    let minutes = [7, 3, 9, 1, 5, 8, 2, 6, 4];
    for (number, minute) in (1..).zip(minutes) {
        settled(ledger, event(number), now, parked(now + Duration::from_mins(minute))).await;
    }
    let at = |minute| now + Duration::from_mins(minute);
    let early = ledger.due(at(5) - MILLISECOND, 10).await.unwrap();
    assert_eq!(early.iter().map(|due| due.due_at).collect::<Vec<_>>(), (1..5).map(at).collect::<Vec<_>>());
    let all = ledger.due(at(9), 10).await.unwrap();
    assert_eq!(all.iter().map(|due| due.due_at).collect::<Vec<_>>(), (1..10).map(at).collect::<Vec<_>>());
    assert_eq!(all[0], DueDelivery { event: event(4), partner: warehouse(), due_at: at(1) });
}

/// At most so many of each shard, and the longest waiting of it.
pub async fn a_limit_takes_the_longest_waiting(ledger: &impl Ledger) {
    let now = clock::now();
    for number in [4, 8, 12] {
        settled(ledger, event(number), now, parked(now + Duration::from_secs(100 - u64::from(number)))).await;
    }
    let due = ledger.due(now + Duration::from_mins(2), 2).await.unwrap();
    assert_eq!(due.iter().map(|due| due.event).collect::<Vec<_>>(), [event(12), event(8)]);
}

/// Taken out of parking once; then its message may claim it, and it is listed no more.
pub async fn an_unparked_delivery_is_open(ledger: &impl Ledger) {
    let now = clock::now();
    settled(ledger, event(1), now, parked(now + LEASE)).await;
    let due = ledger.due(now + LEASE, 10).await.unwrap();
    for _ in 0..2 {
        ledger.unpark(&due[0]).await.unwrap();
    }
    assert_eq!(ledger.due(now + LEASE, 10).await.unwrap(), []);
    assert_eq!(granted(ledger, event(1), now + LEASE).await.number, 2);
}

/// Whoever unparks what was claimed, or parked anew, since it was listed changes nothing.
pub async fn an_old_listing_unparks_nothing(ledger: &impl Ledger) {
    let now = clock::now();
    settled(ledger, event(1), now, parked(now + LEASE)).await;
    let old = ledger.due(now + LEASE, 10).await.unwrap();
    let holder = granted(ledger, event(1), now + LEASE).await;
    ledger.unpark(&old[0]).await.unwrap();
    assert_eq!(claim(ledger, event(1), now + LEASE).await, Claim::NotNow(LEASE), "the claim holds");
    ledger.settle(&holder, parked(now + 3 * LEASE), now + LEASE).await.unwrap();
    ledger.unpark(&old[0]).await.unwrap();
    assert_eq!(claim(ledger, event(1), now + 2 * LEASE).await, Claim::NotNow(LEASE), "it is parked still");
    assert_eq!(ledger.due(now + 3 * LEASE, 10).await.unwrap().len(), 1);
}

fn attempt(claim: &Claim) -> Option<&Attempt> {
    match claim {
        Claim::Granted(attempt) => Some(attempt),
        Claim::NotNow(_) | Claim::Settled => None,
    }
}
