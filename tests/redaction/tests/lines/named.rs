//! What the name of a field gives away, in the notations of programming languages and protocols.

use super::check;

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
