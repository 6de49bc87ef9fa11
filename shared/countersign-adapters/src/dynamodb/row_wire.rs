//! A store's row as an item. Version 1.
//!
//! `lease_owner` and `lease_until` exist only while a lease is held, `due_shard` and `due_at` only while the store is in
//! the index of due ones. There is no credential in it, and nothing about people.

use std::{collections::HashMap, time::SystemTime};

use aws_sdk_dynamodb::types::AttributeValue;
use countersign_core::{
    ports::{Ending, Intention, Mark, NewCurrent},
    store::Store,
    tokens::{
        Cause, ConnectionRow, Credentials, Doubt, Intent, Life, Scopes, Status, VersionId, WriteBudget,
    },
};
use sha2::{Digest, Sha256};

use super::{
    change::Change,
    item::{
        Item, Unusable, flag, get_millis, get_text, is_set, millis, number, optional_millis, optional_number,
        optional_text, text,
    },
};

/// The form of rows that this release writes, and the only one it reads.
pub(super) const FORM: u64 = 1;

/// The index of due stores is spread over so many partitions.
pub(super) const SHARDS: u8 = 16;

pub(super) fn key(store: &Store) -> Item {
    Item::from([("store".to_owned(), text(store.to_string()))])
}

/// Where a store stands in the index: it never moves.
pub(super) fn shard(store: &Store) -> String {
    (Sha256::digest(store.to_string())[0] % SHARDS).to_string()
}

pub(super) fn row(item: &Item) -> Result<ConnectionRow, Unusable> {
    if optional_number(item, "v")?.is_some_and(|form| form != FORM) {
        return Err(Unusable("v"));
    }
    let failures = optional_number(item, "failures")?.unwrap_or_default();
    Ok(ConnectionRow {
        status: optional_text(item, "status")?.map(status).transpose()?,
        credentials: optional_text(item, "credentials")?.map_or(Ok(Credentials::Good), credentials)?,
        fence: optional_number(item, "fence")?.unwrap_or_default(),
        generation: optional_number(item, "generation")?.unwrap_or_default(),
        current: optional_text(item, "current_version")?.map(version("current_version")).transpose()?,
        settled: is_set(item, "settled")?,
        intents: intents(item)?,
        life: life(item)?,
        scopes: optional_text(item, "scopes")?.map(scopes).transpose()?,
        installed_at: optional_millis(item, "installed_at")?,
        wanted_at: optional_millis(item, "wanted_at")?,
        budget: WriteBudget(optional_millis(item, "paid_until")?),
        failures: u32::try_from(failures).unwrap_or(u32::MAX),
        doubt: doubt(item)?,
        due_at: optional_millis(item, "due_at")?,
    })
}

pub(super) fn intend(store: &Store, intention: &Intention) -> Change {
    let change = Change::default().put("intents", list(&intention.intents));
    due(change.put("paid_until", paid(intention.budget)), store, Some(intention.due_at))
}

pub(super) fn make_current(store: &Store, new: &NewCurrent) -> Change {
    let change = Change::default()
        .set("status", text("connected"))
        .set("credentials", text("good"))
        .set("generation", number(new.generation))
        .set("current_version", text(new.version.as_str()))
        .set("settled", flag(false))
        .put("intents", list(&new.intents))
        .set("token_issued_at", millis(new.life.issued_at))
        .set("token_ends_at", millis(new.life.expires_at))
        .set("refresh_ends_at", millis(new.life.refresh_expires_at))
        .set("scopes", text(new.scopes.to_string()))
        .remove("failures")
        .remove("doubt")
        .remove("doubt_since");
    let change = match new.installed_at {
        Some(at) => change.set("installed_at", millis(at)),
        None => change,
    };
    due(change, store, Some(new.due_at))
}

pub(super) fn mark(mark: Mark) -> Change {
    Change::default().set("credentials", text(mark_word(mark)))
}

const fn mark_word(mark: Mark) -> &'static str {
    match mark {
        Mark::ReauthRequired => "reauth_required",
        Mark::Unavailable => "unavailable",
    }
}

pub(super) fn disconnect(store: &Store) -> Change {
    due(Change::default().set("status", text("disconnected")).remove("intents"), store, None)
}

