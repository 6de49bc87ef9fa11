//! A shop connects and stays connected, also when a renewal dies on the way.

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Value, json};

use super::{scene::Scene, screen::Evidence};
use crate::{
    lambda::InvokeOutcome,
    sites::Place,
    stack::{Kill, Moment},
};

const REFRESH: &str = "token-refresh";
const SHOP: &str = "acme-demo.myshopify.com";
/// More than a renewal has steps.
const SPARE: usize = 24;
/// What a renewal does to the world, besides the exchange itself. Reading changes nothing.
const STEPS: [&str; 4] = ["UpdateItem", "PutSecretValue", "TransactWriteItems", "UpdateSecretVersionStage"];

/// The shops of the story: one, and one for each step at which a renewal dies.
pub(super) fn shops() -> Vec<String> {
    let spare = (0..SPARE).map(|number| format!("acme-demo-{number}.myshopify.com"));
    [SHOP.to_owned()].into_iter().chain(spare).collect()
}

pub(super) async fn installed(scene: &Scene) -> Evidence {
    install(scene, SHOP).await?;
    works(scene, SHOP).await?;
    let platform = scene.stack.shopify.platform();
    let shop = &platform.shops[SHOP];
    Ok(vec![
        format!("the merchant consents to {} at {SHOP}; {} exchange of a code", shop.scopes, shop.exchanges),
        format!(
            "{} subscriptions to webhooks; the pair is in countersign/local/store/shopify/{SHOP}",
            shop.hooks.len()
        ),
    ])
}

pub(super) async fn renewed(scene: &Scene) -> Evidence {
    let before = access_token(scene, SHOP).await?;
    let said = refresh(scene, SHOP).await?;
    works(scene, SHOP).await?;
    if said["outcome"] != "ok" || before == access_token(scene, SHOP).await? {
        return Err(format!("expected a new pair, got {said}"));
    }
    let exchanges = scene.stack.shopify.platform().shops[SHOP].exchanges;
    Ok(vec![format!("{said}: a new pair, tried out before it became current; {exchanges} exchanges so far")])
}

/// Each step of a renewal in turn is the last thing that a process does: SIGKILL before the answer comes.
pub(super) async fn killed(scene: &Scene) -> Evidence {
    let steps = steps(scene).await?;
    let shops = shops();
    let mut died = Vec::new();
    for (kill, shop) in steps.into_iter().zip(&shops[1..]) {
        install(scene, shop).await?;
        let work = refresh(scene, shop);
        match scene.stack.die_over(REFRESH, shop, kill, work).await {
            Err(over) => died.push(over),
            Ok(said) => return Err(format!("{kill:?} was never reached: {said:?}")),
        }
        end_lease(scene, shop).await?;
        refresh(scene, shop).await?;
        works(scene, shop).await.map_err(|why| format!("killed over {}: {why}", died[died.len() - 1]))?;
    }
    let names: Vec<_> = died.iter().map(|over| over.split(' ').next().unwrap_or_default()).collect();
    Ok(vec![
        format!("{} renewals, each killed after one of: {}", died.len(), names.join(", ")),
        format!(
            "all {} shops work with a pair that was renewed or repaired; nobody installed again",
            died.len()
        ),
    ])
}

/// The steps of a renewal, found by watching one.
async fn steps(scene: &Scene) -> Result<Vec<Kill>, String> {
    scene.stack.lambda.retire(REFRESH).await;
    let mark = scene.stack.aws.calls().mark();
    refresh(scene, SHOP).await?;
    let calls = scene.stack.aws.calls().since(mark).by(REFRESH);
    let acts = (0_u32..).zip(calls.iter()).filter(|(_, call)| STEPS.contains(&call.operation.as_str()));
    let acts = acts.map(|(number, _)| Kill::Aws(number, Moment::After));
    let shop = [Place::Token, Place::Api].map(|place| Kill::Shop(place, 0, Moment::After));
    Ok(shop.into_iter().chain(acts).collect())
}

async fn install(scene: &Scene, shop: &str) -> Result<(), String> {
    let mut browser = scene.stack.browser();
    let page =
        browser.open(&scene.stack.shopify.install_url(shop)).await.map_err(|astray| astray.to_string())?;
    let page = browser.go_on(page).await.map_err(|astray| astray.to_string())?;
    match page.answer.status {
        200 => Ok(()),
        status => Err(format!("the merchant's browser ended on {} with {status}", page.url.path())),
    }
}

async fn refresh(scene: &Scene, shop: &str) -> Result<Value, String> {
    let event = json!({"store": format!("shopify#{shop}")});
    match scene.stack.lambda.invoke(REFRESH, event.to_string().into()).await {
        InvokeOutcome::Ok(answer) => serde_json::from_slice(&answer).map_err(|error| error.to_string()),
        other => Err(format!("{REFRESH} ended with {other:?}")),
    }
}

/// Nobody waits here for the minute that a dead process keeps its lease.
async fn end_lease(scene: &Scene, shop: &str) -> Result<(), String> {
    let update = scene.stack.aws.dynamodb().update_item().table_name(scene.stack.table("Connections"));
    let update = update.key("store", AttributeValue::S(format!("shopify#{shop}")));
    let update = update.update_expression("REMOVE lease_owner, lease_until");
    update.send().await.map(drop).map_err(|error| error.to_string())
}

/// Whether the shop answers a call with the token that is labelled as current.
async fn works(scene: &Scene, shop: &str) -> Result<(), String> {
    let token = access_token(scene, shop).await?;
    if scene.stack.shopify.works(shop, &token) {
        Ok(())
    } else {
        Err(format!("{shop} refuses the token that is current"))
    }
}

async fn access_token(scene: &Scene, shop: &str) -> Result<String, String> {
    let client = scene.stack.aws.secrets_manager();
    let get = client.get_secret_value().secret_id(format!("countersign/local/store/shopify/{shop}"));
    let got = get.send().await.map_err(|_| format!("{shop} has no secret"))?;
    let pair: Value = serde_json::from_str(got.secret_string().unwrap_or_default()).unwrap_or_default();
    pair["access_token"].as_str().map(str::to_owned).ok_or_else(|| format!("{shop} has no token"))
}
