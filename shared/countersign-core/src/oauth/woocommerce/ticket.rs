//! The `user_id` that a WooCommerce store echoes: a state, and our word that we made it.
//!
//! Nobody signs the post with the keys, so a stranger can send any number of them. What we did not make is told apart by
//! one HMAC, before it costs a call to the table.

use crate::{
    Stage, hex,
    keys::{KeyRing, NamedKey, Purpose, SigningKey, derive_for_stage},
    oauth::{Nonce, OAuthError, StateFault},
};

/// Digits of a state; as many of its tag follow.
const HALF: usize = 64;

pub(super) fn write(nonce: &Nonce, stage: Stage, ring: &KeyRing) -> String {
    let tag = key(ring.current(), stage).tag(&[message(nonce).as_bytes()]);
    format!("{}{}", nonce.expose(), hex::encode(&tag))
}

pub(super) fn read(text: &str, stage: Stage, ring: &KeyRing) -> Result<Nonce, OAuthError> {
    let (digits, tag) = text.split_at_checked(HALF).unwrap_or_default();
    let parsed = Nonce::parse(digits).zip(hex::decode::<32>(tag));
    let (nonce, tag) = parsed.ok_or(OAuthError::InvalidState(StateFault::Malformed))?;
    let (message, tag) = (message(&nonce), tag.into());
    let ours = ring.keys().any(|secret| key(secret, stage).verifies(message.as_bytes(), &tag));
    if ours { Ok(nonce) } else { Err(OAuthError::InvalidState(StateFault::Unknown)) }
}

/// Begins like no name of a state, which the same key makes.
fn message(nonce: &Nonce) -> String {
    format!("woocommerce-ticket\0{}", nonce.expose())
}

fn key(secret: &NamedKey, stage: Stage) -> SigningKey {
    derive_for_stage(&secret.key, Purpose::OAuthState, stage)
}
