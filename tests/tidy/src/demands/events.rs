//! The outbox's pipe and the schedules.

use serde_json::{Value, json};

use crate::template::{Resource, Template, holds_until, list, wording};

const STREAM: &str = "SourceParameters/DynamoDBStreamParameters";

/// Pipe, the heads it takes, the queue they go to. No third one: DynamoDB lets two readers share a stream.
const PIPES: [(&str, &str, &str); 2] = [
    ("JournalToDeliveries", "head#deliver", "DeliveriesQueue.Arn"),
    ("JournalToLifecycle", "head#lifecycle", "LifecycleQueue.Arn"),
];

fn each_pipe_queues_new_heads_of_one_kind(template: &Template) -> Vec<String> {
    let pipes = template.all("AWS::Pipes::Pipe");
    let wrong = PIPES.iter().filter(|(id, head, queue)| {
        let pipe = pipes.iter().find(|pipe| pipe.id == *id);
        !pipe.is_some_and(|pipe| queues_heads(*pipe, head, queue))
    });
    let wrong =
        wrong.map(|(id, head, _)| format!("{id} does not hand on the ids of new {head}, and nothing else"));
    let unknown = pipes.iter().filter(|pipe| !PIPES.iter().any(|(id, ..)| *id == pipe.id));
    wrong.chain(unknown.map(|pipe| format!("{} is one reader too many", pipe.id))).collect()
}

fn queues_heads(pipe: Resource<'_>, head: &str, queue: &str) -> bool {
    let heads = json!({ "eventName": ["INSERT"], "dynamodb": { "Keys": { "part": { "S": [head] } } } });
    let filters = list(pipe.at("SourceParameters/FilterCriteria/Filters"));
    let pattern = matches!(filters[..], [filter] if serde_json::from_str::<Value>(&wording(&filter["Pattern"])).ok() == Some(heads));
    pattern
        && pipe.at("TargetParameters/InputTemplate") == r#"{"event":"<$.dynamodb.Keys.id.S>"}"#
        && wording(pipe.at("Source")) == "Journal.StreamArn"
        && wording(pipe.at("Target")) == queue
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

/// What the clock sends, to whom, and how often.
const SCHEDULES: [(&str, &str, &str); 5] = [
    (r#"{"task":"requeue-due"}"#, "PartnerDelivery.Arn", "rate(1 minute)"),
    (r#"{"task":"check-masking"}"#, "PartnerDelivery.Arn", "rate(1 hour)"),
    (r#"{"task":"renew-due"}"#, "TokenRefresh.Arn", "rate(5 minutes)"),
    (r#"{"task":"check-keys"}"#, "TokenRefresh.Arn", "rate(30 minutes)"),
    (r#"{"task":"compliance-clock"}"#, "StoreLifecycle.Arn", "rate(1 day)"),
];

fn the_clock_says_what_functions_know(template: &Template) -> Vec<String> {
    let schedules = template.all("AWS::Scheduler::Schedule");
    let says = |schedule: &Resource<'_>, (input, function, rate): &(&str, &str, &str)| {
        schedule.at("Target/Input") == input
            && wording(schedule.at("Target/Arn")) == *function
            && schedule.at("ScheduleExpression") == rate
            && schedule.at("State").is_null()
    };
    let missing = SCHEDULES.iter().filter(|wanted| !schedules.iter().any(|one| says(one, wanted)));
    let missing = missing.map(|(input, ..)| format!("nobody says {input} in time"));
    let unknown = schedules.iter().filter(|one| !SCHEDULES.iter().any(|wanted| says(one, wanted)));
    missing.chain(unknown.map(|one| format!("{} says something else", one.id))).collect()
}

#[test]
fn a_pipe_that_hands_on_something_else_is_found() {
    holds_until(
        each_pipe_queues_new_heads_of_one_kind,
        &[
            (r#"{"S":["head#deliver"]}"#, r#"{"S":[{"prefix":"head#"}]}"#),
            (r#""eventName":["INSERT"],"#, ""),
            ("<$.dynamodb.Keys.id.S>", "<$.dynamodb>"),
            ("Target: !GetAtt DeliveriesQueue.Arn", "Target: !GetAtt DeliveriesCrashed.Arn"),
            ("Target: !GetAtt LifecycleQueue.Arn", "Target: !GetAtt DeliveriesQueue.Arn"),
            (r#"{"S":["head#lifecycle"]}"#, r#"{"S":["head#record"]}"#),
            ("  JournalToLifecycle:\n", "  JournalToElsewhere:\n"),
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
        the_clock_says_what_functions_know,
        &[
            ("rate(1 minute)", "rate(1 hour)"),
            ("\"task\":\"requeue-due\"", "\"task\":\"requeue\""),
            ("rate(5 minutes)", "rate(1 hour)"),
            ("\"task\":\"renew-due\"", "\"task\":\"renew\""),
            ("\"task\":\"compliance-clock\"", "\"task\":\"clock\""),
            ("        Arn: !GetAtt StoreLifecycle.Arn\n", "        Arn: !GetAtt TokenRefresh.Arn\n"),
            ("        Arn: !GetAtt TokenRefresh.Arn\n", "        Arn: !GetAtt PartnerDelivery.Arn\n"),
            (
                "      ScheduleExpression: rate(5 minutes)\n",
                "      ScheduleExpression: rate(5 minutes)\n      State: DISABLED\n",
            ),
        ],
    );
}
