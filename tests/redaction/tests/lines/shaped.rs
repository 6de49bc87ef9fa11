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
