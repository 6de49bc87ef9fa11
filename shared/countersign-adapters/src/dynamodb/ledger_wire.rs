//! Delivery rows as items. Version 1.
//!
//! `state` is `open` (a message is in the queue), `parked`, `delivered` or `dead`. `due_shard` exists only while
//! parked and `dead_day` only when dead, so that the indexes hold nothing else.

use std::time::SystemTime;

use countersign_core::{
    event::EventId,
    partner::PartnerName,
    ports::{Attempt, DueDelivery, Settlement},
    wall_time::day,
};

use super::item::{Item, Unusable, find_number, get_millis, get_text, millis, text};

/// The index of due deliveries is spread, so that one partner's outage does not heat one partition.
pub(super) const SHARDS: u8 = 4;

pub(super) fn key(event: EventId, partner: &PartnerName) -> Item {
    Item::from([
        ("event".to_owned(), text(event.to_string())),
        ("partner".to_owned(), text(partner.as_str())),
    ])
}

pub(super) fn attempt(item: &Item, event: EventId, partner: &PartnerName) -> Result<Attempt, Unusable> {
    let number = find_number(item, "attempts").and_then(|count| u32::try_from(count).ok());
    Ok(Attempt {
        event,
        partner: partner.clone(),
        number: number.ok_or(Unusable("attempts"))?,
        token: get_text(item, "claim")?.to_owned(),
    })
}

pub(super) fn due(item: &Item) -> Result<DueDelivery, Unusable> {
    Ok(DueDelivery {
        event: EventId::parse(get_text(item, "event")?).ok_or(Unusable("event"))?,
        partner: PartnerName::parse(get_text(item, "partner")?).ok_or(Unusable("partner"))?,
        due_at: get_millis(item, "due_at")?,
    })
}

pub(super) fn shard(event: EventId) -> String {
    event.shard(SHARDS).to_string()
}

/// An update that writes a settlement: its expression, and the values beside those of the condition.
pub(super) fn settle(attempt: &Attempt, settlement: &Settlement, now: SystemTime) -> (String, Item) {
    let mut values = Item::from([(":now".to_owned(), millis(now))]);
    let mut put = |name: &str, value| values.insert(name.to_owned(), value);
    let common = "updated_at = :now, #state = :state";
    let rest = match settlement {
        Settlement::Delivered => {
            put(":state", text("delivered"));
            "REMOVE reason, due_at, claim, leased_until"
        }
        Settlement::Waiting { due_at, reason } => {
            put(":state", text("open"));
            put(":due", millis(*due_at));
            put(":reason", text(reason.code()));
            ", due_at = :due, reason = :reason REMOVE claim, leased_until"
        }
        Settlement::Parked { due_at, reason } => {
            put(":state", text("parked"));
            put(":due", millis(*due_at));
            put(":reason", text(reason.code()));
            put(":shard", text(shard(attempt.event)));
            ", due_at = :due, reason = :reason, due_shard = :shard REMOVE claim, leased_until"
        }
        Settlement::Dead { reason } => {
            put(":state", text("dead"));
            put(":reason", text(reason.code()));
            put(":day", text(dead_day(&attempt.partner, now)));
            ", reason = :reason, dead_day = :day REMOVE due_at, claim, leased_until"
        }
    };
    (format!("SET {common} {rest}"), values)
}

fn dead_day(partner: &PartnerName, now: SystemTime) -> String {
    format!("{partner}#{}", day(now))
}
