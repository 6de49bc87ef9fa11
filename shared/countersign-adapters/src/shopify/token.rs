//! The token endpoint.

use std::time::Duration;

use countersign_core::{
    ports::{AppCredentials, Grant, ShopifyApp, TokenAnswer, TokenEndpoint, TokenFault},
    store::ShopDomain,
    tokens::LARGEST_REPLY,
};
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use serde::Serialize;

use super::{HttpShopify, app_tokens};
use crate::http::{CallFault, Heard};

/// An app whose secret was just rotated is refused until its new one is read. That is asked for this often at most.
const REREAD_AFTER: Duration = Duration::from_mins(1);
/// Room for all of a request: an ID token is the largest thing in one.
const ROOM: usize = 8 * 1024;

const ID_TOKEN: &str = "urn:ietf:params:oauth:token-type:id_token";
const OFFLINE: &str = "urn:shopify:params:oauth:token-type:offline-access-token";

/// What is posted. Members that a grant does not need are left out.
#[derive(Clone, Copy, Default, Serialize)]
struct Wire<'a> {
    client_id: &'a str,
    client_secret: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    grant_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject_token: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject_token_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    requested_token_type: Option<&'static str>,
    /// Without it Shopify grants a token that never ends, which it then no longer accepts.
    #[serde(skip_serializing_if = "Option::is_none")]
    expiring: Option<&'static str>,
}

impl<A: AppCredentials> TokenEndpoint for HttpShopify<A> {
    async fn exchange(&self, shop: &ShopDomain, grant: Grant<'_>) -> Result<TokenAnswer, TokenFault> {
        let app = self.app.app().await.map_err(|_| TokenFault::NoCredentials)?;
        let url = format!("https://{shop}/admin/oauth/access_token");
        let post = self.caller.post(&url).header(CONTENT_TYPE, "application/json");
        let post = post.header(ACCEPT, "application/json").body(body(&app, grant));
        let Heard { status, retry_after, body } = self.caller.hear(post, LARGEST_REPLY).await?;
        if matches!(status, 400 | 401) {
            self.app.reread_app(REREAD_AFTER).await;
        }
        let body = if app_tokens::is_for(grant) { app_tokens::completed(status, body) } else { body };
        Ok(TokenAnswer { status, retry_after, body })
    }
}

impl From<CallFault> for TokenFault {
    fn from(fault: CallFault) -> Self {
        match fault {
            CallFault::Timeout => Self::Timeout,
            CallFault::Connect => Self::Connect,
            CallFault::Tls => Self::Tls,
            CallFault::Protocol => Self::Protocol,
            CallFault::TooLarge => Self::TooLarge,
            CallFault::BlockedAddress => Self::BlockedAddress,
        }
    }
}

fn body(app: &ShopifyApp, grant: Grant<'_>) -> Vec<u8> {
    let own = Wire {
        client_id: &app.client_id,
        client_secret: app.client_secret.expose(),
        expiring: Some("1"),
        ..Wire::default()
    };
    let wire = match grant {
        _ if app_tokens::is_for(grant) => {
            Wire { grant_type: Some("client_credentials"), expiring: None, ..own }
        }
        Grant::Code(code) => Wire { code: Some(code), ..own },
        Grant::Refresh(token) => Wire {
            grant_type: Some("refresh_token"),
            refresh_token: Some(token.expose()),
            expiring: None,
            ..own
        },
        Grant::IdToken(token) => token_exchange(token, ID_TOKEN, own),
        Grant::Migrate(token) => token_exchange(token.expose(), OFFLINE, own),
        Grant::ClientCredentials => own,
    };
    // Room for all of it at once: a buffer that grows leaves copies behind.
    let mut text = Vec::with_capacity(ROOM);
    let written = serde_json::to_writer(&mut text, &wire).is_ok();
    if written { text } else { Vec::new() }
}

fn token_exchange<'a>(token: &'a str, kind: &'static str, own: Wire<'a>) -> Wire<'a> {
    Wire {
        grant_type: Some("urn:ietf:params:oauth:grant-type:token-exchange"),
        subject_token: Some(token),
        subject_token_type: Some(kind),
        requested_token_type: Some(OFFLINE),
        ..own
    }
}
