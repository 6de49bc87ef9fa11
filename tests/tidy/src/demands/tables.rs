//! Tables, and what must outlive the stack.

use crate::template::{Template, holds_until};

/// What holds state, or the means to read it.
const KEPT: [&str; 6] = [
    "AWS::DynamoDB::Table",
    "AWS::EC2::EIP",
    "AWS::KMS::Key",
    "AWS::Logs::LogGroup",
    "AWS::SQS::Queue",
    "AWS::SecretsManager::Secret",
];

/// Only a stack whose first creation failed takes its own, still empty, resources with it: their names would be in the way
/// of the next attempt.
fn what_holds_state_outlives_the_stack(template: &Template) -> Vec<String> {
    let stateful = template.resources().filter(|resource| KEPT.contains(&resource.kind()));
    stateful
        .filter(|resource| {
            resource.attribute("DeletionPolicy") != "RetainExceptOnCreate"
                || resource.attribute("UpdateReplacePolicy") != "Retain"
        })
        .map(|resource| format!("{} would be lost with the stack", resource.id))
        .collect()
}

fn every_table_is_safe(template: &Template) -> Vec<String> {
    let tables = template.all("AWS::DynamoDB::Table").into_iter();
    tables
        .filter(|table| {
            table.at("PointInTimeRecoverySpecification/PointInTimeRecoveryEnabled") != true
                || table.at("SSESpecification/SSEEnabled") != true
                || table.at("DeletionProtectionEnabled") != true
                || table.at("BillingMode") != "PAY_PER_REQUEST"
        })
        .map(|table| format!("{} can be lost, read or overrun", table.id))
        .collect()
}

/// A time to live ends rows that are final after a while; a connection never is.
fn only_what_is_final_expires(template: &Template) -> Vec<String> {
    let tables = template.all("AWS::DynamoDB::Table").into_iter();
    tables
        .filter(|table| {
            let expires = table.at("TimeToLiveSpecification/AttributeName") == "expires_at";
            expires != ["Journal", "Deliveries", "OAuthStates"].contains(&table.id)
        })
        .map(|table| format!("{} keeps its rows for the wrong time", table.id))
        .collect()
}

/// The stream goes to places that the payload must not reach.
fn streams_carry_keys_only(template: &Template) -> Vec<String> {
    let tables = template.all("AWS::DynamoDB::Table").into_iter();
    let streams = tables.map(|table| (table.id, table.at("StreamSpecification/StreamViewType")));
    streams
        .filter(|(_, view)| !view.is_null() && *view != "KEYS_ONLY")
        .map(|(table, view)| format!("the stream of {table} carries {view}"))
        .collect()
}

#[test]
fn state_that_goes_with_the_stack_is_found() {
    let head = |kind: &str| {
        let condition = if kind == "AWS::EC2::EIP" { "    Condition: KeepsAddresses\n" } else { "" };
        format!(
            "Type: {kind}\n{condition}    DeletionPolicy: RetainExceptOnCreate\n    UpdateReplacePolicy: Retain"
        )
    };
    for kind in KEPT.into_iter().filter(|kind| *kind != "AWS::SQS::Queue") {
        let deleted = head(kind).replacen("RetainExceptOnCreate", "Delete", 1);
        let in_the_way = head(kind).replacen("RetainExceptOnCreate", "Retain", 1);
        let replaced = head(kind).replacen("UpdateReplacePolicy: Retain", "UpdateReplacePolicy: Delete", 1);
        holds_until(
            what_holds_state_outlives_the_stack,
            &[(&head(kind), &deleted), (&head(kind), &in_the_way), (&head(kind), &replaced)],
        );
    }
    let queue = head("AWS::SQS::Queue");
    holds_until(what_holds_state_outlives_the_stack, &[(&queue, "Type: AWS::SQS::Queue")]);
}

#[test]
fn an_unsafe_table_is_found() {
    holds_until(
        every_table_is_safe,
        &[
            ("PointInTimeRecoveryEnabled: true", "PointInTimeRecoveryEnabled: false"),
            ("      SSESpecification: { SSEEnabled: true }\n", ""),
            ("DeletionProtectionEnabled: true", "DeletionProtectionEnabled: false"),
            ("BillingMode: PAY_PER_REQUEST", "BillingMode: PROVISIONED"),
        ],
    );
}

#[test]
fn a_table_that_forgets_or_never_does_is_found() {
    holds_until(
        only_what_is_final_expires,
        &[
            ("      TimeToLiveSpecification: { AttributeName: expires_at, Enabled: true }\n", ""),
            ("AttributeName: expires_at, Enabled", "AttributeName: ttl, Enabled"),
        ],
    );
}

#[test]
fn a_stream_with_payloads_is_found() {
    holds_until(streams_carry_keys_only, &[("StreamViewType: KEYS_ONLY", "StreamViewType: NEW_IMAGE")]);
}
