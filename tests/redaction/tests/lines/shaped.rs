//! What gives itself away by its shape.

use base64::{Engine as _, engine::general_purpose::STANDARD};

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

#[test]
fn cards_with_any_sign_between_their_groups() {
    for sign in
        "·_,:\t|+*~・‧'⁃•/\n".chars().map(String::from).chain([" - ", "  ", " · ", ", "].map(String::from))
    {
        let printed = |groups: &[&str]| groups.join(&sign);
        let visa = printed(&["4242", "4242", "4242", "4242"]);
        let amex = printed(&["3782", "822463", "10005"]);
        check(&[
            (&format!("paid {visa} ok"), "paid [card] ok"),
            (&format!("paid {amex} ok"), "paid [card] ok"),
        ]);
    }
    stay(&[
        "sizes 4000,4001,4002,4003,4004",
        "orders 4242,4242,4242,4242",
        "{\"counts\":[4242,4242,4242,4242]}",
        "took 4242:4242:4242:4243",
    ]);
}

#[test]
fn cards_with_letters_beside_them() {
    check(&[
        ("card4242424242424242 n4242424242424242x", "card[card] n[card]x"),
        ("4242424242424242EUR EUR4242424242424242", "[card]EUR EUR[card]"),
        ("4242424242424242_1", "[card]_1"),
        ("track1 %B4242424242424242^DOE/JANE^28121011234567890?", "track1 %B[card]?"),
        ("paid ④②④②④②④②④②④②④②④② ok", "paid [card] ok"),
    ]);
    stay(&[
        "order4242424242424242",
        "ORD4242424242424242 INV4242424242424242",
        "order_4242424242424242",
        "1Z4242424242424242",
        "file a4242424242424241.png",
    ]);
}

#[test]
fn base64_of_more_than_text() {
    let latin = [br#"{"email":"jane@example.com","city":"Malm"#.as_slice(), b"\xf6\"}"].concat();
    let framed = [b"\0\x01\x02".as_slice(), br#"{"email":"jane@example.com","id":1}"#].concat();
    let wide: Vec<_> = r#"{"email":"jane@example.com"}"#.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [latin, framed, wide] {
        check(&[(&format!("body {} sent", STANDARD.encode(bytes)), "body [email] sent")]);
    }
    let piece = STANDARD.encode(r#"{"first_name":"Jane","city":"Sampleton"}"#);
    check(&[(&format!("/cb/{}/x", piece.trim_end_matches('=')), "/cb/[name]/x")]);
    stay(&["AAAAAAAAAAAAAAAAAAAAAAAA", "countersign-prod-partner-delivery/orders/2026/11/22"]);
}

#[test]
fn texts_as_the_numbers_of_their_bytes() {
    let text = br#"{"email":"jane@example.com"}"#;
    let hex = text.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    check(&[
        (&format!("raw {hex} sent"), "raw [email] sent"),
        (&format!("body={text:?} sent"), "body=[\"[email]\"] sent"),
    ]);
    stay(&[
        "sizes [104, 101, 108, 108, 111, 32, 119, 111, 114, 108, 100, 33, 10]",
        "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]",
    ]);
}

/// As many letters and digits without order.
fn scrambled(length: usize) -> String {
    "q7Rz2LmX9cVb4KpT".chars().cycle().take(length).collect()
}

#[test]
fn tokens_of_many_makers() {
    let hex = "0123456789abcdef".repeat(2);
    let prefixes = [
        "gldt-",
        "glrt-",
        "glptt-",
        "glsoat-",
        "GOCSPX-",
        "hf_",
        "dckr_pat_",
        "sntrys_",
        "glsa_",
        "glc_",
        "NRAK-",
        "PMAK-",
        "lin_api_",
        "ATATT3",
        "doo_v1_",
        "hvb.",
        "live_",
        "test_",
        "ntn_",
        "pscale_tkn_",
        "figd_",
        "dp.pt.",
        "acme_live_api_",
        "v1.0-",
        "1//0",
        "123456789:AA",
        "EAAA",
        "access_token$production$",
    ];
    for prefix in prefixes {
        let token = format!("{prefix}{}", scrambled(40));
        check(&[(&format!("failed using {token} (403)"), "failed using [secret] (403)")]);
    }
    for token in
        [format!("key-{hex}"), format!("SK{hex}"), format!("{hex}-us12"), format!("b{}-us2", &hex[1..])]
    {
        check(&[(&format!("failed using {token} (403)"), "failed using [secret] (403)")]);
    }
    let sealed = ["eyJhbGciOiJkaXIifQ", "", "c2VjcmV0aXY", "Y2lwaGVy", "dGFn"].join(".");
    check(&[(&format!("JWE {sealed} sent"), "JWE [secret] sent")]);
}

#[test]
fn hashes_of_passwords() {
    let body = scrambled(53);
    for hash in [
        format!("$2y$10${body}"),
        format!("$P$B{}", &body[..30]),
        format!("$argon2id$v=19$m=65536,t=3,p=4${body}"),
        format!("$6$salt${body}"),
    ] {
        check(&[(&format!("the hash is {hash} of user 7"), "the hash is [secret] of user 7")]);
    }
    stay(&["costs $5 or $6", "WHERE id = $1 AND $2"]);
}

#[test]
fn identifiers_with_a_word_in_front() {
    for prefix in ["pi_", "ch_", "cus_", "req_", "evt_", "order_", "msg_"] {
        stay(&[&format!("payment {prefix}{} done", scrambled(24))]);
    }
    stay(&[
        "ok test_parse_order_with_very_long_name_2",
        "get_user2ByNameAndPasswordHandler failed",
        "pod webhook-intake-7d9f8b6c5d-x2v4k",
        "trace_4bf92f3577b34da6a3ce929d0e0e4736",
        "shop_4bf92f3577b34da6a3ce929d0e0e4736",
    ]);
}

#[test]
fn less_usual_encodings() {
    for mail in [
        "jane&#64example.com",
        "jane&#00000064;example.com",
        "caf&eacute;@example.com",
        "jane@ex&auml;mple.com",
        "jane%u0040example.com",
        r"jane\100example.com",
    ] {
        check(&[(&format!("from {mail} to"), "from [email] to")]);
    }
    stay(&["R&D &#; &#x; &amp %u00 C:\\100 &number; 100%under"]);
}

#[test]
fn telephone_numbers_behind_a_scheme() {
    check(&[
        ("sms:2025550143 tel:2025550143", "sms:[phone] tel:[phone]"),
        ("TEL;TYPE=CELL:0701234567", "TEL;TYPE=CELL:[phone]"),
    ]);
}
