//! Puts the model together, resource by resource.

use serde_json::Value;

use super::{
    Deployment, Function, Template, TemplateError, events, function, http, messaging, metric_filter,
    node::Node,
    pipe,
    resolve::{Resolver, plain},
    schedule, secret, table,
};

/// A resource with its properties resolved.
pub(super) struct Resource {
    pub(super) id: String,
    pub(super) kind: String,
    properties: Value,
}

impl Resource {
    pub(super) fn properties(&self) -> Node<'_> {
        Node::new(format!("{}.Properties", self.id), &self.properties)
    }
}

/// What resources of one kind may need to know about the others.
pub(super) struct Context<'a> {
    pub(super) resolver: &'a Resolver<'a>,
    pub(super) resources: &'a [Resource],
    pub(super) functions: &'a [Function],
}

/// Resources that only AWS needs: watched, paid for and permitted there, without effect here.
const SCENERY: &[&str] = &[
    "AWS::ApiGatewayV2::Api",
    "AWS::CloudWatch::Alarm",
    "AWS::CloudWatch::CompositeAlarm",
    "AWS::CloudWatch::Dashboard",
    "AWS::IAM::Policy",
    "AWS::IAM::Role",
    "AWS::KMS::Alias",
    "AWS::KMS::Key",
    "AWS::Lambda::Permission",
    "AWS::Logs::LogGroup",
    "AWS::Logs::QueryDefinition",
    "AWS::Logs::ResourcePolicy",
    "AWS::SNS::Subscription",
    "AWS::SNS::Topic",
    "AWS::SNS::TopicPolicy",
    "AWS::SQS::QueuePolicy",
    "AWS::SecretsManager::ResourcePolicy",
    "AWS::Serverless::HttpApi",
];

pub(super) fn assemble(template: &Value, deployment: &Deployment) -> Result<Template, TemplateError> {
    let resolver = Resolver::new(template, deployment);
    let resources = resources(&resolver)?;
    let functions = functions(&resolver, &resources)?;
    let context = Context { resolver: &resolver, resources: &resources, functions: &functions };
    let mut model = Template::default();
    for resource in &resources {
        add(&mut model, resource, &context)?;
    }
    model.functions = functions;
    Ok(model)
}

fn add(model: &mut Template, resource: &Resource, context: &Context<'_>) -> Result<(), TemplateError> {
    match resource.kind.as_str() {
        "AWS::Serverless::Function" => events::read(resource, context, model)?,
        "AWS::ApiGatewayV2::Route" => model.routes.push(http::route(resource, context)?),
        "AWS::ApiGatewayV2::Integration" => http::check_integration(resource)?,
        "AWS::ApiGatewayV2::Stage" => http::check_stage(resource)?,
        "AWS::DynamoDB::Table" => model.tables.push(table::read(resource, context)?),
        "AWS::SQS::Queue" => model.queues.push(messaging::queue(resource, context)?),
        "AWS::Lambda::EventSourceMapping" => model.event_sources.push(messaging::mapping(resource, context)?),
        "AWS::Pipes::Pipe" => model.pipes.push(pipe::read(resource, context)?),
        "AWS::Scheduler::Schedule" => model.schedules.push(schedule::read(resource, context)?),
        "AWS::Logs::MetricFilter" => model.metric_filters.push(metric_filter::read(resource, context)?),
        "AWS::SecretsManager::Secret" => model.secrets.push(secret::read(resource, context)?),
        kind if SCENERY.contains(&kind) => {}
        kind => {
            let problem = format!("the local stack does not play resources of type `{kind}`");
            return Err(TemplateError::at(&resource.id, problem));
        }
    }
    Ok(())
}

