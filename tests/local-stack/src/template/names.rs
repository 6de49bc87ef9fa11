//! What `Ref` and `Fn::GetAtt` give: names, URLs and ARNs of a deployment that exists only here.

use serde_json::{Value, json};

use super::{
    TemplateError,
    resolve::{Resolved, Resolver, arguments, plain},
};
use crate::aws::ACCOUNT;

impl Resolver<'_> {
    /// `Ref`: a pseudo parameter, a parameter or a resource.
    pub(super) fn reference(&self, name: &str, place: &str) -> Resolved {
        match name {
            "AWS::NoValue" => Ok(None),
            "AWS::Region" => Ok(Some(json!(self.deployment.region))),
            "AWS::AccountId" => Ok(Some(json!(ACCOUNT))),
            "AWS::Partition" => Ok(Some(json!("aws"))),
            "AWS::URLSuffix" => Ok(Some(json!("amazonaws.com"))),
            "AWS::StackName" => Ok(Some(json!("local-stack"))),
            _ => match self.template["Parameters"].get(name) {
                Some(parameter) => self.parameter(name, parameter, place).map(Some),
                None => self.resource_reference(name, place).map(Some),
            },
        }
    }

    /// `Fn::GetAtt`, as `Resource.Attribute` or `[Resource, Attribute]`.
    pub(super) fn attribute(&self, argument: &Value, place: &str) -> Result<Value, TemplateError> {
        let (resource, attribute) = resource_and_attribute(argument, place)?;
        let kind = self.kind(resource, place)?;
        match (kind.as_str(), attribute) {
            (_, "Arn") | ("AWS::SNS::Topic", "TopicArn") | ("AWS::SecretsManager::Secret", "Id") => {
                self.arn(resource)
            }
            ("AWS::DynamoDB::Table", "StreamArn") => Ok(format!("{}/stream/local", self.arn(resource)?)),
            ("AWS::SQS::Queue", "QueueUrl") => {
                self.name(resource).map(|name| (self.deployment.queue_url)(&name))
            }
            ("AWS::SQS::Queue", "QueueName") | ("AWS::SNS::Topic", "TopicName") => self.name(resource),
            ("AWS::DynamoDB::Table" | "AWS::SQS::Queue" | "AWS::Serverless::Function", unknown) => {
                Err(TemplateError::at(place, format!("`{resource}` ({kind}) has no attribute `{unknown}`")))
            }
            // Of what the local stack does not play, any attribute is as good as another.
            (_, attribute) => Ok(format!("{resource}.{attribute}")),
        }
        .map(Value::String)
    }

    /// The name a resource has on AWS; without one of its own, its logical id.
    pub(super) fn name(&self, resource: &str) -> Result<String, TemplateError> {
        let definition = &self.template["Resources"][resource];
        let property = name_property(definition["Type"].as_str().unwrap_or_default());
        match property.and_then(|property| definition["Properties"].get(property)) {
            Some(name) => self.text(name, &format!("{resource}.Properties.{}", property.unwrap_or_default())),
            None => Ok(resource.to_owned()),
        }
    }

    /// The ARN a resource would have.
    pub(super) fn arn(&self, resource: &str) -> Result<String, TemplateError> {
        let (region, name) = (&self.deployment.region, self.name(resource)?);
        Ok(match self.kind(resource, resource)?.as_str() {
            "AWS::DynamoDB::Table" => format!("arn:aws:dynamodb:{region}:{ACCOUNT}:table/{name}"),
            "AWS::Serverless::Function" => format!("arn:aws:lambda:{region}:{ACCOUNT}:function:{name}"),
            "AWS::SQS::Queue" => format!("arn:aws:sqs:{region}:{ACCOUNT}:{name}"),
            // Secrets Manager adds six characters nobody can foresee; in a policy, `?` matches each.
            "AWS::SecretsManager::Secret" => {
                format!("arn:aws:secretsmanager:{region}:{ACCOUNT}:secret:{name}-??????")
            }
            "AWS::SNS::Topic" => format!("arn:aws:sns:{region}:{ACCOUNT}:{name}"),
            "AWS::Logs::LogGroup" => format!("arn:aws:logs:{region}:{ACCOUNT}:log-group:{name}:*"),
            "AWS::IAM::Role" => format!("arn:aws:iam::{ACCOUNT}:role/{name}"),
            _ => format!("arn:aws:local:{region}:{ACCOUNT}:{name}"),
        })
    }

    fn parameter(&self, name: &str, parameter: &Value, place: &str) -> Result<Value, TemplateError> {
        let given = self.deployment.parameters.get(name).map(|text| json!(text));
        let value = given.or_else(|| parameter.get("Default").cloned());
        let value = value.ok_or_else(|| {
            TemplateError::at(place, format!("the parameter `{name}` is neither given nor defaulted"))
        })?;
        match (parameter["Type"].as_str(), &value) {
            (Some("CommaDelimitedList"), Value::String(list)) => Ok(list.split(',').map(str::trim).collect()),
            _ => Ok(value),
        }
    }

    fn resource_reference(&self, resource: &str, place: &str) -> Result<Value, TemplateError> {
        match self.kind(resource, place)?.as_str() {
            "AWS::SQS::Queue" => self.name(resource).map(|name| (self.deployment.queue_url)(&name)),
            "AWS::SecretsManager::Secret" | "AWS::SNS::Topic" => self.arn(resource),
            _ => self.name(resource),
        }
        .map(Value::String)
    }

    /// A resource's type; SAM makes some resources that stand in no template.
    fn kind(&self, resource: &str, place: &str) -> Result<String, TemplateError> {
        let kind = |name: &str| self.template["Resources"][name]["Type"].as_str().map(str::to_owned);
        let made_by_sam = || match resource.strip_suffix("Role").and_then(kind)?.as_str() {
            "AWS::Serverless::Function" => Some("AWS::IAM::Role".to_owned()),
            _ => None,
        };
        let implicit_api =
            || (resource == "ServerlessHttpApi").then(|| "AWS::Serverless::HttpApi".to_owned());
        kind(resource).or_else(made_by_sam).or_else(implicit_api).ok_or_else(|| {
            TemplateError::at(place, format!("refers to `{resource}`, which the template does not define"))
        })
    }
}

fn resource_and_attribute<'v>(argument: &'v Value, place: &str) -> Result<(&'v str, &'v str), TemplateError> {
    if let Value::String(path) = argument {
        return path.split_once('.').ok_or_else(|| TemplateError::at(place, "must be `Resource.Attribute`"));
    }
    let [resource, attribute] = arguments(argument, place)?;
    Ok((plain(resource, place)?, plain(attribute, place)?))
}

fn name_property(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "AWS::DynamoDB::Table" => "TableName",
        "AWS::Serverless::Function" => "FunctionName",
        "AWS::SQS::Queue" => "QueueName",
        "AWS::SNS::Topic" => "TopicName",
        "AWS::Logs::LogGroup" => "LogGroupName",
        "AWS::IAM::Role" => "RoleName",
        "AWS::ApiGatewayV2::Stage" => "StageName",
        "AWS::SecretsManager::Secret" | "AWS::Pipes::Pipe" | "AWS::Scheduler::Schedule" => "Name",
        _ => return None,
    })
}
