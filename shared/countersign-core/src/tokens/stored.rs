//! What stands in a store's secret.

use std::{borrow::Cow, time::SystemTime};

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{AccessToken, Life, Pair, RefreshToken, Scopes};
use crate::{
    Stage,
    json::check_object,
    store::Store,
    wall_time::{epoch_millis, from_epoch_millis},
};

/// The version of the stored form. A reader refuses others rather than guess.
const SCHEMA: u32 = 1;
/// Three tokens of the greatest length, and everything else but the scopes.
const ROOM: usize = 4096;

/// A store's pair with all that is needed to use and renew it. One version of the secret, whole.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredPair {
    /// The stage it belongs to; every other refuses it.
    pub stage: Stage,
    /// The store it belongs to; for every other it is refused.
    pub store: Store,
    /// The generation it was written to become: one more than the pair it was to replace.
    pub generation: u64,
    /// The pair.
    pub pair: Pair,
    /// The refresh token that bought the pair. The platform accepts it until the pair's own refresh token is first
    /// used, so that it is the way back if that one should turn out not to work.
    pub kept: Option<RefreshToken>,
    /// What the pair may do.
    pub scopes: Scopes,
    /// How long.
    pub life: Life,
}

/// Why a version cannot be used. Names the field, never its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoredFault {
    /// Not an object with exactly our fields.
    #[error("is not a stored pair")]
    Shape,
    /// Written by a release with another form.
    #[error("has a schema version other than {SCHEMA}")]
    Schema,
    /// A field cannot be what it should be.
    #[error("has no usable `{0}`")]
    Field(&'static str),
    /// Another stage's credential.
    #[error("belongs to another stage")]
    OtherStage,
    /// Another store's credential.
    #[error("belongs to another store")]
    OtherStore,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Wire<'a> {
    schema: u32,
    stage: Cow<'a, str>,
    store: Cow<'a, str>,
    generation: u64,
    access_token: Cow<'a, str>,
    refresh_token: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    kept_refresh_token: Option<Cow<'a, str>>,
    scopes: Cow<'a, str>,
    issued_at: u64,
    expires_at: u64,
    refresh_expires_at: u64,
}

#[derive(Deserialize)]
struct SchemaOnly {
    schema: u32,
}

impl StoredPair {
    /// The text of the secret. Wiped when dropped.
    pub fn to_text(&self) -> Zeroizing<String> {
        let wire = Wire {
            schema: SCHEMA,
            stage: self.stage.as_str().into(),
            store: self.store.to_string().into(),
            generation: self.generation,
            access_token: self.pair.access.expose().into(),
            refresh_token: self.pair.refresh.expose().into(),
            kept_refresh_token: self.kept.as_ref().map(|token| token.expose().into()),
            scopes: self.scopes.to_string().into(),
            issued_at: epoch_millis(self.life.issued_at),
            expires_at: epoch_millis(self.life.expires_at),
            refresh_expires_at: epoch_millis(self.life.refresh_expires_at),
        };
        // Room for all of it at once: a buffer that grows leaves copies behind that nobody wipes.
        let mut text = Vec::with_capacity(ROOM + wire.scopes.len());
        let written = serde_json::to_writer(&mut text, &wire).is_ok();
        Zeroizing::new(String::from_utf8(text).ok().filter(|_| written).unwrap_or_default())
    }

    /// Reads the text of the secret of `store`, strictly.
    pub fn parse(text: &str, stage: Stage, store: &Store) -> Result<Self, StoredFault> {
        check_object(text.as_bytes()).map_err(|_| StoredFault::Shape)?;
        let SchemaOnly { schema } = serde_json::from_str(text).map_err(|_| StoredFault::Shape)?;
        if schema != SCHEMA {
            return Err(StoredFault::Schema);
        }
        let wire: Wire<'_> = serde_json::from_str(text).map_err(|_| StoredFault::Shape)?;
        if wire.stage != stage.as_str() {
            return Err(StoredFault::OtherStage);
        }
        if wire.store != store.to_string() {
            return Err(StoredFault::OtherStore);
        }
        read(&wire, stage, store)
    }
}

