//! Nothing personal and nothing secret in a line of text, whatever wrote it.
//!
//! [`Redactor::redact`] masks, in one pass over each layer of encoding:
//!
//! * what a field's *name* gives away, in JSON, `Debug` output, query strings, `key=value` pairs, headers, YAML and XML;
//! * what a value's own *shape* gives away: e-mail addresses, telephone numbers, cards, bank accounts, IP addresses,
//!   national numbers, tokens and keys;
//! * both also when they are escaped, percent-encoded, HTML-encoded, written in other scripts' digits or interrupted by
//!   characters that cannot be seen.
//!
//! What operators need stays: ids of orders, requests and webhooks, shops, topics, amounts, times, tracking numbers.
//! The time it takes grows with the length of the text and nothing else; a text with nothing to mask is not copied; JSON
//! stays JSON; and masking what is masked changes nothing. Mask first, then [`cap`]: a cut could hide from the rules
//! what a value is.

mod cap;
mod fields;
mod frames;
mod layers;
mod luhn;
mod mask;
mod patterns;
mod rule;
mod spans;
mod tag;
mod view;
mod walk;

use std::borrow::Cow;

pub use cap::cap;
pub use rule::{Kind, Rule};
pub use spans::Span;

use crate::keys::SigningKey;
use spans::{Hit, Spans};
use tag::Tagger;

/// Masks what must not be written down.
#[derive(Default)]
pub struct Redactor {
    tagger: Option<Tagger>,
}

impl Redactor {
    /// Masks say what was there and no more: `[email]`.
    pub fn new() -> Self {
        Self::default()
    }

    /// Masks carry a short keyed hash of what was there, so that lines about one person can be joined: `[email:3fa9c1]`.
    pub fn keyed(key: SigningKey) -> Self {
        Self { tagger: Some(Tagger::new(key)) }
    }

    /// `text` without what must not be written down; borrowed if that is all of it.
    pub fn redact<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let hits = self.hits(text);
        if hits.is_empty() { Cow::Borrowed(text) } else { Cow::Owned(mask::apply(text, &hits)) }
    }

    /// What `redact` would mask, in order and without overlaps, and why.
    pub fn explain(&self, text: &str) -> Vec<Span> {
        self.hits(text).into_iter().map(|hit| hit.span).collect()
    }

    fn hits(&self, text: &str) -> Vec<Hit> {
        let mut spans = Spans::new(self.tagger.as_ref());
        walk::walk(walk::Text::of(text), &mut spans);
        spans.finish()
    }
}
