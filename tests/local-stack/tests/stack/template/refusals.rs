//! What is wrong or cannot be played is refused, by the name of its place.

use local_stack::template::Template;

use super::{TEMPLATE, check_refused, local};

#[test]
fn a_dangling_reference_is_named_wherever_it_stands() {
    let undefined = "refers to `Nowhere`, which the template does not define";
    check_refused(
        "TABLE: !Ref Journal",
        "TABLE: !Ref Nowhere",
        &format!("Intake.Properties.Environment.Variables.TABLE: {undefined}"),
    );
    check_refused(
        "LITERAL: !Sub [\"${!Kept}",
        "LITERAL: !Sub [\"${Nowhere.Arn}",
        &format!("Intake.Properties.Environment.Variables.LITERAL: {undefined}"),
    );
    check_refused(
        "ApiId: !Ref Api, StageName",
        "ApiId: !Ref Nowhere, StageName",
        &format!("ApiStage.Properties.ApiId: {undefined}"),
    );
    check_refused(
        "{ RetentionInDays: !FindInMap [ByStage, !Ref Stage, Days] }",
        "{ RetentionInDays: !Ref Nowhere }",
        &format!("Logs.Properties.RetentionInDays: {undefined}"),
    );
}

#[test]
fn what_is_not_played_is_refused_by_name() {
    check_refused(
        "STAGE: !Ref Stage, SHARED",
        "STAGE: !ImportValue Stage, SHARED",
        "Globals.Function.Environment.Variables.STAGE: the local stack does not know the function `Fn::ImportValue`",
    );
    check_refused(
        "Type: HttpApi",
        "Type: Kinesis",
        "Intake.Properties.Events.Files.Type: the local stack does not play `Kinesis` events",
    );
    check_refused(
        "Type: AWS::Pipes::Pipe",
        "Type: AWS::StepFunctions::StateMachine",
        "Bell: the local stack does not play resources of type `AWS::StepFunctions::StateMachine`",
    );
    check_refused(
        "            BatchSize: 5",
        "            BatchSizee: 5",
        "Delivery.Properties.Events.Batch.Properties.BatchSizee: the local stack does not play this property",
    );
    check_refused(
        "StageName: $default",
        "StageName: v1",
        "ApiStage.Properties.StageName: the local stack plays only `$default`",
    );
    check_refused(
        "PayloadFormatVersion: \"2.0\"",
        "PayloadFormatVersion: \"1.0\"",
        "Integration.Properties.PayloadFormatVersion: the local stack plays only `2.0`",
    );
    check_refused(
        "            - { Effect: Allow,",
        "            - { Effect: Deny,",
        "Intake.Properties.Policies[0].Statement[0].Effect: the local stack plays only `Allow`",
    );
}

#[test]
fn what_is_wrong_is_said_where_it_is() {
    check_refused(
        "!FindInMap [Sizes,",
        "!FindInMap [ByStage,",
        "Intake.Properties.MemorySize: the mapping has no `local`",
    );
    check_refused(
        "!If [Both,",
        "!If [Neither,",
        "Intake.Properties.Environment.Variables.CHOSEN: no condition is named `Neither`",
    );
    check_refused(
        "rate(1 minute)",
        "rate(1 moment)",
        "EveryMinute.Properties.ScheduleExpression: must be such as `rate(5 minutes)` or `cron(…)`",
    );
    check_refused(
        "Target: { Arn: !GetAtt Delivery.Arn, RoleArn: !GetAtt BellRole.Arn, Input: '{\"task\":\"noon\"}' }",
        "Target: { Arn: !GetAtt Journal.Arn, Input: x }",
        "AtNoon.Properties.Target.Arn: names no function",
    );
    check_refused(
        "TableName: !Sub test-${Stage}-journal",
        "TableName: !Ref Journal",
        "Journal.Properties.TableName: refers to itself",
    );
    check_refused(
        "CodeUri: functions/delivery",
        "CodeUri: functions/intake",
        "Intake.Properties: another function has the binary `intake` already",
    );
}

#[test]
fn a_parameter_without_a_value_is_named() {
    let mut deployment = local();
    deployment.parameters.remove("DoorKey");
    let refused = Template::parse(TEMPLATE, &deployment).unwrap_err().to_string();
    let expected = "Webhooks.Properties.RouteKey: the parameter `DoorKey` is neither given nor defaulted";
    assert_eq!(refused, expected);
}

#[test]
fn a_metric_filter_that_would_count_nothing_is_refused() {
    check_refused(
        "FilterPattern: '{ $.outcome = \"dead\" }'",
        "FilterPattern: '{ $.outcome = dead }'",
        "DeadLetters.Properties.FilterPattern: text in quotation marks was to come where the pattern has: dead }",
    );
    check_refused(
        "      LogGroupName: !Ref Logs",
        "      LogGroupName: /aws/lambda/other",
        "DeadLetters.Properties.LogGroupName: is the log group of no function",
    );
}
