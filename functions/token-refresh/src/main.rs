//! Wires `token-refresh` to AWS, to shops and to stores. Everything is built once, before the first event.
#![expect(clippy::disallowed_methods, reason = "only here is the environment read")]

use std::{env, process::ExitCode};

use countersign_adapters::{
    SystemEntropy, Time,
    aws::Aws,
    dynamodb::{DynamoKeyedStores, DynamoRounds, DynamoTokenRows},
    secrets_manager::{AppSecret, MasterSecrets, PairVault},
    shopify::HttpShopify,
    woocommerce::{HttpWooCommerce, WooCommerceKeyReader},
};
use countersign_core::{
    hooks::Hooks,
    tokens::{Installer, Refresher},
};
use countersign_runtime::{Common, Refusal, Stopped, now, run, serve};
use token_refresh::{Config, Keeper, Outside, handle};

/// The outside as it is on Lambda.
struct OnLambda;

impl Outside for OnLambda {
    type Rows = DynamoTokenRows;
    type Vault = PairVault;
    type Shopify = HttpShopify<AppSecret>;
    type Time = Time;
    type Stores = HttpWooCommerce;
    type Keyed = DynamoKeyedStores;
    type Round = DynamoRounds;
    type Keys = WooCommerceKeyReader;
    type Masters = MasterSecrets;
}

fn main() -> ExitCode {
    run(env!("CARGO_PKG_NAME"), start)
}

async fn start() -> Result<(), Stopped> {
    let Config { common, address, door_key, connections, audit, prefix, shopify_app, webhook_masters } =
        Config::read(&|name| env::var(name).ok())?;
    let Common { policy, aws, local_net } = common;
    let (aws, stage) = (Aws::new(aws), policy.stage);
    let secrets = aws.secrets_manager();
    let app = AppSecret::new(&secrets, stage, shopify_app, now);
    app.get().await.map_err(Refusal::because)?;
    let version = policy.shopify_app.api_version.clone();
    let shopify = HttpShopify::new(app, version, local_net.clone(), now).map_err(Refusal::because)?;
    let keeper = &Keeper::<OnLambda> {
        refresher: Refresher {
            stage,
            rows: DynamoTokenRows::new(aws.dynamodb(), connections.clone(), audit.clone()),
            vault: PairVault::new(secrets.clone(), prefix.clone(), stage),
            platform: shopify.clone(),
            time: Time::new(now),
            entropy: Box::new(SystemEntropy),
        },
        migrator: Installer {
            stage,
            rows: DynamoTokenRows::new(aws.dynamodb(), connections.clone(), audit.clone()),
            vault: PairVault::new(secrets.clone(), prefix.clone(), stage),
            platform: shopify,
            time: Time::new(now),
            entropy: Box::new(SystemEntropy),
        },
        shards: (0..DynamoTokenRows::SHARDS).collect(),
        hooks: Hooks { policy: &policy, address, door_key },
        stores: HttpWooCommerce::new(local_net, now).map_err(Refusal::because)?,
        keyed: DynamoKeyedStores::new(aws.dynamodb(), connections.clone(), audit),
        round: DynamoRounds::new(aws.dynamodb(), connections),
        keys: WooCommerceKeyReader::new(secrets.clone(), prefix, stage),
        masters: MasterSecrets::new(&secrets, stage, webhook_masters, now),
    };
    serve(async |invocation| handle(keeper, &invocation).await).await
}
