//! What gives itself away by its shape.

use super::{check, stay};

#[test]
fn credentials_behind_the_name_of_a_scheme() {
    check(&[
        ("sent with Bearer opaqueopaqueopaqueopaque to", "sent with Bearer [secret] to"),
        ("Bearer\tabc123def456ghi789", "Bearer\t[secret]"),
        ("Bearer  abc123def456ghi789", "Bearer  [secret]"),
        ("Bearer:abc123def456ghi789", "Bearer:[secret]"),
        ("Bearer+abc123def456ghi789", "Bearer+[secret]"),
        ("basic dXNlcjpwYXNz", "basic [secret]"),
    ]);
    stay(&["basic auth failed", "Basic authentication is off", "bearer token expired", "token bearer"]);
}

#[test]
fn a_json_web_token_behind_a_word() {
    let token = ["eyJhbGciOiJIUzI1NiJ9", "eyJzdWIiOiIxIn0", "c2ln"].join(".");
    check(&[(&format!("upload-{token} sent"), "upload-[secret] sent")]);
}

#[test]
fn characters_that_cannot_be_seen_hide_nothing() {
    let unseen =
        "\u{3164}\u{115f}\u{17b4}\u{180b}\u{ffa0}\u{fff9}\u{e0041}\u{e0100}\u{301}\u{20e3}\0\u{8}\u{7f}";
    let unseen = unseen.chars().map(String::from).chain(["\u{1b}[1m".to_owned(), "\u{1b}[0;31m".to_owned()]);
    for sign in unseen {
        let line = format!("4242{sign}4242{sign}4242{sign}4242 and ja{sign}ne@exa{sign}mple.com");
        check(&[(&line, "[card] and [email]")]);
    }
}

#[test]
fn addresses_behind_a_protocol_and_in_the_names_of_hosts() {
    check(&[
        ("tcp/198.51.100.7 src/198.51.100.7 client/198.51.100.7:80", "tcp/[ip] src/[ip] client/[ip]:80"),
        ("ip-198-51-100-7.eu-central-1.compute.internal", "ip-[ip].eu-central-1.compute.internal"),
        ("from [IPv6:2001:db8::7]", "from [IPv6:[ip]]"),
    ]);
    stay(&["Chrome/126.0.0.0", "plugin_version: 7.1.2.3", "version 1.2.3.4"]);
}
