//! A batch of messages as a function sees it, and what its answer says about each message.
//!
//! Rules: Lambda Developer Guide, "Using Lambda with Amazon SQS" (the event) and "Handling errors for an SQS event
//! source in Lambda" (success and failure conditions of partial batch responses).

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_sqs::types::Message;
use hyper::body::Bytes;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::lambda::InvokeOutcome;

/// A function's partial batch response.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    batch_item_failures: Option<Vec<Failure>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Failure {
    item_identifier: Option<String>,
}

/// The event for `messages` of the queue with this ARN.
pub(super) fn event(messages: &[Message], queue_arn: &str, region: &str) -> Bytes {
    let records: Vec<Value> = messages.iter().map(|message| record(message, queue_arn, region)).collect();
    json!({ "Records": records }).to_string().into()
}

/// The messages that are done and may be deleted.
pub(super) fn done<'m>(messages: &'m [Message], outcome: &InvokeOutcome, reports: bool) -> Vec<&'m Message> {
    let Some(failed) = outcome.ok().and_then(|answer| failed(answer, messages, reports)) else {
        return Vec::new();
    };
    messages.iter().filter(|message| !failed.contains(id(message))).collect()
}

/// The failed messages' ids; `None` if the whole batch has failed.
fn failed(answer: &Bytes, messages: &[Message], reports: bool) -> Option<BTreeSet<String>> {
    if !reports || answer.is_empty() {
        return Some(BTreeSet::new());
    }
    let report: Option<Report> = serde_json::from_slice(answer).ok()?;
    let failures = report.and_then(|report| report.batch_item_failures).unwrap_or_default();
    let failed: Option<BTreeSet<String>> =
        failures.into_iter().map(|failure| failure.item_identifier).collect();
    // An identifier that is missing, empty or unknown could mean any message.
    failed.filter(|failed| failed.iter().all(|failed| messages.iter().any(|message| id(message) == failed)))
}

fn id(message: &Message) -> &str {
    message.message_id().unwrap_or_default()
}

fn record(message: &Message, queue_arn: &str, region: &str) -> Value {
    let system: Option<BTreeMap<&str, &String>> =
        message.attributes().map(|all| all.iter().map(|(name, value)| (name.as_str(), value)).collect());
    json!({
        "messageId": id(message),
        "receiptHandle": message.receipt_handle(),
        "body": message.body(),
        "attributes": system.unwrap_or_default(),
        "messageAttributes": attributes(message),
        "md5OfBody": message.md5_of_body(),
        "eventSource": "aws:sqs",
        "eventSourceARN": queue_arn,
        "awsRegion": region,
    })
}

fn attributes(message: &Message) -> Map<String, Value> {
    let attribute = |value: &aws_sdk_sqs::types::MessageAttributeValue| {
        json!({
            "dataType": value.data_type(),
            "stringValue": value.string_value(),
            "stringListValues": [],
            "binaryListValues": [],
        })
    };
    let all = message.message_attributes().into_iter().flatten();
    all.map(|(name, value)| (name.clone(), attribute(value))).collect()
}

#[cfg(test)]
mod tests {
    use super::{InvokeOutcome, Message, done};
    use crate::lambda::FunctionError;

    /// Which of the messages `a`, `b` and `c` are deleted after `answer`.
    #[track_caller]
    fn check(answer: &'static str, reports: bool, expected: &[&str]) {
        check_outcome(&InvokeOutcome::Ok(answer.into()), reports, expected);
    }

    #[track_caller]
    fn check_outcome(outcome: &InvokeOutcome, reports: bool, expected: &[&str]) {
        let messages = ["a", "b", "c"].map(|id| Message::builder().message_id(id).build());
        let done: Vec<_> =
            done(&messages, outcome, reports).iter().filter_map(|message| message.message_id()).collect();
        assert_eq!(done, expected, "{outcome:?}");
    }

    const ALL: &[&str] = &["a", "b", "c"];
    const NONE: &[&str] = &[];

    #[test]
    fn the_messages_a_function_names_stay() {
        check(r#"{"batchItemFailures":[{"itemIdentifier":"b"}]}"#, true, &["a", "c"]);
        check(
            r#"{"batchItemFailures":[{"itemIdentifier":"a"},{"itemIdentifier":"b"},{"itemIdentifier":"c"}]}"#,
            true,
            NONE,
        );
    }

    #[test]
    fn an_answer_that_names_none_is_a_complete_success() {
        for answer in [r#"{"batchItemFailures":[]}"#, r#"{"batchItemFailures":null}"#, "{}", "null", ""] {
            check(answer, true, ALL);
        }
    }

    #[test]
    fn an_answer_that_names_nonsense_is_a_complete_failure() {
        for answer in [
            r#"{"batchItemFailures":[{"itemIdentifier":""}]}"#,
            r#"{"batchItemFailures":[{"itemIdentifier":null}]}"#,
            r#"{"batchItemFailures":[{"messageId":"a"}]}"#,
            r#"{"batchItemFailures":[{"itemIdentifier":"a"},{"itemIdentifier":"unknown"}]}"#,
            "not json",
        ] {
            check(answer, true, NONE);
        }
    }

    #[test]
    fn without_reports_an_answer_is_a_success_and_its_content_does_not_matter() {
        check(r#"{"batchItemFailures":[{"itemIdentifier":"b"}]}"#, false, ALL);
        check("not json", false, ALL);
    }

    #[test]
    fn an_error_is_a_complete_failure() {
        let error = FunctionError { error_type: "Test.Failed".into(), payload: "{}".into() };
        for outcome in [InvokeOutcome::FunctionError(error), InvokeOutcome::TooLarge, InvokeOutcome::NotFound]
        {
            check_outcome(&outcome, true, NONE);
            check_outcome(&outcome, false, NONE);
        }
    }
}
