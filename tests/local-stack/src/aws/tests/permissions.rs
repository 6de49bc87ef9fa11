use aws_sdk_dynamodb::types::{Put, TransactWriteItem};

use super::*;
use crate::aws::Grant;

const TABLE_ARN: &str = "arn:aws:dynamodb:eu-central-1:000000000000:table/test-table";
const DENIED: &str = "AccessDeniedException";

fn restrict(aws: &Aws, grants: &[(&str, &str)]) -> Caller {
    aws.permissions()
        .restrict(FUNCTION, grants.iter().map(|(action, resource)| Grant::new(action, resource)));
    Caller::new(aws, FUNCTION)
}

#[tokio::test]
async fn a_restricted_caller_may_do_what_is_granted_and_nothing_else() {
    let aws = start().await;
    let function = restrict(&aws, &[("dynamodb:PutItem", TABLE_ARN)]);

    assert_eq!(function.put("evt_1").await, Ok(()));
    assert_eq!(function.get("evt_1").await, refused(DENIED));
    assert_eq!(function.send().await, refused(DENIED));
    assert_eq!(function.read(SECRET).await, refused(DENIED));
    assert_eq!(Caller::new(&aws, "another").get("evt_1").await, Ok(true), "others are not restricted");
}

#[tokio::test]
async fn a_denied_call_has_no_effect_and_is_recorded() {
    let aws = start().await;
    let mark = aws.calls().mark();
    let function = restrict(&aws, &[]);

    assert_eq!(function.put("evt_1").await, refused(DENIED));

    assert_eq!(aws.calls().since(mark).by(FUNCTION)[0].status, Some(400));
    assert_eq!(Caller::new(&aws, "another").get("evt_1").await, Ok(false));
}

#[tokio::test]
async fn a_grant_on_another_resource_of_the_kind_is_not_enough() {
    let aws = start().await;
    let function = restrict(
        &aws,
        &[
            ("dynamodb:PutItem", "arn:aws:dynamodb:eu-central-1:000000000000:table/other"),
            ("sqs:SendMessage", "arn:aws:sqs:eu-central-1:000000000000:other"),
        ],
    );

    assert_eq!((function.put("evt_1").await, function.send().await), (refused(DENIED), refused(DENIED)));
}

#[tokio::test]
async fn a_query_of_an_index_needs_the_index() {
    let aws = start().await;
    let query = async |grant: &str| {
        let function = restrict(&aws, &[("dynamodb:Query", grant)]);
        let query =
            function.dynamodb.query().table_name(TABLE).index_name("due").key_condition_expression("a = :a");
        query
            .expression_attribute_values(":a", AttributeValue::S("x".to_owned()))
            .send()
            .await
            .map_err(|error| code(&error))
    };

    assert_eq!(query(TABLE_ARN).await.unwrap_err(), DENIED);
    // Allowed, it fails for want of such an index.
    assert_eq!(query(&format!("{TABLE_ARN}/index/due")).await.unwrap_err(), "ValidationException");
}

#[tokio::test]
async fn a_transaction_needs_the_action_of_each_item() {
    let aws = start().await;
    let write = async |action: &str| {
        let function = restrict(&aws, &[(action, TABLE_ARN)]);
        let put = Put::builder()
            .table_name(TABLE)
            .item("id", AttributeValue::S("evt_1".to_owned()))
            .build()
            .unwrap();
        let item = TransactWriteItem::builder().put(put).build();
        function
            .dynamodb
            .transact_write_items()
            .transact_items(item)
            .send()
            .await
            .map(drop)
            .map_err(|error| code(&error))
    };

    assert_eq!(write("dynamodb:TransactWriteItems").await, refused(DENIED));
    assert_eq!(write("dynamodb:PutItem").await, Ok(()));
}

#[tokio::test]
async fn a_batch_of_messages_needs_the_action_of_one() {
    let aws = start().await;
    let function = restrict(&aws, &[("sqs:SendMessage", "arn:aws:sqs:eu-central-1:000000000000:test-queue")]);
    let entry = aws_sdk_sqs::types::SendMessageBatchRequestEntry::builder().id("a").message_body("test");

    let batch =
        function.sqs.send_message_batch().queue_url(&function.queue_url).entries(entry.build().unwrap());

    assert!(batch.send().await.is_ok());
}

#[tokio::test]
async fn a_secret_is_granted_by_name_with_wildcards_for_its_random_end() {
    let aws = start().await;
    let secret = |end: &str| format!("arn:aws:secretsmanager:eu-central-1:000000000000:secret:test/{end}");

    for end in ["secret-??????", "secret-*", "*"] {
        let function = restrict(&aws, &[("secretsmanager:GetSecretValue", &secret(end))]);
        assert_eq!(function.read(SECRET).await, Ok(()), "{end}");
    }
    let function = restrict(&aws, &[("secretsmanager:GetSecretValue", &secret("secret-??????"))]);
    assert_eq!(function.read("test/other").await, refused(DENIED));
    // As on AWS: a secret that does not exist has no random end to match.
    aws.secrets_manager()
        .delete_secret()
        .secret_id(SECRET)
        .force_delete_without_recovery(true)
        .send()
        .await
        .unwrap();
    assert_eq!(function.read(SECRET).await, refused(DENIED));
}
