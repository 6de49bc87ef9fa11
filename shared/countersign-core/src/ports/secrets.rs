//! Secrets, by what they are for.

use std::{error::Error, future::Future, sync::Arc, time::Duration};

use crate::{
    keys::{ApiKey, KeyRing, SigningKey},
    partner::PartnerName,
};

/// What proves Shopify's webhooks: the app's client secret, and the older one while it is not yet revoked.
///
/// Shopify signs with the oldest secret that is not revoked, so both are tried (`manage-credentials`).
#[derive(Clone)]
pub struct ShopifyAppSecret {
    /// The secret of the app as it is now.
    pub current: SigningKey,
    /// The one before, during a rotation.
    pub previous: Option<SigningKey>,
}

impl ShopifyAppSecret {
    /// Both, the current one first.
    pub fn keys(&self) -> impl Iterator<Item = &SigningKey> {
        std::iter::once(&self.current).chain(&self.previous)
    }
}

/// The secrets that `webhook-intake` may read. All answers come from memory unless they are too old.
pub trait IntakeSecrets: Send + Sync {
    /// The Shopify app's secrets.
    fn shopify_app(&self) -> impl Future<Output = Result<Arc<ShopifyAppSecret>, SecretError>> + Send;

    /// Reads the Shopify app's secrets again if the copy in memory is older than `age`; none if it is not, or if nothing
    /// came.
    fn reread_shopify_app(
        &self,
        age: Duration,
    ) -> impl Future<Output = Result<Option<Arc<ShopifyAppSecret>>, SecretError>> + Send;

    /// The masters from which WooCommerce stores' webhook secrets are derived.
    fn webhook_masters(&self) -> impl Future<Output = Result<Arc<KeyRing>, SecretError>> + Send;

    /// The secrets that seal payloads and make pseudonyms.
    fn journal_keys(&self) -> impl Future<Output = Result<Arc<KeyRing>, SecretError>> + Send;

    /// The secrets that authenticate journal entries.
    fn audit_keys(&self) -> impl Future<Output = Result<Arc<KeyRing>, SecretError>> + Send;
}

/// A partner's credentials.
#[derive(Clone)]
pub struct PartnerSecret {
    /// The value of `X-API-KEY`.
    pub api_key: ApiKey,
    /// Signs what we send (Standard Webhooks).
    pub signing: SigningKey,
    /// Signs as well while the partner moves to the new one.
    pub previous_signing: Option<SigningKey>,
}

/// The secrets that `partner-delivery` may read.
pub trait DeliverySecrets: Send + Sync {
    /// The secrets that open payloads.
    fn journal_keys(&self) -> impl Future<Output = Result<Arc<KeyRing>, SecretError>> + Send;

    /// The secrets that vouch for entries.
    fn audit_keys(&self) -> impl Future<Output = Result<Arc<KeyRing>, SecretError>> + Send;

    /// Reads the secrets that open payloads again if the copy in memory is older than `age`; none if it is not.
    fn reread_journal_keys(
        &self,
        age: Duration,
    ) -> impl Future<Output = Result<Option<Arc<KeyRing>>, SecretError>> + Send;

    /// Reads the secrets that vouch for entries again if the copy in memory is older than `age`; none if it is not.
    fn reread_audit_keys(
        &self,
        age: Duration,
    ) -> impl Future<Output = Result<Option<Arc<KeyRing>>, SecretError>> + Send;

    /// A partner's credentials.
    fn partner(
        &self,
        name: &PartnerName,
    ) -> impl Future<Output = Result<Arc<PartnerSecret>, SecretError>> + Send;

    /// Reads a partner's credentials again if the copy in memory is older than `age`; none if it is not, or if nothing
    /// came.
    fn reread_partner(
        &self,
        name: &PartnerName,
        age: Duration,
    ) -> impl Future<Output = Result<Option<Arc<PartnerSecret>>, SecretError>> + Send;
}

/// What vouches for entries of the journal and opens them. Whoever delivers may read these; `store-lifecycle` may read no
/// others of this kind.
pub trait EntrySecrets: Send + Sync {
    /// The secrets that open payloads.
    fn entry_journal_keys(&self) -> impl Future<Output = Result<Arc<KeyRing>, SecretError>> + Send;

    /// The secrets that vouch for entries.
    fn entry_audit_keys(&self) -> impl Future<Output = Result<Arc<KeyRing>, SecretError>> + Send;

    /// Reads the first again if the copy in memory is older than `age`; none if it is not.
    fn reread_entry_journal_keys(
        &self,
        age: Duration,
    ) -> impl Future<Output = Result<Option<Arc<KeyRing>>, SecretError>> + Send;

