//! A request as the platform reads it: checked in full before anything is done, answered field by field.

use graphql_parser::{
    parse_query,
    query::{Definition, Field, OperationDefinition, Selection, SelectionSet, Value as Literal},
};
use serde_json::{Map, Value, json};

use super::{resolve::Resolver, schema};

/// Why a whole request is refused, with status 200.
#[derive(Debug)]
pub(super) struct Fault {
    message: String,
    code: Option<&'static str>,
}

/// One operation, with its variables.
pub(super) struct Operation<'q> {
    root: &'static str,
    selection: SelectionSet<'q, String>,
    variables: &'q Value,
}

impl Fault {
    pub(super) fn new(code: &'static str, message: String) -> Self {
        Self { message, code: Some(code) }
    }

    pub(super) fn bad_request() -> Self {
        Self::new("BAD_REQUEST", "Required parameter missing or invalid".to_owned())
    }

    pub(super) fn shown(self) -> Value {
        match self.code {
            Some(code) => json!({"message": self.message, "extensions": {"code": code}}),
            None => json!({"message": self.message}),
        }
    }
}

/// Reads the query, and takes the operation with this name, or the only one.
pub(super) fn read<'q>(
    query: &'q str,
    variables: &'q Value,
    name: Option<&str>,
) -> Result<Operation<'q>, Fault> {
    let syntax = |error: graphql_parser::query::ParseError| Fault { message: error.to_string(), code: None };
    let document = parse_query::<String>(query).map_err(syntax)?;
    let operations = document.definitions.into_iter().filter_map(|definition| match definition {
        Definition::Operation(operation) => Some(operation),
        Definition::Fragment(_) => None,
    });
    let parts = operations.filter_map(|operation| match operation {
        OperationDefinition::SelectionSet(selection) => Some(("QueryRoot", None, selection)),
        OperationDefinition::Query(query) => Some(("QueryRoot", query.name, query.selection_set)),
        OperationDefinition::Mutation(mutation) => Some(("Mutation", mutation.name, mutation.selection_set)),
        OperationDefinition::Subscription(_) => None,
    });
    let mut chosen = parts.filter(|(_, known, _)| name.is_none() || known.as_deref() == name);
    let (root, _, selection) = chosen.next().ok_or_else(Fault::bad_request)?;
    Ok(Operation { root, selection, variables })
}

impl Operation<'_> {
    /// Whether every field exists, and scalars alone are asked for without fields of their own.
    pub(super) fn check(&self) -> Result<(), Fault> {
        check(self.root, &self.selection)
    }

    /// The value of `data`.
    pub(super) fn answer(&self, resolver: &mut Resolver<'_>) -> Result<Value, Fault> {
        let mut data = Map::new();
        for field in fields(&self.selection)? {
            let arguments = self.arguments(field);
            let whole = resolver.field(&field.name, &arguments)?;
            data.insert(label(field), shown(&whole, &field.selection_set)?);
        }
        Ok(data.into())
    }

    fn arguments(&self, field: &Field<'_, String>) -> Value {
        let pairs = field.arguments.iter();
        pairs.map(|(name, value)| (name.clone(), self.value(value))).collect::<Map<_, _>>().into()
    }

    fn value(&self, literal: &Literal<'_, String>) -> Value {
        match literal {
            Literal::Variable(name) => self.variables[name.as_str()].clone(),
            Literal::Int(number) => number.as_i64().into(),
            Literal::Float(number) => (*number).into(),
            Literal::String(text) | Literal::Enum(text) => text.as_str().into(),
            Literal::Boolean(yes) => (*yes).into(),
            Literal::Null => Value::Null,
            Literal::List(items) => items.iter().map(|item| self.value(item)).collect::<Vec<_>>().into(),
            Literal::Object(members) => {
                let members = members.iter().map(|(name, value)| (name.clone(), self.value(value)));
                members.collect::<Map<_, _>>().into()
            }
        }
    }
}

fn check(of: &str, selection: &SelectionSet<'_, String>) -> Result<(), Fault> {
    for field in fields(selection)? {
        if field.name == "__typename" {
            continue;
        }
        let undefined = || {
            let message = format!("Field '{}' doesn't exist on type '{of}'", field.name);
            Fault::new("undefinedField", message)
        };
        let to = schema::field(of, &field.name).ok_or_else(undefined)?;
        if to.is_empty() != field.selection_set.items.is_empty() {
            let message = format!("Field must have selections, or none (field '{}')", field.name);
            return Err(Fault::new("selectionMismatch", message));
        }
        check(to, &field.selection_set)?;
    }
    Ok(())
}

/// Fragments are not played.
fn fields<'s, 'q>(selection: &'s SelectionSet<'q, String>) -> Result<Vec<&'s Field<'q, String>>, Fault> {
    let field = |one: &'s Selection<'q, String>| match one {
        Selection::Field(field) => Ok(field),
        Selection::FragmentSpread(_) | Selection::InlineFragment(_) => {
            Err(Fault { message: "Fragments are not played here".to_owned(), code: None })
        }
    };
    selection.items.iter().map(field).collect()
}

/// Of a whole value, what was asked for.
fn shown(whole: &Value, selection: &SelectionSet<'_, String>) -> Result<Value, Fault> {
    if let Value::Array(items) = whole {
        return items
            .iter()
            .map(|item| shown(item, selection))
            .collect::<Result<Vec<_>, _>>()
            .map(Value::from);
    }
    if selection.items.is_empty() || whole.is_null() {
        return Ok(whole.clone());
    }
    let mut part = Map::new();
    for field in fields(selection)? {
        part.insert(label(field), shown(&whole[field.name.as_str()], &field.selection_set)?);
    }
    Ok(part.into())
}

fn label(field: &Field<'_, String>) -> String {
    field.alias.as_ref().unwrap_or(&field.name).clone()
}
