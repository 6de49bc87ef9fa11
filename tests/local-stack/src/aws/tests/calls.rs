use super::*;

#[tokio::test]
async fn every_call_is_recorded_in_order_with_caller_target_and_status() {
    let aws = start().await;
    let mark = aws.calls().mark();
    let function = Caller::new(&aws, FUNCTION);

    function.read(SECRET).await.unwrap();
    function.put("evt_1").await.unwrap();
    function.put("evt_1").await.unwrap_err();
    Caller::new(&aws, "partner-delivery").send().await.unwrap();

    let lines: Vec<_> = aws.calls().since(mark).iter().map(ToString::to_string).collect();
    let expected = [
        "webhook-intake secretsmanager:GetSecretValue test/secret 200",
        "webhook-intake dynamodb:PutItem test-table 200",
        "webhook-intake dynamodb:PutItem test-table 400",
        "partner-delivery sqs:SendMessage test-queue 200",
    ];
    assert_eq!(lines, expected);
}

#[tokio::test]
async fn calls_can_be_narrowed_to_a_caller_an_operation_and_a_target() {
    let aws = start().await;
    let function = Caller::new(&aws, FUNCTION);
    function.put("evt_1").await.unwrap();
    function.get("evt_1").await.unwrap();
    function.send().await.unwrap();

    let calls = aws.calls().all().by(FUNCTION);

    assert_eq!((calls.len(), calls.of("PutItem").len(), calls.on(TABLE).len()), (3, 1, 2));
    assert!(aws.calls().since(aws.calls().mark()).is_empty());
}

#[tokio::test]
async fn a_request_that_nothing_understands_is_recorded_too() {
    let aws = start().await;
    let mark = aws.calls().mark();

    let answer = post(&aws, "GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").await;

    assert!(answer.starts_with("HTTP/1.1 403"), "{answer}");
    let calls = aws.calls().since(mark);
    assert_eq!((calls.len(), calls[0].caller.as_str(), calls[0].status), (1, "", Some(403)));
}

/// Sends raw bytes and reads to the end.
async fn post(aws: &Aws, request: &str) -> String {
    use tokio::{io::AsyncReadExt, io::AsyncWriteExt, net::TcpStream};

    let mut stream = TcpStream::connect(aws.endpoint().trim_start_matches("http://")).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}
