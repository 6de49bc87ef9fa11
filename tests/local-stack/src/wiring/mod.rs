//! What connects the parts while nobody looks: queues that invoke functions, pipes from streams to queues, schedules.
//!
//! Everything is delivered at least once, as on AWS: what was under way when the stack stopped comes again.

mod batch;
mod checkpoint;
mod event_source;
mod input_template;
mod pattern;
mod pipe;
mod queue;
mod record;
mod schedule;
mod stream;
mod trouble;

use std::{collections::BTreeMap, error::Error, path::PathBuf, sync::Arc};

use aws_sdk_dynamodbstreams::Client as DynamoDbStreams;
use aws_sdk_sqs::Client as Sqs;

use self::{event_source::Poller, pipe::Runner, schedule::Timer, trouble::Troubles};
use crate::{
    lambda::{Invoke, InvokeOutcome},
    tasks::Tasks,
    template::{Cadence, Template},
};

/// How the wiring is started.
pub struct WiringOptions {
    /// Where the functions and queues believe to be.
    pub region: String,
    /// Whom queues and schedules invoke.
    pub functions: Arc<dyn Invoke>,
    /// The stack's own client.
    pub sqs: Sqs,
    /// The stack's own client.
    pub dynamodb_streams: DynamoDbStreams,
    /// Where pipes remember how far they have read; without it they begin anew with every start.
    pub data_dir: Option<PathBuf>,
}

/// Running pollers, pipes and timers.
pub struct Wiring {
    functions: Arc<dyn Invoke>,
    template: Template,
    troubles: Troubles,
    tasks: Tasks,
}

/// Why a part of the wiring could not be started.
#[derive(Debug, thiserror::Error)]
#[error("cannot start `{part}`: {problem}")]
pub struct WiringError {
    part: String,
    problem: String,
    #[source]
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl Wiring {
    /// Starts everything the template wires. Its tables and queues must exist.
    pub async fn start(template: &Template, options: WiringOptions) -> Result<Self, WiringError> {
        let (tasks, troubles) = (Tasks::new(), Troubles::default());
        for source in &template.event_sources {
            let poller = Poller::open(source, template, &options, troubles.clone()).await?;
            tasks.spawn(poller.run(tasks.stopping()));
        }
        for pipe in &template.pipes {
            let runner = Runner::open(pipe, &options, troubles.clone()).await?;
            tasks.spawn(runner.run(tasks.stopping()));
        }
        for schedule in &template.schedules {
            if let Cadence::Every(period) = schedule.cadence {
                let timer = Timer::new(schedule, period, options.functions.clone());
                tasks.spawn(timer.run(tasks.stopping()));
            }
        }
        Ok(Self { functions: options.functions, template: template.clone(), troubles, tasks })
    }

    /// Fires a schedule by hand, beside its own rhythm, and waits for its function. `None` if there is no such one.
    pub async fn fire(&self, schedule: &str) -> Option<InvokeOutcome> {
        let schedule = self.template.schedules.iter().find(|known| known.name == schedule)?;
        Some(self.functions.invoke(&schedule.function, schedule.input.clone().into()).await)
    }

    /// What pollers and pipes are failing at right now, by the name of queue or pipe. They go on trying.
    pub fn troubles(&self) -> BTreeMap<String, String> {
        self.troubles.current()
    }

    /// Ends everything and waits for it. Messages under way become visible again at once.
    pub async fn stop(&self) {
        self.tasks.stop().await;
    }
}

impl WiringError {
    fn new(part: &str, problem: impl Into<String>) -> Self {
        Self { part: part.to_owned(), problem: problem.into(), source: None }
    }

    fn caused(part: &str, problem: &str, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { part: part.to_owned(), problem: problem.to_owned(), source: Some(source.into()) }
    }
}
