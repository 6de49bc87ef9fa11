//! What is measured on.

use crate::{corpus::Line, generate};

/// Lines of one sort.
pub(super) struct Sample {
    pub(super) name: &'static str,
    pub(super) lines: Vec<String>,
}

const SEED: u64 = 7;

/// Lines as a careful service writes them, lines as careless ones do, whole webhooks.
pub(super) fn samples() -> Vec<Sample> {
    let corpus = generate::corpus(SEED, 4000);
    let of = |sources: &[&str]| {
        let of_these = corpus.iter().filter(|line| sources.contains(&line.source.as_str()));
        of_these.map(|line| line.text.clone()).collect()
    };
    vec![
        Sample { name: "clean lines of a service", lines: service_lines() },
        Sample { name: "clean lines of others", lines: of(&["clean"]) },
        Sample {
            name: "mixed log lines",
            lines: of(&["clean", "log_json", "log_kv", "url", "error", "foreign"]),
        },
        Sample { name: "webhooks", lines: of(&["shopify_order", "woo_order", "graphql"]) },
    ]
}

/// What recall and precision are compared on.
pub(super) fn labelled() -> Vec<Line> {
    generate::corpus(SEED, 2000)
}

/// The line that is written for each webhook.
fn service_lines() -> Vec<String> {
    let line = |at: u32| {
        format!(
            "{{\"timestamp\":\"2026-11-22T03:07:{:02}.{:03}Z\",\"level\":\"INFO\",\"message\":\"webhook accepted\",\
             \"function\":\"webhook-intake\",\"stage\":\"prod\",\"request_id\":\"{:08x}-11d3-4ddf-a086-e68292961227\",\
             \"trace_id\":\"1-{:08x}-9b1c9f3c8d0e4f5a6b7c8d9e\",\"store\":\"shopify#acme-store-{}.myshopify.com\",\
             \"topic\":\"orders/create\",\"event\":\"evt_01jd{:08x}k3v9q\",\"outcome\":\"accepted\",\"bytes\":{},\"ms\":{}.25}}",
            at % 60,
            at % 1000,
            at.wrapping_mul(0x9E37_79B1),
            at.wrapping_mul(0x85EB_CA6B),
            at % 40,
            at.wrapping_mul(0xC2B2_AE35),
            7000 + at,
            at % 30,
        )
    };
    (0..400).map(line).collect()
}

/// A piece of text that is repeated to the length of the test.
pub(super) type Hostile = (&'static str, fn(usize) -> String);

/// What makes a careless matcher look at the same bytes again and again.
pub(super) const HOSTILE: &[Hostile] = &[
    ("a@a@a@", |size| repeat("a@", size)),
    ("1-1-1-", |size| repeat("1-", size)),
    ("((((", |size| repeat("(", size)),
    ("deep JSON arrays", |size| repeat("[", size / 2) + &repeat("]", size / 2)),
    ("deep JSON objects", |size| repeat("{\"a\":", size)),
    ("\"\"\"\"", |size| repeat("\"", size)),
    ("strings in strings", strings_in_strings),
    ("\\\\\\\\", |size| repeat("\\", size)),
    ("\\\"\\\"", |size| repeat("\\\"", size)),
    ("''''", |size| repeat("'", size)),
    (" 'a 'a", |size| repeat(" 'a", size)),
    ("%25%25", |size| repeat("%25", size)),
    ("%252525", |size| "%".to_owned() + &repeat("25", size)),
    ("&#&#", |size| repeat("&#", size)),
    ("&amp;&amp;", |size| repeat("&amp;", size)),
    ("&amp;amp;amp;", |size| "&".to_owned() + &repeat("amp;", size)),
    ("\\u0040", |size| repeat("\\u0040", size)),
    ("=-=-", |size| repeat("=-", size)),
    ("a=a=a=", |size| repeat("a=", size)),
    ("name: name: ", |size| repeat("name: ", size)),
    ("::::", |size| repeat(":", size)),
    ("1:1:1:", |size| repeat("1:", size)),
    ("://://", |size| repeat("://", size)),
    ("http://a:b@", |size| repeat("http://a:b@", size)),
    ("base64 of text", |size| repeat("aGVsbG8gd29ybGQg", size)),
    ("base64 in base64", base64_in_base64),
    ("zeros", |size| repeat("0", size)),
    ("4242 4242", |size| repeat("4242 ", size)),
    ("1.1.1.", |size| repeat("1.", size)),
    ("+1 +1 ", |size| repeat("+1 ", size)),
    ("a.a.a.", |size| repeat("a.", size)),
    ("one word", |size| repeat("a", size)),
    ("[at] [at]", |size| repeat("a [at] ", size)),
    ("a <a <", |size| repeat("A <a@b", size)),
    ("<a><a>", |size| repeat("<email>", size)),
    ("-----BEGIN", |size| repeat("-----BEGIN PRIVATE KEY", size)),
    ("eyJeyJ", |size| repeat("eyJ", size)),
    ("eyJ--eyJ--", |size| repeat("eyJ--", size)),
    ("eyJ and half a token", |size| repeat("eyJhbGciOiJI--", size)),
    ("eyJ.eyJ-.", |size| repeat("eyJ-.eyJ--", size)),
    ("shpat_shpat_", |size| repeat("shpa_", size)),
    ("Bearer Bearer", |size| repeat("Bearer ", size)),
    ("code code", |size| repeat("code ", size)),
    ("Some(Some(", |size| repeat("email: Some(", size)),
    ("cookie: a=b; ", |size| repeat("cookie: a=b; ", size)),
    ("full-width digits", |size| repeat("４２", size)),
    ("full-width @", |size| repeat("ａ＠", size)),
    ("no-break spaces", |size| repeat("4\u{a0}", size)),
    ("zero-width", |size| repeat("a\u{200b}", size)),
    ("terminal", |size| repeat("\u{1b}[", size)),
    ("a a a:", |size| repeat("a a a a:", size)),
    ("é:é:", |size| repeat("é:", size)),
    ("emoji", |size| repeat("😀", size)),
    ("masks", |size| repeat("[email]", size)),
    ("half masks", |size| repeat("[email", size)),
    ("VALUES (", |size| repeat("(a) VALUES ('','',", size)),
    ("form-data", |size| repeat("form-data; name=\"a\" ", size)),
    ("a[a[a[", |size| repeat("a[", size)),
    ("[\"email\",", |size| repeat("[\"email\",", size)),
    (";s:5:", |size| repeat("s:5:\"email\";", size)),
    ("e-mail addresses", |size| repeat("jane@example.com ", size)),
    ("numbers in JSON", |size| format!("[{}1]", repeat("4242424242424242,", size))),
];

fn repeat(unit: &str, size: usize) -> String {
    unit.repeat(size / unit.len())
}

/// Documents in strings of documents, as deep as they fit in a thousandth of the text.
fn strings_in_strings(size: usize) -> String {
    let mut text = String::from("{\"note\":1}");
    while text.len() < 400 {
        text = format!("{{\"a\":{}}}", serde_json::Value::from(text));
    }
    repeat(&text, size)
}

fn base64_in_base64(size: usize) -> String {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    let mut text = "nothing in here ".repeat(20);
    while text.len() < size * 2 / 3 {
        text = STANDARD.encode(text);
    }
    text
}
