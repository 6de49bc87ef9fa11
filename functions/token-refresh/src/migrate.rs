//! A shop whose token is from before tokens ended: an operator puts the token into the shop's secret and invokes the function,
//! and a pair takes its place. Shopify answers a repeat within seven days with the same pair, so a run that broke off is begun
//! again.

use countersign_core::{
    ports::{Grant, LegacyTokens, VaultError},
    store::{ShopDomain, Store},
    tokens::{Installed, Outcome, Why},
};
use countersign_runtime::Invocation;
use serde::Serialize;

use crate::{Keeper, MARGIN, Outside, log};

/// What came of it.
#[derive(Serialize)]
pub(crate) struct Report {
    store: String,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    missing_scopes: Vec<String>,
}

pub(crate) async fn migrate<O: Outside>(
    keeper: &Keeper<'_, O>,
    invocation: &Invocation,
    shop: ShopDomain,
) -> Report {
    let begun = keeper.now();
    let store = Store::Shopify(shop.clone());
    let report = match keeper.migrator.vault.legacy(&store).await {
        Ok(Some(token)) => {
            let needed = &keeper.hooks.policy.shopify_app.scopes;
            let until = begun + invocation.remaining(begun, MARGIN);
            Report::of(&store, keeper.migrator.install(&shop, Grant::Migrate(&token), needed, until).await)
        }
        Ok(None) => Report::ended(&store, "nothing_to_migrate"),
        Err(VaultError::BadSecret { .. }) => Report::ended(&store, "bad_secret"),
        Err(VaultError::Unavailable { .. } | VaultError::Refused { .. }) => {
            Report::ended(&store, "vault_unavailable")
        }
    };
    let took = keeper.now().duration_since(begun).unwrap_or_default();
    log::migrated(&store, report.outcome, report.why, took);
    report
}

impl Report {
    fn ended(store: &Store, outcome: &'static str) -> Self {
        Self { store: store.to_string(), outcome, why: None, missing_scopes: Vec::new() }
    }

    fn of(store: &Store, ended: Installed) -> Self {
        match ended {
            Installed::Connected { missing } | Installed::Superseded { missing } => {
                Self { missing_scopes: missing, ..Self::ended(store, "migrated") }
            }
            Installed::Rejected => Self::ended(store, "exchange_rejected"),
            Installed::Failed(outcome) => {
                Self { why: outcome.why().map(Why::code), ..Self::ended(store, Outcome::code(&outcome)) }
            }
        }
    }
}
