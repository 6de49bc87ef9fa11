//! The outbox's pipe and the schedules.

use serde_json::{Value, json};

use crate::template::{Template, holds_until, wording};

const STREAM: &str = "SourceParameters/DynamoDBStreamParameters";

fn the_pipe_queues_new_deliverable_heads(template: &Template) -> Vec<String> {
    let heads =
        json!({ "eventName": ["INSERT"], "dynamodb": { "Keys": { "part": { "S": ["head#deliver"] } } } });
    let pipes = template.all("AWS::Pipes::Pipe").into_iter();
    pipes
        .filter(|pipe| {
            let pattern =
                pipe.at("SourceParameters/FilterCriteria/Filters/0/Pattern").as_str().unwrap_or_default();
            serde_json::from_str::<Value>(pattern).ok() != Some(heads.clone())
                || pipe.at("TargetParameters/InputTemplate") != r#"{"event":"<$.dynamodb.Keys.id.S>"}"#
                || wording(pipe.at("Source")) != "Journal.StreamArn"
                || wording(pipe.at("Target")) != "DeliveriesQueue.Arn"
        })
        .map(|pipe| {
            format!("{} does not hand on the ids of new deliverable events, and nothing else", pipe.id)
        })
        .collect()
}

fn the_pipe_does_not_give_up_early(template: &Template) -> Vec<String> {
    let pipes = template.all("AWS::Pipes::Pipe").into_iter();
    pipes
        .filter(|pipe| {
            let of_stream = |key: &str| pipe.at(&format!("{STREAM}/{key}"));
            of_stream("StartingPosition") != "TRIM_HORIZON"
                || of_stream("MaximumRetryAttempts") != -1
                || of_stream("DeadLetterConfig/Arn").is_null()
                || of_stream("OnPartialBatchItemFailure") != "AUTOMATIC_BISECT"
                || of_stream("BatchSize").as_u64().is_none_or(|size| size > 10)
        })
        .map(|pipe| format!("{} skips events, drops them, or sends more than a queue takes", pipe.id))
        .collect()
}

fn a_missed_schedule_leaves_a_trace(template: &Template) -> Vec<String> {
    let schedules = template.all("AWS::Scheduler::Schedule").into_iter();
    schedules
        .filter(|schedule| {
            let function = template.behind(schedule.at("Target/Arn")).unwrap();
            schedule.at("Target/DeadLetterConfig/Arn").is_null()
                || !schedule.at("Target/RetryPolicy/MaximumEventAgeInSeconds").is_u64()
                || !function.at("EventInvokeConfig/MaximumRetryAttempts").is_u64()
        })
        .map(|schedule| format!("{} can fail unnoticed, or repeat for hours", schedule.id))
        .collect()
}

fn deliveries_become_due_every_minute(template: &Template) -> Vec<String> {
    let schedules = template.all("AWS::Scheduler::Schedule");
    let found = schedules.iter().any(|schedule| {
        schedule.at("ScheduleExpression") == "rate(1 minute)"
            && schedule.at("Target/Input") == r#"{"task":"requeue-due"}"#
            && wording(schedule.at("Target/Arn")) == "PartnerDelivery.Arn"
    });
    if found { Vec::new() } else { vec!["nobody queues parked deliveries again".to_owned()] }
}

#[test]
fn a_pipe_that_hands_on_something_else_is_found() {
    holds_until(
        the_pipe_queues_new_deliverable_heads,
        &[
            (r#"{"S":["head#deliver"]}"#, r#"{"S":[{"prefix":"head#"}]}"#),
            (r#""eventName":["INSERT"],"#, ""),
            ("<$.dynamodb.Keys.id.S>", "<$.dynamodb>"),
            ("Target: !GetAtt DeliveriesQueue.Arn", "Target: !GetAtt DeliveriesCrashed.Arn"),
        ],
    );
}

#[test]
fn a_pipe_that_gives_up_is_found() {
    holds_until(
        the_pipe_does_not_give_up_early,
        &[
            ("StartingPosition: TRIM_HORIZON", "StartingPosition: LATEST"),
            ("MaximumRetryAttempts: -1", "MaximumRetryAttempts: 2"),
            ("          DeadLetterConfig: { Arn: !GetAtt JournalPipeDropped.Arn }\n", ""),
            ("          OnPartialBatchItemFailure: AUTOMATIC_BISECT\n", ""),
            ("          BatchSize: 10\n", "          BatchSize: 100\n"),
        ],
    );
}

#[test]
fn a_schedule_that_fails_unnoticed_is_found() {
    holds_until(
        a_missed_schedule_leaves_a_trace,
        &[
            ("        DeadLetterConfig: { Arn: !GetAtt ScheduleFailed.Arn }\n", ""),
            ("        RetryPolicy: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 3 }\n", ""),
            ("      EventInvokeConfig: { MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 0 }\n", ""),
        ],
    );
}

#[test]
fn a_missing_schedule_is_found() {
    holds_until(
        deliveries_become_due_every_minute,
        &[("rate(1 minute)", "rate(1 hour)"), ("\"task\":\"requeue-due\"", "\"task\":\"requeue\"")],
    );
}
