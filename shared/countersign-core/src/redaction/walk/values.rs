//! Values: what stands after a sign.

use super::{Walk, bare::Bare, names::Name, patterns};
use crate::redaction::{
    fields::{Container, Field, Value, Verdict},
    layers, mask,
    rule::{Kind, Rule},
    spans::Quote,
};

/// `Some(Ok(Secret("…")))` is about as deep as values are wrapped.
const WRAPPERS: usize = 4;

/// `&crate::orders::Address` and its like are shorter.
const LONGEST_TYPE: usize = 64;

/// A bare word is looked at this far before it is known to be masked.
const PREVIEW: usize = 64;

impl Walk<'_, '_, '_> {
    /// A colon or equals sign.
    pub(super) fn separator(&mut self, at: usize) -> usize {
        let (before, after) = (at.checked_sub(1).map(|at| self.bytes[at]), self.bytes.get(at + 1));
        let double =
            matches!(before, Some(b':' | b'=' | b'!' | b'<' | b'>')) || after == Some(&self.bytes[at]);
        let url = self.bytes.get(at + 1..at + 3) == Some(b"//");
        if double || url {
            return at + 1;
        }
        let Some(name) = self.name_before(at) else { return at + 1 };
        let arrow = usize::from(matches!((self.bytes[at], after), (b'=', Some(b'>')) | (b':', Some(b'='))));
        self.value(at + 1 + arrow, &name)
    }

    /// Handles the value after a sign; answers where to go on.
    fn value(&mut self, after: usize, name: &Name) -> usize {
        if let Some(end) = self.form_field(after, name) {
            return end;
        }
        let label = self.label.take().filter(|_| name.field == Field::Value);
        let (field, place) = match label {
            Some((field, place)) if self.frames.place() != Container::Labelled => (field, place),
            _ => (name.field, name.place),
        };
        // A service's name is nobody's, whatever it holds.
        let of_a_thing = matches!(place, Some(Container::Technical | Container::Goods)) && !self.in_whole();
        let is_name = matches!(field, Field::MaybeName(_));
        let field = if is_name && of_a_thing { Field::Plain } else { field };
        let mut at = after;
        for _ in 0..WRAPPERS {
            at = self.value_start(at, name.quote.is_some());
            at += type_length(&self.bytes[at.min(self.bytes.len())..]);
            match self.wrapper(at) {
                Some(bracket) if self.bytes[bracket] == b'(' && !self.begins_record(bracket) => {
                    self.frames.push(b'(', None);
                    at = bracket + 1;
                }
                Some(bracket) => at = bracket,
                None => break,
            }
        }
        if self.bytes.get(at..).is_some_and(|rest| rest.starts_with(b"#<")) {
            return self.object(at);
        }
        match self.bytes.get(at).copied() {
            Some(b'"' | b'\'' | b'`') => match self.string_at(at) {
                Some(content) if self.is_display_name(&content) => {
                    self.string_value(content, Field::Mask(Kind::Name), None)
                }
                Some(content) => {
                    self.label = self.label_before_value(&content);
                    let is_label = self.label.is_some() && !matches!(field, Field::Mask(_));
                    self.string_value(content, if is_label { Field::Plain } else { field }, place)
                }
                // An apostrophe that a value begins with.
                None => self.bare(at + 1, at + 1, name),
            },
            Some(bracket @ (b'{' | b'[' | b'(')) => self.open(at, bracket, field),
            Some(_) if name.quote.is_some() => {
                self.quote =
                    name.quote.clone().map_or(Quote::None, |quote| Quote::Like(self.text.view.source(quote)));
                self.scalar(at, field, self.quote.clone())
            }
            Some(_) => self.bare(at, after, name),
            None => at,
        }
    }

    /// `#<Address:0x0 @line1="…">`: the names inside say what is what; the class and its place say nothing.
    fn object(&self, at: usize) -> usize {
        let class = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b':');
        at + 2 + self.bytes[at + 2..].iter().take_while(class).count()
    }

    /// Where a value begins: on this line, unless it is JSON's or is enclosed in something.
    fn value_start(&self, at: usize, json: bool) -> usize {
        let start = self.skip_space(at);
        let newline = self.bytes[at.min(start)..start].contains(&b'\n');
        let enclosed = matches!(self.bytes.get(start), Some(b'"' | b'\'' | b'{' | b'[' | b'('))
            || type_length(&self.bytes[start..]) > 0;
        if newline && !json && !enclosed { at } else { start }
    }

    fn skip_space(&self, at: usize) -> usize {
        let rest = self.bytes.get(at..).unwrap_or_default();
        at + rest.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(rest.len())
    }

    /// Where the bracket of `Some(`, `Address {`, `&main.Address{` or `Address[street=` stands.
    fn wrapper(&self, at: usize) -> Option<usize> {
        let rest = self.bytes.get(at..)?;
        let in_type = |byte: &u8| byte.is_ascii_alphanumeric() || b"_.:&*".contains(byte);
        let word = rest.iter().take(LONGEST_TYPE).position(|byte| !in_type(byte))?;
        let named = rest[..word].iter().any(u8::is_ascii_alphabetic) && !rest[0].is_ascii_digit();
        let bracket = match &rest[word..] {
            [b'(' | b'{', ..] => at + word,
            [b'[', ..] if self.begins_record(at + word) => at + word,
            [b' ', b'{', ..] => at + word + 1,
            _ => return None,
        };
        named.then_some(bracket)
    }

    /// Whether the bracket at `at` holds fields with names: `(street=`, `[street: `.
    fn begins_record(&self, at: usize) -> bool {
        let rest = self.bytes.get(at + 1..).unwrap_or_default();
        let name =
            rest.iter().take(LONGEST_TYPE).take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_');
        match rest.get(name.count()..) {
            Some([b'=', next, ..]) => *next != b'=',
            Some([b':', next, ..]) => *next == b' ',
            _ => false,
        }
    }

    /// A number, `true` or `null` of JSON: all of it becomes a string, or nothing does.
    fn scalar(&mut self, at: usize, field: Field, quote: Quote) -> usize {
        let end = self.scalar_end(at);
        self.flush(at);
        let (view, found) = (self.text.view, self.spans.len());
        let part = view.part(at..end);
        match field.verdict(Value { text: part.text(), quoted: false }, self.frames.place()) {
            Verdict::Mask(kind) => self.spans.add_quoted(view, at..end, Rule::Field(kind), quote),
            verdict @ (Verdict::Scan | Verdict::Id) => {
                patterns::scan(part, verdict == Verdict::Id || self.text.id, self.spans);
                if let Some(rule) = self.spans.take_since(found) {
                    self.spans.add_quoted(view, at..end, rule, quote);
                }
            }
        }
        let rest = self.bytes.get(end..).unwrap_or_default();
        let next = rest.iter().find(|byte| !byte.is_ascii_whitespace());
        if self.stands_alone(at) && matches!(next, None | Some(b',' | b']' | b'}')) {
            self.spans.in_value(part, found);
        }
        self.plain = end;
        end
    }

    /// The element of an array that begins at `at`, or the whole of a text, if it is a number; otherwise nothing happens.
    pub(super) fn number_at(&mut self, at: usize) -> usize {
        let start = self.skip_space(at);
        let end = self.scalar_end(start);
        let number = is_number(&self.bytes[start..end]);
        let rest = self.bytes.get(end..).unwrap_or_default();
        let alone = match rest.iter().find(|byte| !byte.is_ascii_whitespace()) {
            Some(b',' | b']') => at > 0,
            Some(_) => false,
            None => at == 0,
        };
        if !number || !alone {
            return at;
        }
        let quote = if self.text.depth == 0 { Quote::Plain } else { self.quote.clone() };
        self.scalar(start, self.element_field(), quote)
    }

    fn scalar_end(&self, at: usize) -> usize {
        let rest = self.bytes.get(at..).unwrap_or_default();
        let in_scalar = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
        at + rest.iter().position(|byte| !in_scalar(byte)).unwrap_or(rest.len())
    }

    /// A value without quotation marks, in a notation that is not JSON's.
    fn bare(&mut self, at: usize, after: usize, name: &Name) -> usize {
        if let Some(length) = mask::length(&self.bytes[at..]) {
            return at + length;
        }
        let place = self.place(name.place);
        if !name.field.can_mask(place) {
            return after;
        }
        let bare = Bare {
            bytes: self.bytes,
            bracket: self.frames.bracket(),
            in_query: name.in_query,
            header: at > after && self.bytes[after - 1] == b':',
        };
        let text = self.text.view.text();
        let mut preview = bare.word_end(at, PREVIEW);
        while !text.is_char_boundary(preview) {
            preview -= 1;
        }
        let word = self.text.view.part(at..preview);
        let decoded = layers::decoded(word);
        let text = decoded.as_ref().map_or(word.text(), |decoded| decoded.view().text());
        let Verdict::Mask(kind) = name.field.verdict(Value { text, quoted: false }, place) else {
            return after;
        };
        let end = bare.end(at, kind);
        self.spans.add(self.text.view, at..end, Rule::Field(kind));
        end.max(after)
    }
}

/// The length of `string(16) ` before a string, as PHP's `var_dump` has it.
fn type_length(text: &[u8]) -> usize {
    let Some(rest) = text.strip_prefix(b"string(") else { return 0 };
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if rest[digits..].starts_with(b") \"") { b"string() ".len() + digits } else { 0 }
}

/// Whether `text` is a number of JSON, more or less: an address of the Internet Protocol is none.
fn is_number(text: &[u8]) -> bool {
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    digits.first().is_some_and(u8::is_ascii_digit)
        && digits.iter().filter(|byte| **byte == b'.').take(2).count() < 2
}
