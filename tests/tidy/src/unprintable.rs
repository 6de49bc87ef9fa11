//! Nothing that holds a secret, a request or a person can be printed, also where a type is private to its file.

use crate::repository::{TextFile, production_code, text_files};

/// Types that hold what must not be told.
const TYPES: [&str; 8] = [
    "RawValue",
    "Zeroizing",
    "SigningKey",
    "ApiKey",
    "KeyRing",
    "NamedKey",
    "PartnerSecret",
    "ShopifyAppSecret",
];

/// Fields that hold it, whatever their type.
const FIELDS: [&str; 13] = [
    "api_key",
    "body",
    "client_secret",
    "credentials",
    "email",
    "headers",
    "phone",
    "previous_client_secret",
    "previous_secret",
    "previous_signing_secret",
    "raw_path",
    "secret",
    "signing_secret",
];

/// `path::Type` and what it may implement all the same, each with its reason.
const EXCEPTIONS: [(&str, &str); 6] = [
    ("shared/countersign-adapters/src/shopify/token.rs::Wire", "it is the body that Shopify is sent"),
    (
        "shared/countersign-adapters/src/woocommerce/webhooks.rs::NewHook",
        "it is the body that a store is sent",
    ),
    (
        "shared/countersign-adapters/src/woocommerce/webhooks.rs::Renewed",
        "it is the body that a store is sent",
    ),
    ("shared/countersign-core/src/config/partners.rs::Partner", "its `secret` is the name of one"),
    ("shared/countersign-core/src/delivery/envelope.rs::Envelope", "it is the body that a partner is sent"),
    (
        "shared/countersign-core/src/tokens/row.rs::ConnectionRow",
        "its `credentials` are a word: whether they work",
    ),
];

/// Types with such a field that derive, or are given, a way to be printed.
fn printable(file: &TextFile) -> Vec<String> {
    let code = production_code(&file.text);
    let mut found = Vec::new();
    for (at, _) in code.match_indices("struct ").chain(code.match_indices("enum ")) {
        let begins_line = code[..at]
            .rsplit('\n')
            .next()
            .is_some_and(|before| before.trim_start().is_empty() || before.trim_start().starts_with("pub"));
        if !begins_line {
            continue;
        }
        let name: String = code[at..]
            .split_whitespace()
            .nth(1)
            .unwrap_or_default()
            .chars()
            .take_while(|c| c.is_alphanumeric())
            .collect();
        let told = tells(&code[at..]) && ways(&code, at, &name);
        found.extend(told.then(|| format!("{}::{name}", file.path)));
    }
    found.retain(|name| !EXCEPTIONS.iter().any(|(excepted, _)| excepted == name));
    found
}

/// Whether the definition has a field that must not be told.
fn tells(definition: &str) -> bool {
    let head = definition.split(['{', ';']).next().unwrap_or_default();
    let tuple = head.contains('(');
    let end = if tuple { definition.find(';') } else { definition.find("\n}") };
    let text = &definition[..end.unwrap_or(definition.len())];
    let words: Vec<_> = text.split(|c: char| !(c.is_alphanumeric() || c == '_')).collect();
    let names = text.lines().filter_map(|line| line.trim().trim_start_matches("pub ").split_once(':'));
    words.iter().any(|word| TYPES.contains(word))
        || names.map(|(name, _)| name).any(|name| FIELDS.contains(&name))
}

fn ways(code: &str, at: usize, name: &str) -> bool {
    let attributes = code[..at].rsplit("\n\n").next().unwrap_or_default();
    let derived = attributes.split("#[derive(").skip(1).filter_map(|rest| rest.split(')').next());
    let listed =
        derived.flat_map(|list| list.split(',')).any(|one| matches!(one.trim(), "Debug" | "Serialize"));
    let written = ["Debug for ", "Display for ", "Serialize for "];
    listed || written.iter().any(|start| code.contains(&format!("{start}{name}")))
}

#[test]
fn lg_030_what_must_not_be_told_cannot_be_printed() {
    let files = text_files();
    let product = files.iter().filter(|file| {
        file.ending() == "rs"
            && ["functions/", "shared/"].iter().any(|folder| file.path.starts_with(folder))
            && !file.path.contains("/tests/")
            && !file.path.contains("/testing/")
    });
    assert_eq!(product.flat_map(printable).collect::<Vec<_>>(), Vec::<String>::new());
}

#[test]
fn lg_030_a_type_that_could_be_printed_is_found() {
    let found = |text: &str| printable(&TextFile::planted("shared/a.rs", text)).len();
    for text in [
        "#[derive(Clone, Debug)]\npub struct Held {\n    key: SigningKey,\n}\n",
        "#[derive(Serialize)]\nstruct Held(Zeroizing<String>);\n",
        "#[derive(Debug)]\npub(crate) enum Held {\n    Body(Box<RawValue>),\n}\n",
        "#[derive(Debug)]\nstruct Request {\n    pub body: String,\n}\n",
        "struct Held {\n    email: String,\n}\n\nimpl fmt::Debug for Held {}\n",
        "struct Held {\n    email: String,\n}\n\nimpl std::fmt::Display for Held {}\n",
    ] {
        assert_eq!(found(text), 1, "{text}");
    }
    for text in [
        "#[derive(Clone)]\npub struct Held {\n    key: SigningKey,\n}\n",
        "#[derive(Debug)]\npub struct Held {\n    count: u64,\n}\n\nstruct Other {\n    body: String,\n}\n",
    ] {
        assert_eq!(found(text), 0, "{text}");
    }
}
