//! What is read from a template, and what is refused.

use std::time::Duration;

use local_stack::{
    aws::{Aws, AwsOptions, REGION},
    template::{
        Cadence, Deployment, EventSource, GeneratedSecret, Index, Key, Permission, Pipe, Projection, Queue,
        Redrive, Schedule, Secret, Table, Template,
    },
};

const TEMPLATE: &str = include_str!("template.yaml");

/// The stage that no template allows.
fn local() -> Deployment {
    let parameters = [("Stage", "local"), ("DoorKey", "test-door-key")];
    Deployment {
        parameters: parameters.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
        region: REGION.to_owned(),
        queue_url: Box::new(|name| format!("http://queues.test/{name}")),
    }
}

pub(crate) fn template() -> Template {
    Template::parse(TEMPLATE, &local()).unwrap()
}

/// The complaint about the template after a change.
#[track_caller]
fn check_refused(original: &str, changed: &str, complaint: &str) {
    assert!(TEMPLATE.contains(original), "the template has no `{original}`");
    let refused = Template::parse(&TEMPLATE.replace(original, changed), &local()).unwrap_err();
    assert_eq!(refused.to_string(), complaint);
}

fn strings<const N: usize>(texts: [&str; N]) -> Vec<String> {
    texts.map(str::to_owned).into()
}

#[test]
fn a_function_gets_what_it_and_the_globals_say() {
    let template = template();
    let intake = template.function("intake").unwrap();
    assert_eq!((intake.logical_id.as_str(), intake.aws_name.as_str()), ("Intake", "test-local-intake"));
    assert_eq!(
        (intake.timeout, intake.memory_mb, intake.reserved_concurrency),
        (Duration::from_secs(5), 256, None)
    );
    let delivery = template.function("delivery").unwrap();
    assert_eq!((delivery.timeout, delivery.memory_mb), (Duration::from_mins(1), 128));
    assert_eq!(delivery.environment["SHARED"], "global");
}

#[test]
fn every_intrinsic_function_gives_its_value() {
    let journal = "arn:aws:dynamodb:eu-central-1:000000000000:table/test-local-journal";
    let expected = [
        ("STAGE", "local".to_owned()),
        ("SHARED", "own".to_owned()),
        ("TABLE", "test-local-journal".to_owned()),
        ("QUEUE_URL", "http://queues.test/test-local-deliveries".to_owned()),
        (
            "SECRET_ARN",
            "arn:aws:secretsmanager:eu-central-1:000000000000:secret:test/local/master-??????".to_owned(),
        ),
        ("JOINED", "a-local-green-x".to_owned()),
        ("LITERAL", format!("${{Kept}} yes-either eu-central-1 {journal}")),
        ("CHOSEN", "not-both".to_owned()),
    ];
    let expected = expected.map(|(name, value)| (name.to_owned(), value)).into();
    assert_eq!(template().function("intake").unwrap().environment, expected);
}

#[test]
fn permissions_are_resolved_to_arns() {
    let queue = "arn:aws:sqs:eu-central-1:000000000000:test-local-deliveries";
    let secret = "arn:aws:secretsmanager:eu-central-1:000000000000:secret:test/local/master-??????";
    let journal = "arn:aws:dynamodb:eu-central-1:000000000000:table/test-local-journal";
    let expected = [
        Permission { actions: strings(["dynamodb:PutItem"]), resources: strings([journal]) },
        Permission {
            actions: strings(["sqs:SendMessage", "sqs:GetQueueUrl"]),
            resources: strings([queue, secret]),
        },
    ];
    assert_eq!(template().function("intake").unwrap().permissions, expected);
}

#[test]
fn routes_lead_to_functions() {
    let routes: Vec<_> = template()
        .routes
        .iter()
        .map(|route| (route.key.to_string(), route.function.clone(), route.timeout.as_millis()))
        .collect();
    let expected = [
        ("ANY /files/{path+}".to_owned(), "intake".to_owned(), 1_500),
        ("POST /webhooks/test-door-key/{store}".to_owned(), "intake".to_owned(), 30_000),
    ];
    assert_eq!(routes, expected);
}

#[test]
fn tables_keep_keys_indexes_stream_and_time_to_live() {
    let key = |hash: &str, range: &str| Key { hash: hash.to_owned(), range: Some(range.to_owned()) };
    let attributes = [("due_at", "N"), ("id", "S"), ("part", "S")];
    let journal = Table {
        logical_id: "Journal".to_owned(),
        name: "test-local-journal".to_owned(),
        attributes: attributes.map(|(name, kind)| (name.to_owned(), kind.to_owned())).into(),
        key: key("id", "part"),
        indexes: vec![Index {
            name: "due".to_owned(),
            key: key("part", "due_at"),
            projection: Projection::Include(strings(["reason"])),
        }],
        stream_view: Some("KEYS_ONLY".to_owned()),
        ttl_attribute: Some("expires_at".to_owned()),
    };
    assert_eq!(template().tables, [journal]);
}

