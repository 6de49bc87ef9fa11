//! Items of tables as they lie there, read and altered without the adapters, and their written form.

use std::collections::{BTreeMap, HashMap};

use aws_sdk_dynamodb::{Client, primitives::Blob, types::AttributeValue};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

/// One item.
pub type Item = HashMap<String, AttributeValue>;

/// A text attribute.
pub fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

/// A number attribute.
pub fn number(value: u64) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

/// A flag.
pub fn flag(value: bool) -> AttributeValue {
    AttributeValue::Bool(value)
}

/// An attribute of bytes.
pub fn bytes(value: &[u8]) -> AttributeValue {
    AttributeValue::B(Blob::new(value))
}

/// Everything that lies in a table.
pub async fn scan(client: &Client, table: &str) -> Vec<Item> {
    client.scan().table_name(table).consistent_read(true).send().await.unwrap().items.unwrap_or_default()
}

/// The only item of a table.
pub async fn only_item(client: &Client, table: &str) -> Item {
    let items = scan(client, table).await;
    let [item] = <[Item; 1]>::try_from(items).unwrap();
    item
}

/// Puts an item over whatever lies under its key.
pub async fn put(client: &Client, table: &str, item: Item) {
    client.put_item().table_name(table).set_item(Some(item)).send().await.unwrap();
}

/// An item in DynamoDB's own JSON, as fixtures hold it. Of its types, those that we write.
pub fn to_json(item: &Item) -> Value {
    let ordered: BTreeMap<_, _> = item.iter().map(|(name, value)| (name, value_to_json(value))).collect();
    json!(ordered)
}

/// Reads DynamoDB's own JSON.
pub fn from_json(json: &Value) -> Item {
    let attributes = json.as_object().unwrap().iter();
    attributes.map(|(name, value)| (name.clone(), value_from_json(value))).collect()
}

fn value_to_json(value: &AttributeValue) -> Value {
    let text = value.as_s().map(|text| json!({ "S": text }));
    let number = value.as_n().map(|number| json!({ "N": number }));
    let bytes = value.as_b().map(|bytes| json!({ "B": STANDARD.encode(bytes) }));
    let flag = value.as_bool().map(|flag| json!({ "BOOL": flag }));
    let map = || value.as_m().map(|map| json!({ "M": to_json(map) }));
    let list = || value.as_l().map(|list| json!({ "L": list.iter().map(value_to_json).collect::<Vec<_>>() }));
    text.or(number).or(bytes).or(flag).or_else(|_| map()).or_else(|_| list()).unwrap()
}

fn value_from_json(json: &Value) -> AttributeValue {
    let (kind, value) = json.as_object().unwrap().iter().next().unwrap();
    let as_text = || value.as_str().unwrap();
    match kind.as_str() {
        "S" => text(as_text()),
        "N" => AttributeValue::N(as_text().to_owned()),
        "B" => bytes(&STANDARD.decode(as_text()).unwrap()),
        "BOOL" => AttributeValue::Bool(value.as_bool().unwrap()),
        "M" => AttributeValue::M(from_json(value)),
        "L" => AttributeValue::L(value.as_array().unwrap().iter().map(value_from_json).collect()),
        other => unreachable!("nothing of ours is written as {other}"),
    }
}
