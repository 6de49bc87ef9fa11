//! What a store was answered.

use local_stack::stores::{Answer, NoAnswer};
use serde_json::Value;

/// The event of a delivery that was answered with 200 and this result. Panics for any other answer.
#[track_caller]
pub fn taken(answer: &Result<Answer, NoAnswer>, result: &str) -> String {
    let answer = answer.as_ref().expect("an answer");
    let body = String::from_utf8_lossy(&answer.body);
    let said: Value = serde_json::from_str(&body).unwrap_or_default();
    let event = said["event"].as_str().unwrap_or_default();
    assert!(
        answer.status == 200 && said["result"] == result && event.starts_with("evt_"),
        "expected 200 {result}, got {} {body}",
        answer.status
    );
    event.to_owned()
}

/// Panics unless the answer is this refusal, in exactly the bytes it always has.
#[track_caller]
pub fn refused(answer: &Result<Answer, NoAnswer>, status: u16, code: &str) {
    let answer = answer.as_ref().expect("an answer");
    let body = String::from_utf8_lossy(&answer.body);
    assert_eq!((answer.status, &*body), (status, &*format!(r#"{{"error":{{"code":"{code}"}}}}"#)));
}
