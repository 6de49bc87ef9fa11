//! Where a value ends that nothing encloses.

use crate::redaction::rule::Kind;

/// The surroundings of a bare value.
pub(super) struct Bare<'t> {
    pub(super) bytes: &'t [u8],
    /// The innermost open bracket, or zero.
    pub(super) bracket: u8,
    pub(super) in_query: bool,
    /// Whether a colon and a space stand before it, as in headers, YAML and prose.
    pub(super) header: bool,
}

/// Schemes that stand before the credentials of an `Authorization` header.
const SCHEMES: [&[u8]; 8] =
    [b"basic", b"bearer", b"digest", b"token", b"apikey", b"negotiate", b"hawk", b"aws4-hmac-sha256"];

/// A part of a cookie in quotation marks is shorter.
const LONGEST_PART: usize = 4096;

/// `, 21 Oct 2026 07:28:00 GMT`.
const LONGEST_DAY: usize = 28;

/// Small words inside of names.
const PARTICLES: [&[u8]; 14] = [
    b"van", b"von", b"der", b"den", b"de", b"da", b"do", b"dos", b"del", b"della", b"di", b"la", b"le", b"af",
];

impl Bare<'_> {
    /// The end of the word at `at`, or of its first bytes.
    pub(super) fn word_end(&self, at: usize, most: usize) -> usize {
        let rest = self.bytes.get(at..).unwrap_or_default();
        let rest = &rest[..rest.len().min(most)];
        let length = (0..rest.len()).find(|length| self.ends_word(at + length)).unwrap_or(rest.len());
        let word = &rest[..length];
        let trailing = word.iter().rev().take_while(|byte| matches!(byte, b',' | b';' | b'.')).count();
        at + (length - trailing).max(usize::from(length > 0))
    }

    /// The end of a value of this kind.
    pub(super) fn end(&self, at: usize, kind: Kind) -> usize {
        let word = self.word_end(at, usize::MAX);
        match kind {
            _ if self.in_query => word,
            Kind::Secret => self.secret_end(at, word),
            Kind::Phone | Kind::Card | Kind::BankAccount | Kind::NationalId => self.number_end(word),
            Kind::Name | Kind::Address | Kind::Note => self.text_end(word, kind),
            Kind::Email | Kind::Ip | Kind::SecurityCode | Kind::Location | Kind::BirthDate => word,
        }
    }

    fn ends_word(&self, at: usize) -> bool {
        match self.bytes[at] {
            b'"' | b'\'' | b'`' | b'<' | b'>' => true,
            // `&#64;` is a character, not the next pair.
            b'&' => self.bytes.get(at + 1) != Some(&b'#'),
            // One layer of encoding further in, a string ends here.
            b'\\' => matches!(self.bytes.get(at + 1), Some(b'"' | b'\'' | b'\\')),
            b'#' => self.in_query,
            b',' | b'}' | b')' | b']' => self.bracket != 0,
            byte => byte.is_ascii_whitespace(),
        }
    }

    /// Credentials after their scheme, all parts of a cookie.
    fn secret_end(&self, at: usize, word: usize) -> usize {
        let first = &self.bytes[at..word];
        let scheme = SCHEMES.iter().any(|scheme| first.eq_ignore_ascii_case(scheme))
            || self.header && is_named(&self.bytes[..at], b"authorization") && is_scheme(first);
        if scheme && self.bytes.get(word) == Some(&b' ') {
            let first = &self.bytes[word + 1..];
            // Named parts, some of them in quotation marks: they fill the line.
            let parts = first.iter().position(|byte| !byte.is_ascii_alphanumeric());
            if parts.is_some_and(|sign| {
                first[sign] == b'=' && first.get(sign + 1).is_some_and(|next| *next != b'=')
            }) {
                return self.line_end(word);
            }
            let end = self.word_end(word + 1, usize::MAX);
            return self.parts_end(end, b',');
        }
        self.cookie_end(word)
    }

    /// All parts of a cookie: some in quotation marks, one of them a day with a comma and spaces.
    fn cookie_end(&self, word: usize) -> usize {
        let mut end = self.part_end(word);
        while self.bytes.get(end) == Some(&b';') && self.bytes.get(end + 1) == Some(&b' ') {
            let next = self.part_end(self.word_end(end + 2, usize::MAX));
            if next <= end + 2 {
                break;
            }
            end = next;
        }
        end
    }

    /// The end of a part of a cookie whose first word ends at `end`.
    fn part_end(&self, end: usize) -> usize {
        let rest = &self.bytes[end..(end + LONGEST_PART).min(self.bytes.len())];
        let quoted = rest.first() == Some(&b'"') && self.bytes[..end].ends_with(b"=");
        let length = if quoted {
            rest[1..].iter().position(|byte| matches!(byte, b'"' | b'\n')).map_or(0, |at| at + 2)
        } else if rest.starts_with(b", ") {
            let day = &rest[..rest.len().min(LONGEST_DAY)];
            day.windows(4).position(|zone| zone == b" GMT").map_or(0, |at| at + 4)
        } else {
            0
        };
        end + length
    }

    fn line_end(&self, at: usize) -> usize {
        let rest = self.bytes.get(at..).unwrap_or_default();
        at + rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(rest.len())
    }

    /// Goes on while `sign` and a space join another `name=value` to what was read.
    fn parts_end(&self, mut end: usize, sign: u8) -> usize {
        while self.bytes.get(end) == Some(&sign) && self.bytes.get(end + 1) == Some(&b' ') {
            let next = self.word_end(end + 2, usize::MAX);
            if next <= end + 2 {
                break;
            }
            end = next;
        }
        end
    }

    /// Groups of digits after the first.
    fn number_end(&self, mut end: usize) -> usize {
        while self.bytes.get(end) == Some(&b' ') {
            let next = self.word_end(end + 1, usize::MAX);
            let group = &self.bytes[end + 1..next];
            let digits = group.iter().filter(|byte| byte.is_ascii_digit()).count();
            let is_group =
                digits >= 2 && group.iter().all(|byte| byte.is_ascii_digit() || b"-.()/".contains(byte));
            if !is_group {
                break;
            }
            end = next;
        }
        end
    }

    /// Words after the first: to the end of the clause where a clause can be told, else as long as they look like more of
    /// the same.
    fn text_end(&self, mut end: usize, kind: Kind) -> usize {
        let clause = self.header || self.bracket != 0 || kind == Kind::Note;
        while self.bytes.get(end) == Some(&b' ') {
            let next = self.word_end(end + 1, usize::MAX);
            let word = &self.bytes[end + 1..next];
            let names = word.contains(&b'=')
                || word.ends_with(b":")
                || word.starts_with(b"[")
                || self.bracket == b'{' && is_go_field(word);
            if word.is_empty() || names || !(clause || is_more_of_a_name(word)) {
                break;
            }
            end = next;
        }
        end
    }
}

/// Whether the name that ends with a sign and spaces at the end of `before` is `name`, or ends with it.
fn is_named(before: &[u8], name: &[u8]) -> bool {
    let before = before.trim_ascii_end();
    let start = before.len().checked_sub(name.len() + 1);
    start.is_some_and(|start| before[start..before.len() - 1].eq_ignore_ascii_case(name))
}

/// Letters only: a word that credentials may follow.
fn is_scheme(word: &[u8]) -> bool {
    (2..=24).contains(&word.len()) && word.iter().all(|byte| byte.is_ascii_alphabetic() || *byte == b'-')
}

/// `Name:value`, as Go prints what a struct holds.
fn is_go_field(word: &[u8]) -> bool {
    let name = word.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    name > 0 && word.get(name) == Some(&b':') && word[0].is_ascii_uppercase()
}

fn is_more_of_a_name(word: &[u8]) -> bool {
    !word[0].is_ascii_lowercase() && !b"[({|".contains(&word[0]) || PARTICLES.contains(&word)
}
