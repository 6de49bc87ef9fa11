//! Roles, of functions and of what moves events between them.

use serde_json::Value;

use crate::template::{Resource, Template, holds_until, list, wording};

/// Where a name in an ARN may end in wild cards: Secrets Manager's six random characters, and the secrets of which there is
/// one per partner or per store.
const WILD_ENDINGS: [&str; 3] =
    ["-??????", ":secret:countersign/${Stage}/partner/*", ":secret:countersign/${Stage}/store/*"];

/// Nobody here hands on a role, takes another, or changes code or permissions.
const NEVER: [&str; 5] = ["iam:", "sts:", "lambda:Update", "lambda:Add", "logs:Unmask"];

/// What is allowed.
fn statements(template: &Template) -> Vec<(&str, &Value)> {
    let of_functions = template.functions().into_iter().flat_map(|function| policies(function, "Statement"));
    let roles = template.all("AWS::IAM::Role").into_iter();
    let all = of_functions.chain(roles.flat_map(|role| policies(role, "PolicyDocument/Statement")));
    all.filter(|(_, statement)| statement["Effect"] != "Deny").collect()
}

fn policies<'a>(owner: Resource<'a>, statements: &str) -> Vec<(&'a str, &'a Value)> {
    let pointer = format!("/{statements}");
    let policies = list(owner.at("Policies")).into_iter();
    let found = policies.flat_map(|policy| list(policy.pointer(&pointer).unwrap_or(&Value::Null)));
    found.map(|statement| (owner.id, statement)).collect()
}

fn actions_are_single(template: &Template) -> Vec<String> {
    let actions = statements(template).into_iter().flat_map(|(owner, statement)| {
        list(&statement["Action"]).into_iter().map(move |action| (owner, wording(action)))
    });
    actions
        .filter(|(_, action)| action.contains('*') || NEVER.iter().any(|never| action.starts_with(never)))
        .map(|(owner, action)| format!("{owner} may {action}"))
        .collect()
}

fn resources_are_single(template: &Template) -> Vec<String> {
    let resources = statements(template).into_iter().flat_map(|(owner, statement)| {
        list(&statement["Resource"]).into_iter().map(move |resource| (owner, wording(resource)))
    });
    resources
        .filter(|(_, resource)| is_wild(resource))
        .map(|(owner, resource)| format!("{owner} reaches {resource}"))
        .collect()
}

fn is_wild(resource: &str) -> bool {
    let ending = WILD_ENDINGS.iter().find_map(|ending| resource.strip_suffix(ending));
    ending.unwrap_or(resource).contains(['*', '?'])
}

/// SAM adds managed policies, which reach everything, to a function that has events, tracing or a policy template. Of the one
/// it adds for a network `egress` takes care.
fn policies_are_written_here(template: &Template) -> Vec<String> {
    let mut wrong = Vec::new();
    for function in template.functions() {
        let unwritten = list(function.at("Policies")).into_iter().any(|policy| policy["Statement"].is_null());
        let implied = ["Events", "Tracing", "Role", "DeadLetterQueue"].map(|key| function.at(key));
        if unwritten || implied.iter().any(|value| !value.is_null()) {
            wrong.push(format!("{} has permissions that do not stand in its policies", function.id));
        }
    }
    let roles = template.all("AWS::IAM::Role").into_iter();
    wrong.extend(roles.filter(|role| !role.at("ManagedPolicyArns").is_null()).map(|role| role.id.to_owned()));
    wrong
}

fn only_one_service_of_this_account_may_take_a_role(template: &Template) -> Vec<String> {
    let roles = template.all("AWS::IAM::Role").into_iter();
    let trusts = roles.flat_map(|role| {
        list(role.at("AssumeRolePolicyDocument/Statement")).into_iter().map(move |trust| (role.id, trust))
    });
    trusts
        .filter(|(_, trust)| {
            let account = &trust["Condition"]["StringEquals"]["aws:SourceAccount"];
            let who = &trust["Principal"];
            let one = who.as_object().is_some_and(|kinds| kinds.len() == 1) && who["Service"].is_string();
            !one || wording(account) != "AWS::AccountId"
        })
        .map(|(role, _)| format!("{role} may be taken by others"))
        .collect()
}

fn callers_of_functions_are_named(template: &Template) -> Vec<String> {
    let permissions = template.all("AWS::Lambda::Permission").into_iter();
    permissions
        .filter(|permission| {
            permission.at("SourceArn").is_null() || wording(permission.at("Principal")) == "*"
        })
        .map(|permission| format!("{} lets anybody's service call", permission.id))
        .collect()
}

#[test]
fn a_wild_or_forbidden_action_is_found() {
    holds_until(
        actions_are_single,
        &[
            ("Action: dynamodb:Query", "Action: dynamodb:*"),
            ("Action: secretsmanager:GetSecretValue", "Action: \"*\""),
            ("Action: lambda:InvokeFunction, Resource", "Action: lambda:*, Resource"),
            ("Action: dynamodb:PutItem", "Action: [dynamodb:PutItem, iam:PassRole]"),
        ],
    );
}

#[test]
fn a_wild_resource_is_found() {
    holds_until(
        resources_are_single,
        &[
            ("Resource: !GetAtt Journal.Arn", "Resource: \"*\""),
            ("Resource: !GetAtt Journal.StreamArn", "Resource: !Sub ${Journal.Arn}/stream/*"),
            ("countersign/${Stage}/journal-??????", "countersign/*/journal-??????"),
            ("countersign/${Stage}/partner/*", "countersign/${Stage}/*"),
        ],
    );
}

#[test]
fn a_permission_that_comes_along_unwritten_is_found() {
    holds_until(
        policies_are_written_here,
        &[
            ("      Timeout: 10\n", "      Timeout: 10\n      Tracing: Active\n"),
            ("      Timeout: 60\n", "      Timeout: 60\n      Events: { Queue: { Type: SQS } }\n"),
            ("      Policies:\n", "      Policies:\n        - AmazonSQSFullAccess\n"),
            (
                "      AssumeRolePolicyDocument:\n",
                "      ManagedPolicyArns: [any]\n      AssumeRolePolicyDocument:\n",
            ),
        ],
    );
}

#[test]
fn a_role_that_others_may_take_is_found() {
    holds_until(
        only_one_service_of_this_account_may_take_a_role,
        &[
            ("Principal: { Service: pipes.amazonaws.com }", "Principal: { AWS: \"*\" }"),
            ("Principal: { Service: scheduler.amazonaws.com }", "Principal: \"*\""),
            ("            Condition: { StringEquals: { aws:SourceAccount: !Ref AWS::AccountId } }\n", ""),
        ],
    );
}

#[test]
fn a_function_that_anybody_may_call_is_found() {
    let line = "      SourceArn: !Sub arn:${AWS::Partition}:execute-api";
    holds_until(
        callers_of_functions_are_named,
        &[
            (line, "      SourceAccount: !Sub arn:${AWS::Partition}:execute-api"),
            ("Principal: apigateway.amazonaws.com", "Principal: \"*\""),
        ],
    );
}
