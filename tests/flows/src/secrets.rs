//! What operators do to secrets.

use serde_json::{Value, json};

use crate::{System, scan};

impl System {
    /// Puts a new version of `countersign/local/<name>`, of which nothing may be met anywhere from now on.
    pub async fn rotate(&self, name: &str, content: &Value) {
        self.notes.lock().planted.extend(scan::agreed(name, content));
        let client = self.stack().aws.secrets_manager();
        let put = client.put_secret_value().secret_id(format!("countersign/local/{name}"));
        put.secret_string(content.to_string()).send().await.unwrap();
    }

    /// Deletes `countersign/local/<name>` for good.
    pub async fn forget_secret(&self, name: &str) {
        let client = self.stack().aws.secrets_manager();
        let delete = client.delete_secret().secret_id(format!("countersign/local/{name}"));
        delete.force_delete_without_recovery(true).send().await.unwrap();
    }
}

/// The Shopify app's secret, as an operator writes it.
pub fn shopify_app(secret: &str) -> Value {
    json!({"stage": "local", "client_id": "test-shopify-client-id", "client_secret": secret})
}
