//! Single lines, written by hand, and what must become of them.

use countersign_core::redaction::Redactor;

use crate::escape;

/// Stops the test if a part survives that must not, if one does not that must, or if masking changes what it wrote itself.
///
/// # Panics
/// When that is so, with the line and what became of it.
#[expect(clippy::panic, reason = "this is how a test says what is wrong")]
pub fn check(line: &str, gone: &[&str], kept: &[&str]) {
    let redactor = Redactor::new();
    let masked = redactor.redact(line);
    let survivor = gone.iter().find(|part| masked.contains(**part));
    let lost = kept.iter().find(|part| !masked.contains(**part));
    let unknown = gone.iter().chain(kept).find(|part| !line.contains(**part));
    if let Some(part) = unknown {
        panic!("{part:?} is not in the line {line}");
    }
    if let Some(part) = survivor {
        panic!("{part:?} survives in\n  {masked}\nfrom\n  {line}");
    }
    if let Some(part) = lost {
        panic!("{part:?} is lost in\n  {masked}\nfrom\n  {line}");
    }
    assert_eq!(redactor.redact(&masked), masked, "masked again, from {line}");
}

/// `value` as careless code writes it: in a message, as a field of JSON, of a log line and of a `Debug` dump, in an error,
/// in a URL, in JSON that is a string. It must survive in none; `name` is its field's.
pub fn check_everywhere(name: &str, value: &str) {
    let percent = escape::percent(value);
    let json = serde_json::json!({ name: value, "id": 1001 }).to_string();
    let lines = [
        json.clone(),
        serde_json::json!({ "level": "ERROR", "body": json }).to_string(),
        format!("order_id=1001 {name}={value}"),
        format!("Record {{ id: 1001, {name}: {value:?} }}"),
        format!("Record {{ id: 1001, {name}: Some({value:?}) }}"),
        format!("Record {{\n    id: 1001,\n    {name}: Some(\n        {value:?},\n    ),\n}}"),
        format!("https://shop.example/in?id=1001&{name}={percent}&x=1"),
        format!("{{\"{name}\": {value:?}, \"id\": 1001}} is not valid"),
    ];
    for line in lines {
        check(
            &line,
            &[value, &percent].into_iter().filter(|part| line.contains(*part)).collect::<Vec<_>>(),
            &["1001"],
        );
    }
}
