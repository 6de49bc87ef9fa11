//! WooCommerce's three addresses.

use std::time::SystemTime;

use countersign_core::{oauth::Returned, ports::TokenLeases, store::Store, tokens::Status};
use countersign_runtime::HttpEvent;

use crate::{
    Outside, Site,
    refused::Refused,
    told::{Arrival, Told},
};

impl<O: Outside> Site<'_, O> {
    pub(crate) async fn woocommerce_install(&self, event: &HttpEvent<'_>) -> Result<Told, Refused> {
        Ok(Told::Departed(self.woocommerce.start(&event.query, self.now()).await?))
    }

    /// Only keys that are kept are answered with 200, in time for the store not to delete them. Whether the webhooks could be
    /// made by then has no part in that; the daily check makes what is missing.
    pub(crate) async fn woocommerce_keys(
        &self,
        event: &HttpEvent<'_>,
        until: SystemTime,
    ) -> Result<Told, Refused> {
        let handed_over = self.woocommerce.keys(&event.body, self.now()).await?;
        let kept = handed_over.settle(&self.stores, &self.keys, self.now()).await?;
        let subscribed = self.subscribe_store(&kept, until).await;
        Ok(Told::Keys(kept.store().clone(), subscribed))
    }

    pub(crate) async fn woocommerce_return(&self, event: &HttpEvent<'_>) -> Result<Told, Refused> {
        let cookies: Vec<_> = event.cookies.iter().map(String::as_str).collect();
        let returned = self.woocommerce.back(&event.query, &cookies, self.now()).await?;
        let arrival = if returned.approved { self.arrival(&returned).await? } else { Arrival::Declined };
        Ok(Told::Returned(returned, arrival))
    }

    /// What the store says of the merchant's choice is not signed. Whether its keys are here, the row tells.
    async fn arrival(&self, returned: &Returned) -> Result<Arrival, Refused> {
        let store = Store::WooCommerce(returned.talk.store.clone());
        let row = self.installer.rows.row(&store).await.map_err(|_| Refused::Unknown(store))?;
        let here = row.is_some_and(|row| {
            let since = row.installed_at.is_some_and(|at| at >= returned.talk.begun_at);
            row.status == Some(Status::Connected) && since
        });
        Ok(if here { Arrival::Connected } else { Arrival::Unfinished })
    }
}
