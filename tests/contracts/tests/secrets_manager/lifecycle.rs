//! Describing, listing, tagging, deleting and restoring; and what outlives a restart.

use aws_sdk_secretsmanager::types::{Filter, FilterNameStringType, Tag};

use super::*;

#[tokio::test]
async fn a_secret_marked_for_deletion_can_be_described_and_restored_but_not_used() {
    let (_aws, client) = with_secret().await;
    let refused = "InvalidRequestException";

    client.delete_secret().secret_id(NAME).recovery_window_in_days(7).send().await.unwrap();

    assert_refused(client.get_secret_value().secret_id(NAME).send().await, refused);
    assert_refused(put(&client, V2, "two", &[]).await, refused);
    assert_refused(move_stage(&client, "test-label", None, Some(V1)).await, refused);
    assert_refused(create(&client, V1, "one").await, refused);
    assert_refused(client.delete_secret().secret_id(NAME).send().await, refused);
    let described = client.describe_secret().secret_id(NAME).send().await.unwrap();
    assert!(described.deleted_date().is_some());
    client.restore_secret().secret_id(NAME).send().await.unwrap();
    assert_eq!(current(&client).await.secret_string(), Some("one"));
}

#[tokio::test]
async fn delete_tells_when_the_recovery_window_of_7_to_30_days_ends() {
    let (_aws, client) = with_secret().await;
    let delete = || client.delete_secret().secret_id(NAME);
    let refused = "InvalidParameterException";

    for days in [6, 31] {
        assert_refused(delete().recovery_window_in_days(days).send().await, refused);
    }
    let both = delete().recovery_window_in_days(7).force_delete_without_recovery(true);
    assert_refused(both.send().await, refused);
    let ends = delete().send().await.unwrap().deletion_date.unwrap().secs();
    let marked = client.describe_secret().secret_id(NAME).send().await.unwrap().deleted_date.unwrap().secs();
    assert_eq!(ends - marked, 30 * 86_400);
}

#[tokio::test]
async fn delete_by_force_frees_the_name_and_does_not_mind_what_is_absent() {
    let (_aws, client) = with_secret().await;
    let delete = || client.delete_secret().secret_id(NAME).force_delete_without_recovery(true).send();

    delete().await.unwrap();
    delete().await.unwrap();

    assert_refused(client.describe_secret().secret_id(NAME).send().await, "ResourceNotFoundException");
    create(&client, V1, "another value").await.unwrap();
    assert_eq!(current(&client).await.secret_string(), Some("another value"));
}

#[tokio::test]
async fn list_finds_by_the_start_of_the_name_page_by_page_and_leaves_out_what_is_marked_for_deletion() {
    let (_aws, client) = start().await;
    for name in ["test/a", "test/b", "test/c", "test/deleted", "other"] {
        client.create_secret().name(name).send().await.unwrap();
    }
    client.delete_secret().secret_id("test/deleted").send().await.unwrap();
    let filter = Filter::builder().key(FilterNameStringType::Name).values("test/").build();

    let list = client.list_secrets().filters(filter).max_results(2).into_paginator().send();

    let pages: Vec<_> = list.try_collect().await.unwrap();
    assert_eq!(pages.len(), 2);
    let entries = pages.into_iter().flat_map(|page| page.secret_list.unwrap());
    let names: Vec<_> = entries.map(|entry| entry.name.unwrap()).collect();
    assert_eq!(names, ["test/a", "test/b", "test/c"]);
}

#[tokio::test]
async fn tags_are_added_and_replaced_by_key() {
    let (_aws, client) = with_secret().await;
    let tag = |key: &str, value: &str| Tag::builder().key(key).value(value).build();
    let add = || client.tag_resource().secret_id(NAME);

    add().tags(tag("stage", "dev")).tags(tag("team", "test")).send().await.unwrap();
    add().tags(tag("stage", "local")).send().await.unwrap();

    let tags = client.describe_secret().secret_id(NAME).send().await.unwrap().tags.unwrap();
    assert_eq!(tags, [tag("stage", "local"), tag("team", "test")]);
}

#[tokio::test]
async fn what_is_not_played_is_refused() {
    let (_aws, client) = with_secret().await;

    assert_refused(client.rotate_secret().secret_id(NAME).send().await, "InvalidRequestException");
    let put = client.put_secret_value().secret_id(NAME).secret_string("two");
    assert_refused(put.rotation_token("x".repeat(36)).send().await, "InvalidParameterException");
}

#[tokio::test]
async fn secrets_versions_and_labels_survive_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let options = AwsOptions { data_dir: Some(folder.path().to_owned()), ..AwsOptions::default() };
    let aws = Aws::start(options.clone()).await.unwrap();
    let client = aws.secrets_manager();
    create(&client, V1, "one").await.unwrap();
    put(&client, V2, "two", &["AWSPENDING"]).await.unwrap();
    let (arn, before) = (current(&client).await.arn, labels(&client).await);
    aws.stop().await.unwrap();

    let aws = Aws::start(options).await.unwrap();
    let client = aws.secrets_manager();

    assert_eq!((current(&client).await.arn, labels(&client).await), (arn, before));
    assert_eq!(staged(&client, "AWSPENDING").await.unwrap(), "two");
}