pub(super) fn release(store: &Store, ending: &Ending) -> Change {
    let failures = (ending.failures > 0).then(|| number(ending.failures));
    let change = Change::default()
        .set("settled", flag(ending.settled))
        .put("failures", failures)
        .put("doubt", ending.doubt.map(|doubt| text(mark_word(doubt.mark))))
        .put("doubt_since", ending.doubt.map(|doubt| millis(doubt.since)))
        .put("wanted_at", ending.wanted_at.map(millis))
        .put("intents", list(&ending.intents))
        .put("paid_until", paid(ending.budget))
        .remove("lease_owner")
        .remove("lease_until");
    due(change, store, ending.due_at)
}

fn due(change: Change, store: &Store, at: Option<SystemTime>) -> Change {
    change.put("due_shard", at.map(|_| text(shard(store)))).put("due_at", at.map(millis))
}

fn paid(budget: WriteBudget) -> Option<AttributeValue> {
    budget.0.map(millis)
}

fn list(intents: &[Intent]) -> Option<AttributeValue> {
    let one = |intent: &Intent| {
        let cause = match intent.cause {
            Cause::Install => "install",
            Cause::Refresh => "refresh",
        };
        AttributeValue::M(HashMap::from([
            ("version".to_owned(), text(intent.version.as_str())),
            ("cause".to_owned(), text(cause)),
            ("at".to_owned(), millis(intent.at)),
            ("spare".to_owned(), flag(intent.spare)),
        ]))
    };
    (!intents.is_empty()).then(|| AttributeValue::L(intents.iter().map(one).collect()))
}

fn intents(item: &Item) -> Result<Vec<Intent>, Unusable> {
    let Some(value) = item.get("intents") else { return Ok(Vec::new()) };
    let list = value.as_l().map_err(|_| Unusable("intents"))?;
    list.iter().map(|one| intent(one).ok_or(Unusable("intents"))).collect()
}

fn intent(value: &AttributeValue) -> Option<Intent> {
    let item = value.as_m().ok()?;
    let cause = match get_text(item, "cause").ok()? {
        "install" => Cause::Install,
        "refresh" => Cause::Refresh,
        _ => return None,
    };
    Some(Intent {
        version: VersionId::parse(get_text(item, "version").ok()?)?,
        cause,
        at: get_millis(item, "at").ok()?,
        spare: is_set(item, "spare").ok()?,
    })
}

fn life(item: &Item) -> Result<Option<Life>, Unusable> {
    let names = ["token_issued_at", "token_ends_at", "refresh_ends_at"];
    if !names.iter().any(|name| item.contains_key(*name)) {
        return Ok(None);
    }
    let [issued_at, expires_at, refresh_expires_at] = names.map(|name| get_millis(item, name));
    Ok(Some(Life { issued_at: issued_at?, expires_at: expires_at?, refresh_expires_at: refresh_expires_at? }))
}

fn status(word: &str) -> Result<Status, Unusable> {
    match word {
        "connected" => Ok(Status::Connected),
        "disconnected" => Ok(Status::Disconnected),
        _ => Err(Unusable("status")),
    }
}

fn credentials(word: &str) -> Result<Credentials, Unusable> {
    match word {
        "good" => Ok(Credentials::Good),
        "reauth_required" => Ok(Credentials::ReauthRequired),
        "unavailable" => Ok(Credentials::Unavailable),
        _ => Err(Unusable("credentials")),
    }
}

fn scopes(list: &str) -> Result<Scopes, Unusable> {
    Scopes::parse(list).ok_or(Unusable("scopes"))
}

fn doubt(item: &Item) -> Result<Option<Doubt>, Unusable> {
    let mark = match optional_text(item, "doubt")? {
        None => return Ok(None),
        Some("reauth_required") => Mark::ReauthRequired,
        Some("unavailable") => Mark::Unavailable,
        Some(_) => return Err(Unusable("doubt")),
    };
    Ok(Some(Doubt { mark, since: get_millis(item, "doubt_since")? }))
}

fn version(name: &'static str) -> impl Fn(&str) -> Result<VersionId, Unusable> {
    move |word| VersionId::parse(word).ok_or(Unusable(name))
}
