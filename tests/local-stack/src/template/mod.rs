//! `template.yaml` as the local stack plays it: the template is the only place that says what the system is.
//!
//! Whatever the stack cannot play is an error that names resource and property; nothing is silently left out.

mod assemble;
mod condition;
mod create;
mod error;
mod events;
mod function;
mod http;
mod kept_table;
mod messaging;
mod metric_filter;
mod model;
mod names;
mod node;
mod pipe;
mod policy;
mod resolve;
mod route_key;
mod schedule;
mod secret;
mod substitute;
mod table;
mod yaml;

use std::{collections::BTreeMap, path::Path};

pub use self::{
    create::CreateError,
    error::TemplateError,
    model::{
        Cadence, EventSource, Function, GeneratedSecret, Index, Key, MetricFilter, Permission, Pipe,
        Projection, Queue, Redrive, Route, Schedule, Secret, Table,
    },
    route_key::{InvalidRouteKey, RouteKey, Segment},
};

/// Where and how a template is deployed, as far as it changes what the template says.
pub struct Deployment {
    /// Values of the template's parameters. `AllowedValues` binds deployments to AWS, not this one.
    pub parameters: BTreeMap<String, String>,
    /// `AWS::Region`.
    pub region: String,
    /// The URL of the queue with a given name: what `!Ref` of a queue gives.
    pub queue_url: Box<dyn Fn(&str) -> String + Send + Sync>,
}

/// Everything a template declares that the local stack plays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Template {
    /// Functions, by logical id.
    pub functions: Vec<Function>,
    /// Routes of the HTTP API.
    pub routes: Vec<Route>,
    /// `DynamoDB` tables.
    pub tables: Vec<Table>,
    /// SQS queues, dead-letter queues among them.
    pub queues: Vec<Queue>,
    /// Queues that invoke functions.
    pub event_sources: Vec<EventSource>,
    /// Pipes from streams to queues.
    pub pipes: Vec<Pipe>,
    /// Functions invoked by the clock.
    pub schedules: Vec<Schedule>,
    /// Secrets the template declares.
    pub secrets: Vec<Secret>,
    /// What is counted in the functions' logs.
    pub metric_filters: Vec<MetricFilter>,
}

impl Template {
    /// Reads and resolves the template at `path`.
    pub fn read(path: &Path, deployment: &Deployment) -> Result<Self, TemplateError> {
        let unreadable = |source| TemplateError::Unreadable { path: path.to_owned(), source };
        Self::parse(&std::fs::read_to_string(path).map_err(unreadable)?, deployment)
    }

    /// Resolves a template given as text.
    pub fn parse(text: &str, deployment: &Deployment) -> Result<Self, TemplateError> {
        assemble::assemble(&yaml::read(text)?, deployment)
    }

    /// The function whose binary has this name.
    pub fn function(&self, binary: &str) -> Option<&Function> {
        self.functions.iter().find(|function| function.binary == binary)
    }
}
