//! What `token-refresh` is made of, in this process, with the function's own settings.

use std::time::Duration;

use countersign_adapters::{
    SystemEntropy, Time,
    aws::Aws,
    dynamodb::DynamoTokenRows,
    secrets_manager::{AppSecret, PairVault},
    shopify::HttpShopify,
};
use countersign_core::{
    store::Store,
    tokens::{Need, Outcome, Refresher, RunLimits},
};
use countersign_runtime::now;
use flows::{REFRESH, System};
use token_refresh::Config;

/// A pace that holds nobody back.
const PER_SECOND: u32 = 1_000_000;
const PATIENCE: Duration = Duration::from_mins(5);

pub(crate) struct Neighbour {
    refresher: Refresher<DynamoTokenRows, PairVault, HttpShopify<AppSecret>, Time>,
}

impl Neighbour {
    pub(crate) async fn new(system: &System) -> Self {
        let environment = system.stack().lambda.environment(REFRESH).unwrap();
        let config = Config::read(&|name| environment.get(name).cloned()).unwrap();
        let (policy, aws) = (config.common.policy, Aws::new(config.common.aws));
        let secrets = aws.secrets_manager();
        let app = AppSecret::new(&secrets, policy.stage, config.shopify_app, now);
        app.get().await.unwrap();
        let version = policy.shopify_app.api_version.clone();
        let refresher = Refresher {
            stage: policy.stage,
            rows: DynamoTokenRows::new(aws.dynamodb(), config.connections, config.audit),
            vault: PairVault::new(secrets, config.prefix, policy.stage),
            platform: HttpShopify::new(app, version, config.common.local_net, now).unwrap(),
            time: Time::new(now),
            entropy: Box::new(SystemEntropy),
        };
        Self { refresher }
    }

    /// Renews one shop.
    pub(crate) async fn renew(&self, shop: &str) {
        let store = Store::parse(&format!("shopify#{shop}")).unwrap();
        let outcome = self.refresher.renew(&store, &Need::Due).await;
        assert_eq!(outcome, Outcome::Refreshed, "{shop}");
    }

    /// Renews what is due; gives how many that were.
    pub(crate) async fn renew_all(&self) -> usize {
        let limits = RunLimits { per_second: PER_SECOND, ..RunLimits::until(now() + PATIENCE) };
        let shards = (0..DynamoTokenRows::SHARDS).collect::<Vec<_>>();
        self.refresher.run(&shards, &limits).await.unwrap().outcomes["ok"]
    }
}
