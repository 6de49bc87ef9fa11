//! The merchant's way: the launch of the app, the page for consent, and the way back with a code.

use base64::{Engine, prelude::BASE64_STANDARD_NO_PAD};
use url::form_urlencoded::{Serializer, parse};

use super::{Platform, SECOND, Scopes, Shop};
use crate::signing;

/// What an app asks a merchant for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// Which app.
    pub client_id: String,
    /// The scopes, separated by commas.
    pub scope: String,
    /// Where the browser is to be sent.
    pub redirect_uri: String,
    /// What it is to bring back.
    pub state: String,
}

/// Why the merchant is not even asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthorizeFault {
    /// There is no such shop.
    NoShop,
    /// No app of this id.
    UnknownApp,
    /// The address is not registered for the app, letter by letter.
    RedirectNotRegistered,
}

impl Wish {
    /// Reads the query of the page for consent.
    pub fn read(query: &str) -> Self {
        let get = |name: &str| {
            let found = parse(query.as_bytes()).find(|(known, _)| known == name);
            found.map(|(_, value)| value.into_owned()).unwrap_or_default()
        };
        Self {
            client_id: get("client_id"),
            scope: get("scope"),
            redirect_uri: get("redirect_uri"),
            state: get("state"),
        }
    }
}

impl AuthorizeFault {
    /// As it stands on the page.
    pub fn message(self) -> &'static str {
        match self {
            Self::NoShop => "This store does not exist",
            Self::UnknownApp => {
                "Oauth error invalid_request: Could not find Shopify API application with api_key"
            }
            Self::RedirectNotRegistered => "Oauth error invalid_request: The redirect_uri is not whitelisted",
        }
    }
}

impl Platform {
    /// Whether the merchant can be asked.
    pub fn consider(&self, domain: &str, wish: &Wish) -> Result<(), AuthorizeFault> {
        if !self.shops.contains_key(domain) {
            return Err(AuthorizeFault::NoShop);
        }
        if wish.client_id != self.app.id {
            return Err(AuthorizeFault::UnknownApp);
        }
        let registered = self.app.redirects.contains(&wish.redirect_uri);
        if registered { Ok(()) } else { Err(AuthorizeFault::RedirectNotRegistered) }
    }

    /// The merchant consents; gives the address to which the browser is sent.
    pub fn consent(&mut self, domain: &str, wish: &Wish, now: u64) -> Result<String, AuthorizeFault> {
        self.consider(domain, wish)?;
        self.mint.note(&wish.state);
        let code = self.code(domain, Some(wish.redirect_uri.clone()));
        let shop = self.open(domain);
        shop.scopes = Scopes::parse(&wish.scope);
        let query =
            self.signed(&[("code", &code), ("host", &host(domain)), ("state", &wish.state)], domain, now);
        let mark = if wish.redirect_uri.contains('?') { '&' } else { '?' };
        Ok(format!("{}{mark}{query}", wish.redirect_uri))
    }

    /// The merchant has consented, whatever was asked; gives the code.
    pub fn approve(&mut self, domain: &str) -> String {
        self.code(domain, None)
    }

    /// The app is installed without a code, as apps are whose scopes stand in their configuration.
    pub fn install(&mut self, domain: &str, scopes: &str) {
        let shop = self.open(domain);
        (shop.installed, shop.scopes) = (true, Scopes::parse(scopes));
    }

    /// The query with which the platform launches the app.
    pub fn launch(&self, domain: &str, now: u64) -> String {
        self.signed(&[("host", &host(domain))], domain, now)
    }

    fn code(&mut self, domain: &str, redirect_uri: Option<String>) -> String {
        let number = self.mint.next();
        let code = self.mint.text("code", number);
        let shop: &mut Shop = self.open(domain);
        shop.codes.insert(code.clone(), redirect_uri);
        shop.installed = true;
        code
    }

    /// With `shop`, `timestamp`, and `hmac` over all of them.
    fn signed(&self, pairs: &[(&str, &str)], domain: &str, now: u64) -> String {
        let seconds = (now / SECOND).to_string();
        let mut pairs = pairs.to_vec();
        pairs.extend([("shop", domain), ("timestamp", &seconds)]);
        pairs.sort_unstable();
        let signed: Vec<_> = pairs.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
        let hmac = signing::hex(self.app.signing_secret(), &signed.join("&"));
        Serializer::new(String::new()).extend_pairs(pairs).append_pair("hmac", &hmac).finish()
    }
}

/// The shop's place in the admin, in base64 without padding.
fn host(domain: &str) -> String {
    let name = domain.strip_suffix(".myshopify.com").unwrap_or(domain);
    BASE64_STANDARD_NO_PAD.encode(format!("admin.shopify.com/store/{name}"))
}

/// Only what would move a boundary.
fn escaped(value: &str) -> String {
    value.replace('%', "%25").replace('&', "%26")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Published with the platform's own libraries.
    #[test]
    fn a_query_is_signed_as_the_platform_signs_it() {
        let message = "code=0907a61c0c8d55e99db179b68161bc00&shop=some-shop.myshopify.com&state=0.6784241404160823&timestamp=1337178173";
        assert_eq!(
            signing::hex("hush", message),
            "700e2dadb827fcc8609e9d5ce208b2e9cdaab9df07390d2cbca10d7c328fc4bf"
        );
    }
}