#[test]
fn queues_keep_their_times_and_where_failures_go() {
    let day = Duration::from_hours(24);
    let crashed = Queue {
        logical_id: "Crashed".to_owned(),
        name: "test-local-crashed".to_owned(),
        visibility: Duration::from_secs(30),
        retention: day * 4,
        delay: Duration::ZERO,
        redrive: None,
    };
    let deliveries = Queue {
        logical_id: "Deliveries".to_owned(),
        name: "test-local-deliveries".to_owned(),
        visibility: Duration::from_mins(6),
        retention: day * 14,
        delay: Duration::ZERO,
        redrive: Some(Redrive { queue: "test-local-crashed".to_owned(), max_receives: 10 }),
    };
    assert_eq!(template().queues, [crashed, deliveries], "and none for another stage");
}

#[test]
fn what_wires_the_parts_is_read_whole() {
    let template = template();
    let source = EventSource {
        queue: "test-local-deliveries".to_owned(),
        function: "delivery".to_owned(),
        batch_size: 5,
        window: Duration::from_secs(2),
        reports_failures: true,
        max_concurrency: Some(3),
    };
    assert_eq!(template.event_sources, [source]);
    let pipe = Pipe {
        name: "test-local-bell".to_owned(),
        table: "test-local-journal".to_owned(),
        filters: strings([r#"{"eventName":["INSERT"],"dynamodb":{"Keys":{"part":{"S":["head#deliver"]}}}}"#]),
        queue: "test-local-deliveries".to_owned(),
        input_template: Some(r#"{"event":"<$.dynamodb.Keys.id.S>"}"#.to_owned()),
        batch_size: 10,
        from_start: true,
    };
    assert_eq!(template.pipes, [pipe]);
    let schedule = |name: &str, cadence, input: &str| Schedule {
        name: name.to_owned(),
        function: "delivery".to_owned(),
        cadence,
        input: input.to_owned(),
    };
    let schedules = [
        schedule("AtNoon", Cadence::Cron("0 12 * * ? *".to_owned()), r#"{"task":"noon"}"#),
        schedule("DeliveryHourly", Cadence::Every(Duration::from_hours(2)), r#"{"task":"a"}"#),
        schedule(
            "test-local-every-minute",
            Cadence::Every(Duration::from_mins(1)),
            r#"{"task":"requeue-due"}"#,
        ),
    ];
    assert_eq!(template.schedules, schedules);
}

#[test]
fn secrets_say_how_they_are_made() {
    let generated = GeneratedSecret {
        template: Some(r#"{"stage":"local","id":"1"}"#.to_owned()),
        key: Some("secret".to_owned()),
        length: 64,
        letters_and_digits_only: true,
    };
    let (logical_id, name) = ("Master".to_owned(), "test/local/master".to_owned());
    assert_eq!(template().secrets, [Secret { logical_id, name, generated: Some(generated) }]);
}

#[test]
fn a_condition_decides_whether_a_resource_exists() {
    let mut prod = local();
    prod.parameters.insert("Stage".to_owned(), "prod".to_owned());
    prod.parameters.insert("Reserved".to_owned(), "7".to_owned());
    let text = TEMPLATE.replace("local: { Memory: 256 }", "prod: { Memory: 512 }");
    let template = Template::parse(&text, &prod).unwrap();
    assert!(template.queues.iter().any(|queue| queue.name == "only-in-prod"));
    let intake = template.function("intake").unwrap();
    assert_eq!((intake.reserved_concurrency, intake.environment["CHOSEN"].as_str()), (Some(7), "both"));
}

#[test]
fn a_dangling_reference_is_named_wherever_it_stands() {
    let undefined = "refers to `Nowhere`, which the template does not define";
    check_refused(
        "TABLE: !Ref Journal",
        "TABLE: !Ref Nowhere",
        &format!("Intake.Properties.Environment.Variables.TABLE: {undefined}"),
    );
    check_refused(
        "LITERAL: !Sub [\"${!Kept}",
        "LITERAL: !Sub [\"${Nowhere.Arn}",
        &format!("Intake.Properties.Environment.Variables.LITERAL: {undefined}"),
    );
    check_refused(
        "ApiId: !Ref Api, StageName",
        "ApiId: !Ref Nowhere, StageName",
        &format!("ApiStage.Properties.ApiId: {undefined}"),
    );
    check_refused(
        "{ RetentionInDays: !FindInMap [ByStage, !Ref Stage, Days] }",
        "{ RetentionInDays: !Ref Nowhere }",
        &format!("Logs.Properties.RetentionInDays: {undefined}"),
    );
}

#[test]
fn what_is_not_played_is_refused_by_name() {
    check_refused(
        "STAGE: !Ref Stage, SHARED",
        "STAGE: !ImportValue Stage, SHARED",
        "Globals.Function.Environment.Variables.STAGE: the local stack does not know the function `Fn::ImportValue`",
    );
    check_refused(
        "Type: HttpApi",
        "Type: Kinesis",
        "Intake.Properties.Events.Files.Type: the local stack does not play `Kinesis` events",
    );
    check_refused(
        "Type: AWS::Pipes::Pipe",
        "Type: AWS::StepFunctions::StateMachine",
        "Bell: the local stack does not play resources of type `AWS::StepFunctions::StateMachine`",
    );
    check_refused(
        "            BatchSize: 5",
        "            BatchSizee: 5",
        "Delivery.Properties.Events.Batch.Properties.BatchSizee: the local stack does not play this property",
    );
    check_refused(
        "StageName: $default",
        "StageName: v1",
        "ApiStage.Properties.StageName: the local stack plays only `$default`",
    );
    check_refused(
        "PayloadFormatVersion: \"2.0\"",
        "PayloadFormatVersion: \"1.0\"",
        "Integration.Properties.PayloadFormatVersion: the local stack plays only `2.0`",
    );
    check_refused(
        "            - { Effect: Allow,",
        "            - { Effect: Deny,",
        "Intake.Properties.Policies[0].Statement[0].Effect: the local stack plays only `Allow`",
    );
}

#[test]
fn what_is_wrong_is_said_where_it_is() {
    check_refused(
        "!FindInMap [Sizes,",
        "!FindInMap [ByStage,",
        "Intake.Properties.MemorySize: the mapping has no `local`",
    );
    check_refused(
        "!If [Both,",
        "!If [Neither,",
        "Intake.Properties.Environment.Variables.CHOSEN: no condition is named `Neither`",
    );
    check_refused(
        "rate(1 minute)",
        "rate(1 moment)",
        "EveryMinute.Properties.ScheduleExpression: must be such as `rate(5 minutes)` or `cron(…)`",
    );
    check_refused(
        "Target: { Arn: !GetAtt Delivery.Arn, RoleArn: !GetAtt BellRole.Arn, Input: '{\"task\":\"noon\"}' }",
        "Target: { Arn: !GetAtt Journal.Arn, Input: x }",
        "AtNoon.Properties.Target.Arn: names no function",
    );
    check_refused(
        "TableName: !Sub test-${Stage}-journal",
        "TableName: !Ref Journal",
        "Journal.Properties.TableName: refers to itself",
    );
    check_refused(
        "CodeUri: functions/delivery",
        "CodeUri: functions/intake",
        "Intake.Properties: another function has the binary `intake` already",
    );
}

#[test]
fn a_parameter_without_a_value_is_named() {
    let mut deployment = local();
    deployment.parameters.remove("DoorKey");
    let refused = Template::parse(TEMPLATE, &deployment).unwrap_err().to_string();
    let expected = "Webhooks.Properties.RouteKey: the parameter `DoorKey` is neither given nor defaulted";
    assert_eq!(refused, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_and_queues_come_into_being_once() {
    let aws = Aws::start(AwsOptions::default()).await.unwrap();
    let template = template();
    for _ in 0..2 {
        template.create_tables(&aws.dynamodb()).await.unwrap();
        template.create_queues(&aws.sqs(), REGION).await.unwrap();
    }
    let table = aws.dynamodb().describe_table().table_name("test-local-journal").send().await.unwrap();
    let table = table.table().unwrap();
    assert_eq!(table.global_secondary_indexes()[0].index_name(), Some("due"));
    assert_eq!(table.stream_specification().unwrap().stream_view_type().unwrap().as_str(), "KEYS_ONLY");
    let ttl = aws.dynamodb().describe_time_to_live().table_name("test-local-journal").send().await.unwrap();
    assert_eq!(ttl.time_to_live_description().unwrap().attribute_name(), Some("expires_at"));

    let url = aws
        .sqs()
        .get_queue_url()
        .queue_name("test-local-deliveries")
        .send()
        .await
        .unwrap()
        .queue_url
        .unwrap();
    let all = aws_sdk_sqs::types::QueueAttributeName::All;
    let queue = aws.sqs().get_queue_attributes().queue_url(url).attribute_names(all).send().await.unwrap();
    let attribute = |name: &str| queue.attributes().unwrap()[&name.into()].clone();
    assert_eq!(
        (attribute("VisibilityTimeout").as_str(), attribute("MessageRetentionPeriod").as_str()),
        ("360", "1209600")
    );
    let redrive = r#"{"deadLetterTargetArn":"arn:aws:sqs:eu-central-1:000000000000:test-local-crashed","maxReceiveCount":10}"#;
    let parse = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    assert_eq!(parse(&attribute("RedrivePolicy")), parse(redrive));
    aws.stop().await.unwrap();
}
