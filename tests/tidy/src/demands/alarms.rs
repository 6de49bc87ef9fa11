//! Alarms: that they exist, and that somebody hears them.

use crate::template::{Resource, Template, holds_until, list, wording};

fn every_alarm_is_heard(template: &Template) -> Vec<String> {
    let alarms = template.all("AWS::CloudWatch::Alarm").into_iter();
    alarms
        .filter(|alarm| {
            let heard =
                list(alarm.at("AlarmActions")).into_iter().any(|action| wording(action) == "AlarmTopic");
            let explained = alarm.at("AlarmDescription").is_string();
            !heard
                || !explained
                || alarm.at("TreatMissingData").is_null()
                || alarm.at("ActionsEnabled") == false
        })
        .map(|alarm| format!("{} is not heard, or not understood", alarm.id))
        .collect()
}

/// CloudWatch cannot publish through the key that AWS manages for SNS: alarms would be silent.
fn the_topic_has_a_key_that_alarms_may_use(template: &Template) -> Vec<String> {
    let topics = template.all("AWS::SNS::Topic").into_iter();
    topics
        .filter(|topic| {
            !template.behind(topic.at("KmsMasterKeyId")).is_some_and(|key| {
                let may = list(key.at("KeyPolicy/Statement"));
                let alarms = may.iter().any(|one| one["Principal"]["Service"] == "cloudwatch.amazonaws.com");
                key.kind() == "AWS::KMS::Key" && alarms && key.at("EnableKeyRotation") == true
            })
        })
        .map(|topic| topic.id.to_owned())
        .collect()
}

fn watches(alarm: Resource<'_>, metric: &str, dimension: &str) -> bool {
    let about = |value: &serde_json::Value| wording(&value["Value"]).split('.').next() == Some(dimension);
    let simple = alarm.at("MetricName") == metric && list(alarm.at("Dimensions")).into_iter().any(about);
    let combined = list(alarm.at("Metrics")).into_iter().any(|one| {
        let stat = &one["MetricStat"]["Metric"];
        stat["MetricName"] == metric && list(&stat["Dimensions"]).into_iter().any(about)
    });
    simple || combined
}

/// What must be watched, by the type of what is watched.
const WATCHED: [(&str, &[&str]); 5] = [
    ("AWS::Serverless::Function", &["Errors", "Throttles", "Duration"]),
    ("AWS::ApiGatewayV2::Api", &["5xx", "Count"]),
    ("AWS::Pipes::Pipe", &["ExecutionFailed", "ExecutionPartiallyFailed", "ExecutionTimeout"]),
    ("AWS::EC2::NatGateway", &["ErrorPortAllocation"]),
    ("AWS::SQS::Queue", &[]),
];

fn everything_that_can_fail_is_watched(template: &Template) -> Vec<String> {
    let alarms = template.all("AWS::CloudWatch::Alarm");
    let wanted = template.resources().flat_map(|resource| {
        let by_type = WATCHED.iter().find(|(kind, _)| *kind == resource.kind());
        let metrics = by_type.map_or(Vec::new(), |(_, metrics)| metrics.to_vec());
        let metrics =
            if resource.kind() == "AWS::SQS::Queue" { vec![queue_metric(resource)] } else { metrics };
        metrics.into_iter().map(move |metric| (metric, resource.id)).collect::<Vec<_>>()
    });
    wanted
        .filter(|(metric, id)| !alarms.iter().any(|alarm| watches(*alarm, metric, id)))
        .map(|(metric, id)| format!("nobody watches {metric} of {id}"))
        .collect()
}

/// A queue with a way out is watched for delay, one where failures end for anything at all.
fn queue_metric(queue: Resource<'_>) -> &'static str {
    let ends_here = queue.at("RedrivePolicy").is_null();
    if ends_here { "ApproximateNumberOfMessagesVisible" } else { "ApproximateAgeOfOldestMessage" }
}

/// There is no command that replays anything: whoever is woken must not go looking for one.
fn alarms_ask_for_what_can_be_done(template: &Template) -> Vec<String> {
    let alarms = template.all("AWS::CloudWatch::Alarm").into_iter();
    let impossible = alarms.filter(|alarm| wording(alarm.at("AlarmDescription")).contains("replay"));
    impossible.map(|alarm| format!("{} asks for a replay", alarm.id)).collect()
}

#[test]
fn an_alarm_that_nobody_hears_is_found() {
    holds_until(
        every_alarm_is_heard,
        &[
            ("      AlarmActions: [!Ref AlarmTopic]\n", ""),
            ("      TreatMissingData: notBreaching\n", ""),
            (
                "      AlarmActions: [!Ref AlarmTopic]\n",
                "      AlarmActions: [!Ref AlarmTopic]\n      ActionsEnabled: false\n",
            ),
        ],
    );
}

#[test]
fn a_topic_that_alarms_cannot_use_is_found() {
    holds_until(
        the_topic_has_a_key_that_alarms_may_use,
        &[
            ("KmsMasterKeyId: !Ref AlarmKey", "KmsMasterKeyId: alias/aws/sns"),
            ("EnableKeyRotation: true", "EnableKeyRotation: false"),
            (
                "            Principal: { Service: cloudwatch.amazonaws.com }\n            Action: [kms:",
                "            Principal: { Service: events.amazonaws.com }\n            Action: [kms:",
            ),
        ],
    );
}

#[test]
fn a_failure_that_nobody_watches_is_found() {
    holds_until(
        everything_that_can_fail_is_watched,
        &[
            ("MetricName: Errors", "MetricName: Invocations"),
            ("MetricName: Throttles", "MetricName: Invocations"),
            ("Value: !GetAtt DeliveriesCrashed.QueueName", "Value: !GetAtt ScheduleFailed.QueueName"),
            ("MetricName: ApproximateAgeOfOldestMessage", "MetricName: NumberOfMessagesSent"),
            ("MetricName: ExecutionFailed", "MetricName: Invocations"),
            ("MetricName: ErrorPortAllocation", "MetricName: BytesOutToSource"),
            (
                "Metric: { Namespace: AWS/ApiGateway, MetricName: Count",
                "Metric: { Namespace: AWS/ApiGateway, MetricName: 4xx",
            ),
        ],
    );
}

#[test]
fn an_alarm_that_asks_for_the_impossible_is_found() {
    let (says, said) = ("A delivery was given up; mend the cause.", "A delivery was given up; replay it.");
    holds_until(alarms_ask_for_what_can_be_done, &[(says, said)]);
}