fn read(wire: &Wire<'_>, stage: Stage, store: &Store) -> Result<StoredPair, StoredFault> {
    let no = StoredFault::Field;
    let kept = match &wire.kept_refresh_token {
        None => None,
        Some(text) => Some(RefreshToken::parse(text).ok_or(no("kept_refresh_token"))?),
    };
    Ok(StoredPair {
        stage,
        store: store.clone(),
        generation: wire.generation,
        pair: Pair {
            access: AccessToken::parse(&wire.access_token).ok_or(no("access_token"))?,
            refresh: RefreshToken::parse(&wire.refresh_token).ok_or(no("refresh_token"))?,
        },
        kept,
        scopes: Scopes::parse(&wire.scopes).ok_or(no("scopes"))?,
        life: Life {
            issued_at: time(wire.issued_at).ok_or(no("issued_at"))?,
            expires_at: time(wire.expires_at).ok_or(no("expires_at"))?,
            refresh_expires_at: time(wire.refresh_expires_at).ok_or(no("refresh_expires_at"))?,
        },
    })
}

/// Until the year 9999, so that arithmetic on it cannot overflow.
fn time(millis: u64) -> Option<SystemTime> {
    (millis < 253_402_300_800_000).then(|| from_epoch_millis(millis))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn pair() -> StoredPair {
        StoredPair {
            stage: Stage::Dev,
            store: Store::parse("shopify#a.myshopify.com").unwrap(),
            generation: 3,
            pair: Pair {
                access: AccessToken::parse("test-access").unwrap(),
                refresh: RefreshToken::parse("test-refresh").unwrap(),
            },
            kept: RefreshToken::parse("test-kept"),
            scopes: Scopes::parse("write_orders").unwrap(),
            life: Life::new(
                from_epoch_millis(1_795_000_000_000),
                Duration::from_hours(1),
                Duration::from_hours(90 * 24),
            ),
        }
    }

    fn fault(text: &str) -> Option<StoredFault> {
        StoredPair::parse(text, Stage::Dev, &pair().store).err()
    }

    #[test]
    fn a_pair_reads_back_with_and_without_a_predecessor() {
        for kept in [None, RefreshToken::parse("test-kept")] {
            let pair = StoredPair { kept, ..pair() };
            assert!(StoredPair::parse(&pair.to_text(), Stage::Dev, &pair.store).as_ref() == Ok(&pair));
        }
    }

    #[test]
    fn the_first_schema_still_reads() {
        let text = r#"{"schema":1,"stage":"dev","store":"shopify#a.myshopify.com","generation":3,
            "access_token":"test-access","refresh_token":"test-refresh","kept_refresh_token":"test-kept",
            "scopes":"write_orders","issued_at":1795000000000,"expires_at":1795003600000,
            "refresh_expires_at":1802776000000}"#;
        assert!(StoredPair::parse(text, Stage::Dev, &pair().store) == Ok(pair()));
    }

    #[test]
    fn tr_032_whatever_is_not_a_stored_pair_is_refused() {
        let good = pair().to_text();
        let changed = |from: &str, to: &str| {
            assert!(good.contains(from), "{from}");
            fault(&good.replacen(from, to, 1))
        };
        assert_eq!(fault(""), Some(StoredFault::Shape));
        assert_eq!(fault("{}"), Some(StoredFault::Shape));
        assert_eq!(changed("{", "{\"extra\":1,"), Some(StoredFault::Shape));
        assert_eq!(changed("{", "{\"generation\":3,"), Some(StoredFault::Shape), "a repeated key");
        assert_eq!(changed("\"schema\":1", "\"schema\":0"), Some(StoredFault::Schema));
        assert_eq!(changed("\"dev\"", "\"prod\""), Some(StoredFault::OtherStage));
        assert_eq!(changed("#a.", "#b."), Some(StoredFault::OtherStore));
        assert_eq!(changed("test-access", ""), Some(StoredFault::Field("access_token")));
        assert_eq!(changed("1795003600000", "99999999999999999"), Some(StoredFault::Field("expires_at")));
        assert_eq!(changed("1795003600000", "-1"), Some(StoredFault::Shape));
    }
}
