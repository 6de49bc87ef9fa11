//! The secrets of `oauth-callback`.

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use aws_sdk_secretsmanager::Client;
use countersign_core::{
    Stage,
    keys::KeyRing,
    ports::{OAuthSecrets, SecretError, ShopifyApp},
};

use super::{
    AppSecret,
    cache::{Cached, Source},
    wire::key_ring,
};

/// The secrets that `oauth-callback` may read, by the names its settings give.
pub struct SecretsForOAuth {
    shopify_app: AppSecret,
    oauth: Cached<KeyRing>,
}

impl SecretsForOAuth {
    /// Reads nothing yet. `shopify_app` and `oauth` are names.
    pub fn new(
        client: &Client,
        stage: Stage,
        (shopify_app, oauth): (String, String),
        clock: fn() -> SystemTime,
    ) -> Self {
        let source = Source { client: client.clone(), stage, clock };
        let oauth = Cached::new(source, oauth, key_ring);
        Self { shopify_app: AppSecret::new(client, stage, shopify_app, clock), oauth }
    }

    /// The app's credentials, for whoever exchanges what was proven with them.
    pub fn app(&self) -> AppSecret {
        self.shopify_app.clone()
    }

    /// Reads both, and names every one that is missing or unusable.
    pub async fn load(&self) -> Result<(), Vec<SecretError>> {
        let (app, oauth) = tokio::join!(Box::pin(self.shopify_app.get()), Box::pin(self.oauth.get()));
        let errors: Vec<_> = [app.err(), oauth.err()].into_iter().flatten().collect();
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }
}

impl OAuthSecrets for SecretsForOAuth {
    /// What a start or a callback needs next became old at the same time, and is read anew at the same time.
    async fn shopify_app(&self) -> Result<Arc<ShopifyApp>, SecretError> {
        let (app, ()) = tokio::join!(Box::pin(self.shopify_app.get()), Box::pin(self.oauth.freshen()));
        app
    }

    async fn reread_shopify_app(&self, age: Duration) -> Result<Option<Arc<ShopifyApp>>, SecretError> {
        self.shopify_app.reread(age).await
    }

    async fn oauth_keys(&self) -> Result<Arc<KeyRing>, SecretError> {
        self.oauth.get().await
    }

    async fn reread_oauth_keys(&self, age: Duration) -> Result<Option<Arc<KeyRing>>, SecretError> {
        self.oauth.reread(age).await
    }
}
