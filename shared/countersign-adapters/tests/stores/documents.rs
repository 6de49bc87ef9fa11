//! Our GraphQL documents against the official schema: every field, argument and variable is there, and of its type.

use std::{collections::BTreeMap, fs, path::Path};

use graphql_parser::{
    query::{self, Definition, OperationDefinition, Selection},
    schema::{self, TypeDefinition},
};

const SCHEMA: &str = include_str!("admin_2026-10.graphql");

type Text = String;

/// What a type's field takes, and what it gives.
struct Field {
    arguments: BTreeMap<Text, Text>,
    gives: Text,
}

struct Schema {
    fields: BTreeMap<Text, BTreeMap<Text, Field>>,
    inputs: Vec<Text>,
    values: BTreeMap<Text, Vec<Text>>,
}

impl Schema {
    fn read() -> Self {
        let document = schema::parse_schema::<Text>(SCHEMA).unwrap();
        let mut read = Self { fields: BTreeMap::new(), inputs: Vec::new(), values: BTreeMap::new() };
        for definition in document.definitions {
            let schema::Definition::TypeDefinition(definition) = definition else { continue };
            match definition {
                TypeDefinition::Object(object) => {
                    let fields = object.fields.into_iter().map(|field| {
                        let arguments = field.arguments.into_iter();
                        let arguments = arguments.map(|one| (one.name, one.value_type.to_string())).collect();
                        (field.name, Field { arguments, gives: field.field_type.to_string() })
                    });
                    read.fields.insert(object.name, fields.collect());
                }
                TypeDefinition::InputObject(input) => read.inputs.push(input.name),
                TypeDefinition::Enum(one) => {
                    let values = one.values.into_iter().map(|value| value.name).collect();
                    read.values.insert(one.name, values);
                }
                TypeDefinition::Scalar(_) | TypeDefinition::Interface(_) | TypeDefinition::Union(_) => {}
            }
        }
        read
    }

    /// What is wrong with a selection of `kind`, whose variables are `variables`.
    fn wrong(
        &self,
        kind: &str,
        selected: &query::SelectionSet<'_, Text>,
        variables: &BTreeMap<Text, Text>,
    ) -> Vec<Text> {
        let mut wrong = Vec::new();
        for selection in &selected.items {
            let Selection::Field(field) = selection else { return vec![format!("{kind}: not a field")] };
            let Some(known) = self.fields.get(kind).and_then(|fields| fields.get(&field.name)) else {
                wrong.push(format!("{kind} has no {}", field.name));
                continue;
            };
            wrong.extend(wrong_arguments(field, known, variables));
            let inner = known.gives.trim_matches(['[', ']', '!']);
            wrong.extend(self.wrong(inner, &field.selection_set, variables));
        }
        wrong
    }

    fn judge(&self, text: &str) -> Vec<Text> {
        let document = query::parse_query::<Text>(text).unwrap();
        let [Definition::Operation(operation)] = &document.definitions[..] else {
            return vec!["not one operation".to_owned()];
        };
        let (kind, variables, selected) = match operation {
            OperationDefinition::Query(query) => {
                ("QueryRoot", &query.variable_definitions, &query.selection_set)
            }
            OperationDefinition::Mutation(one) => ("Mutation", &one.variable_definitions, &one.selection_set),
            OperationDefinition::SelectionSet(_) | OperationDefinition::Subscription(_) => {
                return vec!["neither query nor mutation".to_owned()];
            }
        };
        let variables = variables.iter().map(|one| (one.name.clone(), one.var_type.to_string())).collect();
        self.wrong(kind, selected, &variables)
    }
}

fn wrong_arguments(
    field: &query::Field<'_, Text>,
    known: &Field,
    variables: &BTreeMap<Text, Text>,
) -> Vec<Text> {
    let has = |name: &Text| field.arguments.iter().any(|(given, _)| given == name);
    let needed = known.arguments.iter().filter(|(_, kind)| kind.ends_with('!')).map(|(name, _)| name);
    let missing = needed.filter(|name| !has(name)).map(|name| format!("{} lacks {name}", field.name));
    let bare = |kind: &Text| kind.trim_end_matches('!').to_owned();
    let unfit = field.arguments.iter().filter(|(name, value)| {
        let takes = known.arguments.get(name).map(bare);
        let kind = if let query::Value::Variable(variable) = value {
            variables.get(variable).map(bare)
        } else {
            matches!(value, query::Value::Int(_)).then(|| "Int".to_owned())
        };
        takes.is_none() || kind != takes
    });
    missing.chain(unfit.map(|(name, _)| format!("{}({name}) is not of its type", field.name))).collect()
}

fn documents() -> Vec<(Text, Text)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/shopify/graphql");
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    files.map(|path| (path.display().to_string(), fs::read_to_string(path).unwrap())).collect()
}

#[test]
fn every_document_fits_the_official_schema() {
    let (schema, documents) = (Schema::read(), documents());
    assert_eq!(documents.len(), 3);
    for (path, text) in documents {
        assert_eq!(schema.judge(&text), Vec::<Text>::new(), "{path}");
    }
}

#[test]
fn what_does_not_fit_is_found() {
    let schema = Schema::read();
    for text in [
        "query { shops { id } }",
        "query { shop { title } }",
        "query ($uri: Int) { webhookSubscriptions(first: 1, uri: $uri) { nodes { topic } } }",
        "query { webhookSubscriptions(many: 1) { nodes { topic } } }",
        "mutation ($topic: WebhookSubscriptionTopic!) { webhookSubscriptionCreate(topic: $topic) { userErrors { message } } }",
    ] {
        assert_eq!(schema.judge(text).len(), 1, "{text}");
    }
}

/// What we send in variables is not in the documents.
#[test]
fn what_we_send_in_variables_is_in_the_schema() {
    let schema = Schema::read();
    assert!(schema.inputs.contains(&"WebhookSubscriptionInput".to_owned()));
    let topics = &schema.values["WebhookSubscriptionTopic"];
    for topic in ["APP_UNINSTALLED", "APP_SCOPES_UPDATE", "ORDERS_CREATE", "ORDERS_UPDATED", "ORDERS_PAID"] {
        assert!(topics.contains(&topic.to_owned()), "{topic}");
    }
    for topic in ["ORDERS_CANCELLED", "REFUNDS_CREATE", "SHOP_UPDATE"] {
        assert!(topics.contains(&topic.to_owned()), "{topic}");
    }
    assert!(schema.values["WebhookSubscriptionFormat"].contains(&"JSON".to_owned()));
}
