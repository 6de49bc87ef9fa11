//! WooCommerce's hand-over of keys (`wc-auth`): invitation, start, the keys a store posts, the browser's return.
//!
//! The post with the keys is not signed and does not name its store. So nothing in it is believed but the state, which
//! leads to the address that was asked; the keys are tried there before they are kept.

mod hand_over;
mod invitation;
mod keys;
mod ticket;

use std::time::SystemTime;

pub use hand_over::{HandedOver, KeysStored};
pub use invitation::Invitation;
pub use keys::{ConsumerKeys, KeysFault};

use super::{
    Departure, Nonce, OAuthError, OwnAddress, Query, QueryFault, StateFault, cookie,
    query::percent,
    rotation,
    state::{Binding, StateBook, WooCommerceTalk},
};
use crate::{
    Stage,
    keys::KeyRing,
    ports::{Entropy, OAuthSecrets, States},
};

/// Leads a merchant from an invitation to keys in the right hands. One per function instance.
pub struct WooCommerceFlow<'c, S, T> {
    /// The deployment, which is in every derived key.
    pub stage: Stage,
    /// Our own address.
    pub address: &'c OwnAddress,
    /// What the merchant is told who asks.
    pub app_name: &'c str,
    /// What names states and signs invitations.
    pub secrets: S,
    /// Installations under way.
    pub states: T,
    /// States and cookies.
    pub entropy: Box<dyn Entropy>,
}

/// The browser is back, in the hands of whoever began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Returned {
    /// What the store says of the merchant's choice. Not signed: whether the keys arrived, only the connection can tell.
    pub approved: bool,
    /// Which store it is about, and since when.
    pub talk: WooCommerceTalk,
    /// The value of `Set-Cookie` that ends the browser's part. Not to be sent while the keys may still arrive, so that
    /// the page can be loaded again.
    pub spent_cookie: String,
}

impl<S: OAuthSecrets, T: States> WooCommerceFlow<'_, S, T> {
    /// Begins from an invitation. Without one nothing begins: whoever connects a store feeds its orders to partners.
    pub async fn start(&self, raw_query: &str, now: SystemTime) -> Result<Departure, OAuthError> {
        let query = Query::parse(raw_query)?;
        let prove = async |ring: &KeyRing| Invitation::prove(&query, self.stage, ring, now);
        let invited = rotation::prove(&self.secrets, prove).await?;
        let ring = self.secrets.oauth_keys().await?;
        let (state, browser) = (Nonce::draw(&*self.entropy), Nonce::draw(&*self.entropy));
        let talk = WooCommerceTalk { store: invited.store, url: invited.url, begun_at: now };
        let book = self.book(&ring);
        book.begin(&state, Binding::Return(&browser), Some(talk.clone()), now).await?;
        book.begin(&state, Binding::Keys, Some(talk.clone()), now).await?;
        let ticket = ticket::write(&state, self.stage, &ring);
        Ok(Departure { location: self.authorize(&talk, &ticket), cookie: cookie::set(&state, &browser) })
    }

    /// Takes the keys that a store posts. They are not kept yet: [`HandedOver::settle`] does that, and gives what alone
    /// may be answered with 200.
    pub async fn keys(&self, body: &[u8], now: SystemTime) -> Result<HandedOver, OAuthError> {
        let (ticket, keys) = keys::read(body)?;
        let kept = rotation::prove(&self.secrets, async |ring| {
            let state = ticket::read(ticket, self.stage, ring)?;
            self.book(ring).consume(&state, Binding::Keys, now).await
        });
        let kept = kept.await?;
        let talk = kept.talk.ok_or(OAuthError::InvalidState(StateFault::Unknown))?;
        Ok(HandedOver { talk, keys })
    }

    /// Takes the browser back. `cookies` are the request's, one or several in each text.
    pub async fn back(
        &self,
        raw_query: &str,
        cookies: &[&str],
        now: SystemTime,
    ) -> Result<Returned, OAuthError> {
        let query = Query::parse(raw_query)?;
        let (success, ticket) = (query.require("success")?, query.require("user_id")?);
        let approved = match success {
            "1" => true,
            "0" => false,
            _ => return Err(QueryFault::Malformed("success").into()),
        };
        let found = rotation::prove(&self.secrets, async |ring| {
            let state = ticket::read(ticket, self.stage, ring)?;
            let browser = cookie::find(cookies.iter().copied(), &state);
            let browser = browser.ok_or(OAuthError::InvalidState(StateFault::NoCookie))?;
            Ok((self.book(ring).find(&state, Binding::Return(&browser), now).await?, state))
        });
        let (kept, state) = found.await?;
        let talk = kept.talk.ok_or(OAuthError::InvalidState(StateFault::Unknown))?;
        Ok(Returned { approved, talk, spent_cookie: cookie::forget(&state) })
    }

    /// The store's page for the merchant's consent, with the five parameters that it demands.
    fn authorize(&self, talk: &WooCommerceTalk, ticket: &str) -> String {
        let value = |text: &str| percent(text, b"-._~");
        format!(
            "{}wc-auth/v1/authorize?app_name={}&scope={}&user_id={}&return_url={}&callback_url={}",
            talk.url,
            value(self.app_name),
            keys::PERMISSIONS,
            ticket,
            value(&self.address.woocommerce_return()),
            value(&self.address.woocommerce_keys()),
        )
    }

    fn book<'a>(&'a self, ring: &'a KeyRing) -> StateBook<'a, T> {
        StateBook { stage: self.stage, ring, states: &self.states }
    }
}
