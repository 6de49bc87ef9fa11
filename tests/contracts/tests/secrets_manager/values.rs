//! Making, reading and updating a secret.

use aws_sdk_secretsmanager::primitives::Blob;

use super::*;

#[tokio::test]
async fn create_makes_the_token_the_id_of_the_current_version() {
    let (_aws, client) = with_secret().await;

    let value = current(&client).await;

    assert_eq!(value.version_id(), Some(V1));
    assert_eq!(value.secret_string(), Some("one"));
    assert_eq!(value.version_stages(), ["AWSCURRENT"]);
    assert_eq!(value.name(), Some(NAME));
}

#[tokio::test]
async fn create_ends_the_arn_in_six_random_characters() {
    let (_aws, client) = with_secret().await;

    let arn = current(&client).await.arn.unwrap();

    let (start, end) = arn.rsplit_once('-').unwrap();
    assert!(start.ends_with(&format!(":000000000000:secret:{NAME}")), "{arn}");
    assert!(end.len() == 6 && end.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{arn}");
}

#[tokio::test]
async fn create_again_with_the_same_token_and_value_is_ignored() {
    let (_aws, client) = with_secret().await;

    create(&client, V1, "one").await.unwrap();

    assert_eq!(labels(&client).await.len(), 1);
}

#[tokio::test]
async fn create_of_a_name_that_exists_is_refused() {
    let (_aws, client) = with_secret().await;

    assert_refused(create(&client, V1, "another value").await, "ResourceExistsException");
    assert_refused(create(&client, V2, "one").await, "ResourceExistsException");
}

#[tokio::test]
async fn create_without_a_value_makes_no_version() {
    let (_aws, client) = start().await;

    let created = client.create_secret().name(NAME).send().await.unwrap();

    assert_eq!(created.version_id(), None);
    assert_refused(client.get_secret_value().secret_id(NAME).send().await, "ResourceNotFoundException");
}

#[tokio::test]
async fn create_refuses_other_names_and_tokens_of_another_length() {
    let (_aws, client) = start().await;

    let named = client.create_secret().name("not a name").secret_string("one").send().await;
    assert_refused(named, "InvalidParameterException");
    assert_refused(create(&client, "too-short", "one").await, "InvalidParameterException");
}

#[tokio::test]
async fn a_value_is_text_or_binary_and_not_longer_than_65536_bytes() {
    let (_aws, client) = start().await;
    let binary = Blob::new([0, 159, 146, 150]);

    client.create_secret().name(NAME).secret_binary(binary.clone()).send().await.unwrap();

    assert_eq!(current(&client).await.secret_binary(), Some(&binary));
    put(&client, V1, &"x".repeat(65_536), &[]).await.unwrap();
    assert_refused(put(&client, V2, &"x".repeat(65_537), &[]).await, "InvalidParameterException");
    let both = client.put_secret_value().secret_id(NAME).secret_string("one").secret_binary(binary);
    assert_refused(both.send().await, "InvalidParameterException");
}

#[tokio::test]
async fn get_finds_a_secret_by_name_by_arn_and_by_arn_without_its_random_end() {
    let (_aws, client) = with_secret().await;
    let arn = current(&client).await.arn.unwrap();

    for id in [NAME, arn.as_str(), arn.rsplit_once('-').unwrap().0] {
        let value = client.get_secret_value().secret_id(id).send().await.unwrap();
        assert_eq!(value.secret_string(), Some("one"), "{id}");
    }
}

#[tokio::test]
async fn get_of_what_does_not_exist_is_refused() {
    let (_aws, client) = with_secret().await;
    let get = || client.get_secret_value();

    assert_refused(get().secret_id("countersign/local/none").send().await, "ResourceNotFoundException");
    assert_refused(get().secret_id(NAME).version_id(V2).send().await, "ResourceNotFoundException");
    assert_refused(
        get().secret_id(NAME).version_stage("AWSPENDING").send().await,
        "ResourceNotFoundException",
    );
}

#[tokio::test]
async fn get_with_a_version_and_a_stage_wants_both_to_be_the_same_version() {
    let (_aws, client) = with_secret().await;
    put(&client, V2, "two", &[]).await.unwrap();
    let get = |version, stage| {
        client.get_secret_value().secret_id(NAME).version_id(version).version_stage(stage).send()
    };

    assert_eq!(get(V1, "AWSPREVIOUS").await.unwrap().secret_string(), Some("one"));
    assert_refused(get(V1, "AWSCURRENT").await, "InvalidRequestException");
}

#[tokio::test]
async fn update_with_a_value_makes_a_current_version_and_without_one_only_describes() {
    let (_aws, client) = with_secret().await;
    let update = || client.update_secret().secret_id(NAME);

    let described = update().description("test description").send().await.unwrap();
    assert_eq!(described.version_id(), None);
    update().client_request_token(V2).secret_string("two").send().await.unwrap();

    assert_eq!(current(&client).await.secret_string(), Some("two"));
    assert_eq!(staged(&client, "AWSPREVIOUS").await.unwrap(), "one");
    let description = client.describe_secret().secret_id(NAME).send().await.unwrap().description;
    assert_eq!(description.as_deref(), Some("test description"));
    let other = update().client_request_token(V2).secret_string("another value").send().await;
    assert_refused(other, "ResourceExistsException");
}
