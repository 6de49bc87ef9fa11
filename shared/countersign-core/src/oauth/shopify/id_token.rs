//! The ID token of an embedded app's page: a JWT, signed with the app's secret, that lives for a minute.
//!
//! Read here and not by a library: of all that JWTs can be, this is one algorithm and five claims, and what a library
//! adds (public keys, other algorithms, a header that chooses between them) is what must not be possible.

use std::{
    borrow::Cow,
    time::{Duration, SystemTime},
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;
use zeroize::Zeroizing;

use crate::{
    intake::Signature, json::check_object, ports::ShopifyApp, store::ShopDomain, wall_time::from_epoch_millis,
};

/// Shopify's have about 700 characters.
const LONGEST: usize = 4096;
/// What two clocks may differ by, as Shopify's own library has it.
const LEEWAY: Duration = Duration::from_secs(10);

/// A proven ID token. It has no `Debug` or `Display`, and its memory is wiped when dropped.
pub struct IdToken {
    shop: ShopDomain,
    text: Zeroizing<String>,
}

/// Why an ID token proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdTokenFault {
    /// Not three parts of base64, or not the JSON that they should be.
    #[error("is malformed")]
    Malformed,
    /// Signed otherwise than with HMAC-SHA256.
    #[error("names another algorithm")]
    Algorithm,
    /// Not signed with the app's secret.
    #[error("is not signed with the app's secret")]
    Signature,
    /// Before or after its minute.
    #[error("is not valid now")]
    Time,
    /// Made for another app.
    #[error("is for another app")]
    Audience,
    /// Issuer and destination are not one shop.
    #[error("does not name one shop")]
    Shop,
}

#[derive(Deserialize)]
struct Header<'a> {
    #[serde(borrow)]
    alg: Cow<'a, str>,
    #[serde(default, borrow)]
    crit: Option<&'a serde_json::value::RawValue>,
}

#[derive(Deserialize)]
struct Claims<'a> {
    #[serde(borrow)]
    iss: Cow<'a, str>,
    #[serde(borrow)]
    dest: Cow<'a, str>,
    #[serde(borrow)]
    aud: Cow<'a, str>,
    exp: u64,
    nbf: u64,
}

impl IdToken {
    /// Proves the signature under either of the app's secrets, and only then reads the claims.
    pub fn prove(text: &str, app: &ShopifyApp, now: SystemTime) -> Result<Self, IdTokenFault> {
        let (signed, claims, signature) = parts(text).ok_or(IdTokenFault::Malformed)?;
        let header = decoded(signed.split('.').next().unwrap_or_default())?;
        let header: Header<'_> = object(&header)?;
        if header.alg != "HS256" || header.crit.is_some() {
            return Err(IdTokenFault::Algorithm);
        }
        let signature: [u8; 32] = decoded(signature)?.try_into().map_err(|_| IdTokenFault::Malformed)?;
        let signature = Signature::from(signature);
        if !app.secret.keys().any(|key| key.verifies(signed.as_bytes(), &signature)) {
            return Err(IdTokenFault::Signature);
        }
        let claims = decoded(claims)?;
        let shop = object::<Claims<'_>>(&claims)?.judge(&app.client_id, now)?;
        Ok(Self { shop, text: Zeroizing::new(text.to_owned()) })
    }

    /// Whose page it came from.
    pub fn shop(&self) -> &ShopDomain {
        &self.shop
    }

    /// In the clear, for the one request it goes into.
    pub fn expose(&self) -> &str {
        &self.text
    }
}

impl Claims<'_> {
    fn judge(&self, client_id: &str, now: SystemTime) -> Result<ShopDomain, IdTokenFault> {
        if now + LEEWAY < at(self.nbf)? || now >= at(self.exp)? + LEEWAY {
            return Err(IdTokenFault::Time);
        }
        if self.aud != client_id {
            return Err(IdTokenFault::Audience);
        }
        let domain = self.dest.strip_prefix("https://").ok_or(IdTokenFault::Shop)?;
        let shop = ShopDomain::parse(domain).ok_or(IdTokenFault::Shop)?;
        let issuer = self.iss.strip_prefix("https://").and_then(|rest| rest.strip_suffix("/admin"));
        if issuer == Some(domain) { Ok(shop) } else { Err(IdTokenFault::Shop) }
    }
}

/// What is signed, the claims in it, and the signature.
fn parts(text: &str) -> Option<(&str, &str, &str)> {
    let (signed, signature) = text.rsplit_once('.').filter(|_| text.len() <= LONGEST)?;
    let (header, claims) = signed.split_once('.')?;
    (!header.contains('.') && !claims.contains('.')).then_some((signed, claims, signature))
}

fn decoded(part: &str) -> Result<Vec<u8>, IdTokenFault> {
    URL_SAFE_NO_PAD.decode(part).map_err(|_| IdTokenFault::Malformed)
}

fn object<'a, O: Deserialize<'a>>(bytes: &'a [u8]) -> Result<O, IdTokenFault> {
    let text = check_object(bytes).map_err(|_| IdTokenFault::Malformed)?;
    serde_json::from_str(text).map_err(|_| IdTokenFault::Malformed)
}

fn at(seconds: u64) -> Result<SystemTime, IdTokenFault> {
    // Later than the year 10 000 is no time.
    let sound = Some(seconds).filter(|seconds| *seconds < 253_402_300_800);
    sound.map(|seconds| from_epoch_millis(seconds * 1000)).ok_or(IdTokenFault::Malformed)
}

#[cfg(test)]
mod tests;
