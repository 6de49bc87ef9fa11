//! Addresses of the Internet Protocol.

use std::{net::Ipv6Addr, ops::Range};

use super::{
    Step,
    bytes::{before, run_end, word_end},
    context,
    digits::Groups,
};
use crate::redaction::rule::Rule;

/// The longest way to write one (`ffff:…:255.255.255.255`).
const LONGEST: usize = 45;

/// Addresses of no one: this machine, and all machines.
const NOBODY: [&[u8]; 3] = [b"127.0.0.1", b"0.0.0.0", b"255.255.255.255"];

/// Four numbers with dots between them; not a version number, which nothing but its surroundings tells apart.
pub(super) fn v4(bytes: &[u8], groups: &Groups) -> Option<Step> {
    let range = groups.range(4)?;
    let octets = (0..4).all(|place| groups.len_of(place) <= 3 && groups.value(place) <= 255);
    let sign: &[u8] = if bytes[..range.start].ends_with(b"ip-") { b"-" } else { b"." };
    let dotted = (1..4).all(|place| groups.separator(bytes, place) == sign);
    let alone = before(bytes, range.start) != Some(b'.')
        && !matches!(bytes.get(range.end..), Some([b'.', b'0'..=b'9', ..]));
    if !octets
        || !dotted
        || !alone
        || is_version(bytes, range.start)
        || NOBODY.contains(&&bytes[range.clone()])
    {
        return None;
    }
    Some(Step::found(range, Rule::Ip))
}

/// `Chrome/126.0.0.0`, `version 1.2.3.4`.
fn is_version(bytes: &[u8], at: usize) -> bool {
    let product = before(bytes, at) == Some(b'/') && is_product(&bytes[at.saturating_sub(32)..at - 1]);
    product
        || context::nearest(bytes, at).is_some_and(|word| {
            [b"version".as_slice(), b"build", b"release"]
                .iter()
                .any(|name| word.to_ascii_lowercase().ends_with(name))
                || word.eq_ignore_ascii_case(b"v")
        })
}

/// `Chrome`, but not the protocol of `tcp/198.51.100.7`: a product begins with a capital and goes on without one.
fn is_product(before: &[u8]) -> bool {
    let start = before.iter().rposition(|byte| !byte.is_ascii_alphabetic()).map_or(0, |sign| sign + 1);
    let word = &before[start..];
    word.first().is_some_and(u8::is_ascii_uppercase) && word.iter().any(u8::is_ascii_lowercase)
}

/// An address of version 6 that begins with the word `first`.
pub(super) fn v6(bytes: &[u8], first: Range<usize>) -> Option<Step> {
    let hex = first.len() <= 4 && bytes[first.clone()].iter().all(u8::is_ascii_hexdigit);
    let named =
        bytes[..first.start].last_chunk::<5>().is_some_and(|name| name.eq_ignore_ascii_case(b"ipv6:"));
    let goes_on = before(bytes, first.start) == Some(b':') && !named;
    if !hex || bytes.get(first.end) != Some(&b':') || goes_on {
        return None;
    }
    parse(bytes, first.start)
}

/// An address that begins with the two colons at `at`.
pub(super) fn compressed(bytes: &[u8], at: usize) -> Option<Step> {
    let goes_on = |byte| super::bytes::is_word(byte) || byte == b':';
    let begins = bytes.get(at + 1) == Some(&b':') && !before(bytes, at).is_some_and(goes_on);
    if begins { parse(bytes, at) } else { None }
}

fn parse(bytes: &[u8], start: usize) -> Option<Step> {
    let limit = bytes.len().min(start + LONGEST + 1);
    let in_address = |byte: u8| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.');
    let mut end = run_end(&bytes[..limit], start, in_address);
    while end > start && matches!(bytes[end - 1], b':' | b'.') && !bytes[start..end].ends_with(b"::") {
        end -= 1;
    }
    let whole = end == bytes.len() || word_end(bytes, end) == end;
    let text = std::str::from_utf8(&bytes[start..end]).ok()?;
    let address: Ipv6Addr = text.parse().ok().filter(|_| whole)?;
    // `::`, `::1` and things like `add::` are no one's.
    let someone = address.segments().iter().filter(|segment| **segment != 0).count() > 1;
    (someone && text.bytes().any(|byte| byte.is_ascii_digit())).then(|| Step::found(start..end, Rule::Ip))
}
