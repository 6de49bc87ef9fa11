//! The deployed system as the local stack plays it: plain values, nothing left to resolve.

use std::{collections::BTreeMap, time::Duration};

use super::RouteKey;
use crate::log_filter::FilterPattern;

/// A `AWS::Serverless::Function`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Function {
    /// The resource's name in the template.
    pub logical_id: String,
    /// The name AWS knows the function by; may carry the stage.
    pub aws_name: String,
    /// What invokers name it by on AWS.
    pub arn: String,
    /// The last folder of `CodeUri`: package, binary, and the function's name on the local stack.
    pub binary: String,
    /// How long one invocation may take before it is killed.
    pub timeout: Duration,
    /// Told to the function; not enforced.
    pub memory_mb: u32,
    /// The template's variables, resolved.
    pub environment: BTreeMap<String, String>,
    /// What the function's role allows.
    pub permissions: Vec<Permission>,
    /// Most instances at a time, where the template limits them.
    pub reserved_concurrency: Option<u32>,
}

/// One statement of a policy: every action on every resource is allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permission {
    /// Such as `dynamodb:PutItem`.
    pub actions: Vec<String>,
    /// ARNs, where `*` and `?` match as IAM says.
    pub resources: Vec<String>,
}

/// One way from API Gateway to a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// Method and path as API Gateway matches them.
    pub key: RouteKey,
    /// The binary that answers.
    pub function: String,
    /// How long API Gateway waits for it.
    pub timeout: Duration,
}

/// A `DynamoDB` table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The resource's name in the template.
    pub logical_id: String,
    /// The table's name on AWS.
    pub name: String,
    /// Type (`S`, `N`, `B`) of every key attribute.
    pub attributes: BTreeMap<String, String>,
    /// The table's own key.
    pub key: Key,
    /// Global secondary indexes.
    pub indexes: Vec<Index>,
    /// `StreamViewType`, when the table has a stream.
    pub stream_view: Option<String>,
    /// The attribute whose time ends an item's life.
    pub ttl_attribute: Option<String>,
}

/// Partition and sort attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// The `HASH` attribute.
    pub hash: String,
    /// The `RANGE` attribute, if any.
    pub range: Option<String>,
}

/// A global secondary index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Index {
    /// Unique within its table.
    pub name: String,
    /// The index's own key.
    pub key: Key,
    /// What of an item it holds.
    pub projection: Projection,
}

/// Which attributes an index holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Projection {
    /// The whole item.
    All,
    /// Keys of table and index.
    KeysOnly,
    /// Keys and these.
    Include(Vec<String>),
}

/// An SQS queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queue {
    /// The resource's name in the template.
    pub logical_id: String,
    /// The queue's name on AWS.
    pub name: String,
    /// How long a received message stays hidden.
    pub visibility: Duration,
    /// How long an unreceived message lives.
    pub retention: Duration,
    /// How long a new message stays hidden.
    pub delay: Duration,
    /// Where messages go that were received too often.
    pub redrive: Option<Redrive>,
}

/// A dead-letter rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redrive {
    /// The dead-letter queue's name.
    pub queue: String,
    /// Receives after which a message moves.
    pub max_receives: u32,
}

/// A queue whose messages invoke a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventSource {
    /// The queue's name.
    pub queue: String,
    /// The binary that takes the batches.
    pub function: String,
    /// Most messages in one invocation.
    pub batch_size: u32,
    /// How long a batch may wait to fill.
    pub window: Duration,
    /// Whether the function names the failed messages itself (`ReportBatchItemFailures`).
    pub reports_failures: bool,
    /// Most invocations at a time, where the template limits them.
    pub max_concurrency: Option<u32>,
}

/// An `EventBridge` pipe from a table's stream to a queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pipe {
    /// The pipe's name on AWS.
    pub name: String,
    /// The table whose stream it reads.
    pub table: String,
    /// Event patterns as JSON text; a record passes when any matches, or when there are none.
    pub filters: Vec<String>,
    /// The queue it writes to.
    pub queue: String,
    /// What it writes; without one, the whole record.
    pub input_template: Option<String>,
    /// Most records it takes at a time.
    pub batch_size: u32,
    /// Whether it begins with what the stream already holds (`TRIM_HORIZON`) or with what comes next (`LATEST`).
    pub from_start: bool,
}

/// A function invoked by the clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    /// The schedule's name, by which it can be fired by hand.
    pub name: String,
    /// The binary it invokes.
    pub function: String,
    /// When it fires.
    pub cadence: Cadence,
    /// The event it sends, as JSON text.
    pub input: String,
}

/// When a schedule fires.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cadence {
    /// `rate(…)`: again and again after this long.
    Every(Duration),
    /// `cron(…)`, kept as written: on the local stack it fires by hand only.
    Cron(String),
}

/// A secret the template declares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secret {
    /// The resource's name in the template.
    pub logical_id: String,
    /// The secret's name, which carries the stage.
    pub name: String,
    /// How CloudFormation makes its first value, if it does.
    pub generated: Option<GeneratedSecret>,
}

/// `GenerateSecretString`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GeneratedSecret {
    /// JSON text into which the generated value is put, when there is one.
    pub template: Option<String>,
    /// The key that the generated value gets in it.
    pub key: Option<String>,
    /// Characters to generate.
    pub length: u32,
    /// Whether only letters and digits are used.
    pub letters_and_digits_only: bool,
}

/// Lines of a function's log that are counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MetricFilter {
    /// The binary whose log it reads.
    pub function: String,
    /// Which lines count.
    pub pattern: FilterPattern,
    /// The metric that counts them; several filters may count into one.
    pub metric: String,
}
