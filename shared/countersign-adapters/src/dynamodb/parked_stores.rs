//! Stores that are left alone. They are found by reading the whole table, when a person asks for it.

use aws_sdk_dynamodb::Client;
use countersign_core::{
    ports::{ParkedPage, RowError},
    store::Store,
};

use super::{
    item::{Item, Unusable, get_text, text},
    token_rows::to_error,
};
use crate::aws::failure;

const PARKED: &str =
    "begins_with(#store, :platform) AND #status = :connected AND #credentials IN (:lost, :unavailable)";

pub(super) async fn parked(
    client: &Client,
    table: &str,
    after: Option<&str>,
) -> Result<ParkedPage, RowError> {
    let names = ["store", "status", "credentials"].into_iter();
    let scan = client.scan().table_name(table).filter_expression(PARKED);
    let scan = names.fold(scan, |scan, name| scan.expression_attribute_names(format!("#{name}"), name));
    let scan = scan
        .expression_attribute_values(":platform", text("shopify#"))
        .expression_attribute_values(":connected", text("connected"))
        .expression_attribute_values(":lost", text("reauth_required"))
        .expression_attribute_values(":unavailable", text("unavailable"));
    let scan = after.into_iter().fold(scan, |scan, store| scan.exclusive_start_key("store", text(store)));
    let answer = scan.send().await.map_err(|error| to_error(failure("DynamoDB", &error)))?;
    let next = answer.last_evaluated_key.as_ref().map(|key| get_text(key, "store").map(str::to_owned));
    Ok(ParkedPage {
        stores: answer.items().iter().filter_map(named).collect(),
        next: next.transpose().map_err(|Unusable(name)| RowError::Unreadable(name))?,
    })
}

fn named(item: &Item) -> Option<Store> {
    get_text(item, "store").ok().and_then(Store::parse)
}
