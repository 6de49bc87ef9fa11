//! Tables, queues, secrets, and what connects them.

use std::time::Duration;

use local_stack::{
    log_filter::FilterPattern,
    template::{
        Cadence, EventSource, GeneratedSecret, Index, Key, MetricFilter, Pipe, Projection, Queue, Redrive,
        Schedule, Secret, Table,
    },
};

use super::{strings, template};

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
fn metric_filters_name_the_function_whose_lines_they_count() {
    let filter = MetricFilter {
        function: "delivery".to_owned(),
        pattern: FilterPattern::parse(r#"{ $.outcome = "dead" }"#).unwrap(),
        metric: "Dead".to_owned(),
    };
    assert_eq!(template().metric_filters, [filter]);
}
