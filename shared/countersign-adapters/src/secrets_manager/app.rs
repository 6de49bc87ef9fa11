//! The Shopify app's credentials.

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use aws_sdk_secretsmanager::Client;
use countersign_core::{
    Stage,
    ports::{AppCredentials, SecretError, ShopifyApp},
};

use super::{
    cache::{Cached, Source},
    wire::whole_shopify_app,
};

/// The app's credentials in memory. Clones share one copy.
#[derive(Clone)]
pub struct AppSecret(Arc<Cached<ShopifyApp>>);

impl AppSecret {
    /// Reads nothing yet.
    pub fn new(client: &Client, stage: Stage, name: String, clock: fn() -> SystemTime) -> Self {
        let source = Source { client: client.clone(), stage, clock };
        Self(Arc::new(Cached::new(source, name, whole_shopify_app)))
    }

    /// The app, from memory if it is fresh there.
    pub async fn get(&self) -> Result<Arc<ShopifyApp>, SecretError> {
        self.0.get().await
    }

    pub(super) async fn reread(&self, age: Duration) -> Result<Option<Arc<ShopifyApp>>, SecretError> {
        self.0.reread(age).await
    }
}

impl AppCredentials for AppSecret {
    async fn app(&self) -> Result<Arc<ShopifyApp>, SecretError> {
        self.get().await
    }

    async fn reread_app(&self, age: Duration) {
        // Without a newer copy the next call is answered as the last one was.
        drop(self.reread(age).await);
    }
}
