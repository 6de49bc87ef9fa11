//! What the name of a field gives away, in the notations of programming languages and protocols.

use super::{check, stay};

#[test]
fn values_in_types_of_every_language() {
    check(&[
        ("address=Address(street='Skolgatan 5')", "address=Address(street='[address]')"),
        ("token=Token(value='opaquevalue')", "token=Token(value='[secret]')"),
        (
            "first_name: Ok(Some(Cow::Borrowed(\"Josefine\")))",
            "first_name: Ok(Some(Cow::Borrowed(\"[name]\")))",
        ),
        ("password: secrecy::SecretString(\"hunter2xyz\")", "password: secrecy::SecretString(\"[secret]\")"),
        (
            "Address:main.Address{Street:\"Skolgatan 5\", City:\"Lund\"}",
            "Address:main.Address{Street:\"[address]\", City:\"[address]\"}",
        ),
        ("@address=#<Address:0x0 @street=\"Skolgatan 5\">", "@address=#<Address:0x0 @street=\"[address]\">"),
        ("firstName=Optional.of(\"Josefine\")", "firstName=Optional.of(\"[name]\")"),
        ("PASSWORD := \"hunter2\"", "PASSWORD := \"[secret]\""),
    ]);
}

#[test]
fn headers_whose_values_have_parts() {
    check(&[
        ("Authorization: Digest username=\"josefine\", response=\"6629fae4\"", "Authorization: [secret]"),
        ("Authorization: Token token=\"opaquevalue12\"", "Authorization: [secret]"),
        ("authorization: GenieKey eb243592-faa2-4ba2-a551-1afdf565c889", "authorization: [secret]"),
        ("Set-Cookie: a=b; Expires=Wed, 21 Oct 2026 07:28:00 GMT; sess=xyzzy", "Set-Cookie: [secret]"),
        ("Cookie: a=\"b c\"; sess=\"xyzzy\"", "Cookie: [secret]"),
    ]);
}

#[test]
fn names_with_numbers_in_other_languages_and_of_several_words() {
    let names = [
        "phone2",
        "customer_phone_1",
        "phone_no",
        "contact_no",
        "DB_PASS",
        "smtpPass",
        "AccountKey",
        "PHPSESSID",
        "connect.sid",
        "csrfmiddlewaretoken",
        "totp",
        "recovery_codes",
        "hmac",
        "signature",
        "Passwort",
        "senha",
        "contraseña",
        "Mot de passe",
        "Telefonnummer",
        "id_number",
        "cnpj",
        "account_no",
        "coords",
        "fname",
        "addr",
        "ship_to",
        "geburtsdatum",
        "ort",
        "straße",
        "prénom",
        "住所",
        "Date of Birth",
        "Postal Code",
        "addressLine4",
        "zip4",
        "fullName1",
    ];
    for name in names {
        let value = "7654321x";
        for line in [format!("{{\"{name}\":\"{value}\"}}"), format!("{name}: {value}")] {
            let masked = countersign_core::redaction::Redactor::new().redact(&line).into_owned();
            assert!(!masked.contains(value), "{masked}");
        }
    }
    check(&[(
        "{\"billing\":{\"company\":\"Quist AB\",\"country\":\"SE\"}}",
        "{\"billing\":{\"company\":\"[address]\",\"country\":\"SE\"}}",
    )]);
}

#[test]
fn values_behind_words_without_a_sign() {
    check(&[
        ("CREATE USER shop WITH PASSWORD 'hunter2xyz'", "CREATE USER shop WITH PASSWORD '[secret]'"),
        ("ALTER USER x IDENTIFIED BY 'hunter2xyz'", "ALTER USER x IDENTIFIED BY '[secret]'"),
        ("invalid password 'hunter2xyz' for user", "invalid password '[secret]' for user"),
        (
            "WHERE last_name LIKE 'Doe%' AND city IN ('Lund', 'Oslo')",
            "WHERE last_name LIKE '[name]' AND city IN ('[address]', '[address]')",
        ),
        (
            "run --password hunter2xyz --api-key abc --order 1001",
            "run --password [secret] --api-key [secret] --order 1001",
        ),
        ("the password is hunter2xyz!", "the password is [secret]"),
        ("token was abcdef1234567890abcdef", "token was [secret]"),
        ("Your verification code is 482913.", "Your verification code is [security-code]."),
        ("root:hunter2xyz@tcp(127.0.0.1:3306)/db", "[secret]@tcp(127.0.0.1:3306)/db"),
        ("connect user:hunter2xyz@host:5432 failed", "connect [secret]@host:5432 failed"),
    ]);
    stay(&[
        "unexpected token '<' and unknown token \"access\"",
        "missing password \"password\" in form",
        "the token is expired, the password is required",
        "error code is 10054",
        "--token-file /run/token --password-stdin --verbose",
        "pulled registry.example/shop@sha256:7b22 at 12:30:45@host",
        "status IN ('paid', 'open') AND id IN ('1001')",
    ]);
}

#[test]
fn values_enclosed_in_something_else() {
    check(&[
        (
            "map[X-Api-Key:[opaquevalue] Content-Type:[application/json]]",
            "map[X-Api-Key:[[secret]] Content-Type:[application/json]]",
        ),
        (
            "password=<hunter2> pass=(hunter2) pwd={hunter2}",
            "password=<[secret]> pass=([secret]) pwd={[secret]}",
        ),
        ("note: |\n  leave it with Anna\n  at Main Street 5\nid: 1001", "note: |\n  [note]\nid: 1001"),
        ("phones:\n  - 0701234567\n  - 5551234\nid: 1001", "phones:\n  - [phone]\n  - [phone]\nid: 1001"),
        ("<param name=\"password\" value=\"hunter2xyz\"/>", "<param name=\"password\" value=\"[secret]\"/>"),
        ("<field name=\"first_name\">Jane</field>", "<field name=\"first_name\">[name]</field>"),
    ]);
    stay(&["token=(expired) password: <nil>", "token: []", "address: [::]:8080", "tags:\n  - blue\n  - red"]);
}

#[test]
fn values_that_end_like_names_or_stand_before_a_brace() {
    check(&[
        (
            "[('email', 'jane@example.com'), ('password', 'hunter2secret')]",
            "[('email', '[email]'), ('password', '[secret]')]",
        ),
        ("SMTP_PASS=hunter2 {\"id\":1}", "SMTP_PASS=[secret] {\"id\":1}"),
        ("iban=KZ91 8612 5KZT 5004 1001 00 bic=X", "iban=[bank-account] bic=X"),
    ]);
}
