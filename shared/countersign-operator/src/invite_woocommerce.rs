//! `countersign invite-woocommerce`: the link with which a merchant connects one WooCommerce store.

use std::time::SystemTime;

use countersign_adapters::{aws::Aws, secrets_manager::read_key_ring};
use countersign_core::{
    oauth::{Invitation, OwnAddress},
    store::{StoreUrl, WooStoreId},
};
use countersign_runtime::Settings;

/// The link, alone on its line. Whoever holds it can connect this store within three days, with the consent of the store's
/// own administrator.
pub(crate) async fn run(
    (store, url): (&str, &str),
    now: SystemTime,
    lookup: &dyn Fn(&str) -> Option<String>,
) -> Result<String, String> {
    let id = "must be lower-case letters, digits and dashes, at most 63";
    let store = WooStoreId::parse(store).ok_or_else(|| format!("the store's id {id}"))?;
    let url = StoreUrl::parse(url).map_err(|fault| format!("the store's address {fault}"))?;
    let mut settings = Settings::new(lookup);
    let common = settings.common("STAGE");
    let address = settings.parsed("PUBLIC_URL", OwnAddress::parse);
    let name = settings.required("OAUTH_SECRET");
    let told = settings.finish(common.zip(address)).map_err(|refusal| refusal.to_string())?;
    let (stage, client) = (told.0.policy.stage, Aws::new(told.0.aws).secrets_manager());
    let ring = read_key_ring(&client, stage, &name).await.map_err(|error| error.to_string())?;
    Ok(Invitation::new(store, url, now).link(&told.1, stage, &ring))
}
