//! From a proven delivery to the entry that the journal keeps.

use std::time::{Duration, SystemTime};

use super::{
    body::{Judged, judge},
    headers::Claims,
};
use crate::{
    Stage,
    config::Config,
    event::EventId,
    journal::{Entry, EntryMac, Head, Packed, Piece, Quarantine, RequestToken, authenticate, pack},
    json::{FieldTree, check_object, project},
    keys::{KeyRing, NamedKey},
    people::{About, Pseudonyms, pseudonyms_in},
    ports::Entropy,
    seal::{SealError, Sealer},
    topic::{Class, Kind, Shape, TopicRule, rule},
};

/// A stated body must be younger than the memory by this much, so that no repeat arrives after its entry is gone; and
/// it may be ahead of our clock by no more.
const MARGIN: Duration = Duration::from_hours(24);

/// What one delivery is kept with.
pub(super) struct Keeper<'a> {
    pub(super) config: &'a Config,
    pub(super) journal: &'a KeyRing,
    pub(super) audit: &'a KeyRing,
    pub(super) entropy: &'a dyn Entropy,
    pub(super) now: SystemTime,
}

impl Keeper<'_> {
    /// The entry for `body`, authenticated, with the pieces that belong before it.
    pub(super) fn entry(&self, claims: Claims, body: &[u8]) -> Result<(Entry, Vec<Piece>), SealError> {
        let rule = rule(&claims.topic);
        let text = check_object(body);
        let judgement = text.map_err(Quarantine::from).and_then(|text| self.judge(&claims, rule, text));
        let tells = rule.is_some_and(|rule| rule.kind != Kind::Bare)
            && judgement.as_ref().err().copied().is_none_or(states_a_time);
        let id = EventId::of(&claims.store, &claims.topic, body, (!tells).then_some(&claims.delivery));
        let mut entry = self.bare_entry(id, claims, rule);
        match judgement {
            Ok(judged) => (entry.stated_at, entry.warnings) = (judged.stated_at, judged.warnings),
            Err(reason) => (entry.quarantine, entry.head) = (Some(reason), Head::Quarantine),
        }
        let pieces = match (rule, text) {
            (Some(rule), Ok(text)) => self.keep(&mut entry, rule, text)?,
            _ => Vec::new(),
        };
        authenticate(&mut entry, self.config.stage, self.audit.current());
        Ok((entry, pieces))
    }

    fn judge(&self, claims: &Claims, rule: Option<&TopicRule>, text: &str) -> Result<Judged, Quarantine> {
        let times = self.now - self.config.memory.saturating_sub(MARGIN)..=self.now + MARGIN;
        let unknown = Judged { stated_at: None, warnings: Vec::new() };
        rule.map_or(Ok(unknown), |rule| judge(text, claims, rule, &times))
    }

    fn bare_entry(&self, id: EventId, claims: Claims, rule: Option<&TopicRule>) -> Entry {
        Entry {
            id,
            head: rule.map_or(Class::Record, |rule| rule.class).into(),
            store: claims.store,
            topic: claims.topic,
            received_at: self.now,
            stated_at: None,
            delivery: Some(claims.delivery),
            token: RequestToken::new(self.entropy.bytes()),
            warnings: Vec::new(),
            quarantine: None,
            policy: self.config.version.clone(),
            people: Vec::new(),
            payload: None,
            expires_at: self.now + self.config.memory,
            mac: EntryMac::default(),
        }
    }

    /// Adds what is kept of the body: nothing, unless somebody may see a part of it. A quarantined body that can be
    /// read keeps the same, so that nothing is lost to whoever releases it.
    fn keep(&self, entry: &mut Entry, rule: &TopicRule, body: &str) -> Result<Vec<Piece>, SealError> {
        let kept = self.config.kept_fields(&entry.topic, rule.class);
        if kept.is_empty() {
            return Ok(Vec::new());
        }
        let key = self.journal.current();
        let stage = self.config.stage;
        entry.people = pseudonyms_in(body, about(rule.shape), Pseudonyms::new(key, stage, &entry.store));
        let Packed { kept, pieces } = self.pack(entry, key, stage, &kept, body)?;
        entry.payload = Some(kept);
        Ok(pieces)
    }

    fn pack(
        &self,
        entry: &Entry,
        key: &NamedKey,
        stage: Stage,
        kept: &FieldTree,
        body: &str,
    ) -> Result<Packed, SealError> {
        let sealer = Sealer::new(key, stage, &entry.store);
        let text = project(body, kept).map_err(|_| SealError::Damaged)?;
        pack(&sealer, &key.id, (entry.id, entry.head.as_str()), &text, self.entropy)
    }
}

/// Whether a quarantined body of a stated topic still tells two events apart. Identical errors that a store sends in
/// place of two orders do not, and the record of each is what tells how many must be fetched.
fn states_a_time(reason: Quarantine) -> bool {
    match reason {
        Quarantine::OtherShop | Quarantine::Stale | Quarantine::Ahead => true,
        Quarantine::Unreadable(_) | Quarantine::Shape | Quarantine::StoreError => false,
    }
}

fn about(shape: Shape) -> About {
    match shape {
        Shape::ShopifyOrder | Shape::WooOrder => About::Order,
        Shape::WooCustomer => About::Customer,
        Shape::ShopifyDataRequest | Shape::ShopifyRedactRequest => About::Request,
        Shape::ShopifyRefund
        | Shape::ShopifyShop
        | Shape::ShopifyScopes
        | Shape::ShopifyShopRequest
        | Shape::WooProduct
        | Shape::WooReference
        | Shape::Any => About::Other,
    }
}
