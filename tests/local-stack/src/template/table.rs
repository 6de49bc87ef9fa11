//! `AWS::DynamoDB::Table`.

use std::collections::BTreeMap;

use super::{
    Index, Key, Projection, Table, TemplateError,
    assemble::{Context, Resource},
    node::Node,
};

/// Properties that are played, or that change nothing here.
const KNOWN: &[&str] = &[
    "AttributeDefinitions",
    "BillingMode",
    "ContributorInsightsSpecification",
    "DeletionProtectionEnabled",
    "GlobalSecondaryIndexes",
    "KeySchema",
    "OnDemandThroughput",
    "PointInTimeRecoverySpecification",
    "SSESpecification",
    "StreamSpecification",
    "TableName",
    "Tags",
    "TimeToLiveSpecification",
    "WarmThroughput",
];

pub(super) fn read(resource: &Resource, context: &Context<'_>) -> Result<Table, TemplateError> {
    let table = resource.properties();
    table.only(KNOWN)?;
    let indexes = table.get("GlobalSecondaryIndexes").map(|list| list.items()).unwrap_or_default();
    let stream =
        table.get("StreamSpecification").map(|stream| stream.require("StreamViewType")).transpose()?;
    Ok(Table {
        logical_id: resource.id.clone(),
        name: context.resolver.name(&resource.id)?,
        attributes: attributes(&table.require("AttributeDefinitions")?)?,
        key: key(&table.require("KeySchema")?)?,
        indexes: indexes.iter().map(index).collect::<Result<_, _>>()?,
        stream_view: stream.map(|view| view.text()).transpose()?,
        ttl_attribute: ttl(&table)?,
    })
}

fn attributes(definitions: &Node<'_>) -> Result<BTreeMap<String, String>, TemplateError> {
    let read = |definition: &Node<'_>| {
        Ok((definition.require("AttributeName")?.text()?, definition.require("AttributeType")?.text()?))
    };
    definitions.items().iter().map(read).collect()
}

fn key(schema: &Node<'_>) -> Result<Key, TemplateError> {
    let mut hash = None;
    let mut range = None;
    for part in schema.items() {
        let attribute = part.require("AttributeName")?.text()?;
        match part.require("KeyType")?.text()?.as_str() {
            "HASH" => hash = Some(attribute),
            "RANGE" => range = Some(attribute),
            _ => return Err(part.problem("`KeyType` must be HASH or RANGE")),
        }
    }
    let hash = hash.ok_or_else(|| schema.problem("has no HASH key"))?;
    Ok(Key { hash, range })
}

fn index(index: &Node<'_>) -> Result<Index, TemplateError> {
    Ok(Index {
        name: index.require("IndexName")?.text()?,
        key: key(&index.require("KeySchema")?)?,
        projection: projection(&index.require("Projection")?)?,
    })
}

fn projection(projection: &Node<'_>) -> Result<Projection, TemplateError> {
    let kind = projection.require("ProjectionType")?;
    Ok(match kind.text()?.as_str() {
        "ALL" => Projection::All,
        "KEYS_ONLY" => Projection::KeysOnly,
        "INCLUDE" => Projection::Include(projection.require("NonKeyAttributes")?.texts()?),
        _ => return Err(kind.problem("must be ALL, KEYS_ONLY or INCLUDE")),
    })
}

fn ttl(table: &Node<'_>) -> Result<Option<String>, TemplateError> {
    let Some(ttl) = table.get("TimeToLiveSpecification") else { return Ok(None) };
    let enabled = ttl.require("Enabled")?.flag()?;
    enabled.then(|| ttl.require("AttributeName")?.text()).transpose()
}
