//! Queues, and the mappings by which they invoke functions.
//!
//! Defaults: CloudFormation Template Reference, "AWS::SQS::Queue" and "AWS::Lambda::EventSourceMapping".

use std::time::Duration;

use serde_json::Value;

use super::{
    EventSource, Queue, Redrive, TemplateError,
    assemble::{Context, Resource},
    node::Node,
};

/// Properties that are played, or that change nothing here.
const KNOWN: &[&str] = &[
    "DelaySeconds",
    "KmsDataKeyReusePeriodSeconds",
    "KmsMasterKeyId",
    "MessageRetentionPeriod",
    "QueueName",
    "ReceiveMessageWaitTimeSeconds",
    "RedriveAllowPolicy",
    "RedrivePolicy",
    "SqsManagedSseEnabled",
    "Tags",
    "VisibilityTimeout",
];

pub(super) fn queue(resource: &Resource, context: &Context<'_>) -> Result<Queue, TemplateError> {
    let queue = resource.properties();
    queue.only(KNOWN)?;
    Ok(Queue {
        logical_id: resource.id.clone(),
        name: context.resolver.name(&resource.id)?,
        visibility: seconds(&queue, "VisibilityTimeout", 30)?,
        retention: seconds(&queue, "MessageRetentionPeriod", 345_600)?,
        delay: seconds(&queue, "DelaySeconds", 0)?,
        redrive: queue.get("RedrivePolicy").map(|policy| redrive(&policy, context)).transpose()?,
    })
}

/// `AWS::Lambda::EventSourceMapping`.
pub(super) fn mapping(resource: &Resource, context: &Context<'_>) -> Result<EventSource, TemplateError> {
    let mapping = resource.properties();
    let function = context.function(&mapping.require("FunctionName")?)?;
    let source = mapping.require("EventSourceArn")?;
    event_source(&mapping, "EventSourceArn", context.queue(&source)?, function)
}

/// What a mapping and a SAM event have in common; `source` is how each calls the queue.
pub(super) fn event_source(
    mapping: &Node<'_>,
    source: &str,
    queue: String,
    function: String,
) -> Result<EventSource, TemplateError> {
    mapping.only(&[
        source,
        "BatchSize",
        "Enabled",
        "FunctionName",
        "FunctionResponseTypes",
        "MaximumBatchingWindowInSeconds",
        "ScalingConfig",
        "Tags",
    ])?;
    if let Some(enabled) = mapping.get("Enabled") {
        enabled.must_be("true")?;
    }
    let concurrency = mapping.get("ScalingConfig").and_then(|scaling| scaling.get("MaximumConcurrency"));
    Ok(EventSource {
        queue,
        function,
        batch_size: mapping.get("BatchSize").map_or(Ok(10), |size| size.number())?,
        window: seconds(mapping, "MaximumBatchingWindowInSeconds", 0)?,
        reports_failures: reports_failures(mapping)?,
        max_concurrency: concurrency.map(|node| node.number()).transpose()?,
    })
}

fn reports_failures(mapping: &Node<'_>) -> Result<bool, TemplateError> {
    let Some(types) = mapping.get("FunctionResponseTypes") else { return Ok(false) };
    types.items().iter().try_for_each(|kind| kind.must_be("ReportBatchItemFailures"))?;
    Ok(!types.items().is_empty())
}

fn redrive(policy: &Node<'_>, context: &Context<'_>) -> Result<Redrive, TemplateError> {
    // CloudFormation takes the policy as a mapping or as JSON text.
    let parsed: Value = match policy.value().as_str() {
        Some(text) => serde_json::from_str(text).map_err(|_| policy.problem("is not JSON"))?,
        None => policy.value().clone(),
    };
    let policy = Node::new(policy.place(), &parsed);
    Ok(Redrive {
        queue: context.queue(&policy.require("deadLetterTargetArn")?)?,
        max_receives: policy.require("maxReceiveCount")?.number()?,
    })
}

fn seconds(node: &Node<'_>, name: &str, default: u32) -> Result<Duration, TemplateError> {
    let seconds = node.get(name).map_or(Ok(default), |value| value.number())?;
    Ok(Duration::from_secs(seconds.into()))
}
