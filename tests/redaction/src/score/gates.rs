//! The promises about recall and precision, as numbers.

use super::{Score, Sort};
use crate::corpus::Tier;

/// A promise, and which labels it is about.
pub struct Gate {
    /// What the table says.
    pub name: &'static str,
    /// The least share that must go right; none where it is only reported.
    pub least: Option<f64>,
    select: fn(&Sort) -> bool,
}

/// Every promise, in the order of the table.
pub const GATES: [Gate; 13] = [
    Gate { name: "secrets, by shape or field", least: Some(1.0), select: is_secret },
    Gate {
        name: "cards, plain and encoded",
        least: Some(1.0),
        select: |sort| sort.is(&[Tier::A, Tier::E], &["CARD"]),
    },
    Gate { name: "e-mail, phone, IBAN, IP, national id", least: Some(0.9995), select: is_personal },
    Gate { name: "  e-mail", least: None, select: |sort| sort.is(&[Tier::A], &["EMAIL"]) },
    Gate { name: "  phone", least: None, select: |sort| sort.is(&[Tier::A], &["PHONE"]) },
    Gate {
        name: "field-named, in platform payloads",
        least: Some(1.0),
        select: |sort| is_field(sort) && is_payload(sort),
    },
    Gate { name: "field-named, everywhere", least: Some(0.999), select: is_field },
    Gate { name: "encoded", least: Some(0.995), select: |sort| sort.tier == Some(Tier::E) },
    Gate {
        name: "names and addresses in notes",
        least: Some(1.0),
        select: |sort| is_prose(sort) && is_note(sort),
    },
    Gate {
        name: "names and addresses in bare prose",
        least: None,
        select: |sort| is_prose(sort) && !is_note(sort),
    },
    Gate { name: "base64, \"[at]\"", least: None, select: |sort| sort.tier == Some(Tier::S) },
    Gate { name: "identifiers kept, all", least: Some(0.998), select: |sort| sort.tier.is_none() },
    Gate { name: "identifiers kept, operators'", least: Some(1.0), select: is_operators },
];

impl Gate {
    /// Whether a score keeps the promise. No label at all is no reason to fail.
    pub fn holds(&self, score: &Score) -> bool {
        let share = score.sum(self.select).share();
        self.least.zip(share).is_none_or(|(least, share)| share >= least)
    }

    /// The labels it is about.
    pub fn count(&self, score: &Score) -> super::Count {
        score.sum(self.select)
    }
}

impl Sort {
    fn is(&self, tiers: &[Tier], kinds: &[&str]) -> bool {
        self.tier.is_some_and(|tier| tiers.contains(&tier)) && kinds.contains(&self.kind.as_str())
    }
}

const SECRETS: [&str; 7] = ["SECRET", "TOKEN", "CREDENTIAL", "OAUTH_CODE", "OAUTH_STATE", "GIFT_CARD", "CVV"];

fn is_secret(sort: &Sort) -> bool {
    sort.is(&[Tier::A, Tier::B], &SECRETS)
}

fn is_personal(sort: &Sort) -> bool {
    sort.is(&[Tier::A], &["EMAIL", "PHONE", "IBAN", "IP", "NATIONAL_ID"])
}

fn is_field(sort: &Sort) -> bool {
    sort.tier == Some(Tier::B)
}

fn is_payload(sort: &Sort) -> bool {
    ["shopify", "woo", "graphql"].iter().any(|platform| sort.source.starts_with(platform))
}

fn is_prose(sort: &Sort) -> bool {
    sort.tier == Some(Tier::C)
}

/// Platforms' payloads hold prose in notes only.
fn is_note(sort: &Sort) -> bool {
    is_payload(sort) && sort.in_field
}

fn is_operators(sort: &Sort) -> bool {
    const KINDS: [&str; 8] =
        ["GID", "SHOPIFY_ID", "WOO_ID", "ORDER_NO", "REQUEST_ID", "WEBHOOK_ID", "SHOP", "TOPIC"];
    sort.tier.is_none() && KINDS.contains(&sort.kind.as_str())
}
