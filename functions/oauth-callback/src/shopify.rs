//! Shopify's three addresses.

use countersign_core::{
    intake::Headers,
    oauth::{Authorized, Evidence, IdTokenFault, OAuthError},
    ports::{Grant, TokenLeases},
    store::{ShopDomain, Store},
    tokens::{Credentials, Installed, Status},
};
use countersign_runtime::{HttpEvent, Invocation};

use crate::{
    Outside, Site,
    refused::Refused,
    told::{ShopTold, Told},
};

impl<O: Outside> Site<'_, O> {
    pub(crate) async fn shopify_install(&self, event: &HttpEvent<'_>) -> Result<Told, Refused> {
        Ok(Told::Departed(self.shopify.start(&event.query, self.now()).await?))
    }

    pub(crate) async fn shopify_callback(
        &self,
        event: &HttpEvent<'_>,
        invocation: &Invocation,
    ) -> Result<Told, Refused> {
        let cookies: Vec<_> = event.cookies.iter().map(String::as_str).collect();
        let authorized = self.shopify.callback(&event.query, &cookies, self.now()).await?;
        self.exchange(authorized, true, invocation).await
    }

    /// A page of the app loads often, and each exchange ends the tokens before it. So nothing is exchanged for a shop whose
    /// tokens are good as far as we know; if they are not, a renewal finds out, and the next load exchanges.
    pub(crate) async fn shopify_token(
        &self,
        event: &HttpEvent<'_>,
        invocation: &Invocation,
    ) -> Result<Told, Refused> {
        let bearer = event.get("authorization").and_then(bearer);
        let token = bearer.ok_or(OAuthError::InvalidIdToken(IdTokenFault::Malformed))?;
        let authorized = self.shopify.embedded(token, self.now()).await?;
        if self.is_connected(&authorized.shop).await {
            return Ok(Told::Known(authorized.shop));
        }
        self.exchange(authorized, false, invocation).await
    }

    /// From what was proven to a connected shop.
    async fn exchange(
        &self,
        authorized: Authorized,
        for_a_browser: bool,
        invocation: &Invocation,
    ) -> Result<Told, Refused> {
        let Authorized { shop, evidence, spent_cookie } = authorized;
        let grant = match &evidence {
            Evidence::Code(code) => Grant::Code(code.expose()),
            Evidence::IdToken(token) => Grant::IdToken(token.expose()),
        };
        let told = self.connect(shop, grant, invocation).await?;
        Ok(Told::Shop(ShopTold { cookie: spent_cookie, for_a_browser, ..told }))
    }

    /// Installs, and asks the shop for its webhooks. A shop that cannot be asked is connected all the same: its tokens are
    /// kept, and the next installation or `token-refresh`, invoked for it, asks again.
    pub(crate) async fn connect(
        &self,
        shop: ShopDomain,
        grant: Grant<'_>,
        invocation: &Invocation,
    ) -> Result<ShopTold, Refused> {
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
            Some(token) => Some(self.subscribe_shop(&shop, &token, invocation).await),
            None => None,
        };
        Ok(ShopTold { shop, missing, subscribed, cookie: None, for_a_browser: false })
    }

    async fn is_connected(&self, shop: &ShopDomain) -> bool {
        let row = self.installer.rows.row(&Store::Shopify(shop.clone())).await.ok().flatten();
        let now = self.now();
        row.is_some_and(|row| {
            let alive = row.life.is_some_and(|life| now < life.refresh_expires_at);
            row.status == Some(Status::Connected) && row.credentials == Credentials::Good && alive
        })
    }
}

/// The token of `Authorization: Bearer …`; none also if there are two.
fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    let one = !token.is_empty() && !token.contains([' ', ',']);
    (scheme.eq_ignore_ascii_case("bearer") && one).then_some(token)
}
