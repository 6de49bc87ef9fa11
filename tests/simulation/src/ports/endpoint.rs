//! The platform for one actor.

use std::time::Duration;

use countersign_core::{
    ports::{Grant, Probe, TokenAnswer, TokenEndpoint, TokenFault, Tried},
    store::ShopDomain,
    tokens::AccessToken,
};
use platforms::shopify::Offer;
use zeroize::Zeroizing;

use super::{Ports, Unanswered};
use crate::{
    executor::locked,
    world::{Said, World},
};

const USUAL: u64 = 300;

impl TokenEndpoint for Ports {
    async fn exchange(&self, shop: &ShopDomain, grant: Grant<'_>) -> Result<TokenAnswer, TokenFault> {
        let (domain, actor) = (shop.as_str().to_owned(), self.actor);
        let (what, token, is_code) = match grant {
            Grant::Code(code) => ("exchange code", code.to_owned(), true),
            Grant::Refresh(token) => ("exchange", token.expose().to_owned(), false),
            Grant::IdToken(_) | Grant::Migrate(_) | Grant::ClientCredentials => {
                return Err(TokenFault::Connect);
            }
        };
        let call = self.call(what, USUAL, move |world| world.exchange(actor, &domain, &token, is_code));
        let said = call.await;
        let draw = locked(&self.world).chance.u8(..4);
        answer(said, draw)
    }
}

/// What reaches the caller. A spoilt answer is a timeout, a broken connection, an error page, or half a body.
fn answer(said: Result<Said, Unanswered>, draw: u8) -> Result<TokenAnswer, TokenFault> {
    let (status, body, retry_after) = match said {
        Ok(Said::Granted(body)) => (200, body, None),
        Ok(Said::No(status, body)) => (status, body.to_owned(), None),
        Ok(Said::NotNow(status, after)) => (status, String::new(), Some(after)),
        Ok(Said::Nothing(fault)) => return Err(fault),
        Err(Unanswered::NoEffect) => match draw {
            0 => return Err(TokenFault::Connect),
            1 => (429, String::new(), Some(Duration::from_secs(2))),
            2 => (503, "<html></html>".to_owned(), None),
            _ => (429, String::new(), Some(Duration::from_mins(1))),
        },
        Err(Unanswered::Perhaps) => match draw {
            0 => return Err(TokenFault::Timeout),
            1 => return Err(TokenFault::Protocol),
            2 => (520, String::new(), None),
            _ => (200, r#"{"access_token":"test-acc"#.to_owned(), None),
        },
    };
    Ok(TokenAnswer { status, retry_after, body: Zeroizing::new(body.into_bytes()) })
}

impl World {
    fn exchange(&mut self, actor: u32, domain: &str, token: &str, is_code: bool) -> Said {
        let offer =
            if is_code { Offer::Code { code: token, redirect_uri: None } } else { Offer::Refresh(token) };
        let said = self.says.pop_front();
        let said = said.unwrap_or_else(|| self.platform.exchange(domain, offer, true, self.now).into());
        let granted = matches!(said, Said::Granted(_));
        self.figures.exchanges += u64::from(granted);
        self.figures.refused += u64::from(!granted);
        self.figures.codes += u64::from(granted && is_code);
        let name = self.name(actor);
        let heard = said.clone();
        self.note(&name, || format!("  {token}: {}", heard.brief()));
        said
    }
}

impl Probe for Ports {
    async fn try_out(&self, shop: &ShopDomain, token: &AccessToken) -> Tried {
        let (domain, access) = (shop.as_str().to_owned(), token.expose().to_owned());
        let call =
            self.call("try out", USUAL, move |world| world.platform.works(&domain, &access, world.now));
        match call.await {
            Ok(true) => Tried::Works,
            Ok(false) => Tried::Refused,
            Err(_) => Tried::Unclear,
        }
    }
}
