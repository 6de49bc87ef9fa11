//! Whether a table that was kept is still the one that the template declares. The embedded database gives an existing table
//! no new index, and whoever needs one would hear of it much later, from a function that fails.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::{
    GlobalSecondaryIndexDescription, KeySchemaElement, KeyType, Projection as SdkProjection, TableDescription,
};

use super::{Key, Projection, Table};

/// What a table keeps from when it was made.
#[derive(Debug, PartialEq, Eq)]
struct Form {
    attributes: BTreeMap<String, String>,
    key: Key,
    indexes: BTreeMap<String, (Key, Projection)>,
    stream_view: Option<String>,
}

/// Whether the table is as it would be made today.
pub(super) fn is_as_declared(kept: &TableDescription, table: &Table) -> bool {
    of_description(kept).is_some_and(|kept| kept == of_template(table))
}

fn of_template(table: &Table) -> Form {
    let indexes = table.indexes.iter().map(|index| {
        let projection = match &index.projection {
            Projection::Include(names) => Projection::Include(sorted(names)),
            other @ (Projection::All | Projection::KeysOnly) => other.clone(),
        };
        (index.name.clone(), (index.key.clone(), projection))
    });
    Form {
        attributes: table.attributes.clone(),
        key: table.key.clone(),
        indexes: indexes.collect(),
        stream_view: table.stream_view.clone(),
    }
}

/// None if it lacks what every table has.
fn of_description(kept: &TableDescription) -> Option<Form> {
    let attributes = kept.attribute_definitions().iter();
    let stream = kept.stream_specification().and_then(|stream| stream.stream_view_type());
    let index = |index: &GlobalSecondaryIndexDescription| {
        let form = (key(index.key_schema())?, projection(index.projection()?)?);
        Some((index.index_name()?.to_owned(), form))
    };
    Some(Form {
        attributes: attributes
            .map(|one| (one.attribute_name().to_owned(), one.attribute_type().as_str().to_owned()))
            .collect(),
        key: key(kept.key_schema())?,
        indexes: kept.global_secondary_indexes().iter().map(index).collect::<Option<_>>()?,
        stream_view: stream.map(|view| view.as_str().to_owned()),
    })
}

fn key(schema: &[KeySchemaElement]) -> Option<Key> {
    let named = |kind: &KeyType| {
        let element = schema.iter().find(|element| element.key_type() == kind);
        element.map(|element| element.attribute_name().to_owned())
    };
    Some(Key { hash: named(&KeyType::Hash)?, range: named(&KeyType::Range) })
}

fn projection(kept: &SdkProjection) -> Option<Projection> {
    match kept.projection_type()?.as_str() {
        "ALL" => Some(Projection::All),
        "KEYS_ONLY" => Some(Projection::KeysOnly),
        "INCLUDE" => Some(Projection::Include(sorted(kept.non_key_attributes()))),
        _ => None,
    }
}

fn sorted(names: &[String]) -> Vec<String> {
    let mut names = names.to_vec();
    names.sort_unstable();
    names
}
