//! Connected stores: what we keep of them, and whether it is any good.

use aws_sdk_dynamodb::types::AttributeValue;
use local_stack::lambda::InvokeOutcome;
use serde_json::{Value, json};

use crate::{Item, Policy, REFRESH, System, number, text};

/// What a row may need to be whole again: one turn that finishes what was left, one that renews, and some that wait for those.
const MOST_TURNS: usize = 10;
/// Longer than a lease, and than anybody waits with a shop that he could not renew.
const A_WHILE: u64 = 20 * 60 * 1000;

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
        let bought =
            self.stack().shopify.platform().shops[shop].issued.last().map(|pair| pair.refresh.clone());
        let Some(bought) = bought else { return false };
        let Some(row) = self.connection(&format!("shopify#{shop}")).await else { return false };
        let announced = row.get("intents").and_then(|value| value.as_l().ok()).into_iter().flatten();
        let announced =
            announced.filter_map(|intent| intent.as_m().ok()).map(|intent| text(intent, "version"));
        let client = self.stack().aws.secrets_manager();
        for version in announced.chain([text(&row, "current_version")]).filter(|version| !version.is_empty())
        {
            let get = client.get_secret_value().secret_id(format!("countersign/local/store/shopify/{shop}"));
            let got = get.version_id(version).send().await;
            if got.is_ok_and(|got| got.secret_string().unwrap_or_default().contains(&bought)) {
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
        if current != labelled {
            return Some(format!("the label is behind the row {row:?}"));
        }
        let missing = self.missing_hooks(shop);
        (!missing.is_empty()).then(|| format!("nobody asked it to send {missing:?}"))
    }

    /// What the policy wants of a shop, and the shop would not send.
    fn missing_hooks(&self, shop: &str) -> Vec<String> {
        let platform = self.stack().shopify.platform();
        let hooks = &platform.shops[shop].hooks;
        let mut wanted = Policy::read().wanted_of_shops();
        wanted.retain(|topic| !hooks.iter().any(|hook| hook.what.topic == *topic));
        wanted
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

    /// A turn of the round over all stores, which begins anew as it does a day later.
    pub async fn check_stores(&self) -> Value {
        let delete = self.stack().aws.dynamodb().delete_item().table_name(self.stack().table("Connections"));
        delete.key("store", AttributeValue::S("round#stores".to_owned())).send().await.unwrap();
        self.ask(REFRESH, &json!({"task": "check-keys"})).await.expect("a turn of the round")
    }

    /// Has the schedules turn until each of these shops works, whatever was left of earlier turns. Nobody but the schedules
    /// is at them.
    pub async fn repair(&self, shops: &[String]) {
        let mut troubles = Vec::new();
        for _ in 0..MOST_TURNS {
            for shop in shops {
                self.let_a_while_pass(shop).await;
            }
            self.renew_due().await.expect("a turn of the schedule");
            self.check_stores().await;
            troubles.clear();
            for shop in shops {
                troubles.extend(self.trouble(shop).await.map(|trouble| (shop, trouble)));
            }
            if troubles.is_empty() {
                return;
            }
        }
        panic!("these do not work again: {troubles:#?}");
    }

    /// Ends the lease of whoever died, makes due what was to be looked at again soon, and makes what was announced old: as
    /// some minutes would.
    pub async fn let_a_while_pass(&self, shop: &str) {
        let store = format!("shopify#{shop}");
        let Some(mut row) = self.connection(&store).await else { return };
        let times = ["lease_until", "due_at", "intents"];
        row.retain(|name, _| times.contains(&name.as_str()));
        if row.is_empty() {
            return;
        }
        let sets: Vec<_> = row.keys().map(|name| format!("{name} = :{name}")).collect();
        let update = self.stack().aws.dynamodb().update_item().table_name(self.stack().table("Connections"));
        let update = update.key("store", AttributeValue::S(store));
        let update = update.update_expression(format!("SET {}", sets.join(", ")));
        let values = row.into_iter().map(|(name, value)| (format!(":{name}"), earlier(value)));
        update.set_expression_attribute_values(Some(values.collect())).send().await.unwrap();
    }
}

/// The same with every time in it a while earlier.
fn earlier(value: AttributeValue) -> AttributeValue {
    if let Ok(millis) = value.as_n() {
        AttributeValue::N((millis.parse::<u64>().unwrap() - A_WHILE).to_string())
    } else if let Ok(all) = value.as_l() {
        AttributeValue::L(all.iter().cloned().map(earlier).collect())
    } else if let Ok(all) = value.as_m() {
        AttributeValue::M(all.iter().map(|(name, value)| (name.clone(), earlier(value.clone()))).collect())
    } else {
        value
    }
}
