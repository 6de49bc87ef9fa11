use std::time::Duration;

use tokio::time::Instant;

use super::*;
use crate::aws::StackError;

#[tokio::test]
async fn a_stop_ends_a_long_poll_with_an_empty_answer() {
    let aws = start().await;
    let function = Caller::new(&aws, FUNCTION);
    let poll = function.sqs.receive_message().queue_url(&function.queue_url).wait_time_seconds(20).send();
    let started = Instant::now();

    let (polled, ()) = tokio::join!(poll, async {
        while aws.calls().all().of("ReceiveMessage").is_empty() {
            tokio::task::yield_now().await;
        }
        aws.stop().await.unwrap();
    });

    assert!(polled.unwrap().messages().is_empty());
    assert!(started.elapsed() < Duration::from_secs(10));
}

#[tokio::test]
async fn what_was_acknowledged_outlives_a_stack_that_was_never_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let options = AwsOptions { data_dir: Some(folder.path().to_owned()), ..AwsOptions::default() };
    let aws = Aws::start(options.clone()).await.unwrap();
    aws.secrets_manager().create_secret().name(SECRET).secret_string("test").send().await.unwrap();
    let queue = aws.sqs().create_queue().queue_name(QUEUE).send().await.unwrap().queue_url.unwrap();
    aws.sqs().send_message().queue_url(queue).message_body("test").send().await.unwrap();
    drop(aws);

    let aws = Aws::start(options).await.unwrap();

    let function = Caller::new(&aws, FUNCTION);
    assert_eq!(function.read(SECRET).await, Ok(()));
    let received = function.sqs.receive_message().queue_url(&function.queue_url).send().await.unwrap();
    assert_eq!(received.messages().len(), 1);
}

#[tokio::test]
async fn a_data_folder_serves_one_stack_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let options = AwsOptions { data_dir: Some(folder.path().to_owned()), ..AwsOptions::default() };
    let first = Aws::start(options.clone()).await.unwrap();

    let second = Aws::start(options.clone()).await;

    assert!(matches!(second, Err(StackError::InUse { .. })), "{second:?}");
    first.stop().await.unwrap();
    Aws::start(options).await.unwrap();
}

#[tokio::test]
async fn what_is_kept_can_be_read_by_the_owner_only_and_is_never_printed() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    let aws = Aws::start(AwsOptions { data_dir: Some(folder.path().to_owned()), ..AwsOptions::default() })
        .await
        .unwrap();
    aws.secrets_manager().create_secret().name(SECRET).secret_string("test-planted").send().await.unwrap();

    let mode = folder.path().join("secrets.jsonl").metadata().unwrap().permissions().mode();

    assert_eq!(mode & 0o777, 0o600);
    assert!(!format!("{aws:?}").contains("test-planted"));
}
