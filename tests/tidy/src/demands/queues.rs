//! Queues, and how their messages reach functions.

use crate::template::{Resource, Template, holds_until, list, wording};

const DAY: u64 = 24 * 60 * 60;

fn is_where_failures_end(template: &Template, queue: Resource<'_>) -> bool {
    let here = format!("{}.Arn", queue.id);
    template.resources().any(|resource| {
        ["RedrivePolicy/deadLetterTargetArn", "Target/DeadLetterConfig/Arn"]
            .iter()
            .chain(&["SourceParameters/DynamoDBStreamParameters/DeadLetterConfig/Arn"])
            .any(|path| wording(resource.at(path)) == here)
    })
}

fn every_queue_is_encrypted(template: &Template) -> Vec<String> {
    let queues = template.all("AWS::SQS::Queue").into_iter();
    let open = queues.filter(|queue| queue.at("SqsManagedSseEnabled") != true);
    open.map(|queue| format!("{} is not encrypted", queue.id)).collect()
}

fn every_queue_refuses_plain_text(template: &Template) -> Vec<String> {
    let policies = template.all("AWS::SQS::QueuePolicy");
    let protected: Vec<_> = policies
        .iter()
        .filter(|policy| list(policy.at("PolicyDocument/Statement")).into_iter().any(denies_without_tls))
        .flat_map(|policy| list(policy.at("Queues")))
        .map(wording)
        .collect();
    let queues = template.all("AWS::SQS::Queue").into_iter();
    let open = queues.filter(|queue| !protected.iter().any(|name| name == queue.id));
    open.map(|queue| format!("{} may be reached without TLS", queue.id)).collect()
}

fn denies_without_tls(statement: &serde_json::Value) -> bool {
    statement["Effect"] == "Deny"
        && statement["Action"] == "sqs:*"
        && statement["Principal"] == "*"
        && statement["Condition"]["Bool"]["aws:SecureTransport"] == "false"
}

/// Each wait by visibility costs a receipt: twenty outlast hours of our own trouble.
const RECEIPTS: u64 = 20;

fn every_queue_keeps_what_failed(template: &Template) -> Vec<String> {
    let queues = template.all("AWS::SQS::Queue").into_iter();
    queues
        .filter(|queue| {
            let kept = queue.at("MessageRetentionPeriod").as_u64().unwrap_or_default();
            let receipts = queue.at("RedrivePolicy/maxReceiveCount").as_u64().unwrap_or_default();
            let at_its_end = is_where_failures_end(template, *queue);
            if at_its_end { kept < 14 * DAY } else { kept < 4 * DAY || receipts < RECEIPTS }
        })
        .map(|queue| format!("{} loses messages that fail", queue.id))
        .collect()
}

/// AWS asks for six times the function's time-out, so that a throttled batch does not come back while it is worked on.
fn visibility_outlasts_the_function(template: &Template) -> Vec<String> {
    let mappings = template.all("AWS::Lambda::EventSourceMapping").into_iter();
    mappings
        .filter(|mapping| {
            let queue = template.behind(mapping.at("EventSourceArn")).unwrap();
            let function = template.behind(mapping.at("FunctionName")).unwrap();
            let hidden = queue.at("VisibilityTimeout").as_u64().unwrap_or(30);
            hidden < 6 * function.at("Timeout").as_u64().unwrap()
        })
        .map(|mapping| format!("{}: messages come back too early", mapping.id))
        .collect()
}

fn batches_fail_one_by_one(template: &Template) -> Vec<String> {
    let mappings = template.all("AWS::Lambda::EventSourceMapping").into_iter();
    mappings
        .filter(|mapping| {
            let reports =
                list(mapping.at("FunctionResponseTypes")).iter().any(|one| *one == "ReportBatchItemFailures");
            !reports || !mapping.at("ScalingConfig/MaximumConcurrency").is_u64()
        })
        .map(|mapping| format!("{} fails whole batches, or without bound", mapping.id))
        .collect()
}

#[test]
fn a_queue_in_plain_text_is_found() {
    holds_until(every_queue_is_encrypted, &[("SqsManagedSseEnabled: true", "SqsManagedSseEnabled: false")]);
}

#[test]
fn a_queue_without_tls_is_found() {
    holds_until(
        every_queue_refuses_plain_text,
        &[
            ("Queues: [!Ref DeliveriesQueue, ", "Queues: ["),
            ("aws:SecureTransport: \"false\"", "aws:SecureTransport: \"true\""),
            (
                "Effect: Deny\n            Principal: \"*\"\n            Action: sqs:*",
                "Effect: Allow\n            Principal: \"*\"\n            Action: sqs:*",
            ),
        ],
    );
}

#[test]
fn a_queue_that_forgets_failures_is_found() {
    holds_until(
        every_queue_keeps_what_failed,
        &[
            ("maxReceiveCount: 20", "maxReceiveCount: 19"),
            ("      RedrivePolicy: { deadLetterTargetArn", "      Redrive: { deadLetterTargetArn"),
            (
                "      VisibilityTimeout: 360\n      MessageRetentionPeriod: 1209600\n",
                "      VisibilityTimeout: 360\n",
            ),
            (
                "-deliveries-crashed\n      SqsManagedSseEnabled: true\n      MessageRetentionPeriod: 1209600",
                "-crashed",
            ),
        ],
    );
}

#[test]
fn a_visibility_too_short_is_found() {
    holds_until(
        visibility_outlasts_the_function,
        &[("VisibilityTimeout: 360", "VisibilityTimeout: 60"), ("Timeout: 60", "Timeout: 61")],
    );
}

#[test]
fn a_mapping_that_fails_whole_batches_is_found() {
    holds_until(
        batches_fail_one_by_one,
        &[
            ("      FunctionResponseTypes: [ReportBatchItemFailures]\n", ""),
            ("      ScalingConfig: { MaximumConcurrency: 20 }\n", ""),
        ],
    );
}
