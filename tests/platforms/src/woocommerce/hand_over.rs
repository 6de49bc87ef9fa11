//! `wc-auth`: the administrator's consent, and the post that brings the keys.

use serde_json::json;
use url::{Url, form_urlencoded::parse};

use super::{Permissions, Store};

/// What an app asks the administrator for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// Who asks.
    pub app_name: String,
    /// The app's own text, which comes back with the keys and with the browser.
    pub user_id: String,
    /// Where the browser goes.
    pub return_url: String,
    /// Where the keys go.
    pub callback_url: String,
    /// What the keys may do.
    pub scope: Permissions,
}

/// Keys on their way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandOver {
    /// The number of the key that was made.
    pub key_id: u64,
    /// What is posted.
    pub body: String,
}

impl Wish {
    /// Reads the query; or gives what the page says is wrong with it.
    pub fn read(query: &str) -> Result<Self, String> {
        let get = |name: &'static str| {
            let found = parse(query.as_bytes()).find(|(known, _)| known == name);
            let value = found.map(|(_, value)| value.into_owned()).filter(|value| !value.is_empty());
            value.ok_or_else(|| format!("Missing parameter {name}"))
        };
        let wish = Self {
            app_name: get("app_name")?,
            user_id: get("user_id")?,
            return_url: with_scheme(get("return_url")?),
            callback_url: with_scheme(get("callback_url")?),
            scope: get("scope")
                .and_then(|text| Permissions::parse(&text).ok_or_else(|| format!("Invalid scope {text}")))?,
        };
        for url in [&wish.return_url, &wish.callback_url] {
            Url::parse(url).map_err(|_| format!("The {url} is not a valid URL"))?;
        }
        let secure = wish.callback_url.to_ascii_lowercase().starts_with("https://");
        if secure { Ok(wish) } else { Err("The callback_url needs to be over SSL".to_owned()) }
    }

    /// Where the browser goes once it is settled.
    pub fn way_back(&self, success: bool) -> String {
        let Ok(mut url) = Url::parse(&self.return_url) else { return self.return_url.clone() };
        url.query_pairs_mut()
            .append_pair("success", if success { "1" } else { "0" })
            .append_pair("user_id", &self.user_id);
        url.into()
    }
}

impl Store {
    /// The administrator approves: a key is made, and is good at once.
    pub fn approve(&mut self, wish: &Wish) -> HandOver {
        self.mint.note(&wish.user_id);
        let key = self.make_key(wish.scope);
        let body = json!({
            "key_id": key.id,
            "user_id": wish.user_id,
            "consumer_key": key.consumer_key,
            "consumer_secret": key.consumer_secret,
            "key_permissions": key.permissions.as_str(),
        });
        HandOver { key_id: key.id, body: body.to_string() }
    }

    /// The post was answered, or not. Exactly 200 keeps the key; after anything else it is deleted.
    pub fn settle(&mut self, key_id: u64, answered: Option<u16>) -> bool {
        let kept = answered == Some(200);
        if !kept {
            self.revoke_key(key_id);
        }
        kept
    }
}

/// An address without a scheme is taken for one over TLS.
fn with_scheme(url: String) -> String {
    if url.contains("://") { url } else { format!("https://{url}") }
}
