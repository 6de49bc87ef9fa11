//! Nothing in the tree looks like a secret that works. Prefixes are put together at run time, so that neither this file
//! nor a stranger's scanner takes them for what they look for.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::repository::{TextFile, text_files};

/// A prefix, and how many characters of a token follow it.
type Shape = (String, usize);

fn shapes() -> Vec<Shape> {
    let shopify = ["at", "ca", "pa", "ss", "rt", "ua"].map(|kind| (["shp", kind, "_"].concat(), 16));
    let woocommerce = ["ck", "cs"].map(|kind| ([kind, "_"].concat(), 40));
    let aws = ["AK", "AS"].map(|kind| ([kind, "IA"].concat(), 16));
    let others = [
        (["wh", "sec_"].concat(), 16),
        (["sk_", "live_"].concat(), 16),
        (["gh", "p_"].concat(), 36),
        (["xox", "b-"].concat(), 16),
    ];
    shopify.into_iter().chain(woocommerce).chain(aws).chain(others).collect()
}

fn secrets_in(file: &TextFile) -> Vec<String> {
    let mut found: Vec<_> = shapes().iter().flat_map(|shape| tokens(&file.text, shape)).collect();
    found.retain(|token| !says_it_is_none(token));
    let key_block = ["-----BEGIN ", "PRIVATE KEY-----"];
    if file.text.lines().any(|line| line.starts_with(key_block[0]) && line.trim_end().ends_with(key_block[1]))
    {
        found.push("a private key".to_owned());
    }
    found
        .iter()
        .map(|token| format!("{}: {}…", file.path, token.chars().take(12).collect::<String>()))
        .collect()
}

fn tokens(text: &str, (prefix, least): &Shape) -> Vec<String> {
    let part = |c: char| c.is_ascii_alphanumeric() || "_-+/=".contains(c);
    let starts = text.match_indices(prefix.as_str()).map(|(at, _)| at);
    let whole_words = starts.filter(|at| !text[..*at].ends_with(|c: char| c.is_ascii_alphanumeric()));
    let tokens = whole_words.map(|at| text[at..].chars().take_while(|c| part(*c)).collect::<String>());
    tokens.filter(|token| token.len() >= prefix.len() + least).collect()
}

/// How tokens begin, after their prefix, that their makers published for everybody to test with.
const PUBLISHED: [(&str, &str); 2] = [
    ("MfKQ9r8G", "vector of the Standard Webhooks libraries"),
    ("C2FVsBQI", "vector of the Standard Webhooks libraries"),
];

/// Tokens made for tests say so, in the clear or in the bytes they stand for. AWS's own examples say EXAMPLE.
fn says_it_is_none(token: &str) -> bool {
    let tail = token.rsplit('_').next().unwrap_or_default();
    if PUBLISHED.iter().any(|(start, _)| tail.starts_with(start)) {
        return true;
    }
    let bytes = STANDARD.decode(tail).unwrap_or_default();
    let meaning = String::from_utf8_lossy(&bytes).to_lowercase();
    let words = token.to_lowercase() + " " + &meaning;
    ["test", "example", "not-a-real"].iter().any(|word| words.contains(word))
}

#[test]
fn no_file_holds_a_secret() {
    let found: Vec<_> = text_files().iter().flat_map(secrets_in).collect();
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn every_shape_of_secret_is_found() {
    for (prefix, length) in shapes() {
        let token: String = prefix.chars().chain("0a1b2c3d4e".chars().cycle().take(length)).collect();
        let file = TextFile::planted("docs/x.md", &format!("key = \"{token}\""));
        assert_eq!(secrets_in(&file).len(), 1, "{prefix}");
    }
    let key = ["-----BEGIN ", "EC ", "PRIVATE KEY-----"].concat();
    assert_eq!(secrets_in(&TextFile::planted("x.pem", &key)).len(), 1);
}

#[test]
fn a_secret_made_or_published_for_tests_is_welcome() {
    let in_the_clear = ["shp", "at_", "test-token-of-nobody"].concat();
    let in_its_bytes = ["wh", "sec_", &STANDARD.encode("test signing secret, 32 bytes..!")].concat();
    let published = ["wh", "sec_", "MfKQ9r8G", "0a1b2c3d4e5f"].concat();
    for token in [in_the_clear, in_its_bytes, published] {
        assert_eq!(secrets_in(&TextFile::planted("x.rs", &token)), Vec::<String>::new());
    }
}
