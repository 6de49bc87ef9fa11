//! The secrets of a run, as values to be searched for.

use std::collections::BTreeSet;

use base64::{Engine, prelude::BASE64_STANDARD};
use canary::{Planted, SHORTEST};
use local_stack::{
    sites::WooSite,
    stack::Stack,
    stores::{
        secrets::{STAGE, Secrets},
        woocommerce::webhook_secret,
    },
};
use serde_json::Value;

/// Members of a secret that are none themselves.
const PUBLIC: [&str; 4] = ["stage", "id", "previous_id", "client_id"];

/// A leak of so much of a secret is found; half of it already helps who guesses the rest.
const PIECE: usize = 16;

/// What the product knows from the start: each secret whole and in pieces, and what is derived for stores.
pub(crate) fn of_a_run(secrets: &Secrets, stores: &[&str]) -> Vec<Planted> {
    let seeds = secrets.seeds().into_iter();
    let seeds = seeds.flat_map(|(name, content)| {
        agreed(name.trim_start_matches(&format!("countersign/{STAGE}/")), &content)
    });
    let derived = stores.iter().map(|store| Planted {
        name: format!("{WEBHOOK_SECRET}{store}"),
        value: webhook_secret(&secrets.woocommerce_master, STAGE, store),
    });
    let own = [("access key", &secrets.aws_secret_access_key), ("session token", &secrets.aws_session_token)];
    let own = own.map(|(name, value)| Planted { name: format!("AWS {name}"), value: value.clone() });
    seeds.chain(derived).chain(own).flat_map(|secret| pieces(&secret)).collect()
}

/// The name of what opens a store: codes, tokens, keys.
pub(super) const CREDENTIAL: &str = "a store's credential";

/// The name of what holds an installation together: the state, and what the browser is given.
pub(super) const STATE: &str = "an installation's state";

/// The name of a store's webhook secret.
pub(super) const WEBHOOK_SECRET: &str = "webhook secret of ";

/// The name of the app's own secret.
pub(super) const APP_SECRET: &str = "shopify/app client_secret";

/// What stores have made or seen: each code, token, key and state, whole and in pieces. What they were given is `known`
/// under its own name.
pub(crate) fn of_stores(stack: &Stack, known: &BTreeSet<Planted>) -> Vec<Planted> {
    let known: BTreeSet<_> = known.iter().map(|planted| &planted.value).collect();
    let keys = stack.woocommerce_shops().flat_map(WooSite::planted);
    let all = stack.shopify.planted().into_iter().chain(keys);
    let new = all.filter(|value| value.len() >= SHORTEST && !known.contains(value));
    new.flat_map(|value| of_a_store(&value)).collect()
}

/// A value that holds an installation together.
pub(crate) fn state(value: &str) -> Vec<Planted> {
    pieces(&Planted { name: STATE.to_owned(), value: value.to_owned() })
}

/// What stand-ins make begins with what it is.
fn of_a_store(value: &str) -> Vec<Planted> {
    let credential = ["test-", "ck_", "cs_", "eyJ"].iter().any(|prefix| value.starts_with(prefix));
    let name = if credential { CREDENTIAL } else { STATE };
    pieces(&Planted { name: name.to_owned(), value: value.to_owned() })
}

/// What an operator writes as the content of the secret `name`.
pub(crate) fn agreed(name: &str, content: &Value) -> Vec<Planted> {
    let members = content.as_object().into_iter().flatten();
    let members = members.filter_map(|(member, value)| Some((member.as_str(), value.as_str()?)));
    let secret = members.filter(|(member, value)| !PUBLIC.contains(member) && value.len() >= SHORTEST);
    secret
        .flat_map(|(member, value)| {
            let named = move |value: String| Planted { name: format!("{name} {member}"), value };
            [Some(named(value.to_owned())), decoded(value).map(named)].into_iter().flatten()
        })
        .collect()
}

/// The name of the key that is agreed with a partner.
pub(super) fn api_key_of(partner: &str) -> String {
    format!("partner/{partner} api_key")
}

/// The key itself, for `whsec_` and base64.
fn decoded(value: &str) -> Option<String> {
    let key = BASE64_STANDARD.decode(value.strip_prefix("whsec_")?).ok()?;
    String::from_utf8(key).ok()
}

/// The secret, and every piece of it that begins at a multiple of half a piece.
fn pieces(secret: &Planted) -> Vec<Planted> {
    let bytes = secret.value.as_bytes().windows(PIECE).step_by(PIECE / 2);
    let pieces = bytes.map(|piece| String::from_utf8_lossy(piece).into_owned());
    let pieces = pieces.map(|value| Planted { name: secret.name.clone(), value });
    [secret.clone()].into_iter().chain(pieces).collect()
}
