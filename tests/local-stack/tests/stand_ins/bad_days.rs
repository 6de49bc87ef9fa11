use std::time::Duration;

use local_stack::partner::{Behaviour, Broken};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use crate::client::{Attempt, Pair, SOON, send_on};

/// That something does not happen can only be seen by waiting a little.
const A_MOMENT: Duration = Duration::from_millis(100);

/// Writes the request by hand and reads at most `enough` bytes of what comes back.
async fn raw(pair: &Pair, attempt: &Attempt, enough: usize) -> Vec<u8> {
    let mut stream = pair.dial().await.unwrap();
    let headers = attempt.headers().into_iter().map(|(name, value)| format!("{name}: {value}\r\n"));
    let length = attempt.body.len();
    let head =
        format!("POST /hooks HTTP/1.1\r\n{}content-length: {length}\r\n\r\n", headers.collect::<String>());
    stream.write_all(format!("{head}{}", attempt.body).as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    // An abrupt end is one of the things that may come back.
    drop(
        timeout(SOON, stream.take(enough as u64).read_to_end(&mut answer))
            .await
            .expect("not enough came back"),
    );
    answer
}

/// The answer's first `enough` bytes when the partner is `broken`, and whether it did the work nevertheless.
async fn check(broken: Broken, enough: usize) -> (String, bool) {
    let pair = Pair::new().await;
    pair.partner.behave(broken);
    let answer = raw(&pair, &Attempt::new("evt_1"), enough).await;
    let ledger = pair.partner.ledger();
    assert_eq!(ledger.requests.len(), 1);
    (String::from_utf8_lossy(&answer).into_owned(), ledger.effects.len() == 1)
}

#[tokio::test]
async fn a_partner_that_is_down_closes_at_once_and_remembers_only_the_connection() {
    for behaviour in [Behaviour::Down, Behaviour::NoHandshake] {
        let pair = Pair::new().await;
        pair.partner.behave(behaviour);
        assert!(pair.send(&Attempt::new("evt_1")).await.is_err());
        let ledger = pair.partner.ledger();
        assert_eq!((ledger.connections, ledger.requests.len(), ledger.effects.len()), (1, 0, 0));
    }
}

#[tokio::test]
async fn a_partner_that_goes_down_drops_the_connections_it_has() {
    let pair = Pair::new().await;
    let mut connection = pair.connect().await.unwrap();
    assert_eq!(send_on(&mut connection, &Attempt::new("evt_1")).await.unwrap().status(), 200);
    pair.partner.behave(Behaviour::Down);
    assert!(send_on(&mut connection, &Attempt::new("evt_2")).await.is_err());
    assert_eq!(pair.partner.requests().len(), 1);
}

#[tokio::test]
async fn a_stopped_partner_refuses_connections() {
    let pair = Pair::new().await;
    let address = pair.partner.address();
    pair.partner.stop().await;
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn a_script_is_played_once_and_then_the_standing_behaviour_shows() {
    let pair = Pair::new().await;
    pair.partner.play([
        Behaviour::Down,
        Behaviour::status(500),
        Behaviour::NoHandshake,
        Behaviour::Up,
        Behaviour::status(429),
    ]);
    pair.partner.behave(Behaviour::status(503));
    let mut seen = Vec::new();
    for _ in 0..7 {
        seen.push(pair.send(&Attempt::new("evt_1")).await.ok());
    }
    assert_eq!(seen, [None, Some(500), None, Some(200), Some(429), Some(503), Some(503)]);
    assert_eq!(pair.partner.effects().len(), 1);
}

#[tokio::test]
async fn a_status_and_its_headers_are_answered_and_nothing_is_done() {
    let pair = Pair::new().await;
    pair.partner.play([
        Behaviour::status_with(503, &[("Retry-After", "120")]),
        Behaviour::status_with(302, &[("Location", "https://elsewhere.test/")]),
    ]);
    let busy = pair.answer(&Attempt::new("evt_1")).await.unwrap();
    assert_eq!((busy.status().as_u16(), &busy.headers()["retry-after"]), (503, &"120".parse().unwrap()));
    let moved = pair.answer(&Attempt::new("evt_1")).await.unwrap();
    assert_eq!(&moved.headers()["location"], "https://elsewhere.test/");
    assert!(pair.partner.effects().is_empty());
}

#[tokio::test]
async fn any_2xx_means_that_the_work_is_done() {
    let pair = Pair::new().await;
    pair.partner.behave(Behaviour::status(204));
    assert_eq!(pair.send(&Attempt::new("evt_1")).await.unwrap(), 204);
    assert_eq!(pair.partner.effects().len(), 1);
}

#[tokio::test]
async fn a_planned_success_does_not_excuse_a_broken_rule() {
    let pair = Pair::new().await;
    let forged = Attempt::new("evt_1").with("x-api-key", &[]);
    pair.partner.play([Behaviour::status(204), Behaviour::Delay(Duration::from_hours(1)), Behaviour::Up]);
    for _ in 0..3 {
        assert_eq!(pair.send(&forged).await.unwrap(), 401);
    }
    pair.partner.behave(Broken::CutAfterRequest);
    assert!(pair.send(&forged).await.is_err());
    assert!(pair.partner.effects().is_empty());
}

#[tokio::test]
async fn a_delayed_answer_comes_after_the_work_is_done() {
    let pair = Pair::new().await;
    pair.partner.behave(Behaviour::Delay(A_MOMENT * 3));
    let mut connection = pair.connect().await.unwrap();
    let mut answer = tokio::spawn(async move { send_on(&mut connection, &Attempt::new("evt_1")).await });
    pair.partner.wait_for(1, SOON).await.unwrap();
    assert!(timeout(A_MOMENT, &mut answer).await.is_err());
    assert_eq!(answer.await.unwrap().unwrap().status(), 200);
}

#[tokio::test]
async fn a_cut_answer_is_lost_but_the_work_is_done_once() {
    let pair = Pair::new().await;
    pair.partner.play([Broken::CutAfterRequest]);
    assert!(pair.send(&Attempt::new("evt_1")).await.is_err());
    assert_eq!(pair.partner.effects().len(), 1);
    assert_eq!(pair.partner.requests()[0].answered, None);
    assert_eq!(pair.send(&Attempt::new("evt_1")).await.unwrap(), 200);
    assert_eq!(pair.partner.effects().len(), 1);
}

#[tokio::test]
async fn a_silent_partner_keeps_the_connection_and_does_nothing() {
    let pair = Pair::new().await;
    pair.partner.behave(Broken::Silence);
    let mut connection = pair.connect().await.unwrap();
    let answer = tokio::spawn(async move { send_on(&mut connection, &Attempt::new("evt_1")).await });
    let seen = pair.partner.wait_until(SOON, |ledger| !ledger.requests.is_empty()).await.unwrap();
    assert!(timeout(A_MOMENT, answer).await.is_err());
    assert!(seen.effects.is_empty());
}

#[tokio::test]
async fn slow_headers_begin_an_answer_and_never_end_it() {
    let (answer, done) = check(Broken::SlowHeaders, 40).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\nX-Slow: aaa") && !done, "{answer}");
}

#[tokio::test]
async fn a_slow_body_follows_a_success() {
    let (answer, done) = check(Broken::SlowBody, 60).await;
    assert!(
        answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.contains("\r\n\r\naaaaa") && done,
        "{answer}"
    );
}

#[tokio::test]
async fn an_endless_body_does_not_end() {
    let enough = 4 << 20;
    let (answer, done) = check(Broken::EndlessBody, enough).await;
    assert!(answer.contains("chunked") && !answer.ends_with("\r\n0\r\n\r\n") && done);
    assert_eq!(answer.len(), enough);
}

#[tokio::test]
async fn huge_headers_are_larger_than_any_client_takes() {
    let (answer, done) = check(Broken::HugeHeaders, usize::MAX >> 1).await;
    assert!(answer.find("\r\n\r\n").is_some_and(|end| end > 1 << 20) && done);
}

#[tokio::test]
async fn garbage_is_not_http() {
    let (answer, done) = check(Broken::Garbage, 1024).await;
    assert!(!answer.starts_with("HTTP/") && !answer.is_empty() && !done, "{answer}");
}

#[tokio::test]
async fn waiting_in_vain_says_what_was_seen_instead() {
    let pair = Pair::new().await;
    pair.send(&Attempt::new("evt_1")).await.unwrap();
    let vain = pair.partner.wait_for(2, Duration::from_millis(10)).await.unwrap_err();
    assert_eq!(
        vain.to_string(),
        "warehouse was waited for 10ms and saw 1 connections, 1 requests and 1 effects"
    );
}