    /// Reads the second again if the copy in memory is older than `age`; none if it is not.
    fn reread_entry_audit_keys(
        &self,
        age: Duration,
    ) -> impl Future<Output = Result<Option<Arc<KeyRing>>, SecretError>> + Send;
}

impl<S: DeliverySecrets> EntrySecrets for S {
    fn entry_journal_keys(&self) -> impl Future<Output = Result<Arc<KeyRing>, SecretError>> + Send {
        self.journal_keys()
    }

    fn entry_audit_keys(&self) -> impl Future<Output = Result<Arc<KeyRing>, SecretError>> + Send {
        self.audit_keys()
    }

    fn reread_entry_journal_keys(
        &self,
        age: Duration,
    ) -> impl Future<Output = Result<Option<Arc<KeyRing>>, SecretError>> + Send {
        self.reread_journal_keys(age)
    }

    fn reread_entry_audit_keys(
        &self,
        age: Duration,
    ) -> impl Future<Output = Result<Option<Arc<KeyRing>>, SecretError>> + Send {
        self.reread_audit_keys(age)
    }
}

/// The Shopify app: the name under which shops know it, and what proves it to them.
#[derive(Clone)]
pub struct ShopifyApp {
    /// Public; it stands in addresses and in ID tokens.
    pub client_id: String,
    /// What Shopify signs with.
    pub secret: ShopifyAppSecret,
    /// The newest client secret as it is sent to the token endpoint: a token is good for as long as the secret that
    /// bought it.
    pub client_secret: ApiKey,
}

/// The Shopify app, for whoever speaks in its name.
pub trait AppCredentials: Send + Sync {
    /// The app.
    fn app(&self) -> impl Future<Output = Result<Arc<ShopifyApp>, SecretError>> + Send;

    /// Reads the app again if the copy in memory is older than `age`, for the next call.
    fn reread_app(&self, age: Duration) -> impl Future<Output = ()> + Send;
}

/// The secrets that `oauth-callback` may read.
pub trait OAuthSecrets: Send + Sync {
    /// The Shopify app.
    fn shopify_app(&self) -> impl Future<Output = Result<Arc<ShopifyApp>, SecretError>> + Send;

    /// Reads the Shopify app again if the copy in memory is older than `age`; none if it is not, or if nothing came.
    fn reread_shopify_app(
        &self,
        age: Duration,
    ) -> impl Future<Output = Result<Option<Arc<ShopifyApp>>, SecretError>> + Send;

    /// The secrets that name states and sign links.
    fn oauth_keys(&self) -> impl Future<Output = Result<Arc<KeyRing>, SecretError>> + Send;

    /// Reads those again if the copy in memory is older than `age`; none if it is not, or if nothing came.
    fn reread_oauth_keys(
        &self,
        age: Duration,
    ) -> impl Future<Output = Result<Option<Arc<KeyRing>>, SecretError>> + Send;
}

/// What the secrets of WooCommerce's webhooks are derived from, for whoever makes webhooks.
pub trait WebhookMasters: Send + Sync {
    /// The masters; new webhooks get what the current one gives. During a rotation that is the previous one until every
    /// instance of `webhook-intake` knows the new one.
    fn webhook_masters(&self) -> impl Future<Output = Result<Arc<KeyRing>, SecretError>> + Send;
}

impl<S: OAuthSecrets> OAuthSecrets for &S {
    fn shopify_app(&self) -> impl Future<Output = Result<Arc<ShopifyApp>, SecretError>> + Send {
        (**self).shopify_app()
    }

    fn reread_shopify_app(
        &self,
        age: Duration,
    ) -> impl Future<Output = Result<Option<Arc<ShopifyApp>>, SecretError>> + Send {
        (**self).reread_shopify_app(age)
    }

    fn oauth_keys(&self) -> impl Future<Output = Result<Arc<KeyRing>, SecretError>> + Send {
        (**self).oauth_keys()
    }

    fn reread_oauth_keys(
        &self,
        age: Duration,
    ) -> impl Future<Output = Result<Option<Arc<KeyRing>>, SecretError>> + Send {
        (**self).reread_oauth_keys(age)
    }
}

/// Why a secret could not be had. Holds its name, never its value.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// Slow, throttling, or away: trying later may help.
    #[error("secret `{name}` could not be read")]
    Unavailable {
        /// The secret's name.
        name: String,
        /// What the service reported.
        source: Box<dyn Error + Send + Sync>,
    },
    /// There, but not usable; the sentence says what to do.
    #[error("secret `{name}` {fault}")]
    Unusable {
        /// The secret's name.
        name: String,
        /// What is wrong with it.
        fault: String,
    },
}
