//! The authorization code grant of Shopify, and the ID tokens of embedded apps, up to the exchange.

mod code;
mod id_token;

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

pub use code::AuthCode;
pub use id_token::{IdToken, IdTokenFault};

use super::{
    Departure, Nonce, OAuthError, OwnAddress, Query, QueryFault, StateFault, cookie,
    query::{is_fresh, percent, proves},
    rotation,
    state::{Binding, StateBook},
};
use crate::{
    Stage,
    keys::KeyRing,
    ports::{Entropy, OAuthSecrets, ShopifyApp, States},
    store::ShopDomain,
};

/// A mismatch makes us read the app's secrets again only when our copy is older than this, so that a flood of forged
/// requests costs at most one call a minute.
const REREAD_AFTER: Duration = Duration::from_mins(1);

/// What we ask shops for, and where they answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppSettings {
    /// Our own address; the callback below it is registered with Shopify, letter by letter.
    pub address: OwnAddress,
    /// The access scopes as Shopify writes them: separated by commas.
    pub scopes: String,
}

/// Leads a merchant from the launch of the app to a proven grant. One per function instance.
pub struct ShopifyFlow<'c, S, T> {
    /// The deployment, which is in every derived key.
    pub stage: Stage,
    /// What we ask for.
    pub settings: &'c AppSettings,
    /// What proves requests.
    pub secrets: S,
    /// Installations under way.
    pub states: T,
    /// States and cookies.
    pub entropy: Box<dyn Entropy>,
}

/// What a shop granted and the rules have proven. It is not exchanged yet, and its state is used up.
pub struct Authorized {
    /// Whose it is; the only host that may see the evidence and the app's secret.
    pub shop: ShopDomain,
    /// What is offered in exchange for tokens.
    pub evidence: Evidence,
    /// The value of `Set-Cookie` that ends the browser's part; none where no cookie was needed.
    pub spent_cookie: Option<String>,
}

/// What a merchant's consent left us with.
pub enum Evidence {
    /// Of the authorization code grant. Spent by the first exchange, whatever becomes of the answer.
    Code(AuthCode),
    /// Of an embedded app's page (token exchange).
    IdToken(IdToken),
}

impl<S: OAuthSecrets, T: States> ShopifyFlow<'_, S, T> {
    /// Begins an installation from the address under which Shopify launches the app.
    ///
    /// A query that Shopify did not sign begins nothing: there is no form in which to type a shop's name.
    pub async fn start(&self, raw_query: &str, now: SystemTime) -> Result<Departure, OAuthError> {
        let (app, shop) = self.prove(&Query::parse(raw_query)?, now).await?;
        let (state, browser) = (Nonce::draw(&*self.entropy), Nonce::draw(&*self.entropy));
        let ring = self.secrets.oauth_keys().await?;
        self.book(&ring).begin(&state, Binding::Shopify(&shop, &browser), None, now).await?;
        let location = self.authorize(&app, &shop, &state);
        Ok(Departure { location, cookie: cookie::set(&state, &browser) })
    }

    /// Takes the browser back from Shopify. `cookies` are the request's, one or several in each text.
    ///
    /// The order is: exactly one of each parameter, the shop's form, the signature, its time, and the state, which is
    /// used up before anything is exchanged.
    pub async fn callback(
        &self,
        raw_query: &str,
        cookies: &[&str],
        now: SystemTime,
    ) -> Result<Authorized, OAuthError> {
        let query = Query::parse(raw_query)?;
        let (code, state) = (query.require("code")?, query.require("state")?);
        let (_, shop) = self.prove(&query, now).await?;
        let code = AuthCode::parse(code).ok_or(QueryFault::Malformed("code"))?;
        let state = Nonce::parse(state).ok_or(OAuthError::InvalidState(StateFault::Malformed))?;
        let browser = cookie::find(cookies.iter().copied(), &state);
        let browser = browser.ok_or(OAuthError::InvalidState(StateFault::NoCookie))?;
        let binding = Binding::Shopify(&shop, &browser);
        rotation::prove(&self.secrets, async |ring| self.book(ring).consume(&state, binding, now).await)
            .await?;
        Ok(Authorized { shop, evidence: Evidence::Code(code), spent_cookie: Some(cookie::forget(&state)) })
    }

    /// Takes the ID token that an embedded app's page sends; it stands for the merchant and for one minute.
    pub async fn embedded(&self, token: &str, now: SystemTime) -> Result<Authorized, OAuthError> {
        let app = self.secrets.shopify_app().await?;
        let mut proven = IdToken::prove(token, &app, now);
        if proven.as_ref().is_err_and(|fault| *fault == IdTokenFault::Signature)
            && let Some(newer) = self.secrets.reread_shopify_app(REREAD_AFTER).await?
        {
            proven = IdToken::prove(token, &newer, now);
        }
        let token = proven?;
        let shop = token.shop().clone();
        Ok(Authorized { shop, evidence: Evidence::IdToken(token), spent_cookie: None })
    }

    /// What start and callback have in common: a well-formed shop, signed for, lately.
    async fn prove(
        &self,
        query: &Query,
        now: SystemTime,
    ) -> Result<(Arc<ShopifyApp>, ShopDomain), OAuthError> {
        let (shop, timestamp) = (query.require("shop")?, query.require("timestamp")?);
        let shop = ShopDomain::parse(shop).ok_or(OAuthError::InvalidShop)?;
        query.refuse_controls()?;
        let fresh = is_fresh(timestamp, now)?;
        let app = self.app_that_signed(query).await?.ok_or(OAuthError::InvalidHmac)?;
        if fresh { Ok((app, shop)) } else { Err(OAuthError::Stale) }
    }

    async fn app_that_signed(&self, query: &Query) -> Result<Option<Arc<ShopifyApp>>, OAuthError> {
        let app = self.secrets.shopify_app().await?;
        if proves(query, app.secret.keys()) {
            return Ok(Some(app));
        }
        let newer = self.secrets.reread_shopify_app(REREAD_AFTER).await?;
        Ok(newer.filter(|app| proves(query, app.secret.keys())))
    }

    /// Shopify's page for the merchant's consent, on a host that passed [`ShopDomain`].
    fn authorize(&self, app: &ShopifyApp, shop: &ShopDomain, state: &Nonce) -> String {
        let value = |text: &str| percent(text, b"-._~");
        format!(
            "https://{shop}/admin/oauth/authorize?client_id={}&scope={}&redirect_uri={}&state={}",
            value(&app.client_id),
            value(&self.settings.scopes),
            value(&self.settings.address.shopify_callback()),
            state.expose(),
        )
    }

    fn book<'a>(&'a self, ring: &'a KeyRing) -> StateBook<'a, T> {
        StateBook { stage: self.stage, ring, states: &self.states }
    }
}
