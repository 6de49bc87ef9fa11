//! When a value counts as leaked, and an identifier as lost.

use super::streams::{alphanumerics, digits, windows};
use crate::corpus::{Label, Line};

/// Stands in for what is labelled; no line holds it.
const BLANK: char = '\0';

/// The output, and the line without its secrets: what the output may repeat.
pub(super) struct Rest<'o> {
    output: &'o str,
    allowed: String,
    output_digits: String,
    allowed_digits: String,
    output_letters: String,
    allowed_letters: String,
}

impl<'o> Rest<'o> {
    pub(super) fn new(line: &Line, output: &'o str) -> Self {
        let allowed = without_secrets(line);
        Self {
            output,
            output_digits: digits(output),
            allowed_digits: digits(&allowed),
            output_letters: alphanumerics(output),
            allowed_letters: alphanumerics(&allowed),
            allowed,
        }
    }

    /// A value leaks when it, as shown or in plain, is in the output more often than outside of all labels, or when a
    /// telling part of it is there: seven digits of a card or phone, six of a national number, ten characters of an
    /// account, what stands before the `@`, twelve characters of a secret.
    pub(super) fn leaks(&self, label: &Label) -> bool {
        label.shown.chars().count() >= 2 && (self.repeats(label) || self.part_survives(label))
    }

    /// An identifier is lost when it is in the output less often than in the line.
    pub(super) fn lost(&self, label: &Label) -> bool {
        let spellings =
            if label.shown == label.value { vec![&label.shown] } else { vec![&label.shown, &label.value] };
        let kept: usize = spellings.into_iter().map(|spelling| count(self.output, spelling)).sum();
        kept < count(&self.allowed, &label.shown)
    }

    fn repeats(&self, label: &Label) -> bool {
        [&label.shown, &label.value].into_iter().any(|spelling| self.is_more_often(spelling))
    }

    fn is_more_often(&self, text: &str) -> bool {
        text.chars().count() >= 2 && count(self.output, text) > count(&self.allowed, text)
    }

    fn part_survives(&self, label: &Label) -> bool {
        let in_digits = |length| {
            let value = digits(&label.value).replace(' ', "");
            windows(&value, length)
                .any(|part| self.output_digits.contains(part) && !self.allowed_digits.contains(part))
        };
        match label.kind() {
            "CARD" | "PHONE" => in_digits(7),
            "NATIONAL_ID" => in_digits(6),
            "IBAN" => windows(&alphanumerics(&label.value), 10)
                .any(|part| self.output_letters.contains(part) && !self.allowed_letters.contains(part)),
            "EMAIL" => {
                let local = label.value.rsplit_once('@').map_or("", |(local, _)| local).trim_matches('"');
                local.chars().count() >= 4 && self.is_more_often(local)
            }
            "SECRET" | "TOKEN" | "CREDENTIAL" | "OAUTH_CODE" | "OAUTH_STATE" | "GIFT_CARD" => {
                windows(&label.value, 12)
                    .any(|part| self.output.contains(part) && !self.allowed.contains(part))
            }
            _ => false,
        }
    }
}

fn without_secrets(line: &Line) -> String {
    let hidden = |at: usize| line.secret.iter().any(|(_, label)| label.range.contains(&at));
    line.text.char_indices().map(|(at, character)| if hidden(at) { BLANK } else { character }).collect()
}

fn count(text: &str, part: &str) -> usize {
    if part.is_empty() { 0 } else { text.matches(part).count() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Tier;

    fn check(text: &str, value: &str, kind: &str, output: &str, expected: bool) {
        let start = text.find(value).unwrap();
        let label = Label {
            range: start..start + value.len(),
            kind: kind.to_owned(),
            value: value.to_owned(),
            shown: value.to_owned(),
            key: String::new(),
        };
        let line = Line {
            id: String::new(),
            source: String::new(),
            text: text.to_owned(),
            secret: vec![(Tier::A, label.clone())],
            keep: Vec::new(),
        };
        assert_eq!(Rest::new(&line, output).leaks(&label), expected, "{output}");
    }

    #[test]
    fn a_value_that_survives_leaks() {
        check("mail jane@example.com", "jane@example.com", "EMAIL", "mail jane@example.com", true);
        check("mail jane@example.com", "jane@example.com", "EMAIL", "mail [email]", false);
    }

    #[test]
    fn a_telling_part_leaks() {
        check("mail jane@example.com", "jane@example.com", "EMAIL", "mail jane@[host]", true);
        check("call 030 1234567 now", "030 1234567", "PHONE", "call [x] 123-4567 now", true);
        check("call 030 1234567 now", "030 1234567", "PHONE", "call [x] 4567 now", false);
        check("pay 4242424242424242", "4242424242424242", "CARD", "pay ****4242", false);
    }

    #[test]
    fn what_stands_elsewhere_in_the_line_does_not_leak() {
        check("Jo jo Jo", "jo", "PERSON", "Jo [name] Jo", false);
        check("a Jo, b Jo", "Jo", "PERSON", "a [name], b Jo", false);
    }
}
