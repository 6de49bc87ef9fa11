//! Shopify's side of tokens, as documented: one chain per app and shop; a predecessor good until its replacement's refresh
//! token is first used; a code that voids what was before.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    time::Duration,
};

use countersign_core::ports::TokenFault;

use super::{DAY, HOUR};

const ACCESS_LIFE: u64 = HOUR;
const REFRESH_LIFE: u64 = 90 * DAY;
/// A used refresh token may be sent again for so long.
const GRACE: u64 = 30 * DAY;

/// What the platform answers when a refresh token is sent again. The documentation leaves it open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Repeats {
    /// The pair that it answered before.
    #[default]
    Same,
    /// Another pair, which voids the one before.
    AnotherThatVoids,
    /// Another pair, beside the one before until either's refresh token is used.
    AnotherBeside,
}

/// The platform.
#[derive(Default)]
pub struct Platform {
    /// Which of the readings of the documentation is right in this history.
    pub repeats: Repeats,
    /// The shops, by domain.
    pub shops: BTreeMap<String, Shop>,
    /// What it says to the next exchanges, whatever they offer, without an effect.
    pub says: VecDeque<Said>,
    issued: u64,
}

/// Why every exchange is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refuses {
    /// The shop is frozen for want of payment.
    Frozen,
    /// The app's own secret is wrong.
    App,
}

/// A shop.
#[derive(Default)]
pub struct Shop {
    /// Whether the merchant has the app.
    pub installed: bool,
    /// What it refuses every exchange for.
    pub refuses: Option<Refuses>,
    /// Whether the merchant has removed the app since the last code was exchanged.
    cut: bool,
    /// Codes that the merchant was given and nobody has used.
    codes: BTreeSet<String>,
    /// Every pair ever issued, the oldest first.
    pub issued: Vec<Issued>,
    /// How often codes and refresh tokens were exchanged.
    pub exchanges: u64,
}

/// One pair.
#[derive(Clone, Debug)]
pub struct Issued {
    /// Its access token.
    pub access: String,
    /// Its refresh token.
    pub refresh: String,
    /// Whether it comes of a code.
    pub by_code: bool,
    at: u64,
    parent: Option<usize>,
    first_used: Option<u64>,
    /// Whether the refresh token is no longer good, whatever the time.
    void: bool,
    /// Whether the access token is no longer good, whatever the time.
    revoked: bool,
}

/// What the platform says to an exchange.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// 200, with this body.
    Granted(String),
    /// Another status, with this body.
    No(u16, &'static str),
    /// Another status, with `Retry-After`.
    NotNow(u16, Duration),
    /// No usable answer.
    Nothing(TokenFault),
}

