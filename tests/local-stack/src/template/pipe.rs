//! `AWS::Pipes::Pipe` from a table's stream to a queue.

use super::{
    Pipe, TemplateError,
    assemble::{Context, Resource},
    node::Node,
};

/// Properties that are played, or that change nothing here.
const KNOWN: &[&str] = &[
    "Description",
    "DesiredState",
    "KmsKeyIdentifier",
    "LogConfiguration",
    "Name",
    "RoleArn",
    "Source",
    "SourceParameters",
    "Tags",
    "Target",
    "TargetParameters",
];

pub(super) fn read(resource: &Resource, context: &Context<'_>) -> Result<Pipe, TemplateError> {
    let pipe = resource.properties();
    pipe.only(KNOWN)?;
    if let Some(state) = pipe.get("DesiredState") {
        state.must_be("RUNNING")?;
    }
    let source = pipe.require("SourceParameters")?;
    source.only(&["DynamoDBStreamParameters", "FilterCriteria"])?;
    let stream = source.require("DynamoDBStreamParameters")?;
    Ok(Pipe {
        name: context.resolver.name(&resource.id)?,
        table: context.table_of_stream(&pipe.require("Source")?)?,
        filters: filters(&source)?,
        queue: context.queue(&pipe.require("Target")?)?,
        input_template: input_template(&pipe)?,
        batch_size: stream.get("BatchSize").map_or(Ok(100), |size| size.number())?,
        from_start: from_start(&stream.require("StartingPosition")?)?,
    })
}

fn filters(source: &Node<'_>) -> Result<Vec<String>, TemplateError> {
    let Some(criteria) = source.get("FilterCriteria") else { return Ok(Vec::new()) };
    criteria.require("Filters")?.items().iter().map(|filter| filter.require("Pattern")?.text()).collect()
}

fn input_template(pipe: &Node<'_>) -> Result<Option<String>, TemplateError> {
    let Some(parameters) = pipe.get("TargetParameters") else { return Ok(None) };
    parameters.only(&["InputTemplate", "SqsQueueParameters"])?;
    parameters.get("InputTemplate").map(|template| template.text()).transpose()
}

fn from_start(position: &Node<'_>) -> Result<bool, TemplateError> {
    match position.text()?.as_str() {
        "TRIM_HORIZON" => Ok(true),
        "LATEST" => Ok(false),
        _ => Err(position.problem("must be TRIM_HORIZON or LATEST")),
    }
}
