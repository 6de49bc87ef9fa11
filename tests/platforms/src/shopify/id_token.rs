//! The ID token that an embedded app's page holds: a JWT, signed with the app's secret, good for a minute.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::{Platform, SECOND};
use crate::signing;

const LIFE_S: u64 = 60;

impl Platform {
    /// What the page of the app gets when the merchant opens it now.
    pub fn id_token(&mut self, domain: &str, now: u64) -> String {
        let (seconds, number) = (now / SECOND, self.mint.next());
        let claims = json!({
            "iss": format!("https://{domain}/admin"),
            "dest": format!("https://{domain}"),
            "aud": self.app.id,
            "sub": "1",
            "exp": seconds + LIFE_S,
            "nbf": seconds,
            "iat": seconds,
            "jti": self.mint.text("jti", number),
            "sid": self.mint.text("sid", number),
        });
        let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(&json!({"alg": "HS256", "typ": "JWT"})), part(&claims));
        let token = format!("{signed}.{}", signing::url_safe(self.app.signing_secret(), &signed));
        self.mint.note(&token);
        token
    }

    /// Whether the merchant has this very app's page open.
    pub(super) fn proves_page(&self, domain: &str, token: &str, now: u64) -> bool {
        let Some((signed, signature)) = token.rsplit_once('.') else { return false };
        let ours = self.app.active().any(|(_, secret)| signing::url_safe(secret, signed) == signature);
        let claims = signed.split('.').nth(1).and_then(|part| BASE64_URL_SAFE_NO_PAD.decode(part).ok());
        let claims: Value = claims.and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default();
        let seconds = now / SECOND;
        let timely = claims["nbf"].as_u64().is_some_and(|from| from <= seconds)
            && claims["exp"].as_u64().is_some_and(|until| seconds < until);
        ours && timely && claims["aud"] == self.app.id && claims["dest"] == format!("https://{domain}")
    }
}
