//! A stream record as a pipe sees it.
//!
//! Rules: EventBridge User Guide, "Amazon DynamoDB stream as a source for EventBridge Pipes", section "Example event".

use std::collections::HashMap;

use aws_sdk_dynamodbstreams::types::{AttributeValue, Record};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Map, Value, json};

/// The record's JSON, as if it came from the stream with this ARN.
pub(super) fn to_json(record: &Record, stream_arn: &str, region: &str) -> Value {
    let change = record.dynamodb();
    let mut data = Map::new();
    let images = [
        ("Keys", change.and_then(|change| change.keys())),
        ("NewImage", change.and_then(|change| change.new_image())),
        ("OldImage", change.and_then(|change| change.old_image())),
    ];
    data.extend(images.into_iter().filter_map(|(name, item)| Some((name.to_owned(), item_to_json(item?)))));
    if let Some(change) = change {
        let created = change.approximate_creation_date_time().map(aws_smithy_types::DateTime::as_secs_f64);
        data.insert("ApproximateCreationDateTime".to_owned(), json!(created));
        data.insert("SequenceNumber".to_owned(), json!(change.sequence_number()));
        data.insert("SizeBytes".to_owned(), json!(change.size_bytes()));
        let view = change.stream_view_type().map(aws_sdk_dynamodbstreams::types::StreamViewType::as_str);
        data.insert("StreamViewType".to_owned(), json!(view));
    }
    json!({
        "eventID": record.event_id(),
        "eventName": record.event_name().map(aws_sdk_dynamodbstreams::types::OperationType::as_str),
        "eventVersion": record.event_version(),
        "eventSource": "aws:dynamodb",
        "eventSourceARN": stream_arn,
        "awsRegion": region,
        "dynamodb": data,
    })
}

fn item_to_json(item: &HashMap<String, AttributeValue>) -> Value {
    item.iter().map(|(name, value)| (name.clone(), attribute(value))).collect()
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the SDK may learn new kinds; nothing here writes one")]
fn attribute(value: &AttributeValue) -> Value {
    let base64 = |bytes: &aws_sdk_dynamodbstreams::primitives::Blob| BASE64_STANDARD.encode(bytes);
    match value {
        AttributeValue::S(text) => json!({ "S": text }),
        AttributeValue::N(number) => json!({ "N": number }),
        AttributeValue::B(bytes) => json!({ "B": base64(bytes) }),
        AttributeValue::Bool(flag) => json!({ "BOOL": flag }),
        AttributeValue::Null(flag) => json!({ "NULL": flag }),
        AttributeValue::Ss(texts) => json!({ "SS": texts }),
        AttributeValue::Ns(numbers) => json!({ "NS": numbers }),
        AttributeValue::Bs(all) => json!({ "BS": all.iter().map(base64).collect::<Vec<_>>() }),
        AttributeValue::L(items) => json!({ "L": items.iter().map(attribute).collect::<Vec<_>>() }),
        AttributeValue::M(item) => json!({ "M": item_to_json(item) }),
        _ => Value::Null,
    }
}
