//! AWS Lambda for real binaries: started cold, reused warm, one event at a time each, killed when late.
//!
//! Not played: the second try of a failed initialisation within the first event, asynchronous invocation with its
//! retries, extensions, response streaming.

mod logs;
mod outcome;
mod output;
mod pool;
mod runtime_api;
mod sandbox;
mod spec;

use std::{collections::BTreeMap, io, path::PathBuf, sync::Arc, time::Duration};

use futures_util::future::BoxFuture;
use hyper::body::Bytes;
use tokio::{
    sync::{broadcast, oneshot},
    time::timeout,
};
use uuid::Uuid;

use self::{logs::Logs, pool::Pool, runtime_api::Event, spec::Folders};
pub use self::{
    logs::{Echo, LogLine, LogMark},
    outcome::{FunctionError, InvokeOutcome, PAYLOAD_LIMIT},
    spec::{DEFAULT_MAX_INSTANCES, FunctionSpec},
};
use crate::{record::Recorder, tasks::Tasks};

/// What may take an event to a function: Lambda itself, or a test's stand-in for it.
pub trait Invoke: Send + Sync {
    /// Invokes `function` and waits for its answer. Giving up the wait does not stop the function.
    fn invoke(&self, function: &str, payload: Bytes) -> BoxFuture<'static, InvokeOutcome>;
}

/// How Lambda is started.
pub struct LambdaOptions {
    /// Where the functions believe to run.
    pub region: String,
    /// The functions; each name once.
    pub functions: Vec<FunctionSpec>,
    /// Variables every function gets on top, such as `AWS_ENDPOINT_URL`.
    pub extra_environment: BTreeMap<String, String>,
    /// How long a function may take until it asks for its first event; 10 seconds on AWS.
    pub init_limit: Duration,
    /// Called with every line a function prints.
    pub echo: Option<Echo>,
    /// Where every line is appended as well.
    pub log_file: Option<PathBuf>,
    /// Where processes run, with `HOME` and `TMPDIR` below it; where this process runs, without either, if none.
    pub folder: Option<PathBuf>,
    /// Keeps what functions print and what they tell the Runtime API.
    pub recorder: Recorder,
}

/// All functions, with their processes and their logs. Cheap to clone; all clones are one.
#[derive(Clone)]
pub struct Lambda(Arc<Inner>);

struct Inner {
    pools: BTreeMap<String, Arc<Pool>>,
    logs: Arc<Logs>,
    tasks: Tasks,
}

impl LambdaOptions {
    /// `functions` as on AWS, without echo or file.
    pub fn new(region: &str, functions: Vec<FunctionSpec>) -> Self {
        Self {
            region: region.to_owned(),
            functions,
            extra_environment: BTreeMap::new(),
            init_limit: Duration::from_secs(10),
            echo: None,
            log_file: None,
            folder: None,
            recorder: Recorder::default(),
        }
    }
}

impl Lambda {
    /// Starts nothing yet: the first event of each function is a cold start. Fails if the log file cannot be opened or the folder not
    /// be made.
    pub fn start(options: LambdaOptions) -> io::Result<Self> {
        let logs = Arc::new(Logs::new(options.echo, options.log_file.as_deref(), options.recorder)?);
        let folders = options.folder.as_deref().map(Folders::make).transpose()?;
        let pool = |spec: FunctionSpec| {
            let spec = spec.complete(&options.region, &options.extra_environment, folders.as_ref());
            (spec.name.clone(), Arc::new(Pool::new(spec, options.init_limit, logs.clone())))
        };
        let pools = options.functions.into_iter().map(pool).collect();
        Ok(Self(Arc::new(Inner { pools, logs, tasks: Tasks::new() })))
    }

    /// Invokes `function` with `payload` as its event, and waits for what comes of it.
    pub async fn invoke(&self, function: &str, payload: Bytes) -> InvokeOutcome {
        let Some(pool) = self.0.pools.get(function).cloned() else { return InvokeOutcome::NotFound };
        if payload.len() > PAYLOAD_LIMIT {
            return InvokeOutcome::TooLarge;
        }
        let (arn, timeout) = (pool.spec.arn.clone(), pool.spec.timeout);
        let event = Event { request_id: Uuid::new_v4().to_string(), payload, arn, timeout };
        let (answer, outcome) = oneshot::channel();
        // A task of its own: an invoker that gives up must not leave an instance half way through an event.
        self.0.tasks.spawn(async move {
            let _ = answer.send(pool.run(event).await);
        });
        outcome.await.unwrap_or(InvokeOutcome::Throttled)
    }

    /// The whole environment of `function`, except the address of its instance's Runtime API.
    pub fn environment(&self, function: &str) -> Option<&BTreeMap<String, String>> {
        self.0.pools.get(function).map(|pool| &pool.spec.environment)
    }

    /// Ends the idle instances of `function`, so that its next event is a cold start.
    pub async fn retire(&self, function: &str) {
        if let Some(pool) = self.0.pools.get(function) {
            pool.retire().await;
        }
    }

    /// Kills every instance of `function` (SIGKILL), in the middle of an event if need be.
    pub async fn kill_all(&self, function: &str) {
        if let Some(pool) = self.0.pools.get(function) {
            pool.kill().await;
        }
    }

    /// Kills every process and waits until all are gone. Events in progress end as if their process had crashed.
    pub async fn stop(&self) {
        for pool in self.0.pools.values() {
            pool.close();
            pool.kill().await;
        }
        self.0.tasks.stop().await;
        for pool in self.0.pools.values() {
            pool.retire().await;
        }
    }

    /// What `function` printed so far. Lines printed before an answer are here when the answer is.
    pub fn logs(&self, function: &str) -> Vec<String> {
        self.0.logs.of(function)
    }

    /// This moment, for [`Self::logs_since`].
    pub fn log_mark(&self) -> LogMark {
        self.0.logs.mark()
    }

    /// What any function printed after `mark`, in order.
    pub fn logs_since(&self, mark: LogMark) -> Vec<LogLine> {
        self.0.logs.since(mark)
    }

    /// Every line from now on, as it is printed.
    pub fn subscribe_logs(&self) -> broadcast::Receiver<LogLine> {
        self.0.logs.subscribe()
    }

    /// The first line that `wanted` accepts, printed or yet to come; `None` after `patience`.
    pub async fn wait_for_log(
        &self,
        patience: Duration,
        wanted: impl Fn(&LogLine) -> bool,
    ) -> Option<LogLine> {
        // Subscribe first: a line printed in between is then seen twice rather than never.
        let mut coming = self.subscribe_logs();
        if let Some(line) = self.logs_since(LogMark::START).into_iter().find(&wanted) {
            return Some(line);
        }
        let search = async {
            loop {
                match coming.recv().await {
                    Ok(line) if wanted(&line) => return Some(line),
                    Ok(_) | Err(broadcast::error::RecvError::Lagged(_)) => {}
                    Err(broadcast::error::RecvError::Closed) => return None,
                }
            }
        };
        timeout(patience, search).await.ok().flatten()
    }
}

impl Invoke for Lambda {
    fn invoke(&self, function: &str, payload: Bytes) -> BoxFuture<'static, InvokeOutcome> {
        let (lambda, function) = (self.clone(), function.to_owned());
        Box::pin(async move { Lambda::invoke(&lambda, &function, payload).await })
    }
}
