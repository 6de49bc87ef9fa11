//! Connected stores: what we keep of them, and whether it is any good.

use std::time::Duration;

use aws_sdk_dynamodb::types::AttributeValue;
use local_stack::lambda::InvokeOutcome;
use serde_json::{Value, json};

use crate::{Item, REFRESH, System, number, text};

/// Between two turns of the schedule: five minutes by the template, too long for a test.
const A_TURN: Duration = Duration::from_secs(3);
/// Until every lease of a dead process is over, and the seconds of grace after it.
const MOST_TURNS: usize = 40;

impl System {
    /// The row of a store, such as `shopify#acme.myshopify.com`.
    pub async fn connection(&self, store: &str) -> Option<Item> {
        let get = self.stack().aws.dynamodb().get_item().table_name(self.stack().table("Connections"));
        let get = get.key("store", AttributeValue::S(store.to_owned())).consistent_read(true);
        get.send().await.unwrap().item
    }

    /// The pair that the row of a shop calls current, if it is there.
    pub async fn pair(&self, shop: &str) -> Option<Value> {
        let row = self.connection(&format!("shopify#{shop}")).await?;
        let client = self.stack().aws.secrets_manager();
        let get = client.get_secret_value().secret_id(format!("countersign/local/store/shopify/{shop}"));
        let got = get.version_id(text(&row, "current_version")).send().await.ok()?;
        serde_json::from_str(got.secret_string()?).ok()
    }

    /// Whether the pair that was bought last for a shop is in its secret, current or announced.
    pub async fn is_kept(&self, shop: &str) -> bool {
        let Some(row) = self.connection(&format!("shopify#{shop}")).await else { return false };
        let announced = row.get("intents").and_then(|value| value.as_l().ok()).into_iter().flatten();
        let announced =
            announced.filter_map(|intent| intent.as_m().ok()).map(|intent| text(intent, "version"));
        let client = self.stack().aws.secrets_manager();
        for version in announced.chain([text(&row, "current_version")]).filter(|version| !version.is_empty())
        {
            let get = client.get_secret_value().secret_id(format!("countersign/local/store/shopify/{shop}"));
            if get.version_id(version).send().await.is_ok() {
                return true;
            }
        }
        false
    }

    /// Whether the shop's API answers a call with the pair that is current, for whoever asks the row and whoever asks for
    /// the label.
    pub async fn works(&self, shop: &str) -> bool {
        self.trouble(shop).await.is_none()
    }

    /// Why a shop does not work.
    pub async fn trouble(&self, shop: &str) -> Option<String> {
        let Some(row) = self.connection(&format!("shopify#{shop}")).await else {
            return Some("no row".into());
        };
        if (text(&row, "status"), text(&row, "credentials")) != ("connected", "good") {
            return Some(format!("the row is {row:?}"));
        }
        let (current, labelled) = (self.pair(shop).await, self.labelled(shop).await);
        let access = current.as_ref().and_then(|pair| pair["access_token"].as_str()).unwrap_or_default();
        if !self.stack().shopify.works(shop, access) {
            return Some(format!("the current pair does not open the shop, of {row:?}"));
        }
        (current != labelled).then(|| format!("the label is behind the row {row:?}"))
    }

    /// The pair that is labelled as current.
    async fn labelled(&self, shop: &str) -> Option<Value> {
        let client = self.stack().aws.secrets_manager();
        let get = client.get_secret_value().secret_id(format!("countersign/local/store/shopify/{shop}"));
        serde_json::from_str(get.send().await.ok()?.secret_string()?).ok()
    }

    /// How often codes and tokens of a shop were exchanged.
    pub fn exchanges(&self, shop: &str) -> u64 {
        self.stack().shopify.platform().shops[shop].exchanges
    }

    /// How many renewals and installations of a store have become current.
    pub async fn generation(&self, shop: &str) -> u64 {
        let row = self.connection(&format!("shopify#{shop}")).await;
        row.map_or(0, |row| number(&row, "generation"))
    }

    /// An operator has one shop renewed; gives what the function says, or how it ended.
    pub async fn refresh(&self, shop: &str) -> Result<Value, InvokeOutcome> {
        self.ask(REFRESH, &json!({"store": format!("shopify#{shop}")})).await
    }

    /// One turn of the schedule.
    pub async fn renew_due(&self) -> Result<Value, InvokeOutcome> {
        self.ask(REFRESH, &json!({"task": "renew-due"})).await
    }

    /// Invokes a function.
    pub async fn ask(&self, function: &str, event: &Value) -> Result<Value, InvokeOutcome> {
        let ended = self.stack().lambda.invoke(function, event.to_string().into()).await;
        ended.ok().map(|answer| serde_json::from_slice(answer).unwrap()).ok_or(ended)
    }

    /// Makes a shop due, as fifty minutes would.
    pub async fn make_due(&self, shop: &str) {
        let update = self.stack().aws.dynamodb().update_item().table_name(self.stack().table("Connections"));
        let update = update.key("store", AttributeValue::S(format!("shopify#{shop}")));
        let earlier = ["token_issued_at", "token_ends_at", "due_at", "paid_until"]
            .map(|name| format!("{name} = {name} - :ms"));
        let update = update.update_expression(format!("SET {}", earlier.join(", ")));
        let update =
            update.expression_attribute_values(":ms", AttributeValue::N((50 * 60 * 1000).to_string()));
        update.send().await.unwrap();
    }

    /// Has the schedule turn until each of these shops works, whatever was left of earlier turns.
    pub async fn repair(&self, shops: &[String]) {
        let mut troubles = Vec::new();
        for _ in 0..MOST_TURNS {
            self.renew_due().await.expect("a turn of the schedule");
            troubles.clear();
            for shop in shops {
                troubles.extend(self.trouble(shop).await.map(|trouble| (shop, trouble)));
            }
            if troubles.is_empty() {
                return;
            }
            // Nothing tells when a lease is over.
            tokio::time::sleep(A_TURN).await;
        }
        panic!("these do not work again: {troubles:#?}");
    }
}