const REFUSED: Said = Said::No(
    401,
    r#"{"error":"invalid_request","error_description":"This request requires an active refresh_token"}"#,
);
const BAD_CODE: Said =
    Said::No(400, r#"{"error":"invalid_request","error_description":"The code is spent"}"#);
const WRONG_SECRET: Said = Said::No(401, r#"{"error":"invalid_client"}"#);

impl Platform {
    /// The merchant approves the app, and is sent back with a code.
    pub fn approve(&mut self, domain: &str) -> String {
        self.issued += 1;
        let code = format!("test-code-{}", self.issued);
        let shop = self.shops.entry(domain.to_owned()).or_default();
        shop.codes.insert(code.clone());
        shop.installed = true;
        code
    }

    /// Exchanges a code: everything before it is void from now on.
    pub fn exchange_code(&mut self, domain: &str, code: &str, now: u64) -> Said {
        let Some(shop) = self.shops.get_mut(domain).filter(|shop| shop.installed) else { return BAD_CODE };
        if let Some(no) = shop.refuses_all() {
            return no;
        }
        if !shop.codes.remove(code) {
            return BAD_CODE;
        }
        (shop.exchanges, shop.cut) = (shop.exchanges + 1, false);
        shop.issued.iter_mut().for_each(|pair| pair.void = true);
        self.issued += 1;
        shop.issue(self.issued, None, now)
    }

    /// Exchanges a refresh token.
    pub fn refresh(&mut self, domain: &str, token: &str, now: u64) -> Said {
        let repeats = self.repeats;
        let Some(shop) = self.shops.get_mut(domain) else { return REFUSED };
        if let Some(no) = shop.refuses_all() {
            return no;
        }
        let Some(at) = shop.issued.iter().position(|pair| pair.refresh == token) else { return REFUSED };
        if !shop.is_good(at, now) {
            return REFUSED;
        }
        shop.exchanges += 1;
        shop.use_up(at, now);
        if let Some(again) = shop.again(at, repeats, now) {
            return again;
        }
        self.issued += 1;
        shop.issue(self.issued, Some(at), now)
    }

    /// Whether a call with this access token is answered.
    pub fn works(&self, domain: &str, access: &str, now: u64) -> bool {
        self.shops.get(domain).is_some_and(|shop| {
            let mut pairs = shop.issued.iter();
            shop.installed
                && pairs.any(|pair| pair.access == access && !pair.revoked && now < pair.at + ACCESS_LIFE)
        })
    }

    /// Whether this refresh token would be taken.
    pub fn is_alive(&self, domain: &str, refresh: &str, now: u64) -> bool {
        self.shops.get(domain).is_some_and(|shop| {
            let mut pairs = shop.issued.iter().enumerate();
            pairs.any(|(at, pair)| pair.refresh == refresh && shop.is_good(at, now))
        })
    }

    /// The merchant removes the app.
    pub fn uninstall(&mut self, domain: &str) {
        let Some(shop) = self.shops.get_mut(domain) else { return };
        (shop.installed, shop.cut) = (false, true);
        shop.codes.clear();
        for pair in &mut shop.issued {
            (pair.void, pair.revoked) = (true, true);
        }
    }
}

impl Shop {
    fn refuses_all(&self) -> Option<Said> {
        self.refuses.map(|why| match why {
            Refuses::Frozen => Said::No(402, ""),
            Refuses::App => WRONG_SECRET,
        })
    }

    fn is_good(&self, at: usize, now: u64) -> bool {
        let pair = &self.issued[at];
        let graced = pair.first_used.is_none_or(|first| now < first + GRACE);
        self.installed && !pair.void && graced && now < pair.at + REFRESH_LIFE
    }

    /// A first use voids the predecessor, and whatever else that one has bought.
    fn use_up(&mut self, at: usize, now: u64) {
        if self.issued[at].first_used.is_some() {
            return;
        }
        self.issued[at].first_used = Some(now);
        let Some(parent) = self.issued[at].parent else { return };
        for (other, pair) in self.issued.iter_mut().enumerate() {
            pair.void |= other == parent || (other != at && pair.parent == Some(parent));
        }
    }

    /// What a repeated use does to what an earlier one has bought; the same answer, if that is the reading.
    fn again(&mut self, at: usize, repeats: Repeats, now: u64) -> Option<Said> {
        let bought = self.issued.iter().rposition(|pair| pair.parent == Some(at) && !pair.void)?;
        match repeats {
            Repeats::Same if now < self.issued[bought].at + ACCESS_LIFE => {
                Some(self.issued[bought].said(now))
            }
            Repeats::Same | Repeats::AnotherThatVoids => {
                self.issued[bought].void = true;
                None
            }
            Repeats::AnotherBeside => None,
        }
    }

    fn issue(&mut self, number: u64, parent: Option<usize>, now: u64) -> Said {
        let pair = Issued {
            access: format!("test-access-{number}"),
            refresh: format!("test-refresh-{number}"),
            by_code: parent.is_none(),
            at: now,
            parent,
            first_used: None,
            void: false,
            revoked: false,
        };
        let said = pair.said(now);
        self.issued.push(pair);
        said
    }

    /// Whether what would keep the shop connected was lost on the way to the vault, where no protocol can help: the pair
    /// of the last code; or what a refresh token bought that has since ended by time.
    pub fn is_beyond_help(&self, deposited: &BTreeSet<String>, now: u64) -> bool {
        let lost = |pair: &Issued| !deposited.contains(&pair.refresh);
        let by_code = self.issued.iter().rev().find(|pair| pair.by_code);
        let ended = |at: usize, pair: &Issued| !pair.void && !lost(pair) && !self.is_good(at, now);
        let bought_and_lost =
            |at: usize| self.issued.iter().any(|pair| pair.parent == Some(at) && lost(pair));
        let mut pairs = self.issued.iter().enumerate();
        self.cut || by_code.is_none_or(lost) || pairs.any(|(at, pair)| ended(at, pair) && bought_and_lost(at))
    }
}

impl Issued {
    fn said(&self, now: u64) -> Said {
        let (access, refresh) = (&self.access, &self.refresh);
        let left = |life: u64| (self.at + life - now) / 1000;
        Said::Granted(format!(
            r#"{{"access_token":"{access}","scope":"write_orders","expires_in":{},"refresh_token":"{refresh}","refresh_token_expires_in":{}}}"#,
            left(ACCESS_LIFE).max(1),
            left(REFRESH_LIFE)
        ))
    }
}

impl Said {
    /// For the log.
    pub fn brief(&self) -> String {
        match self {
            Self::Granted(body) => {
                let start = body.find("test-refresh").unwrap_or_default();
                let token: String = body[start..].chars().take_while(|one| *one != '"').collect();
                format!("granted {token}")
            }
            Self::No(status, _) | Self::NotNow(status, _) => format!("{status}"),
            Self::Nothing(fault) => format!("{fault:?}"),
        }
    }
}
