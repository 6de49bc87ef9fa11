//! `countersign woocommerce-secret`: what a store's webhooks are to be signed with.

use countersign_adapters::{aws::Aws, secrets_manager::read_key_ring};
use countersign_core::{keys::webhook_secret_text, store::WooStoreId};
use countersign_runtime::Settings;

/// The secret of one store, alone on its line, so that it can be piped into wherever it is needed.
pub(crate) async fn run(store: &str, lookup: &dyn Fn(&str) -> Option<String>) -> Result<String, String> {
    let id = "must be lower-case letters, digits and dashes, at most 63";
    let store = WooStoreId::parse(store).ok_or_else(|| format!("the store's id {id}"))?;
    let mut settings = Settings::new(lookup);
    let common = settings.common("STAGE");
    let name = settings.required("WOOCOMMERCE_WEBHOOK_SECRET");
    let common = settings.finish(common).map_err(|refusal| refusal.to_string())?;
    let (stage, client) = (common.policy.stage, Aws::new(common.aws).secrets_manager());
    let masters = read_key_ring(&client, stage, &name).await.map_err(|error| error.to_string())?;
    Ok(webhook_secret_text(&masters.current().key, stage, &store).to_string())
}
