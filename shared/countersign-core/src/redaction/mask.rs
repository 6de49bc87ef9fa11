//! How a masked value is written, and how such a mask is known again.

use super::{
    rule::Kind,
    spans::{Hit, Quote},
};

/// No mask is longer, with its hash.
pub(super) const LONGEST: usize = 24;

pub(super) const TAG_BYTES: usize = 3;

/// The short keyed hash in a mask.
pub(super) type Tag = [u8; TAG_BYTES];

/// The source with a mask in the place of each hit.
pub(super) fn apply(source: &str, hits: &[Hit]) -> String {
    let mut masked = String::with_capacity(source.len());
    let mut done = 0;
    for hit in hits {
        let quote = match &hit.quote {
            Quote::None => "",
            Quote::Plain => "\"",
            Quote::Like(range) => source.get(range.clone()).unwrap_or_default(),
        };
        masked.push_str(source.get(done..hit.span.range.start).unwrap_or_default());
        masked.push_str(quote);
        write(&mut masked, hit.span.rule.kind(), hit.tag);
        masked.push_str(quote);
        done = hit.span.range.end;
    }
    masked.push_str(source.get(done..).unwrap_or_default());
    masked
}

fn write(text: &mut String, kind: Kind, tag: Option<Tag>) {
    text.push('[');
    text.push_str(kind.as_str());
    if let Some(tag) = tag {
        text.push(':');
        text.push_str(&crate::hex::encode(&tag));
    }
    text.push(']');
}

/// How long the mask of a hit is, with its quotation marks.
pub(super) fn written_length(hit: &Hit) -> usize {
    let quote = match &hit.quote {
        Quote::None => 0,
        Quote::Plain => 1,
        Quote::Like(range) => range.len(),
    };
    let tag = hit.tag.map_or(0, |tag| 1 + 2 * tag.len());
    hit.span.rule.kind().as_str().len() + 2 + tag + 2 * quote
}

/// Whether the whole of `text` is one mask.
pub(super) fn is_mask(text: &str) -> bool {
    length(text.as_bytes()) == Some(text.len())
}

/// The length of the mask that `bytes` begins with.
pub(super) fn length(bytes: &[u8]) -> Option<usize> {
    let rest = bytes.strip_prefix(b"[").filter(|rest| rest.first().is_some_and(u8::is_ascii_lowercase))?;
    let kind = Kind::ALL.into_iter().map(Kind::as_str).find(|kind| {
        let rest = rest.strip_prefix(kind.as_bytes());
        rest.is_some_and(|rest| matches!(rest.first(), Some(b']' | b':')))
    })?;
    let plain = kind.len() + 2;
    if bytes.get(plain - 1) == Some(&b']') {
        return Some(plain);
    }
    let tagged = plain + 2 * TAG_BYTES;
    let is_tag = bytes.get(plain..tagged)?.iter().all(u8::is_ascii_hexdigit);
    (is_tag && bytes.get(tagged) == Some(&b']')).then_some(tagged + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mask_is_known_again() {
        for mask in ["[email]", "[card]", "[security-code]", "[phone:3fa9c1]"] {
            assert!(is_mask(mask), "{mask}");
        }
        for text in ["email", "[email", "[other]", "[email:3fa9c]", "[email:3fa9cg]", "[email] x", "[]"] {
            assert!(!is_mask(text), "{text}");
        }
    }
}
