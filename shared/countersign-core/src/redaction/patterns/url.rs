//! What URLs give away.

use std::ops::Range;

use super::{
    Step,
    bytes::{before, run_end, starts},
};
use crate::redaction::{fields::is_random, rule::Rule};

/// The longest piece between `://` and a host that is looked at.
const USER_INFO: usize = 512;

/// Hosts whose paths are credentials.
const WEBHOOK_HOSTS: [&[u8]; 4] = [
    b"hooks.slack.com/services/",
    b"hooks.slack.com/workflows/",
    b"discord.com/api/webhooks/",
    b"discordapp.com/api/webhooks/",
];

/// Parts of paths behind which a token opens something.
const OPENING_PATHS: [&[u8]; 10] = [
    b"activate",
    b"authenticate",
    b"checkouts",
    b"confirm",
    b"invitation",
    b"invite",
    b"magic",
    b"reset",
    b"unsubscribe",
    b"verify",
];

/// `user:password` before a host, at the colon of `://`.
pub(super) fn credentials(bytes: &[u8], at: usize) -> Option<Step> {
    if !starts(bytes, at, b"://") {
        return None;
    }
    let start = at + 3;
    let rest = &bytes[start..(start + USER_INFO).min(bytes.len())];
    // The passwords of databases are seldom encoded as a URL asks for.
    let web = [b"http".as_slice(), b"https", b"ftp", b"ws", b"wss"]
        .iter()
        .any(|scheme| bytes[..at].ends_with(scheme));
    let ends = |pair: &[u8]| match pair[0] {
        b'/' => web || pair.get(1) == Some(&b'/'),
        b'?' | b'#' => web,
        byte => matches!(byte, b'"' | b'\'' | b'<' | b'>') || byte.is_ascii_whitespace(),
    };
    let length = (0..rest.len()).position(|at| ends(&rest[at..])).unwrap_or(rest.len());
    let authority = &rest[..length];
    let end = start + authority.iter().rposition(|byte| *byte == b'@')?;
    // Everybody's user name for source code.
    if start == end || bytes[start..end] == *b"git" {
        return Some(Step::on(end + 1));
    }
    let found = Step::found(start..end, Rule::UrlCredentials);
    Some(Step { next: end + 1, ..found })
}

/// A chat's incoming webhook, or a phone number as the path of a messenger's link.
pub(super) fn at_word(bytes: &[u8], word: Range<usize>) -> Option<Step> {
    match bytes[word.start] {
        b'w' => messenger(bytes, word.start),
        b'h' | b'd' => webhook(bytes, word.start),
        _ => None,
    }
    .or_else(|| path_token(bytes, word))
}

/// `/reset/8f5b…`: whoever has the link has the account, or the order.
fn path_token(bytes: &[u8], word: Range<usize>) -> Option<Step> {
    if bytes.get(word.end) != Some(&b'/') || before(bytes, word.start) != Some(b'/') {
        return None;
    }
    let name = &bytes[word.clone()];
    let is_order = name == b"orders";
    if !is_order && !OPENING_PATHS.contains(&name) {
        return None;
    }
    let in_segment = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let first = word.end + 1;
    let number = run_end(bytes, first, |byte| byte.is_ascii_digit());
    let start = if bytes.get(number) == Some(&b'/') { number + 1 } else { first };
    let end = run_end(bytes, start, in_segment);
    let token =
        std::str::from_utf8(&bytes[start..end]).is_ok_and(is_random) && (!is_order || end - start == 32);
    token.then(|| Step::found(start..end, Rule::Token))
}

fn messenger(bytes: &[u8], at: usize) -> Option<Step> {
    let number = at + b"wa.me/".len();
    let plus = usize::from(starts(bytes, at, b"wa.me/") && bytes.get(number) == Some(&b'+'));
    let end = run_end(bytes, number + plus, |byte| byte.is_ascii_digit());
    let is_number = starts(bytes, at, b"wa.me/") && end.saturating_sub(number) >= 7;
    is_number.then(|| Step::found(number..end, Rule::Phone))
}

fn webhook(bytes: &[u8], at: usize) -> Option<Step> {
    let host = WEBHOOK_HOSTS.iter().find(|host| starts(bytes, at, host))?;
    let in_path = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'_' | b'-');
    let end = run_end(bytes, at + host.len(), in_path);
    let scheme = [b"https://".as_slice(), b"http://"];
    let start =
        scheme.iter().find(|scheme| bytes[..at].ends_with(scheme)).map_or(at, |scheme| at - scheme.len());
    Some(Step::found(start..end, Rule::Token))
}
