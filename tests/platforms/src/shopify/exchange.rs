//! The token endpoint: five grants.

use super::{
    DAY, Grant, Platform, Refusal, Refuses, Reply, SECOND,
    chain::Single,
    shop::{Making, Shop},
};

/// Of an access token by client credentials.
const CREDENTIALS_LIFE: u64 = 86_399 * SECOND;
/// How long a migration may be repeated.
const MIGRATION_REPEATS: u64 = 7 * DAY;

/// What is offered for tokens.
#[derive(Clone, Copy, Debug)]
pub enum Offer<'a> {
    /// The code that a browser brought, and the address it was sent to, if that is named again.
    Code {
        /// The code.
        code: &'a str,
        /// The address.
        redirect_uri: Option<&'a str>,
    },
    /// A refresh token.
    Refresh(&'a str),
    /// The ID token of an embedded app's page.
    IdToken(&'a str),
    /// An access token that never ends, to be replaced by a pair.
    Lasting(&'a str),
    /// Nothing but the app's own credentials.
    Credentials,
}

/// A request to the token endpoint.
#[derive(Clone, Copy, Debug)]
pub struct Exchange<'a> {
    /// The app's id.
    pub client_id: &'a str,
    /// The app's secret.
    pub client_secret: &'a str,
    /// What is offered.
    pub offer: Offer<'a>,
    /// Whether tokens that end are wanted. The default of the platform is that they are not.
    pub expiring: bool,
}

/// Where one request is served.
struct Counter<'p> {
    shop: &'p mut Shop,
    making: Making<'p>,
    expiring: bool,
}

impl Platform {
    /// Answers a request to the token endpoint.
    pub fn token(&mut self, domain: &str, asked: &Exchange<'_>, now: u64) -> Reply {
        if !self.shops.contains_key(domain) {
            return Reply::Refused(Refusal::NoShop);
        }
        match self.app.proven(asked.client_id, asked.client_secret) {
            Some(pinned) => self.exchange_under(pinned, domain, asked.offer, asked.expiring, now),
            None => Reply::Refused(Refusal::InvalidClient),
        }
    }

    /// The same for an app that has proven itself with its newest secret.
    pub fn exchange(&mut self, domain: &str, offer: Offer<'_>, expiring: bool, now: u64) -> Reply {
        self.exchange_under(self.app.newest(), domain, offer, expiring, now)
    }

    fn exchange_under(
        &mut self,
        pinned: usize,
        domain: &str,
        offer: Offer<'_>,
        expiring: bool,
        now: u64,
    ) -> Reply {
        let page = matches!(offer, Offer::IdToken(token) if self.proves_page(domain, token, now));
        let Some(shop) = self.shops.get_mut(domain) else { return Reply::Refused(offer.refused()) };
        if let Some(why) = shop.refuses {
            return Reply::Refused(why.refusal());
        }
        if !shop.installed {
            return Reply::Refused(offer.refused());
        }
        let (lives, repeats, mint) = (self.lives, self.repeats, &mut self.mint);
        let mut counter = Counter { shop, making: Making { mint, lives, repeats, pinned, now }, expiring };
        let bought = match offer {
            Offer::Code { code, redirect_uri } => counter.by_code(code, redirect_uri),
            Offer::Refresh(token) => counter.by_refresh_token(token),
            Offer::IdToken(_) => page.then(|| counter.begin()),
            Offer::Lasting(token) => counter.by_lasting_token(token),
            Offer::Credentials => counter.by_credentials(),
        };
        bought.map_or(Reply::Refused(offer.refused()), Reply::Granted)
    }
}

impl Counter<'_> {
    /// A chain of tokens that end, or one token that does not.
    fn begin(&mut self) -> Grant {
        let Self { shop, making, expiring } = self;
        if *expiring { shop.begin_chain(making) } else { shop.issue_single(None, making) }
    }

    /// A code is spent by its first use, and every refresh token before it is void from then on.
    fn by_code(&mut self, code: &str, redirect_uri: Option<&str>) -> Option<Grant> {
        let bound_to = self.shop.codes.remove(code)?;
        let fits = redirect_uri.is_none() || redirect_uri == bound_to.as_deref();
        fits.then(|| self.begin())
    }

    fn by_refresh_token(&mut self, token: &str) -> Option<Grant> {
        let at = self.shop.issued.iter().position(|pair| pair.refresh == token)?;
        let good = self.shop.is_good(at, self.making.now);
        good.then(|| self.shop.buy(at, &mut self.making))
    }

    /// Migration. The same token gets the same pair for a week, until the pair is refreshed or replaced; its access token
    /// is given more time if it needs some, its refresh token is not.
    fn by_lasting_token(&mut self, token: &str) -> Option<Grant> {
        let Self { shop, making, .. } = self;
        let (now, life) = (making.now, making.lives.access);
        let lasting = |one: &Single| one.access == token && one.until.is_none() && !one.revoked;
        let from = shop.singles.iter().position(lasting)?;
        let Some((bought, at)) = shop.singles[from].bought else {
            let grant = shop.begin_chain(making);
            shop.singles[from].bought = Some((shop.issued.len() - 1, now));
            return Some(grant);
        };
        let pair = &mut shop.issued[bought];
        if now >= at + MIGRATION_REPEATS || pair.void || pair.first_used.is_some() {
            return None;
        }
        if pair.access_until <= now {
            pair.access_until = now + life;
        }
        Some(shop.grant(bought, now))
    }

    fn by_credentials(&mut self) -> Option<Grant> {
        let Self { shop, making, .. } = self;
        shop.own_organisation.then(|| shop.issue_single(Some(CREDENTIALS_LIFE), making))
    }
}

impl Offer<'_> {
    /// What is said when this buys nothing.
    fn refused(self) -> Refusal {
        match self {
            Self::Code { .. } => Refusal::SpentCode,
            Self::Refresh(_) => Refusal::NotActive,
            Self::IdToken(_) | Self::Lasting(_) => Refusal::InvalidSubject,
            Self::Credentials => Refusal::ShopNotPermitted,
        }
    }
}

impl Refuses {
    fn refusal(self) -> Refusal {
        match self {
            Self::Frozen => Refusal::Frozen,
            Self::Locked => Refusal::Locked,
            Self::Forbidden => Refusal::Forbidden,
            Self::App => Refusal::InvalidClient,
        }
    }
}
