//! Shopify's three addresses.

use std::time::SystemTime;

use countersign_core::{
    intake::Headers,
    oauth::{Authorized, Evidence, IdTokenFault, OAuthError},
    ports::{Grant, TokenLeases},
    store::{ShopDomain, Store},
    tokens::Installed,
};
use countersign_runtime::HttpEvent;

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
        until: SystemTime,
    ) -> Result<Told, Refused> {
        let cookies: Vec<_> = event.cookies.iter().map(String::as_str).collect();
        let authorized = self.shopify.callback(&event.query, &cookies, self.now()).await?;
        self.exchange(authorized, true, until).await
    }

    /// Nothing is exchanged for a shop whose tokens are good as far as we know; if they are not, a renewal finds out, and the
    /// next load of the page exchanges.
    pub(crate) async fn shopify_token(
        &self,
        event: &HttpEvent<'_>,
        until: SystemTime,
    ) -> Result<Told, Refused> {
        let bearer = event.get("authorization").and_then(bearer);
        let token = bearer.ok_or(OAuthError::InvalidIdToken(IdTokenFault::Malformed))?;
        let authorized = self.shopify.embedded(token, self.now()).await?;
        let (needed, store) =
            (&self.hooks.policy.shopify_app.scopes, Store::Shopify(authorized.shop.clone()));
        let row = self.installer.rows.row(&store).await.map_err(|_| Refused::Unknown(store))?;
        match row.filter(|row| row.is_enough(needed, self.now())).map(|row| row.missing(needed)) {
            None => self.exchange(authorized, false, until).await,
            Some(missing) if missing.is_empty() => Ok(Told::Known(authorized.shop)),
            Some(missing) => Ok(Told::Shop(ShopTold::superseded(authorized.shop, missing))),
        }
    }

    /// From what was proven to a connected shop.
    async fn exchange(
        &self,
        authorized: Authorized,
        for_a_browser: bool,
        until: SystemTime,
    ) -> Result<Told, Refused> {
        let Authorized { shop, evidence, spent_cookie } = authorized;
        let grant = match &evidence {
            Evidence::Code(code) => Grant::Code(code.expose()),
            Evidence::IdToken(token) => Grant::IdToken(token.expose()),
        };
        let told = self.connect(shop, grant, until).await?;
        Ok(Told::Shop(ShopTold { cookie: spent_cookie, for_a_browser, ..told }))
    }

    /// Installs, and asks the shop for its webhooks. A shop that cannot be asked is connected all the same: its tokens are
    /// kept, and the next installation or `token-refresh`, invoked for it, asks again.
    pub(crate) async fn connect(
        &self,
        shop: ShopDomain,
        grant: Grant<'_>,
        until: SystemTime,
    ) -> Result<ShopTold, Refused> {
        let needed = &self.hooks.policy.shopify_app.scopes;
        let store = || Store::Shopify(shop.clone());
        let (installed, token) = self.installer.install_and_tell(&shop, grant, needed, until).await;
        let missing = match installed {
            Installed::Connected { missing } => missing,
            Installed::Superseded { missing } => return Ok(ShopTold::superseded(shop, missing)),
            Installed::Rejected => return Err(Refused::Rejected(store())),
            Installed::Failed(outcome) => return Err(Refused::Failed(store(), outcome)),
        };
        let subscribed = match token {
            Some(token) => Some(self.subscribe_shop(&shop, &token, until).await),
            None => None,
        };
        Ok(ShopTold { shop, missing, subscribed, cookie: None, for_a_browser: false })
    }
}

/// The token of `Authorization: Bearer …`; none also if there are two.
fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    let one = !token.is_empty() && !token.contains([' ', ',']);
    (scheme.eq_ignore_ascii_case("bearer") && one).then_some(token)
}
