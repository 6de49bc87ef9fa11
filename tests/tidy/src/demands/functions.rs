//! Functions and their logs.

use crate::template::{Resource, Template, holds_until, list, wording};

/// API Gateway gives up after 30 seconds.
const LONGEST_HTTP_ANSWER: u64 = 29;

fn every_function_has_the_same_shape(template: &Template) -> Vec<String> {
    let globals = |key: &str| template.at(&format!("Globals/Function/{key}"));
    let mut wrong = Vec::new();
    if globals("Runtime") != "provided.al2023" || globals("Handler") != "bootstrap" {
        wrong.push("functions run as `bootstrap` on provided.al2023".to_owned());
    }
    if globals("LoggingConfig/LogFormat") != "JSON" {
        wrong.push("functions log JSON".to_owned());
    }
    wrong.extend(template.functions().into_iter().flat_map(|function| shape(template, function)));
    wrong
}

fn shape(template: &Template, function: Resource<'_>) -> Vec<String> {
    let package = function.code_folder().strip_prefix("functions/").unwrap_or_default();
    let checks = [
        (pascal(package) == function.id, "is not named after its folder"),
        (
            wording(function.at("FunctionName")) == format!("countersign-${{Stage}}-{package}"),
            "has another name",
        ),
        (function.attribute("Metadata/BuildMethod") == "rust-cargolambda", "is not built by cargo-lambda"),
        (function.at("MemorySize").is_u64(), "does not say its memory"),
        (function.at("Timeout").is_u64(), "does not say its time-out"),
        (logs_are_its_own(template, function), "has no log group of its own with a retention"),
    ];
    checks.iter().filter(|(holds, _)| !holds).map(|(_, what)| format!("{} {what}", function.id)).collect()
}

fn logs_are_its_own(template: &Template, function: Resource<'_>) -> bool {
    template.behind(function.at("LoggingConfig/LogGroup")).is_some_and(|group| {
        group.id == format!("{}Logs", function.id)
            && group.kind() == "AWS::Logs::LogGroup"
            && wording(group.at("LogGroupName"))
                == format!("/aws/lambda/{}", wording(function.at("FunctionName")))
    })
}

fn pascal(package: &str) -> String {
    let words = package.split('-').map(|word| word[..1].to_uppercase() + &word[1..]);
    words.collect()
}

fn every_log_group_has_a_retention(template: &Template) -> Vec<String> {
    let groups = template.all("AWS::Logs::LogGroup").into_iter();
    groups
        .filter(|group| group.at("RetentionInDays").is_null())
        .map(|group| format!("{} keeps logs for ever", group.id))
        .collect()
}

fn functions_behind_http_answer_in_time(template: &Template) -> Vec<String> {
    let integrations = template.all("AWS::ApiGatewayV2::Integration").into_iter();
    integrations
        .filter_map(|integration| template.behind(integration.at("IntegrationUri")))
        .filter(|function| {
            function.at("Timeout").as_u64().is_none_or(|seconds| seconds > LONGEST_HTTP_ANSWER)
        })
        .map(|function| format!("{} may take longer than API Gateway waits", function.id))
        .collect()
}

fn what_differs_is_not_global(template: &Template) -> Vec<String> {
    let variables = template.at("Globals/Function/Environment/Variables").as_object().unwrap();
    let policies = template.at("Globals/Function/Policies");
    let mut wrong: Vec<_> = variables.keys().filter(|name| *name != "STAGE").cloned().collect();
    wrong.extend(list(policies).into_iter().map(wording));
    wrong
}

#[test]
fn a_function_that_is_shaped_otherwise_is_found() {
    holds_until(
        every_function_has_the_same_shape,
        &[
            ("Runtime: provided.al2023", "Runtime: provided.al2"),
            ("LoggingConfig: { LogFormat: JSON }", "LoggingConfig: { LogFormat: Text }"),
            ("Metadata: { BuildMethod: rust-cargolambda }", "Metadata: { BuildMethod: makefile }"),
            ("      MemorySize: 256\n", ""),
            ("      Timeout: 10\n", ""),
            ("CodeUri: functions/webhook-intake", "CodeUri: functions/partner-delivery"),
            ("      LoggingConfig: { LogGroup: !Ref WebhookIntakeLogs }\n", ""),
            ("LogGroup: !Ref PartnerDeliveryLogs", "LogGroup: !Ref WebhookIntakeLogs"),
        ],
    );
}

#[test]
fn logs_that_are_kept_for_ever_are_found() {
    let line = "      RetentionInDays: !FindInMap [ByStage, !Ref Stage, LogRetentionDays]\n";
    holds_until(every_log_group_has_a_retention, &[(line, "")]);
}

#[test]
fn a_function_slower_than_api_gateway_is_found() {
    holds_until(functions_behind_http_answer_in_time, &[("Timeout: 10", "Timeout: 30")]);
}

#[test]
fn a_global_table_name_is_found() {
    holds_until(
        what_differs_is_not_global,
        &[
            ("{ STAGE: !Ref Stage }", "{ STAGE: !Ref Stage, JOURNAL_TABLE: !Ref Journal }"),
            (
                "    Handler: bootstrap\n",
                "    Handler: bootstrap\n    Policies: [AmazonDynamoDBReadOnlyAccess]\n",
            ),
        ],
    );
}
