//! One attempt: claim, read, send, settle.

use std::{sync::Arc, time::Duration};

use super::{
    Next, Reason, Verdict, envelope,
    fan_out::{DeliverError, Deliverer, End, Handled},
    next,
    schedule::held,
    verdict,
};
use crate::{
    config::Partner,
    event::EventId,
    journal::{Entry, KeptPayload, Piece, Sealed, open, verify},
    partner::PartnerName,
    ports::{
        Attempt, Claim, Connection, Connections, DeliveryQueue, DeliverySecrets, JournalReader, Ledger,
        PartnerAnswer, PartnerFault, PartnerRequest, PartnerSecret, Partners, SecretError, Settlement,
    },
    seal::{SealError, Sealer},
};

/// Beyond the request's own deadline: reading the event and writing the end.
const LEASE_MARGIN: Duration = Duration::from_secs(15);
/// A refused key makes us read it again unless we did so just now.
const REREAD_AFTER: Duration = Duration::from_secs(20);

/// A request that cannot be made, and why.
struct Undeliverable(Reason);

impl<S, J, C, L, Q, P> Deliverer<'_, S, J, C, L, Q, P>
where
    S: DeliverySecrets,
    J: JournalReader,
    C: Connections,
    L: Ledger,
    Q: DeliveryQueue,
    P: Partners,
{
    pub(super) async fn hand_over(
        &self,
        event: EventId,
        partner: &PartnerName,
        entry: Option<Entry>,
    ) -> Result<Handled, DeliverError> {
        let lease = self.config.delivery.deadline + LEASE_MARGIN;
        let attempt = match self.ledger.claim(event, partner, (self.clock)(), lease).await? {
            Claim::Granted(attempt) => attempt,
            Claim::NotNow(wait) => return Ok(Handled::NotNow(wait)),
            Claim::Settled => return Ok(Handled::Settled),
        };
        let entry = match entry {
            Some(entry) => Some(entry),
            None => self.journal.deliverable(event).await?,
        };
        let verdict = match self.prepare(partner, entry).await? {
            Ok((partner, body)) => self.send(partner, event, &body).await?,
            Err(Undeliverable(reason)) => Verdict::Dead { reason },
        };
        self.settle(&attempt, verdict).await
    }

    /// The body for the partner, from an entry that is proven to be as it was written.
    async fn prepare(
        &self,
        name: &PartnerName,
        entry: Option<Entry>,
    ) -> Result<Result<(&Partner, Vec<u8>), Undeliverable>, DeliverError> {
        let Some(entry) = entry else { return Ok(Err(Undeliverable(Reason::EventGone))) };
        let audit = self.secrets.audit_keys().await?;
        if verify(&entry, self.config.stage, &audit).is_err() {
            return Ok(Err(Undeliverable(Reason::EventDamaged)));
        }
        if self.connections.connection(&entry.store).await? == Connection::Closed {
            return Ok(Err(Undeliverable(Reason::StoreDisconnected)));
        }
        let partner = self.config.partners.iter().find(|partner| partner.name == *name);
        let Some((partner, fields)) = partner.and_then(|one| Some((one, one.fields(&entry.topic)?))) else {
            return Ok(Err(Undeliverable(Reason::Unsubscribed)));
        };
        let Some(kept) = entry.payload.as_ref().filter(|kept| kept.sealed != Sealed::Erased) else {
            return Ok(Err(Undeliverable(Reason::EventGone)));
        };
        let text = self.open(&entry, kept).await?;
        let body = text.ok().and_then(|text| envelope::body(&entry, &text, fields).ok());
        Ok(body.map(|body| (partner, body)).ok_or(Undeliverable(Reason::EventDamaged)))
    }

    async fn open(
        &self,
        entry: &Entry,
        kept: &KeptPayload,
    ) -> Result<Result<String, SealError>, DeliverError> {
        let keys = self.secrets.journal_keys().await?;
        let Some(key) = keys.find(&kept.key_id) else { return Ok(Err(SealError::UnknownKey)) };
        let pieces = match &kept.sealed {
            Sealed::Inline(bytes) => {
                vec![Piece { part: entry.head.as_str().to_owned(), sealed: bytes.clone() }]
            }
            Sealed::Pieces(parts) => self.journal.pieces(entry.id, parts).await?,
            Sealed::Erased => Vec::new(),
        };
        let sealer = Sealer::new(key, self.config.stage, &entry.store);
        Ok(open(&sealer, entry.id, kept, &pieces))
    }

    /// Sends; and once more if the partner refused a key that has been replaced since we read it.
    async fn send(&self, partner: &Partner, event: EventId, body: &[u8]) -> Result<Verdict, DeliverError> {
        let secret = match self.secrets.partner(&partner.name).await {
            Ok(secret) => secret,
            Err(SecretError::Unusable { .. }) => return Ok(Verdict::Hold { reason: Reason::BadCredential }),
            Err(unavailable @ SecretError::Unavailable { .. }) => return Err(unavailable.into()),
        };
        let first = verdict(self.request(partner, event, body, &secret).await);
        let refused = first == Verdict::Hold { reason: Reason::CredentialsRefused };
        match if refused { self.replaced(partner, &secret).await } else { None } {
            Some(replacement) => Ok(verdict(self.request(partner, event, body, &replacement).await)),
            None => Ok(first),
        }
    }

    /// The key in force, if it is another than the refused one. Of several attempts that are refused at once, one
    /// reads the key again, and the others find it in memory.
    async fn replaced(&self, partner: &Partner, refused: &PartnerSecret) -> Option<Arc<PartnerSecret>> {
        let held = match self.secrets.reread_partner(&partner.name, REREAD_AFTER).await.ok()? {
            Some(reread) => reread,
            None => self.secrets.partner(&partner.name).await.ok()?,
        };
        (held.api_key != refused.api_key).then_some(held)
    }

    async fn request(
        &self,
        partner: &Partner,
        event: EventId,
        body: &[u8],
        secret: &PartnerSecret,
    ) -> Result<PartnerAnswer, PartnerFault> {
        let headers = envelope::headers(&event.to_string(), body, secret, (self.clock)());
        let (url, api_key, body) = (&partner.url, secret.api_key.as_str(), body.to_vec());
        self.partners.send(PartnerRequest { url, api_key, headers, body }).await
    }

    async fn settle(&self, attempt: &Attempt, verdict: Verdict) -> Result<Handled, DeliverError> {
        let end = self.end(attempt.number, verdict);
        let now = (self.clock)();
        let settlement = match end {
            End::Delivered => Settlement::Delivered,
            End::Waiting(wait, reason) => Settlement::Waiting { due_at: now + wait, reason },
            End::Parked(wait, reason) => Settlement::Parked { due_at: now + wait, reason },
            End::Dead(reason) => Settlement::Dead { reason },
        };
        self.ledger.settle(attempt, settlement, now).await?;
        Ok(Handled::Attempted { partner: attempt.partner.clone(), number: attempt.number, end })
    }

    fn end(&self, number: u32, verdict: Verdict) -> End {
        let [jitter] = self.entropy.bytes();
        let (step, reason) = match verdict {
            Verdict::Done => return End::Delivered,
            Verdict::Dead { reason } => return End::Dead(reason),
            Verdict::Retry { reason, after } => (next(&self.config.delivery, number, after, jitter), reason),
            Verdict::Hold { reason } => (held(&self.config.delivery, number, jitter), reason),
        };
        match step {
            Next::Wait(wait) => End::Waiting(wait, reason),
            Next::Park(wait) => End::Parked(wait, reason),
            Next::GiveUp => End::Dead(reason),
        }
    }
}
