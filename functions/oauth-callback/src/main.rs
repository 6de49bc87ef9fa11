//! Wires `oauth-callback` to AWS, to shops and to stores. Everything is built once, before the first event.
#![expect(clippy::disallowed_methods, reason = "only here is the environment read")]

use std::{env, process::ExitCode};

use countersign_adapters::{
    SystemEntropy, Time,
    aws::Aws,
    dynamodb::{DynamoStates, DynamoTokenRows},
    secrets_manager::{AppSecret, MasterSecrets, PairDepositBox, SecretsForOAuth},
    shopify::HttpShopify,
    woocommerce::{HttpWooCommerce, WooCommerceKeys},
};
use countersign_core::{
    hooks::Hooks,
    oauth::{AppSettings, ShopifyFlow, WooCommerceFlow},
    tokens::Installer,
};
use countersign_runtime::{Common, Refusal, Stopped, now, run, serve};
use oauth_callback::{Config, Outside, Site, handle};

/// The outside as it is on Lambda.
struct OnLambda;

impl Outside for OnLambda {
    type Secrets = SecretsForOAuth;
    type States = DynamoStates;
    type Rows = DynamoTokenRows;
    type Vault = PairDepositBox;
    type Shopify = HttpShopify<AppSecret>;
    type Stores = HttpWooCommerce;
    type Keys = WooCommerceKeys;
    type Masters = MasterSecrets;
    type Time = Time;
}

fn main() -> ExitCode {
    run(env!("CARGO_PKG_NAME"), start)
}

async fn start() -> Result<(), Stopped> {
    let Config { common, address, door_key, states, connections, audit, prefix, secrets: names } =
        Config::read(&|name| env::var(name).ok())?;
    let Common { policy, aws, local_net } = common;
    let (aws, stage) = (Aws::new(aws), policy.stage);
    let vault = aws.secrets_manager();
    let secrets = &SecretsForOAuth::new(&vault, stage, (names.shopify_app, names.oauth), now);
    secrets.load().await?;
    let states = &DynamoStates::new(aws.dynamodb(), states);
    let app = policy.shopify_app.clone();
    let settings = &AppSettings { address, scopes: app.scopes.to_string() };
    let shopify = HttpShopify::new(secrets.app(), app.api_version, local_net.clone(), now);
    let tables = (connections.clone(), audit.clone());
    let site = &Site::<OnLambda> {
        hooks: Hooks { policy: &policy, address: settings.address.clone(), door_key },
        shopify: ShopifyFlow { stage, settings, secrets, states, entropy: Box::new(SystemEntropy) },
        woocommerce: WooCommerceFlow {
            stage,
            address: &settings.address,
            app_name: &policy.woocommerce_app.name,
            secrets,
            states,
            entropy: Box::new(SystemEntropy),
        },
        installer: Installer {
            stage,
            rows: DynamoTokenRows::new(aws.dynamodb(), connections, audit),
            vault: PairDepositBox::new(vault.clone(), prefix.clone()),
            platform: shopify.map_err(Refusal::because)?,
            time: Time::new(now),
            entropy: Box::new(SystemEntropy),
        },
        stores: HttpWooCommerce::new(local_net, now).map_err(Refusal::because)?,
        keys: WooCommerceKeys::new(aws.dynamodb(), tables, vault.clone(), prefix, stage),
        masters: MasterSecrets::new(&vault, stage, names.webhook_masters, now),
    };
    serve(async |invocation| handle(site, &invocation).await).await
}