/// Every resource that this deployment creates; resolving them all finds dangling references anywhere.
fn resources(resolver: &Resolver<'_>) -> Result<Vec<Resource>, TemplateError> {
    let missing = || TemplateError::at("Resources", "the template declares none");
    let declared = resolver.template["Resources"].as_object().ok_or_else(missing)?;
    let mut resources = Vec::new();
    for (id, declaration) in declared {
        if let Some(condition) = declaration.get("Condition")
            && !resolver.named_condition(plain(condition, id)?, id)?
        {
            continue;
        }
        resources.push(resource(id, declaration, resolver)?);
    }
    Ok(resources)
}

fn resource(id: &str, declaration: &Value, resolver: &Resolver<'_>) -> Result<Resource, TemplateError> {
    let kind = plain(&declaration["Type"], &format!("{id}.Type"))?;
    let (properties, place) = (&declaration["Properties"], format!("{id}.Properties"));
    let properties = if SCENERY.contains(&kind) {
        resolver.lenient().present(properties, &place)?
    } else {
        resolver.present(properties, &place)?
    };
    Ok(Resource { id: id.to_owned(), kind: kind.to_owned(), properties })
}

fn functions(resolver: &Resolver<'_>, resources: &[Resource]) -> Result<Vec<Function>, TemplateError> {
    let globals = &resolver.template["Globals"]["Function"];
    let globals = resolver.present(globals, "Globals.Function")?;
    let mut functions: Vec<Function> = Vec::new();
    for resource in resources.iter().filter(|resource| resource.kind == "AWS::Serverless::Function") {
        let function = function::read(resource, &globals, resolver)?;
        if functions.iter().any(|other| other.binary == function.binary) {
            let problem = format!("another function has the binary `{}` already", function.binary);
            return Err(resource.properties().problem(problem));
        }
        functions.push(function);
    }
    Ok(functions)
}

impl Context<'_> {
    /// The binary of the function that `arn`, which may be wrapped in an invocation URI, names.
    pub(super) fn function(&self, arn: &Node<'_>) -> Result<String, TemplateError> {
        let text = arn.text()?;
        let named = |function: &&Function| {
            let after = text.split_once(&function.arn).map(|(_, after)| after);
            text == function.aws_name || after.is_some_and(|after| after.is_empty() || after.starts_with('/'))
        };
        let function = self.functions.iter().find(named);
        function.map(|function| function.binary.clone()).ok_or_else(|| arn.problem("names no function"))
    }

    /// The binary of the function whose log group this is.
    pub(super) fn function_that_logs_to(&self, group: &Node<'_>) -> Result<String, TemplateError> {
        let name = group.text()?;
        let logs_there = |resource: &&Resource| {
            let config = resource.properties().get("LoggingConfig").and_then(|config| config.get("LogGroup"));
            config.is_some_and(|group| group.text().is_ok_and(|own| own == name))
        };
        let resource = self.resources.iter().find(logs_there);
        let function =
            resource.and_then(|one| self.functions.iter().find(|function| function.logical_id == one.id));
        function
            .map(|function| function.binary.clone())
            .ok_or_else(|| group.problem("is the log group of no function"))
    }

    /// The name of the queue with this ARN.
    pub(super) fn queue(&self, arn: &Node<'_>) -> Result<String, TemplateError> {
        self.named("AWS::SQS::Queue", arn, |own, text| own == text)
    }

    /// The name of the table with this stream.
    pub(super) fn table_of_stream(&self, arn: &Node<'_>) -> Result<String, TemplateError> {
        self.named("AWS::DynamoDB::Table", arn, |own, text| text == format!("{own}/stream/local"))
    }

    fn named(
        &self,
        kind: &str,
        arn: &Node<'_>,
        matches: impl Fn(&str, &str) -> bool,
    ) -> Result<String, TemplateError> {
        let text = arn.text()?;
        for resource in self.resources.iter().filter(|resource| resource.kind == kind) {
            if matches(&self.resolver.arn(&resource.id)?, &text) {
                return self.resolver.name(&resource.id);
            }
        }
        Err(arn.problem(format!("names no {kind} of this template")))
    }
}
