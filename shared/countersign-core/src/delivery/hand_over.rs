//! One attempt: prepare, claim, send, settle.

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
    journal::{Found, Sealed},
    partner::PartnerName,
    ports::{
        Attempt, Claim, Connection, Connections, DeliveryQueue, DeliverySecrets, JournalReader, Ledger,
        PartnerAnswer, PartnerFault, PartnerRequest, PartnerSecret, Partners, SecretError, Settlement,
    },
};

/// A claim covers two requests (the second with a replaced key), and beside them the look for that key and the end.
const LEASE_MARGIN: Duration = Duration::from_secs(20);
/// A refused key makes us read it again unless we did so just now.
const REREAD_AFTER: Duration = Duration::from_secs(20);

/// What an attempt needs, or how it ends without one.
enum Prepared<'c> {
    Request { partner: &'c Partner, body: Vec<u8>, secret: Arc<PartnerSecret> },
    No(Verdict),
}

impl<'c, S, J, C, L, Q, P> Deliverer<'c, S, J, C, L, Q, P>
where
    S: DeliverySecrets,
    J: JournalReader,
    C: Connections,
    L: Ledger,
    Q: DeliveryQueue,
    P: Partners,
{
    /// Everything that our own trouble can keep us from is done before the claim, so that it costs the partner
    /// neither an attempt nor a lease.
    pub(super) async fn hand_over(
        &self,
        event: EventId,
        partner: &PartnerName,
        found: Found,
    ) -> Result<Handled, DeliverError> {
        let prepared = self.prepare(partner, found).await?;
        let lease = 2 * self.config.delivery.deadline + LEASE_MARGIN;
        let attempt = match self.ledger.claim(event, partner, (self.clock)(), lease).await? {
            Claim::Granted(attempt) => attempt,
            Claim::NotNow(wait) => return Ok(Handled::NotNow(wait)),
            Claim::Settled => return Ok(Handled::Settled),
        };
        let verdict = match prepared {
            Prepared::Request { partner, body, secret } => self.send(partner, event, &body, &secret).await,
            Prepared::No(verdict) => verdict,
        };
        self.settle(&attempt, verdict).await
    }

    async fn prepare(&self, name: &PartnerName, found: Found) -> Result<Prepared<'c>, DeliverError> {
        let dead = |reason| Ok(Prepared::No(Verdict::Dead { reason }));
        let entry = match found {
            Found::Sound(entry) => entry,
            Found::Gone => return dead(Reason::EventGone),
            Found::Damaged(_) => return dead(Reason::EventDamaged),
        };
        match self.connections.connection(&entry.store).await? {
            Connection::Open => {}
            Connection::Closed => return dead(Reason::StoreDisconnected),
        }
        let partner = self.config.partners.iter().find(|partner| partner.name == *name);
        let Some((partner, fields)) = partner.and_then(|one| Some((one, one.fields(&entry.topic)?))) else {
            return dead(Reason::Unsubscribed);
        };
        let Some(kept) = entry.payload.as_ref().filter(|kept| kept.sealed != Sealed::Erased) else {
            return dead(Reason::EventGone);
        };
        let text = self.text(&entry, kept).await?;
        let Some(body) = text.and_then(|text| envelope::body(&entry, &text, fields).ok()) else {
            return dead(Reason::EventDamaged);
        };
        match self.secrets.partner(&partner.name).await {
            Ok(secret) => Ok(Prepared::Request { partner, body, secret }),
            Err(fault @ SecretError::Unusable { .. }) => {
                (self.report)(&fault);
                Ok(Prepared::No(Verdict::Hold { reason: Reason::BadCredential }))
            }
            Err(unavailable @ SecretError::Unavailable { .. }) => Err(unavailable.into()),
        }
    }

    /// Sends; and once more if the partner refused a key that has been replaced since we read it.
    async fn send(&self, partner: &Partner, event: EventId, body: &[u8], secret: &PartnerSecret) -> Verdict {
        let first = verdict(self.request(partner, event, body, secret).await);
        let refused = first == Verdict::Hold { reason: Reason::CredentialsRefused };
        match if refused { self.replaced(partner, secret).await } else { None } {
            Some(replacement) => verdict(self.request(partner, event, body, &replacement).await),
            None => first,
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
        let (url, api_key, body) = (&partner.url, secret.api_key.expose(), body.to_vec());
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
