use local_stack::{
    partner::{Broken, Credentials, Refusal},
    record::Recorder,
    stores::secrets::{api_key, signing_secret},
};

use crate::client::{Attempt, Pair};

#[tokio::test]
async fn a_genuine_request_is_answered_200_and_done() {
    let pair = Pair::new().await;
    let attempt = Attempt::new("evt_1");
    assert_eq!(pair.send(&attempt).await.unwrap(), 200);
    let effects = pair.partner.effects();
    assert_eq!((effects.len(), effects[0].key.as_str()), (1, "evt_1"));
    assert_eq!(effects[0].body, attempt.body);
}

#[tokio::test]
async fn a_repeated_key_is_answered_200_and_done_once() {
    let pair = Pair::new().await;
    for id in ["evt_1", "evt_2", "evt_1"] {
        assert_eq!(pair.send(&Attempt::new(id)).await.unwrap(), 200);
    }
    let keys: Vec<_> = pair.partner.effects().into_iter().map(|effect| effect.key).collect();
    assert_eq!(keys, ["evt_1", "evt_2"]);
    assert_eq!(pair.partner.requests().len(), 3);
}

#[tokio::test]
async fn every_request_is_kept_for_a_search_whatever_becomes_of_it() {
    let (pair, recorder) = (Pair::new().await, Recorder::keeping());
    pair.partner.record(recorder.clone());
    pair.partner.play([Broken::CutAfterRequest]);
    let attempt = Attempt::new("evt_1").with("x-told", &["in a header"]);
    pair.send(&attempt).await.unwrap_err();
    let records = recorder.take();
    let holds = |place: &str, bytes: &str| {
        records.iter().any(|record| record.place.to_string() == place && record.bytes == bytes)
    };
    assert!(holds("the header x-told to warehouse", "in a header"), "{records:?}");
    assert!(holds("a request to warehouse", "/hooks") && holds("a request to warehouse", &attempt.body));
}

#[tokio::test]
async fn every_request_is_remembered_as_it_came() {
    let pair = Pair::new().await;
    let attempt = Attempt::new("evt_1").with("x-api-key", &["test-wrong"]);
    pair.send(&attempt).await.unwrap();
    let request = pair.partner.requests().remove(0);
    assert_eq!((request.method.as_str(), request.path.as_str()), ("POST", "/hooks"));
    assert_eq!(request.header("Webhook-Id"), Some("evt_1"));
    assert_eq!(request.body, attempt.body);
    assert_eq!((request.answered, request.refused), (Some(401), Some(Refusal::WrongKey)));
}

/// Each of `attempts` is refused with `status` for `reason`, and nothing is done.
async fn check_refused(attempts: &[Attempt], status: u16, reason: Refusal) {
    let pair = Pair::new().await;
    for attempt in attempts {
        assert_eq!(pair.send(attempt).await.unwrap(), status, "{:?}", attempt.headers());
    }
    assert!(pair.partner.requests().iter().all(|request| request.refused == Some(reason)));
    assert!(pair.partner.effects().is_empty());
}

#[tokio::test]
async fn a_wrong_missing_or_repeated_api_key_is_refused_with_401() {
    let (right, wrong) = (api_key("warehouse"), "test-wrong");
    let keys: [&[&str]; 4] = [&[], &[wrong], &[&right, wrong], &[&right, &right]];
    let attempts = keys.map(|keys| Attempt::new("evt_1").with("x-api-key", keys));
    check_refused(&attempts, 401, Refusal::WrongKey).await;
}

#[tokio::test]
async fn an_unsigned_request_is_refused_with_400() {
    let missing = ["webhook-id", "webhook-timestamp", "webhook-signature"];
    let attempts = missing.map(|name| Attempt::new("evt_1").with(name, &[]));
    check_refused(&attempts, 400, Refusal::Unsigned).await;
}

#[tokio::test]
async fn a_signature_of_something_else_is_refused_with_400() {
    let other_secret = Attempt::new("evt_1").signed_by("mailer");
    let other_id = Attempt::new("evt_1").with("webhook-id", &["evt_2"]).with("idempotency-key", &["evt_2"]);
    check_refused(&[other_secret, other_id], 400, Refusal::BadSignature).await;
}

#[tokio::test]
async fn an_old_or_early_request_is_refused_with_400() {
    let attempts = [310, -310].map(|seconds_ago| Attempt::new("evt_1").sent(seconds_ago));
    check_refused(&attempts, 400, Refusal::BadTimestamp).await;
}

#[tokio::test]
async fn an_idempotency_key_that_is_not_the_webhooks_id_is_refused_with_400() {
    let attempts = [["evt_2"].as_slice(), &[]].map(|key| Attempt::new("evt_1").with("idempotency-key", key));
    check_refused(&attempts, 400, Refusal::KeyIsNotTheId).await;
}

#[tokio::test]
async fn during_a_rotation_both_signing_secrets_are_accepted() {
    let credentials = Credentials::new(&api_key("warehouse"), &signing_secret("new"))
        .and_then(|credentials| credentials.or_signed_with(&signing_secret("old")));
    let pair = Pair::with(credentials.unwrap()).await;
    for (secret, status) in [("new", 200), ("old", 200), ("older", 400)] {
        let attempt = Attempt::new("evt_1").signed_by(secret);
        assert_eq!(pair.send(&attempt).await.unwrap(), status, "{secret}");
    }
}

#[test]
fn a_signing_secret_without_its_prefix_is_a_mistake_in_the_test() {
    assert!(Credentials::new("test", "c2VjcmV0").is_err());
}
