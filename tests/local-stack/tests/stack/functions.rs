//! Functions that only remember what they were sent and answer what the test wants.

use std::{future, sync::Arc};

use futures_util::future::BoxFuture;
use hyper::body::Bytes;
use local_stack::lambda::{Invoke, InvokeOutcome};
use serde_json::Value;
use tokio::{sync::watch, time::timeout};

use crate::support::PATIENCE;

type Respond = Box<dyn Fn(&Value) -> InvokeOutcome + Send + Sync>;

/// Stands in for Lambda.
pub(crate) struct Functions {
    events: watch::Sender<Vec<(String, Value)>>,
    respond: Option<Respond>,
}

impl Functions {
    /// Answers every event with what `respond` makes of it.
    pub(crate) fn new(respond: impl Fn(&Value) -> InvokeOutcome + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self { events: watch::Sender::default(), respond: Some(Box::new(respond)) })
    }

    /// Takes events and never answers.
    pub(crate) fn hanging() -> Arc<Self> {
        Arc::new(Self { events: watch::Sender::default(), respond: None })
    }

    /// Function and event of every invocation so far.
    pub(crate) fn events(&self) -> Vec<(String, Value)> {
        self.events.borrow().clone()
    }

    /// The same, once there are `count` of them.
    pub(crate) async fn wait_for(&self, count: usize) -> Vec<(String, Value)> {
        let mut events = self.events.subscribe();
        let enough = timeout(PATIENCE, events.wait_for(|events| events.len() >= count)).await;
        enough.unwrap_or_else(|_| panic!("not {count} invocations but {:?}", self.events())).unwrap().clone()
    }
}

impl Invoke for Functions {
    fn invoke(&self, function: &str, payload: Bytes) -> BoxFuture<'static, InvokeOutcome> {
        let event: Value = serde_json::from_slice(&payload).unwrap();
        let outcome = self.respond.as_ref().map(|respond| respond(&event));
        self.events.send_modify(|events| events.push((function.to_owned(), event)));
        Box::pin(async move {
            match outcome {
                Some(outcome) => outcome,
                None => future::pending().await,
            }
        })
    }
}
