//! Functions that only remember what they were sent and answer what the test wants.

use std::{
    future,
    sync::{Arc, Mutex},
};

use futures_util::future::BoxFuture;
use hyper::body::Bytes;
use local_stack::lambda::{Invoke, InvokeOutcome};
use serde_json::Value;

type Respond = Box<dyn Fn(&Value) -> InvokeOutcome + Send + Sync>;

/// Stands in for Lambda.
pub(crate) struct Functions {
    events: Mutex<Vec<(String, Value)>>,
    respond: Option<Respond>,
}

impl Functions {
    /// Answers every event with what `respond` makes of it.
    pub(crate) fn new(respond: impl Fn(&Value) -> InvokeOutcome + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self { events: Mutex::default(), respond: Some(Box::new(respond)) })
    }

    /// Takes events and never answers.
    pub(crate) fn hanging() -> Arc<Self> {
        Arc::new(Self { events: Mutex::default(), respond: None })
    }

    /// Function and event of every invocation so far.
    pub(crate) fn events(&self) -> Vec<(String, Value)> {
        self.events.lock().unwrap().clone()
    }
}

impl Invoke for Functions {
    fn invoke(&self, function: &str, payload: Bytes) -> BoxFuture<'static, InvokeOutcome> {
        let event: Value = serde_json::from_slice(&payload).unwrap();
        let outcome = self.respond.as_ref().map(|respond| respond(&event));
        self.events.lock().unwrap().push((function.to_owned(), event));
        Box::pin(async move {
            match outcome {
                Some(outcome) => outcome,
                None => future::pending().await,
            }
        })
    }
}
