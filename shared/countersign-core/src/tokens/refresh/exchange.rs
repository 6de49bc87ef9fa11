//! Offers refresh tokens, and says that a store is lost only after every one was refused and everything was read again.

use std::time::{Duration, SystemTime};

use super::{Candidates, Need, Refresher};
use crate::{
    ports::{Grant, Mark, RenewalPlatform, RenewalRows, RenewalVault, Timing, VaultError},
    store::ShopDomain,
    tokens::{
        Answer, Cause, Credentials, Granted, Outcome, RefreshToken, Step, Why, classify,
        work::{Work, announce, fenced, insist, still_ours},
    },
};

const TRIES: u32 = 3;
/// A shop that refuses us for no longer may be on its way back, or our addresses on their way to the list: it stays callable.
const LASTING: Duration = Duration::from_hours(6);
/// A longer wait than this is for the schedule.
const LONGEST_WAIT: Duration = Duration::from_secs(2);

/// What a refresh token bought.
pub(super) struct Bought {
    pub(super) granted: Granted,
    pub(super) with: RefreshToken,
    /// Taken before the request was sent.
    pub(super) at: SystemTime,
}

impl<R, V, P, T> Refresher<R, V, P, T>
where
    R: RenewalRows,
    V: RenewalVault,
    P: RenewalPlatform,
    T: Timing,
{
    /// Announces a version, and offers the candidates until one buys it; none if all were refused.
    pub(super) async fn exchange_all(
        &self,
        shop: &ShopDomain,
        work: &mut Work,
        candidates: &mut Candidates,
    ) -> Result<Option<Bought>, Outcome> {
        announce(&self.rows, &self.time, work, Cause::Refresh).await?;
        let bought = self.offer(shop, work, candidates).await?;
        if bought.is_some() {
            return Ok(bought);
        }
        self.look_again(work, candidates).await?;
        self.offer(shop, work, candidates).await
    }

    async fn offer(
        &self,
        shop: &ShopDomain,
        work: &mut Work,
        candidates: &mut Candidates,
    ) -> Result<Option<Bought>, Outcome> {
        while let Some(token) = candidates.next() {
            if let Some((granted, at)) = self.offer_one(shop, work, &token).await? {
                return Ok(Some(Bought { granted, with: token, at }));
            }
        }
        Ok(None)
    }

    /// None if the token was refused. Unclear answers are asked for again with the same token, which is what it is for.
    async fn offer_one(
        &self,
        shop: &ShopDomain,
        work: &mut Work,
        token: &RefreshToken,
    ) -> Result<Option<(Granted, SystemTime)>, Outcome> {
        let mut tries = 0;
        loop {
            let at = self.time.now();
            work.in_time(at)?;
            tries += 1;
            let (why, after) = match classify(self.platform.exchange(shop, Grant::Refresh(token)).await) {
                Answer::Granted(granted) => return Ok(Some((*granted, at))),
                Answer::Refused => return Ok(None),
                Answer::InvalidClient => return Err(Outcome::InvalidClient),
                Answer::ShopUnavailable => return Err(self.unavailable(work).await?),
                Answer::Later(why) => return Err(Outcome::RetryLater(why)),
                Answer::Retry { why, after } => (why, after),
            };
            let wait = self.wait(tries, after);
            if tries == TRIES || wait > LONGEST_WAIT {
                work.asked_wait = after.unwrap_or_default();
                return Err(Outcome::RetryLater(why));
            }
            self.time.pause(wait).await;
        }
    }

    /// Full jitter, but never less than the platform asks for.
    fn wait(&self, tries: u32, after: Option<Duration>) -> Duration {
        let [jitter] = self.entropy.bytes();
        let most = Duration::from_millis(500) * 2_u32.pow(tries - 1);
        after.unwrap_or_default().max(most * u32::from(jitter) / 255)
    }

    /// Everything was refused; perhaps because somebody was quicker, or because the last pair that was put is unannounced.
    async fn look_again(&self, work: &Work, candidates: &mut Candidates) -> Result<(), Outcome> {
        still_ours(&self.rows, &self.time, &work.lease).await?;
        let last = match insist(&self.time, || self.vault.pending(work.store())).await {
            Err(VaultError::BadSecret { .. }) => None,
            answered => answered?,
        };
        if let Some((_, last)) = last {
            candidates.add(Some(&last.pair.refresh));
            candidates.add(last.kept.as_ref());
        }
        Ok(())
    }

    /// Pending pairs were tried with the others. What was found is of no use to anybody, once that is believed.
    ///
    /// The schedule believes it at the second time, minutes later: it asks for all stores alike, and a platform that errs
    /// for a moment would cost many of them. Others who go over many leave it to the schedule. Whoever asks for one store has
    /// a reason to, and waits for the answer.
    pub(super) async fn all_refused(&self, work: &mut Work, need: &Need) -> Result<Outcome, Outcome> {
        if self.is_installing(work) {
            return Ok(Outcome::RetryLater(Why::Installing));
        }
        let doubt = work.row.doubt_of(Mark::ReauthRequired, self.time.now());
        let is_known = work.row.credentials == Credentials::ReauthRequired;
        let is_believed = match need {
            Need::Due => work.row.doubt == Some(doubt),
            Need::Checked => false,
            Need::Wanted { .. } | Need::Judged { .. } | Need::Forced => true,
        };
        if !is_known && !is_believed {
            work.row.doubt = Some(doubt);
            return Ok(Outcome::RetryLater(Why::Refused));
        }
        work.row.intents = self.to_come(work);
        if is_known {
            return Ok(Outcome::StillReauthRequired);
        }
        self.mark(work, Mark::ReauthRequired, Step::ReauthRequired).await?;
        Ok(Outcome::ReauthRequired)
    }

    async fn unavailable(&self, work: &mut Work) -> Result<Outcome, Outcome> {
        match work.row.credentials {
            Credentials::Good => {}
            Credentials::Unavailable => return Ok(Outcome::StillUnavailable),
            Credentials::ReauthRequired => return Ok(Outcome::StillReauthRequired),
        }
        let now = self.time.now();
        let doubt = work.row.doubt_of(Mark::Unavailable, now);
        if now < doubt.since + LASTING {
            work.row.doubt = Some(doubt);
            return Ok(Outcome::RetryLater(Why::ShopUnavailable));
        }
        self.mark(work, Mark::Unavailable, Step::Unavailable).await?;
        Ok(Outcome::ShopUnavailable)
    }

    async fn mark(&self, work: &mut Work, mark: Mark, step: Step) -> Result<(), Outcome> {
        let note = work.note(self.time.now(), step);
        fenced(insist(&self.time, || self.rows.mark(&work.lease, mark, &note)).await?)?;
        (work.row.credentials, work.row.doubt) = (mark.into(), None);
        Ok(())
    }
}
