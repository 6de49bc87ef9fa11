//! A shop connects and stays connected, also when a renewal dies on the way.

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Value, json};

use super::{scene::Scene, screen::Evidence};
use crate::{
    sites::Place,
    stack::{Kill, Moment},
};

const REFRESH: &str = "token-refresh";
const SHOP: &str = "acme-demo.myshopify.com";
/// What a renewal does, in its order: the name of the step, and the call that it is.
const STEPS: [(&str, Call); 8] = [
    ("lease", Call::Aws("UpdateItem", 0)),
    ("intent", Call::Aws("UpdateItem", 1)),
    ("exchange", Call::Shop(Place::Token)),
    ("put", Call::Aws("PutSecretValue", 0)),
    ("try out", Call::Shop(Place::Api)),
    ("make current", Call::Aws("TransactWriteItems", 0)),
    ("label", Call::Aws("UpdateSecretVersionStage", 0)),
    ("release", Call::Aws("UpdateItem", 2)),
];

/// A call that changes something, or the one that tries the new token.
#[derive(Clone, Copy)]
enum Call {
    /// Of AWS, by operation, and which of those.
    Aws(&'static str, usize),
    /// Of the shop.
    Shop(Place),
}

/// The shops of the story: one, and one for each step at which a renewal dies.
pub(super) fn shops() -> Vec<String> {
    let spare = (0..STEPS.len()).map(|number| format!("acme-demo-{number}.myshopify.com"));
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
    Ok(vec![format!(
        "{REFRESH} says ok: a new pair, tried out before it became current; exchange {exchanges}"
    )])
}

/// Each step of a renewal in turn is the last thing that a process does: SIGKILL before the answer comes.
pub(super) async fn killed(scene: &Scene) -> Evidence {
    let operations = operations(scene).await?;
    let shops = shops();
    for ((step, call), shop) in STEPS.into_iter().zip(&shops[1..]) {
        let kill = kill(call, &operations).ok_or_else(|| format!("a renewal has no step `{step}`"))?;
        install(scene, shop).await?;
        let died = scene.stack.die_over(REFRESH, shop, kill, refresh(scene, shop)).await;
        died.err().ok_or_else(|| format!("nothing was killed after `{step}`"))?;
        end_lease(scene, shop).await?;
        refresh(scene, shop).await?;
        works(scene, shop).await.map_err(|why| format!("killed after `{step}`: {why}"))?;
    }
    let steps: Vec<_> = STEPS.into_iter().map(|(step, _)| step).collect();
    Ok(vec![
        format!("SIGKILL after each of: {}", steps.join(", ")),
        "a dead process keeps its lease for a minute, which is cut short here".to_owned(),
        format!(
            "all {} shops work with a pair that was renewed or repaired; nobody installed again",
            STEPS.len()
        ),
    ])
}

/// The calls of AWS that a renewal makes from its process's start, found by watching one.
async fn operations(scene: &Scene) -> Result<Vec<String>, String> {
    scene.stack.lambda.retire(REFRESH).await;
    let mark = scene.stack.aws.calls().mark();
    refresh(scene, SHOP).await?;
    let calls = scene.stack.aws.calls().since(mark).by(REFRESH);
    Ok(calls.iter().map(|call| call.operation.clone()).collect())
}

fn kill(call: Call, operations: &[String]) -> Option<Kill> {
    match call {
        Call::Shop(place) => Some(Kill::Shop(place, 0, Moment::After)),
        Call::Aws(operation, which) => {
            let all = (0_u32..).zip(operations).filter(|(_, made)| *made == operation);
            all.map(|(number, _)| Kill::Aws(number, Moment::After)).nth(which)
        }
    }
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
    let ended = scene.stack.lambda.invoke(REFRESH, event.to_string().into()).await;
    let answer = ended.ok().ok_or_else(|| format!("{REFRESH} ended with {ended:?}"))?;
    serde_json::from_slice(answer).map_err(|error| error.to_string())
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
