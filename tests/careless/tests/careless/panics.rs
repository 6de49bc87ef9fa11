//! A panic tells where it happened, and nothing of its message.

use local_stack::lambda::InvokeOutcome;

use crate::{
    canaries::bare_name,
    function::{Function, lines},
};

#[test]
fn no_panic_tells_what_it_was_about() {
    for then in ["panic", "unwrap", "expect", "panic_in_thread", "panic_while_logging"] {
        let (function, name) = (Function::start(), bare_name());
        // No rule could know the name: if the message came out anywhere, so would the name.
        let outcome = function.invoke(&name, "nowhere", then);
        let InvokeOutcome::FunctionError(error) = outcome else { panic!("{then}: {outcome:?}") };
        assert_eq!(error.error_type, "Runtime.ExitError", "{then}: {error:?}");
        let records = function.end(&[name]);
        let lines = lines(&records);
        let [line] = &lines[..] else { panic!("{then}: not one line but {lines:?}") };
        assert_eq!((&line["outcome"], &line["code"]), (&"crashed".into(), &"panic".into()), "{then}: {line}");
        assert!(line["place"].as_str().unwrap().contains(".rs:"), "{then}: {line}");
        if then != "panic_in_thread" {
            assert_eq!(line["request_id"].as_str().map(str::len), Some(36), "{then}: {line}");
        }
    }
}
