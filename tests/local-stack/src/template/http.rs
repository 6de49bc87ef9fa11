//! The HTTP API: routes, their integrations and the one stage.

use std::time::Duration;

use super::{
    Route, TemplateError,
    assemble::{Context, Resource},
    node::Node,
};

/// Properties that are played, or that change nothing here.
const KNOWN: &[&str] = &[
    "ApiId",
    "ConnectionType",
    "Description",
    "IntegrationMethod",
    "IntegrationType",
    "IntegrationUri",
    "PayloadFormatVersion",
    "TimeoutInMillis",
];

/// "Quotas for HTTP APIs": the longest, and what an integration has when it says nothing.
pub(super) const DEFAULT_TIMEOUT: Duration = Duration::from_secs(30);

/// Reads `AWS::ApiGatewayV2::Route`, following its target to the function.
pub(super) fn route(resource: &Resource, context: &Context<'_>) -> Result<Route, TemplateError> {
    let route = resource.properties();
    route.only(&["ApiId", "AuthorizationType", "OperationName", "RouteKey", "Target"])?;
    if let Some(authorization) = route.get("AuthorizationType") {
        authorization.must_be("NONE")?;
    }
    let key = route.require("RouteKey")?;
    let parsed = key.text()?.parse().map_err(|invalid| key.problem(format!("{invalid}")))?;
    let integration = integration_of(&route.require("Target")?, context)?;
    Ok(Route {
        key: parsed,
        function: context.function(&integration.require("IntegrationUri")?)?,
        timeout: timeout(&integration)?,
    })
}

/// `AWS::ApiGatewayV2::Integration`: only the proxy to a function, in payload format 2.0.
pub(super) fn check_integration(resource: &Resource) -> Result<(), TemplateError> {
    let integration = resource.properties();
    integration.only(KNOWN)?;
    integration.require("IntegrationType")?.must_be("AWS_PROXY")?;
    integration.require("PayloadFormatVersion")?.must_be("2.0")
}

/// `AWS::ApiGatewayV2::Stage`: any other name than `$default` would prefix every path.
pub(super) fn check_stage(resource: &Resource) -> Result<(), TemplateError> {
    resource.properties().require("StageName")?.must_be("$default")
}

fn integration_of<'a>(target: &Node<'_>, context: &Context<'a>) -> Result<Node<'a>, TemplateError> {
    let text = target.text()?;
    let id = text.strip_prefix("integrations/").unwrap_or_default();
    let is_it = |resource: &&Resource| resource.kind == "AWS::ApiGatewayV2::Integration" && resource.id == id;
    let integration = context.resources.iter().find(is_it);
    integration
        .map(Resource::properties)
        .ok_or_else(|| target.problem("must be `integrations/` and an integration"))
}

fn timeout(integration: &Node<'_>) -> Result<Duration, TemplateError> {
    let millis = integration.get("TimeoutInMillis").map(|node| node.number()).transpose()?;
    Ok(millis.map_or(DEFAULT_TIMEOUT, |millis| Duration::from_millis(millis.into())))
}
