//! Secrets from Secrets Manager: how often they are read, and what is said when they cannot be used.
#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

mod cache;
mod hanging;
mod masters;
mod unusable;

use std::time::SystemTime;

use contracts::{
    clock,
    stack::{CALLER, Stack},
};
use countersign_adapters::secrets_manager::{
    IntakeSecretNames, SecretsForDelivery, SecretsForIntake, SecretsForOAuth,
};
use countersign_core::{Stage, config::Config};

const APP: &str = "countersign/local/shopify/app";
const JOURNAL: &str = "countersign/local/journal";
const AUDIT: &str = "countersign/local/audit";
const MASTER: &str = "countersign/local/woocommerce/webhook-master";
const OAUTH: &str = "countersign/local/oauth";
const WAREHOUSE: &str = "countersign/local/partner/warehouse";

/// The time of the test.
const CLOCK: fn() -> SystemTime = clock::now;

/// A stack with the local stack's secrets.
async fn with_secrets() -> Stack {
    let stack = Stack::start().await;
    stack.seed_secrets().await;
    stack
}

fn for_intake(stack: &Stack) -> SecretsForIntake {
    let names = IntakeSecretNames {
        shopify_app: APP.to_owned(),
        webhook_masters: MASTER.to_owned(),
        journal: JOURNAL.to_owned(),
        audit: AUDIT.to_owned(),
    };
    SecretsForIntake::new(&stack.adapters().secrets_manager(), Stage::Local, names, CLOCK)
}

fn for_oauth(stack: &Stack) -> SecretsForOAuth {
    let names = (APP.to_owned(), OAUTH.to_owned());
    SecretsForOAuth::new(&stack.adapters().secrets_manager(), Stage::Local, names, CLOCK)
}

fn for_delivery(stack: &Stack) -> SecretsForDelivery {
    let text = include_str!("../../../../config/local.toml");
    let config = Config::parse(Stage::Local, "config/local.toml", text).unwrap();
    let names = (JOURNAL.to_owned(), AUDIT.to_owned());
    SecretsForDelivery::new(&stack.adapters().secrets_manager(), &config, names, CLOCK)
}

/// How often a secret was asked for, each of the client's own tries counted.
fn reads(stack: &Stack, name: &str) -> usize {
    stack.aws.calls().all().by(CALLER).of("GetSecretValue").on(name).len()
}
