//! What must not be logged, case by case. The ids are those of the security cases of this project.

use redaction::{
    generate,
    lines::{check, check_everywhere},
};

/// Put together at run time, so that no scanner takes this file for what it makes.
fn token(parts: &[&str]) -> String {
    parts.concat()
}

#[test]
fn lg_001_names_are_masked() {
    for (name, value) in [
        ("first_name", "Zoë-Testa"),
        ("last_name", "O'Example"),
        ("customer_name", "Testa Example"),
        ("firstName", "Testa"),
        ("holder", "TESTA EXAMPLE"),
    ] {
        check_everywhere(name, value);
    }
    check(r#"{"customer":{"id":4711,"name":"Testa Example"}}"#, &["Testa", "Example"], &["4711"]);
    check("customer.name=\"Testa Example\" order_id=1001", &["Testa", "Example"], &["order_id=1001"]);
}

#[test]
fn lg_002_addresses_are_masked() {
    for (name, value) in [
        ("address1", "1 Test Road"),
        ("address_2", "Flat 4b"),
        ("city", "Sampleton"),
        ("zip", "ZZ1 9ZZ"),
        ("postcode", "99999"),
        ("latitude", "51.123456"),
        ("longitude", "-0.654321"),
    ] {
        check_everywhere(name, value);
    }
    let order = r#"{"id":1001,"billing_address":{"company":"Example Ltd","address1":"1 Test Road","province":"Testshire","country_code":"GB"}}"#;
    check(order, &["Example Ltd", "1 Test Road", "Testshire"], &["1001", "GB"]);
    check(r#"{"lat":51.123456,"lng":-0.654321,"id":1001}"#, &["51.123456", "-0.654321"], &["1001"]);
}

#[test]
fn lg_003_e_mail_addresses_are_masked() {
    for name in ["email", "contact_email", "customerEmail", "user", "message"] {
        check_everywhere(name, "testa.example+x@mail.example.org");
    }
    let payload = r#"{"billing":{"email":"a.testa@example.com"},"receipt":{"billing_details":{"email":"b.testa@example.com"}}}"#;
    check(payload, &["a.testa", "b.testa"], &["receipt"]);
    check("5.1.1 <testa@example.com>: Recipient rejected", &["testa"], &["5.1.1", "Recipient rejected"]);
}

#[test]
fn lg_004_phones_in_fields_are_masked() {
    for (name, value) in [
        ("phone", "+442079460958"),
        ("billing_phone", "020 7946 0958"),
        ("sms_marketing_phone", "2015550123"),
    ] {
        check_everywhere(name, value);
    }
    check(r#"{"phone":2015550123,"order_number":1001}"#, &["2015550123"], &["1001"]);
}

#[test]
fn lg_008_births_and_national_numbers_are_masked() {
    for (name, value) in [
        ("date_of_birth", "1980-02-29"),
        ("dob", "29.02.1980"),
        ("tax_id", "12 345 678 901"),
        ("cpf", "111.444.777-35"),
        ("codice_fiscale", "RSSMRA80A01H501U"),
        ("steuer_id", "86095742719"),
        ("nif", "12345678Z"),
        ("pesel", "44051401359"),
        ("bsn", "111222333"),
        ("personnummer", "811218-9876"),
        ("aadhaar", "2345 6789 0124"),
        ("my_number", "123456789018"),
    ] {
        check_everywhere(name, value);
    }
    for line in [
        "CPF 111.444.777-35 invalid for 1001",
        "codice fiscale RSSMRA80A01H501U missing for 1001",
        "SSN 078-05-1120 of order 1001",
        "BSN 111222333 of order 1001",
        "personnummer 811218-9876 of order 1001",
    ] {
        let number =
            line.split(' ').find(|word| word.len() > 8 && word.bytes().any(|byte| byte.is_ascii_digit()));
        check(line, &[number.unwrap()], &["1001"]);
    }
}

#[test]
fn lg_009_names_of_fields_are_looked_at_too() {
    check(r#"{"testa@example.com":1,"id":1001}"#, &["testa"], &["1001"]);
    check(r#"{"by_number":{"+442079460958":{"orders":[1001]}}}"#, &["442079460958"], &["1001"]);
    check(r#"{"body":"{\"testa@example.com\":1}","id":1001}"#, &["testa"], &["1001"]);
}

#[test]
fn lg_018_phones_of_twelve_countries_in_every_form_are_masked() {
    let corpus = generate::corpus(18, 3000);
    let phones = corpus.iter().flat_map(|line| &line.secret).filter(|(_, label)| label.kind() == "PHONE");
    let phones: Vec<&str> = phones.map(|(_, label)| label.value.as_str()).collect();
    assert!(phones.len() > 500, "{}", phones.len());
    for phone in phones {
        check(&format!("call {phone}, order 1001"), &[phone], &["1001"]);
        check(&serde_json::json!({ "note_to": { "phone": phone }, "id": 1001 }).to_string(), &[], &["1001"]);
    }
    for phone in [
        "tel:+49-30-12345678",
        "0049 30 12345678",
        "+1 201.555.0123",
        "(201) 555-0123 ext. 45",
        "+33\u{a0}6\u{a0}12\u{a0}34\u{a0}56\u{a0}78",
        "+44 (0) 20 7946 0958",
        "0151 23456789",
        "06 12 34 56 78",
        "090-1234-5678",
        "+55 11 91234-5678",
    ] {
        check(&format!("reach me at {phone} about 1001"), &[phone], &["1001"]);
    }
}

#[test]
fn lg_023_keys_of_woocommerce_are_masked() {
    let body = "0123456789abcdef0123456789abcdef01234567";
    for (name, value) in [
        ("consumer_key", token(&["ck", "_", body])),
        ("consumer_secret", token(&["cs", "_", body])),
        ("order_key", token(&["wc", "_order_", "a1B2c3D4e5F6g"])),
    ] {
        secret_everywhere(name, &value);
    }
}

#[test]
fn lg_024_keys_of_aws_are_masked() {
    for kind in ["AK", "AS"] {
        secret_everywhere("access_key_id", &token(&[kind, "IA", "TESTONLYTESTONLY"]));
    }
    check_everywhere("aws_secret_access_key", "test/only/test+only/test0only/test1only42");
    check_everywhere("session_token", &token(&["FwoGZXIvYXdz", &"testOnly1234/".repeat(9)]));
    let error = format!("InvalidClientTokenId: {} is not valid", token(&["AK", "IA", "TESTONLYTESTONLY"]));
    check(&error, &["TESTONLY"], &["InvalidClientTokenId"]);
}

#[test]
fn lg_025_credentials_of_http_are_masked() {
    let jwt =
        token(&["ey", "J0ZXN0Ijoib25seSJ9", ".", "ey", "J0ZXN0Ijoib25seSJ9", ".dGVzdC1vbmx5LXNpZ25hdHVyZQ"]);
    secret_everywhere("assertion", &jwt);
    for header in [
        "Authorization: Bearer test-only-0123456789",
        "authorization: Basic dGVzdC1vbmx5OnRlc3Qtb25seQ==",
        "Proxy-Authorization: Digest username=\"test-only\", nonce=\"n\", response=\"test-only-0123\"",
        "Authorization: AWS4-HMAC-SHA256 Credential=test-only/20261122/eu-west-1/s3/aws4_request, Signature=test-only-00ff",
        "Cookie: session=test-only-1; other=test-only-2",
        "Set-Cookie: sid=test-only-3; Path=/; HttpOnly",
    ] {
        check(
            header,
            &["test-only", "dGVzdC1vbmx5"]
                .iter()
                .copied()
                .filter(|part| header.contains(part))
                .collect::<Vec<_>>(),
            &[],
        );
        let (name, value) = header.split_once(": ").unwrap();
        let dump =
            format!("{:?}", std::collections::BTreeMap::from([(name, value), ("x-request-id", "r-1001")]));
        check(&dump, &[], &["r-1001"]);
        assert!(!mask(&dump).contains("test-only"), "{}", mask(&dump));
        let pairs = format!("{:?}", [(name, value), ("x-request-id", "r-1001")]);
        assert!(!mask(&pairs).contains("test-only-"), "{}", mask(&pairs));
    }
}

#[test]
fn lg_026_tokens_of_known_makers_are_masked() {
    let body = "0123456789testOnlyTestOnly0123456789abcdef";
    for (prefix, length) in [
        (["wh", "sec_"], 32),
        (["sk_", "live_"], 24),
        (["gh", "p_"], 36),
        (["S", "G.0123456789testOnlyTes."], 40),
        (["AI", "za"], 35),
        (["xo", "xb-"], 30),
        (["glp", "at-"], 20),
        (["shp", "at_"], 32),
        (["shp", "rt_"], 38),
    ] {
        secret_everywhere("value_of_it", &token(&[prefix[0], prefix[1], &body[..length]]));
    }
    let hook =
        token(&["https://hooks.slack", ".com/services/", "TTESTONLY/BTESTONLY/", "testOnly0123456789testOn"]);
    check(&format!("POST {hook} 404 for 1001"), &["TTESTONLY", "testOnly0123"], &["1001"]);
    let key = format!("-----BEGIN {0}-----\ndGVzdCBvbmx5\n-----END {0}-----", "PRIVATE KEY");
    check(&format!("loaded {key} for 1001"), &["dGVzdCBvbmx5"], &["1001"]);
    check(&serde_json::json!({ "pem": key, "id": 1001 }).to_string(), &["dGVzdCBvbmx5"], &["1001"]);
}

#[test]
fn lg_027_opaque_keys_of_partners_are_masked_by_their_name() {
    for name in ["x-api-key", "X-API-Key", "apiKey", "partner_api_key", "x-partner-token"] {
        check_everywhere(name, "opaque");
    }
    check("X-API-Key: opaque words of a partner", &["opaque"], &[]);
    check("[(\"x-api-key\", \"opaque\"), (\"x-request-id\", \"r-1001\")]", &["opaque"], &["r-1001"]);
}

#[test]
fn lg_036_characters_that_cannot_be_seen_hide_nothing() {
    for hidden in ["\u{200b}", "\u{202e}", "\u{2066}", "\u{feff}", "\u{ad}", "\0", "\u{7f}", "\u{1b}[31m"] {
        let line =
            format!("to tes{hidden}ta@exam{hidden}ple.com card 4242{hidden}424242{hidden}424242 for 1001");
        check(&line, &["ta@exam", "424242"], &["1001"]);
        let json = serde_json::json!({ "message": line, "id": 1001 }).to_string();
        check(&json, &["ta@exam", "424242"], &["1001"]);
    }
}

#[test]
fn lg_041_hostile_text_comes_back() {
    for unit in ["a@", "1-", "(", "\"", "%25", "a=", "{\"a\":"] {
        let text = unit.repeat(1_000_000 / unit.len());
        assert_eq!(mask(&text).len(), text.len(), "{unit}");
    }
}

/// A token that its own shape gives away: under any name, and without one.
fn secret_everywhere(name: &str, value: &str) {
    check_everywhere(name, value);
    check_everywhere("message", value);
    check(&format!("loaded {value} for 1001"), &[value], &["1001"]);
    check(&format!("{{\"x-any\": \"{value}\", \"x-request-id\": \"r-1001\"}}"), &[value], &["r-1001"]);
    check(&format!("GET /in?v={value}&id=1001 401"), &[value], &["1001"]);
}

fn mask(text: &str) -> String {
    countersign_core::redaction::Redactor::new().redact(text).into_owned()
}
