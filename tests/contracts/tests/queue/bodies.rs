//! Whatever stands in a message is one of ours or nothing.

use contracts::entries::event;
use countersign_adapters::sqs::parse_message;
use countersign_core::ports::DeliveryMessage;

const EVENT: &str = "evt_01000000000000000000000000000002";

#[test]
fn what_the_pipe_sends_is_a_message() {
    let message = DeliveryMessage { event: event(1), partner: None };
    for body in [
        format!(r#"{{"event": "{EVENT}"}}"#),
        format!("\n{{ \"event\"\t:\"{EVENT}\" }} "),
        format!(r#"{{"event":"{EVENT}","partner":null}}"#),
        format!(r#"{{"event":"{EVENT}","of_a_later_version":{{"a":[1,2]}}}}"#),
    ] {
        assert_eq!(parse_message(&body).as_ref(), Some(&message), "{body}");
    }
}

#[test]
fn hostile_bodies_are_no_messages() {
    let deep = format!(r#"{{"event":"{EVENT}","x":{}}}"#, "[".repeat(100_000));
    let long = format!(r#"{{"event":"{EVENT}","partner":"{}"}}"#, "a".repeat(250_000));
    let twice = format!(r#"{{"event":"{EVENT}","event":"{EVENT}"}}"#);
    let upper = format!(r#"{{"event":"{}"}}"#, EVENT.to_uppercase());
    let partners = ["", "-a", "a b", "../x", "Warehouse", "w\\u0000", "caf\u{e9}"]
        .map(|name| format!(r#"{{"event":"{EVENT}","partner":"{name}"}}"#));
    let kinds = ["1", "true", "[]", "{}"].map(|value| format!(r#"{{"event":"{EVENT}","partner":{value}}}"#));
    let short = format!(r#"{{"event":"{}"}}"#, &EVENT[..35]);
    let padded = format!(r#"{{"event":" {EVENT}"}}"#);
    let trailing = format!(r#"{{"event":"{EVENT}"}}{{}}"#);
    let marked = format!("\u{feff}{{\"event\":\"{EVENT}\"}}");
    let bare = ["", "null", "[]", "{}", "\"evt\"", "0", r#"{"event":null}"#, r#"{"event":["evt_"]}"#, "\0"];
    let others = [deep, long, twice, upper, short, padded, trailing, marked];
    let all = bare.map(str::to_owned).into_iter().chain(partners).chain(kinds).chain(others);
    for body in all {
        let shown: String = body.chars().take(120).collect();
        assert_eq!(parse_message(&body), None, "{shown}");
    }
}
