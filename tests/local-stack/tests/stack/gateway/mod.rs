//! API Gateway's quirks, each as the pages it is documented on say.

mod answers;
mod events;
mod limits;

use std::{sync::Arc, time::Duration};

use local_stack::{
    gateway::{Gateway, GatewayOptions},
    lambda::{Invoke, InvokeOutcome},
    record::Recorder,
    template::Route,
};
use serde_json::Value;

use crate::{
    functions::Functions,
    http::{Reply, send},
};

const ROUTES: &[&str] = &["POST /webhooks/test-door", "POST /webhooks/test-door/{store}", "ANY /any/{rest+}"];

async fn gateway(functions: Arc<dyn Invoke>, timeout: Duration) -> Gateway {
    let route =
        |key: &&str| Route { key: key.parse().unwrap(), function: "test-function".to_owned(), timeout };
    let routes = ROUTES.iter().map(route).collect();
    Gateway::start(GatewayOptions {
        region: "eu-central-1".to_owned(),
        routes,
        functions,
        recorder: Recorder::default(),
    })
    .await
    .unwrap()
}

/// The event that one request becomes.
async fn event_of(line: &str, headers: &[(&str, &str)], body: &[u8]) -> Value {
    let functions = Functions::new(|_| InvokeOutcome::Ok("{}".into()));
    let gateway = gateway(functions.clone(), Duration::from_secs(30)).await;
    let reply = send(&gateway.url(), line, headers, body).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    gateway.stop().await;
    functions.events().remove(0).1
}

/// The reply that one outcome becomes.
async fn reply_to(outcome: InvokeOutcome) -> Reply {
    let functions = Functions::new(move |_| outcome.clone());
    let gateway = gateway(functions, Duration::from_secs(30)).await;
    let reply = send(&gateway.url(), "POST /webhooks/test-door", &[], b"{}").await;
    gateway.stop().await;
    reply
}

async fn reply_to_answer(answer: Value) -> Reply {
    reply_to(InvokeOutcome::Ok(answer.to_string().into())).await
}
