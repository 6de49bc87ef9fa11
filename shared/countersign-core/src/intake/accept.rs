//! The use case: prove, then read, then keep, then say so.

use std::time::{Duration, SystemTime};

use super::{
    Headers, IntakeError, RawDelivery, Route, Signature,
    headers::{Family, family},
    keep::Keeper,
};
use crate::{
    config::Config,
    event::EventId,
    journal::{Head, Quarantine},
    keys::{SigningKey, webhook_secret},
    ports::{Appended, Entropy, IntakeSecrets, JournalWriter},
    store::{Store, WooStoreId},
    topic::Topic,
};

/// A mismatch makes us read Shopify's secret again only when our copy is older than this, so that a flood of forged
/// deliveries costs at most one call a minute.
const REREAD_AFTER: Duration = Duration::from_mins(1);

/// Takes deliveries. One per function instance.
pub struct Intake<'c, S, J> {
    /// The policy of the stage.
    pub config: &'c Config,
    /// What proves deliveries and seals what is kept.
    pub secrets: S,
    /// Where events are kept.
    pub journal: J,
    /// Nonces and request tokens.
    pub entropy: Box<dyn Entropy>,
}

/// What became of a delivery that was not refused. Every variant with an event means that it is durable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Receipt {
    /// WooCommerce's activation ping: answered, and nothing else.
    Pong,
    /// The event is in the journal.
    Kept {
        /// Which.
        event: EventId,
        /// Of what store.
        store: Store,
        /// What happened there.
        topic: Topic,
        /// What will become of it.
        head: Head,
        /// Why it is kept from everyone, if it is.
        quarantine: Option<Quarantine>,
        /// Whether it was there already.
        appended: Appended,
    },
}

impl<S: IntakeSecrets, J: JournalWriter> Intake<'_, S, J> {
    /// Takes one delivery: two-hundred only after the journal has it.
    pub async fn accept(&self, raw: &RawDelivery<'_>, now: SystemTime) -> Result<Receipt, IntakeError> {
        if is_ping(raw) {
            return Ok(Receipt::Pong);
        }
        if raw.headers.get("content-encoding").is_some_and(|coding| !coding.eq_ignore_ascii_case("identity"))
        {
            return Err(IntakeError::UnsupportedEncoding);
        }
        let family = family(raw)?;
        self.prove(raw, &family).await?;
        let claims = family.claims(raw.headers)?;
        let (journal, audit) = (self.secrets.journal_keys().await?, self.secrets.audit_keys().await?);
        let keeper =
            Keeper { config: self.config, journal: &journal, audit: &audit, entropy: &*self.entropy, now };
        let (entry, pieces) = keeper.entry(claims, raw.body)?;
        let appended = self.journal.append(&entry, &pieces).await?;
        let (event, head, quarantine) = (entry.id, entry.head, entry.quarantine);
        Ok(Receipt::Kept { event, store: entry.store, topic: entry.topic, head, quarantine, appended })
    }

    async fn prove(&self, raw: &RawDelivery<'_>, family: &Family) -> Result<(), IntakeError> {
        let signature = family.signature(raw.headers).ok_or(IntakeError::InvalidSignature)?;
        let proven = match family {
            Family::Shopify { .. } => self.proves_shopify(raw.body, &signature).await?,
            Family::WooCommerce { store } => self.proves_woocommerce(store, raw.body, &signature).await?,
        };
        if proven { Ok(()) } else { Err(IntakeError::InvalidSignature) }
    }

    async fn proves_shopify(&self, body: &[u8], signature: &Signature) -> Result<bool, IntakeError> {
        if any_verifies(self.secrets.shopify_app().await?.keys(), body, signature) {
            return Ok(true);
        }
        let Some(reread) = self.secrets.reread_shopify_app(REREAD_AFTER).await? else { return Ok(false) };
        Ok(any_verifies(reread.keys(), body, signature))
    }

    async fn proves_woocommerce(
        &self,
        store: &WooStoreId,
        body: &[u8],
        signature: &Signature,
    ) -> Result<bool, IntakeError> {
        let masters = self.secrets.webhook_masters().await?;
        let secrets: Vec<_> =
            masters.keys().map(|master| webhook_secret(&master.key, self.config.stage, store)).collect();
        Ok(any_verifies(secrets.iter(), body, signature))
    }
}

/// Tries every key, also after one has matched, so that the time taken tells nothing about which.
fn any_verifies<'k>(keys: impl Iterator<Item = &'k SigningKey>, body: &[u8], signature: &Signature) -> bool {
    keys.fold(false, |proven, key| key.verifies(body, signature) | proven)
}

/// WooCommerce's activation ping: unsigned, form-encoded `webhook_id=11` (`WC_Webhook::deliver_ping`). It must get
/// exactly 200, or the store repeats it after every delivery.
fn is_ping(raw: &RawDelivery<'_>) -> bool {
    let woocommerce = matches!(raw.route, Route::WooCommerce { store } if WooStoreId::parse(store).is_some());
    let digits = raw.body.strip_prefix(b"webhook_id=").unwrap_or_default();
    woocommerce
        && unsigned(raw.headers)
        && (1..=20).contains(&digits.len())
        && digits.iter().all(u8::is_ascii_digit)
}

fn unsigned(headers: &dyn Headers) -> bool {
    headers.get("x-wc-webhook-signature").is_none()
}
