//! Shopify's three addresses.

use std::time::Duration;

use countersign_core::{
    intake::Headers,
    oauth::{Authorized, Evidence, IdTokenFault, OAuthError},
    ports::{Grant, TokenLeases},
    store::{ShopDomain, Store},
    tokens::{ConnectionRow, Credentials, Installed, Status},
};
use countersign_runtime::HttpEvent;

use crate::{
    Outside, Site,
    refused::Refused,
    told::{ShopTold, Told},
};

/// A store's secret may be written once in ten minutes, and renewals need their share.
const BETWEEN_QUESTIONS: Duration = Duration::from_mins(15);

impl<O: Outside> Site<'_, O> {
    pub(crate) async fn shopify_install(&self, event: &HttpEvent<'_>) -> Result<Told, Refused> {
        Ok(Told::Departed(self.shopify.start(&event.query, self.now()).await?))
    }

    pub(crate) async fn shopify_callback(&self, event: &HttpEvent<'_>) -> Result<Told, Refused> {
        let cookies: Vec<_> = event.cookies.iter().map(String::as_str).collect();
        let authorized = self.shopify.callback(&event.query, &cookies, self.now()).await?;
        self.exchange(authorized, true).await
    }

    /// A page of the app loads often, and each exchange ends the tokens before it. So nothing is exchanged for a shop whose
    /// tokens are good as far as we know; if they are not, a renewal finds out, and the next load exchanges. A shop that
    /// grants too little may have granted more since: that is asked again, but not with every load.
    pub(crate) async fn shopify_token(&self, event: &HttpEvent<'_>) -> Result<Told, Refused> {
        let bearer = event.get("authorization").and_then(bearer);
        let token = bearer.ok_or(OAuthError::InvalidIdToken(IdTokenFault::Malformed))?;
        let authorized = self.shopify.embedded(token, self.now()).await?;
        let Some(row) = self.connected(&authorized.shop).await else {
            return self.exchange(authorized, false).await;
        };
        let missing = row.missing(&self.hooks.policy.shopify_app.scopes);
        let lately = row.life.is_some_and(|life| self.now() < life.issued_at + BETWEEN_QUESTIONS);
        let shop = authorized.shop.clone();
        if missing.is_empty() {
            Ok(Told::Known(shop))
        } else if lately {
            Ok(Told::Shop(ShopTold { shop, missing, subscribed: None, cookie: None, for_a_browser: false }))
        } else {
            self.exchange(authorized, false).await
        }
    }

    /// From what was proven to a connected shop.
    async fn exchange(&self, authorized: Authorized, for_a_browser: bool) -> Result<Told, Refused> {
        let Authorized { shop, evidence, spent_cookie } = authorized;
        let grant = match &evidence {
            Evidence::Code(code) => Grant::Code(code.expose()),
            Evidence::IdToken(token) => Grant::IdToken(token.expose()),
        };
        let told = self.connect(shop, grant).await?;
        Ok(Told::Shop(ShopTold { cookie: spent_cookie, for_a_browser, ..told }))
    }

    /// Installs, and asks the shop for its webhooks. A shop that cannot be asked is connected all the same: its tokens are
    /// kept, and the next installation or `token-refresh`, invoked for it, asks again.
    pub(crate) async fn connect(&self, shop: ShopDomain, grant: Grant<'_>) -> Result<ShopTold, Refused> {
        let needed = &self.hooks.policy.shopify_app.scopes;
        let store = || Store::Shopify(shop.clone());
        let (installed, token) = self.installer.install_and_tell(&shop, grant, needed).await;
        let missing = match installed {
            Installed::Connected { missing } => missing,
            Installed::Superseded => Vec::new(),
            Installed::Rejected => return Err(Refused::Rejected(store())),
            Installed::Failed(outcome) => return Err(Refused::Failed(store(), outcome)),
        };
        let subscribed = match token {
            Some(token) => Some(self.subscribe_shop(&shop, &token).await),
            None => None,
        };
        Ok(ShopTold { shop, missing, subscribed, cookie: None, for_a_browser: false })
    }

    /// The row of a shop whose tokens are good as far as we know.
    async fn connected(&self, shop: &ShopDomain) -> Option<ConnectionRow> {
        let row = self.installer.rows.row(&Store::Shopify(shop.clone())).await.ok().flatten()?;
        let alive = row.life.is_some_and(|life| self.now() < life.refresh_expires_at);
        let good = row.status == Some(Status::Connected) && row.credentials == Credentials::Good;
        (good && alive).then_some(row)
    }
}

/// The token of `Authorization: Bearer …`; none also if there are two.
fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    let one = !token.is_empty() && !token.contains([' ', ',']);
    (scheme.eq_ignore_ascii_case("bearer") && one).then_some(token)
}
