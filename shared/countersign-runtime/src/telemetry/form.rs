//! Forms of ids, names and words. None of them is the form of a person's data or of a secret, and what has the form but
//! would be masked anywhere else is refused as well.

use std::path::Path;

use countersign_core::{
    event::EventId,
    partner::PartnerName,
    store::{Platform, Store},
    topic::Topic,
};

use super::mask::redactor;

const LONGEST_WORD: usize = 40;
const LONGEST_NAME: usize = 200;
const LONGEST_PLACE: usize = 160;

/// How a value must look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// A word of ours: lower-case letters, joined by `_`, and two digits at most: tokens have more.
    Word,
    /// Lambda's id of an invocation.
    Request,
    /// X-Ray's id of a trace.
    Trace,
    Event,
    Store,
    Topic,
    Partner,
    /// A name that an operator gave to something in AWS.
    Name,
    /// A source file and a line in it.
    Place,
}

impl Form {
    /// The part of `text` that is written; none if it does not have the form.
    pub(crate) fn of(self, text: &str) -> Option<&str> {
        match self {
            Self::Word => is_word(text).then_some(text),
            Self::Request => is_dashed_hex(text, &[8, 4, 4, 4, 12]).then_some(text),
            Self::Trace => trace(text),
            Self::Event => EventId::parse(text).map(|_| text),
            Self::Store => is_store(text).then_some(text).filter(public),
            Self::Topic => is_topic(text).then_some(text).filter(public),
            Self::Partner => PartnerName::parse(text).map(|_| text).filter(public),
            Self::Name => is_name(text).then_some(text).filter(public),
            Self::Place => place(text),
        }
    }
}

/// Nothing in it would be masked; of lower-case letters and these marks alone nothing ever is.
fn public(text: &&str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || b"#/-_.".contains(&byte);
    text.bytes().all(plain) || redactor().redact(text) == *text
}

fn is_word(text: &str) -> bool {
    let is_part = |part: &str| part.starts_with(|c: char| c.is_ascii_lowercase());
    let allowed = |byte: u8| byte == b'_' || byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    text.len() <= LONGEST_WORD && digits <= 2 && text.bytes().all(allowed) && text.split('_').all(is_part)
}

fn is_dashed_hex(text: &str, lengths: &[usize]) -> bool {
    let is_hex = |part: &str| part.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let parts = text.split('-');
    parts.clone().all(is_hex) && parts.map(str::len).eq(lengths.iter().copied())
}

/// The trace's own id, alone or in `Root=1-…;Parent=…;Sampled=…`.
fn trace(text: &str) -> Option<&str> {
    let root = text.split(';').find_map(|part| part.strip_prefix("Root=")).unwrap_or(text);
    is_dashed_hex(root, &[1, 8, 24]).then_some(root)
}

fn is_store(text: &str) -> bool {
    Store::parse(text).is_some_and(|store| store.to_string() == text)
}

fn is_topic(text: &str) -> bool {
    let platforms = [Platform::Shopify, Platform::WooCommerce].into_iter();
    let mut topics = platforms.filter_map(|platform| Topic::parse(platform, text));
    topics.any(|topic| topic.name() == text)
}

fn is_name(text: &str) -> bool {
    text.len() <= LONGEST_NAME && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Without the folders that lead to the crate, which are those of the machine that built it.
fn place(text: &str) -> Option<&str> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-+".contains(&byte);
    let (file, line) = text.rsplit_once(':')?;
    let numbered = (1..=7).contains(&line.len()) && line.bytes().all(|byte| byte.is_ascii_digit());
    let source = Path::new(file).extension().is_some_and(|ending| ending == "rs");
    let within = file.rfind("/src/").map_or(0, |src| file[..src].rfind('/').map_or(0, |at| at + 1));
    let short = &text[within..];
    let formed = numbered && source && file.bytes().all(allowed) && short.len() <= LONGEST_PLACE;
    formed.then_some(short)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_has_the_form_is_written() {
        let event = format!("evt_{}", "0f".repeat(16));
        let formed = [
            (Form::Word, "refused_to_start"),
            (Form::Word, "not_utf8"),
            (Form::Request, "8f1c5c0e-2b7d-4f0e-9d55-0f8a4b7a2c11"),
            (Form::Event, &event),
            (Form::Store, "shopify#some-shop.myshopify.com"),
            (Form::Store, "woocommerce#shop-2"),
            (Form::Topic, "orders/create"),
            (Form::Topic, "order.created"),
            (Form::Partner, "warehouse"),
            (Form::Name, "countersign/dev/partner/warehouse"),
            (
                Form::Name,
                "arn:aws:secretsmanager:eu-central-1:123456789012:secret:countersign/dev/journal-AbCdEf",
            ),
            (Form::Place, "functions/webhook-intake/src/lib.rs:12"),
        ];
        for (form, text) in formed {
            let written = form.of(text);
            assert!(written.is_some_and(|written| text.ends_with(written)), "{text}");
        }
    }

    #[test]
    fn only_the_traces_own_id_is_written() {
        let root = "1-5759e988-bd862e3fe1be46a994272793";
        let header = format!("Root={root};Parent=53995c3f42cd8ad8;Sampled=1");
        assert_eq!(Form::Trace.of(&header), Some(root));
        assert_eq!(Form::Trace.of(root), Some(root));
        assert_eq!(Form::Trace.of("Root=jane;Sampled=0"), None);
    }

    #[test]
    fn a_place_does_not_tell_where_it_was_built() {
        let place = "/build/registry/src/index-1/lambda_runtime-1.5.0/src/lib.rs:7";
        assert_eq!(Form::Place.of(place), Some("lambda_runtime-1.5.0/src/lib.rs:7"));
        for text in ["jane.rs", "jane doe.rs:1", "/etc/passwd:1", "a.rs:", "a.rs:x", ""] {
            assert_eq!(Form::Place.of(text), None, "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

        /// What `public` does not ask the redactor about.
        #[test]
        fn nothing_in_plain_letters_is_masked(text in "[a-z#/_.-]{1,80}") {
            prop_assert_eq!(redactor().redact(&text), text.as_str());
        }
    }

    #[test]
    fn people_and_secrets_have_none_of_the_forms() {
        let token = format!("shp{}_{}", "at", "0123456789abcdef".repeat(2));
        let texts = [
            "Jane",
            "jane@example.com",
            "4111111111111111",
            "+14155550133",
            "192.0.2.1",
            "a b",
            &token,
            "é",
            "a\nb",
        ];
        for text in texts {
            for form in [
                Form::Word,
                Form::Request,
                Form::Trace,
                Form::Event,
                Form::Store,
                Form::Topic,
                Form::Partner,
                Form::Name,
                Form::Place,
            ] {
                let name = form == Form::Name && text == "Jane";
                assert!(name || form.of(text).is_none(), "{form:?}: {text}");
            }
        }
    }
}
