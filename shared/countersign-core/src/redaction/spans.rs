//! What was found, in order and without overlaps.

use std::ops::Range;

use super::{mask, rule::Rule, tag::Tagger, view::View};

/// A part of the source that is masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// Where it stands, in bytes of the source.
    pub range: Range<usize>,
    /// Why it is masked.
    pub rule: Rule,
}

/// A span, and how to write its mask.
#[derive(Clone, Debug)]
pub(super) struct Hit {
    pub(super) span: Span,
    pub(super) quote: Quote,
    pub(super) tag: Option<mask::Tag>,
    /// Whether it is all that stands between two quotation marks, or becomes so: then its mask changes nothing for what
    /// stands around it.
    pub(super) whole: bool,
}

/// The quotation marks around a mask: where a bare number was JSON, the mask becomes a string.
#[derive(Clone, Debug)]
pub(super) enum Quote {
    None,
    Plain,
    /// As the source spells them here, however deep in strings and encodings.
    Like(Range<usize>),
}

/// Collects what is found in one source.
pub(super) struct Spans<'k> {
    tagger: Option<&'k Tagger>,
    hits: Vec<Hit>,
    /// So many layers of base64 surround the text.
    base64: u8,
}

impl<'k> Spans<'k> {
    pub(super) fn new(tagger: Option<&'k Tagger>) -> Self {
        Self { tagger, hits: Vec::new(), base64: 0 }
    }

    /// For a text that stands in `layers` of base64 in the source.
    pub(super) fn in_base64(layers: u8) -> Self {
        Self { tagger: None, hits: Vec::new(), base64: layers }
    }

    pub(super) fn base64(&self) -> u8 {
        self.base64
    }

    pub(super) fn len(&self) -> usize {
        self.hits.len()
    }

    /// Takes back what was found since there were `len`; answers the first rule of it.
    pub(super) fn take_since(&mut self, len: usize) -> Option<Rule> {
        let rule = self.hits.get(len).map(|hit| hit.span.rule);
        self.hits.truncate(len);
        rule
    }

    pub(super) fn add(&mut self, view: View<'_>, range: Range<usize>, rule: Rule) {
        self.add_quoted(view, range, rule, Quote::None);
    }

    /// Nothing is added for an empty value, nor for one that is a mask already.
    pub(super) fn add_quoted(&mut self, view: View<'_>, range: Range<usize>, rule: Rule, quote: Quote) {
        let value = view.part(range.clone()).text();
        if value.is_empty() || mask::is_mask(value) {
            return;
        }
        let tag = self.tagger.and_then(|tagger| tagger.tag(rule.kind(), value));
        self.hits.push(Hit { span: Span { range: view.source(range), rule }, quote, tag, whole: false });
    }

    /// Notes that the view is all of a value: what was found in it since there were `len` may be all of it, too.
    pub(super) fn in_value(&mut self, view: View<'_>, len: usize) {
        if let [hit] = &mut self.hits[len..] {
            hit.whole = hit.span.range == view.source(0..view.text().len());
        }
    }

    pub(super) fn finish(self) -> Vec<Hit> {
        merged(self.hits)
    }
}

/// Sorted; of those that overlap, the one that begins first gives its rule to all of them.
pub(super) fn merged(mut hits: Vec<Hit>) -> Vec<Hit> {
    hits.sort_by_key(|hit| (hit.span.range.start, std::cmp::Reverse(hit.span.range.end)));
    hits.dedup_by(|next, first| {
        let overlaps = next.span.range.start < first.span.range.end;
        if overlaps && next.span.range.end > first.span.range.end {
            first.span.range.end = next.span.range.end;
            // The value is no longer the one that was tagged.
            first.tag = None;
            first.whole = false;
        }
        overlaps
    });
    hits
}
