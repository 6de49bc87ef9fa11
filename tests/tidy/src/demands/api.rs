//! The HTTP API: the only door from outside.

use crate::template::{Resource, Template, holds_until, list, wording};

/// What may stand in an access log. Everything else may carry the door key, a person's address or a token.
const LOGGED: [&str; 10] = [
    "requestId",
    "requestTimeEpoch",
    "httpMethod",
    "status",
    "responseLatency",
    "responseLength",
    "integration.status",
    "integration.latency",
    "integration.requestId",
    "error.responseType",
];

fn open_routes_stand_behind_the_door_key(template: &Template) -> Vec<String> {
    let routes = template.all("AWS::ApiGatewayV2::Route").into_iter();
    routes
        .filter(|route| {
            let key = wording(route.at("RouteKey"));
            let authorized = !route.at("AuthorizerId").is_null();
            let behind_key = key.starts_with("POST /webhooks/") && key.contains("/${DoorKey}");
            !authorized && !behind_key && !has_a_limit_of_its_own(template, &key)
        })
        .map(|route| format!("{} is open to everybody", route.id))
        .collect()
}

/// A merchant's browser cannot know the door key, so these routes are open to everybody; few come at a time.
const MOST_A_SECOND: u64 = 20;

fn has_a_limit_of_its_own(template: &Template, key: &str) -> bool {
    let (_, path) = key.split_once(' ').unwrap_or_default();
    let settings = |stage: &Resource<'_>| {
        let own = &stage.at("RouteSettings")[key];
        let limit = own["ThrottlingRateLimit"].as_u64().is_some_and(|rate| rate <= MOST_A_SECOND);
        limit && own["ThrottlingBurstLimit"].is_u64() && own["DetailedMetricsEnabled"] == false
    };
    path.starts_with("/oauth/") && template.all("AWS::ApiGatewayV2::Stage").iter().all(settings)
}

/// API Gateway refuses a stage with settings for a route that is not there yet.
fn the_stage_waits_for_routes_with_limits(template: &Template) -> Vec<String> {
    let routes = template.all("AWS::ApiGatewayV2::Route");
    let stages = template.all("AWS::ApiGatewayV2::Stage").into_iter();
    let keys = stages.flat_map(|stage| {
        let keys = stage.at("RouteSettings").as_object().into_iter().flatten();
        keys.map(move |(key, _)| (stage, key))
    });
    let early = keys.filter(|(stage, key)| {
        let route = routes.iter().find(|route| wording(route.at("RouteKey")) == **key);
        !route.is_some_and(|route| list(stage.attribute("DependsOn")).iter().any(|id| *id == route.id))
    });
    early.map(|(stage, key)| format!("{} does not wait for {key}", stage.id)).collect()
}

fn events_come_in_the_form_the_functions_read(template: &Template) -> Vec<String> {
    let integrations = template.all("AWS::ApiGatewayV2::Integration").into_iter();
    integrations
        .filter(|integration| integration.at("PayloadFormatVersion") != "2.0")
        .map(|integration| integration.id.to_owned())
        .collect()
}

fn access_logs_hold_only_what_is_harmless(template: &Template) -> Vec<String> {
    let stages = template.all("AWS::ApiGatewayV2::Stage").into_iter();
    stages
        .flat_map(|stage| {
            let format = wording(stage.at("AccessLogSettings/Format"));
            let variables = format.split("$context.").skip(1).map(str::to_owned).collect::<Vec<_>>();
            let telling = variables.into_iter().filter_map(|rest| {
                let name = rest.split('"').next().unwrap_or_default().to_owned();
                (!LOGGED.contains(&name.as_str())).then_some(name)
            });
            let missing = (!format.contains("$context.requestId")).then(|| "no request id".to_owned());
            telling.chain(missing).collect::<Vec<_>>()
        })
        .collect()
}

fn the_api_is_throttled_and_not_measured_by_route(template: &Template) -> Vec<String> {
    let stages = template.all("AWS::ApiGatewayV2::Stage").into_iter();
    stages
        .filter(|stage| {
            !stage.at("DefaultRouteSettings/ThrottlingRateLimit").is_u64()
                || !stage.at("DefaultRouteSettings/ThrottlingBurstLimit").is_u64()
                || stage.at("DefaultRouteSettings/DetailedMetricsEnabled") != false
        })
        .map(|stage| stage.id.to_owned())
        .collect()
}

fn there_is_no_other_door(template: &Template) -> Vec<String> {
    let cors = template
        .all("AWS::ApiGatewayV2::Api")
        .into_iter()
        .filter(|api| !api.at("CorsConfiguration").is_null());
    let urls = template.resources().filter(|resource| {
        resource.kind() == "AWS::Lambda::Url" || !resource.at("FunctionUrlConfig").is_null()
    });
    cors.chain(urls).map(|resource| format!("{} lets browsers or strangers in", resource.id)).collect()
}

#[test]
fn a_route_open_to_everybody_is_found() {
    holds_until(
        open_routes_stand_behind_the_door_key,
        &[
            ("RouteKey: !Sub POST /webhooks/shopify/${DoorKey}", "RouteKey: POST /webhooks/shopify"),
            ("RouteKey: !Sub POST /webhooks/woocommerce/${DoorKey}/{store}", "RouteKey: $default"),
            ("RouteKey: GET /oauth/shopify/install", "RouteKey: GET /oauth/shopify/{any}"),
            ("RouteKey: GET /oauth/shopify/install", "RouteKey: GET /install"),
            ("GET /oauth/woocommerce/return: {", "GET /oauth/woocommerce/back: {"),
            ("ThrottlingRateLimit: 10, ", ""),
            ("ThrottlingRateLimit: 10, ", "ThrottlingRateLimit: 500, "),
            ("ThrottlingBurstLimit: 20, ", ""),
        ],
    );
}

#[test]
fn a_limit_that_comes_before_its_route_is_found() {
    holds_until(
        the_stage_waits_for_routes_with_limits,
        &[
            ("DependsOn: [ShopifyInstall, ", "DependsOn: ["),
            ("GET /oauth/woocommerce/return: {", "GET /oauth/woocommerce/back: {"),
        ],
    );
}

#[test]
fn another_form_of_event_is_found() {
    holds_until(events_come_in_the_form_the_functions_read, &[("Version: \"2.0\"", "Version: \"1.0\"")]);
}

#[test]
fn an_access_log_that_tells_too_much_is_found() {
    holds_until(
        access_logs_hold_only_what_is_harmless,
        &[
            ("$context.httpMethod", "$context.routeKey"),
            ("$context.httpMethod", "$context.path"),
            ("$context.httpMethod", "$context.identity.sourceIp"),
            ("        Format: >-", "        Other: >-"),
        ],
    );
}

#[test]
fn an_api_without_limits_is_found() {
    holds_until(
        the_api_is_throttled_and_not_measured_by_route,
        &[
            ("ThrottlingRateLimit: 500, ", ""),
            ("ThrottlingBurstLimit: 1000, ", ""),
            ("DetailedMetricsEnabled: false", "DetailedMetricsEnabled: true"),
        ],
    );
}

#[test]
fn a_second_door_is_found() {
    holds_until(
        there_is_no_other_door,
        &[
            (
                "      ProtocolType: HTTP\n",
                "      ProtocolType: HTTP\n      CorsConfiguration: { AllowOrigins: [any] }\n",
            ),
            ("      Timeout: 60\n", "      Timeout: 60\n      FunctionUrlConfig: { AuthType: NONE }\n"),
        ],
    );
}
