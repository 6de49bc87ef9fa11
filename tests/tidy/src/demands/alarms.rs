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

/// A metric of our own is made by a filter on the logs and watched by an alarm; either alone is of no use.
fn counted_lines_are_watched(template: &Template) -> Vec<String> {
    let filters = template.all("AWS::Logs::MetricFilter").into_iter();
    let made: Vec<_> =
        filters.map(|filter| wording(filter.at("MetricTransformations/0/MetricName"))).collect();
    let alarms = template.all("AWS::CloudWatch::Alarm").into_iter();
    let ours = alarms.filter(|alarm| wording(alarm.at("Namespace")).starts_with("Countersign/"));
    let watched: Vec<_> = ours.map(|alarm| wording(alarm.at("MetricName"))).collect();
    let unheard = made.iter().filter(|metric| !watched.contains(metric));
    let unmade = watched.iter().filter(|metric| !made.contains(metric));
    unheard.chain(unmade).cloned().collect()
}

/// What the logs must be searched for, with the threshold from which on somebody is told.
const COUNTED: [(&str, &str, u64); 6] = [
    (r#"{ $.code = "invalid_signature" }"#, "InvalidSignatures", 20),
    (r#"{ $.outcome = "quarantined" }"#, "Quarantined", 1),
    (r#"{ $.code = "store_error" }"#, "StoreErrors", 1),
    (r#"{ $.outcome = "dead" }"#, "DeadLetters", 1),
    (r#"{ ($.code = "credentials_refused") || ($.code = "bad_credential") }"#, "BadCredentials", 1),
    (r#"{ ($.code = "blocked_address") || ($.code = "event_damaged") }"#, "Tampering", 1),
];

fn logs_are_searched_for_what_matters(template: &Template) -> Vec<String> {
    let filters = template.all("AWS::Logs::MetricFilter");
    let alarms = template.all("AWS::CloudWatch::Alarm");
    let missing = COUNTED.iter().filter(|(pattern, metric, threshold)| {
        let counted = filters.iter().any(|filter| {
            filter.at("FilterPattern") == pattern && filter.at("MetricTransformations/0/MetricName") == metric
        });
        let told = alarms
            .iter()
            .any(|alarm| alarm.at("MetricName") == metric && alarm.at("Threshold") == *threshold);
        !counted || !told
    });
    missing.map(|(_, metric, _)| format!("{metric} is not counted, or nobody is told in time")).collect()
}

/// What pages wherever it is logged: a failure that a person must look at, and a copy in memory that grows old.
const PAGING: [&str; 2] = [r#"{ $.level = "ERROR" }"#, r#"{ $.code = "secret_not_refreshed" }"#];

fn every_function_pages(template: &Template) -> Vec<String> {
    let functions = template.functions().into_iter();
    let wanted = functions.flat_map(|function| PAGING.map(|pattern| (function, pattern)));
    wanted
        .filter(|(function, pattern)| !pages(template, *function, pattern))
        .map(|(function, pattern)| format!("nobody is told when {} logs {pattern}", function.id))
        .collect()
}

fn pages(template: &Template, function: Resource<'_>, pattern: &str) -> bool {
    let group = function.at("LoggingConfig/LogGroup");
    let alarms = template.all("AWS::CloudWatch::Alarm");
    template.all("AWS::Logs::MetricFilter").into_iter().any(|filter| {
        let metric = filter.at("MetricTransformations/0/MetricName");
        let told = alarms.iter().any(|alarm| alarm.at("MetricName") == metric && alarm.at("Threshold") == 1);
        filter.at("LogGroupName") == group && filter.at("FilterPattern") == pattern && told
    })
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
fn a_count_that_nobody_watches_is_found() {
    holds_until(
        counted_lines_are_watched,
        &[
            ("MetricName: StoreErrors, MetricValue", "MetricName: Others, MetricValue"),
            ("      MetricName: DeadLetters\n", "      MetricName: Letters\n"),
        ],
    );
}

#[test]
fn a_line_that_is_not_counted_is_found() {
    holds_until(
        logs_are_searched_for_what_matters,
        &[
            ("$.outcome = \"quarantined\"", "$.outcome = \"accepted\""),
            ("      Threshold: 20\n", "      Threshold: 20000\n"),
        ],
    );
}

#[test]
fn a_function_that_fails_unheard_is_found() {
    holds_until(
        every_function_pages,
        &[
            (r#"$.level = "ERROR""#, r#"$.level = "FATAL""#),
            (r#"$.code = "secret_not_refreshed""#, r#"$.code = "secret_refreshed""#),
            ("      MetricName: WebhookIntakeFailures\n", "      MetricName: PartnerDeliveryFailures\n"),
            (
                "PartnerDeliveryOldSecretCount:\n    Type: AWS::Logs::MetricFilter\n    Properties:\n      \
                 LogGroupName: !Ref PartnerDeliveryLogs",
                "PartnerDeliveryOldSecretCount:\n    Type: AWS::Logs::MetricFilter\n    Properties:\n      \
                 LogGroupName: !Ref WebhookIntakeLogs",
            ),
        ],
    );
}

#[test]
fn an_alarm_that_asks_for_the_impossible_is_found() {
    let (says, said) = ("A delivery was given up; mend the cause.", "A delivery was given up; replay it.");
    holds_until(alarms_ask_for_what_can_be_done, &[(says, said)]);
}
