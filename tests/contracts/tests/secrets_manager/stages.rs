//! Versions and their staging labels: what the rotation of a credential leans on.

use aws_sdk_secretsmanager::config::{Builder, retry::RetryConfig};

use super::*;

#[tokio::test]
async fn put_moves_the_current_label_and_leaves_the_previous_one_behind() {
    let (_aws, client) = with_secret().await;

    put(&client, V2, "two", &[]).await.unwrap();
    assert_eq!(staged(&client, "AWSCURRENT").await.unwrap(), "two");
    assert_eq!(staged(&client, "AWSPREVIOUS").await.unwrap(), "one");

    put(&client, V3, "three", &[]).await.unwrap();
    assert_eq!(staged(&client, "AWSCURRENT").await.unwrap(), "three");
    assert_eq!(staged(&client, "AWSPREVIOUS").await.unwrap(), "two");
    assert_eq!(labels(&client).await.len(), 2, "the first version has no label left");
}

#[tokio::test]
async fn put_as_pending_does_not_move_the_current_label() {
    let (_aws, client) = with_secret().await;

    put(&client, V2, "two", &["AWSPENDING"]).await.unwrap();

    assert_eq!(staged(&client, "AWSCURRENT").await.unwrap(), "one");
    assert_eq!(staged(&client, "AWSPENDING").await.unwrap(), "two");
    assert_eq!(staged(&client, "AWSPREVIOUS").await, None);
}

#[tokio::test]
async fn put_of_a_second_pending_version_takes_the_label_from_the_first() {
    let (_aws, client) = with_secret().await;
    put(&client, V2, "two", &["AWSPENDING"]).await.unwrap();

    put(&client, V3, "three", &["AWSPENDING"]).await.unwrap();

    assert_eq!(staged(&client, "AWSPENDING").await.unwrap(), "three");
    assert!(!labels(&client).await.contains_key(V2));
}

#[tokio::test]
async fn put_of_the_first_version_makes_it_current_whatever_its_labels() {
    let (_aws, client) = start().await;
    client.create_secret().name(NAME).send().await.unwrap();

    put(&client, V1, "one", &["AWSPENDING"]).await.unwrap();

    assert_eq!(labels(&client).await[V1], ["AWSCURRENT", "AWSPENDING"]);
}

#[tokio::test]
async fn put_again_with_the_same_token_and_value_changes_nothing() {
    let (_aws, client) = with_secret().await;
    put(&client, V2, "two", &[]).await.unwrap();
    let before = labels(&client).await;

    put(&client, V1, "one", &[]).await.unwrap();

    assert_eq!(labels(&client).await, before, "an old version does not become current again");
}

#[tokio::test]
async fn put_of_another_value_under_a_used_token_is_refused() {
    let (_aws, client) = with_secret().await;

    assert_refused(put(&client, V1, "two", &[]).await, "ResourceExistsException");

    assert_eq!(current(&client).await.secret_string(), Some("one"));
}

#[tokio::test]
async fn moving_the_current_label_moves_the_previous_one_along() {
    let (_aws, client) = with_secret().await;
    put(&client, V2, "two", &["AWSPENDING"]).await.unwrap();

    move_stage(&client, "AWSCURRENT", Some(V1), Some(V2)).await.unwrap();

    let labels = labels(&client).await;
    assert_eq!(labels[V1], ["AWSPREVIOUS"]);
    assert_eq!(labels[V2], ["AWSCURRENT", "AWSPENDING"]);
    assert_eq!(current(&client).await.secret_string(), Some("two"));
}

#[tokio::test]
async fn moving_the_current_label_back_swaps_it_with_the_previous_one() {
    let (_aws, client) = with_secret().await;
    put(&client, V2, "two", &[]).await.unwrap();

    move_stage(&client, "AWSCURRENT", Some(V2), Some(V1)).await.unwrap();

    let labels = labels(&client).await;
    assert_eq!(labels[V1], ["AWSCURRENT"]);
    assert_eq!(labels[V2], ["AWSPREVIOUS"]);
}

#[tokio::test]
async fn moving_a_label_wants_the_version_that_has_it_to_be_named() {
    let (_aws, client) = with_secret().await;
    put(&client, V2, "two", &["AWSPENDING"]).await.unwrap();
    let refused = "InvalidParameterException";

    assert_refused(move_stage(&client, "AWSCURRENT", None, Some(V2)).await, refused);
    assert_refused(move_stage(&client, "AWSCURRENT", Some(V2), Some(V2)).await, refused);
    assert_refused(move_stage(&client, "test-label", Some(V1), Some(V2)).await, refused);
    move_stage(&client, "AWSCURRENT", Some(V1), Some(V2)).await.unwrap();
    assert_refused(move_stage(&client, "AWSCURRENT", Some(V1), Some(V2)).await, refused);
}

#[tokio::test]
async fn a_label_that_is_nowhere_or_stays_needs_no_version_to_be_named() {
    let (_aws, client) = with_secret().await;

    move_stage(&client, "test-label", None, Some(V1)).await.unwrap();
    move_stage(&client, "test-label", None, Some(V1)).await.unwrap();

    assert_eq!(labels(&client).await[V1], ["AWSCURRENT", "test-label"]);
}

#[tokio::test]
async fn a_label_can_be_taken_off_but_never_the_current_one() {
    let (_aws, client) = with_secret().await;
    put(&client, V2, "two", &["AWSPENDING"]).await.unwrap();

    move_stage(&client, "AWSPENDING", Some(V2), None).await.unwrap();

    assert!(!labels(&client).await.contains_key(V2));
    assert_refused(move_stage(&client, "AWSCURRENT", Some(V1), None).await, "InvalidParameterException");
}

#[tokio::test]
async fn moving_a_label_to_a_version_that_does_not_exist_is_refused() {
    let (_aws, client) = with_secret().await;

    let moved = move_stage(&client, "AWSCURRENT", Some(V1), Some(V2)).await;

    assert_refused(moved, "ResourceNotFoundException");
}

#[tokio::test]
async fn versions_without_labels_are_listed_only_when_asked_for_and_can_still_be_read() {
    let (_aws, client) = with_secret().await;
    put(&client, V2, "two", &["AWSPENDING"]).await.unwrap();
    move_stage(&client, "AWSPENDING", Some(V2), None).await.unwrap();
    let ids = async |deprecated| {
        let listed = client.list_secret_version_ids().secret_id(NAME).include_deprecated(deprecated);
        let versions = listed.send().await.unwrap().versions.unwrap().into_iter();
        versions.map(|version| version.version_id.unwrap()).collect::<Vec<_>>()
    };

    assert_eq!(ids(false).await, [V1]);
    assert_eq!(ids(true).await, [V1, V2]);
    let value = client.get_secret_value().secret_id(NAME).version_id(V2).send().await.unwrap();
    assert_eq!(value.secret_string(), Some("two"));
}

#[tokio::test]
async fn more_than_a_hundred_versions_within_a_day_are_refused() {
    let (_aws, client) = with_secret().await;
    for version in 1..100 {
        put(&client, &format!("test-version-{version:032}"), "value", &[]).await.unwrap();
    }

    // The SDK takes this error for throttling and would try again for a second.
    let once = Builder::new().retry_config(RetryConfig::disabled());
    let put = client.put_secret_value().secret_id(NAME).secret_string("value");
    let refused = put.customize().config_override(once).send().await;

    assert_refused(refused, "LimitExceededException");
}
