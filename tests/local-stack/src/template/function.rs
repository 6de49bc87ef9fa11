//! `AWS::Serverless::Function`, with `Globals` merged in.
//!
//! Rules: AWS SAM Developer Guide, "AWS::Serverless::Function" and "Globals section".

use std::{collections::BTreeMap, path::Path, time::Duration};

use serde_json::Value;

use super::{Function, TemplateError, assemble::Resource, node::Node, policy, resolve::Resolver};

/// Properties that are played here or elsewhere, or that change nothing a function can see.
const KNOWN: &[&str] = &[
    "Architectures",
    "CodeUri",
    "Description",
    "Environment",
    "EventInvokeConfig",
    "Events",
    "FunctionName",
    "Handler",
    "LoggingConfig",
    "MemorySize",
    "PackageType",
    "Policies",
    "PropagateTags",
    "RecursiveLoop",
    "ReservedConcurrentExecutions",
    "Runtime",
    "Tags",
    "Timeout",
    "Tracing",
    "VpcConfig",
];

pub(super) fn read(
    resource: &Resource,
    globals: &Value,
    resolver: &Resolver<'_>,
) -> Result<Function, TemplateError> {
    let own = resource.properties();
    let merged = merge(globals, own.value());
    let properties = Node::new(format!("{}.Properties", resource.id), &merged);
    properties.only(KNOWN)?;
    let number = |name: &str| properties.get(name).map(|node| node.number()).transpose();
    Ok(Function {
        logical_id: resource.id.clone(),
        aws_name: resolver.name(&resource.id)?,
        arn: resolver.arn(&resource.id)?,
        binary: binary(&properties.require("CodeUri")?)?,
        timeout: Duration::from_secs(number("Timeout")?.unwrap_or(3).into()),
        memory_mb: number("MemorySize")?.unwrap_or(128),
        environment: environment(&properties)?,
        permissions: policy::read(&properties)?,
        reserved_concurrency: number("ReservedConcurrentExecutions")?,
    })
}

/// Package and binary are named after the folder.
fn binary(code: &Node<'_>) -> Result<String, TemplateError> {
    let folder = code.text()?;
    let name = Path::new(&folder).file_name().and_then(|name| name.to_str());
    name.map(str::to_owned).ok_or_else(|| code.problem("must be the folder of a function's package"))
}

fn environment(properties: &Node<'_>) -> Result<BTreeMap<String, String>, TemplateError> {
    let Some(variables) = properties.get("Environment").and_then(|node| node.get("Variables")) else {
        return Ok(BTreeMap::new());
    };
    variables.entries()?.into_iter().map(|(name, value)| Ok((name.to_owned(), value.text()?))).collect()
}

/// Mappings are merged, lists joined, and of anything else the function's own value wins.
fn merge(global: &Value, own: &Value) -> Value {
    match (global, own) {
        (Value::Object(global), Value::Object(own)) => {
            let mut merged = global.clone();
            for (name, value) in own {
                let value = merged.get(name).map_or_else(|| value.clone(), |global| merge(global, value));
                merged.insert(name.clone(), value);
            }
            Value::Object(merged)
        }
        (Value::Array(global), Value::Array(own)) => global.iter().chain(own).cloned().collect(),
        (global, Value::Null) => global.clone(),
        (_, own) => own.clone(),
    }
}
