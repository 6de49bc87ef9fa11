//! Reads a text for its structure: names, values and brackets, in whatever notation.
//!
//! JSON, `Debug` output, query strings, `key=value` pairs, headers, YAML, XML and hashes of scripting languages share
//! four ideas: quoted strings, brackets, a sign between a name and its value, and an end of the value. One tolerant
//! pass that knows these four reads them all, also when they are mixed, nested in strings, cut off or broken. It looks at
//! every byte once per layer of encoding, and layers are counted: linear, whatever the input.

mod bare;
mod elements;
mod forms;
mod names;
mod pairs;
mod rows;
mod strings;
mod values;

use std::ops::Range;

use super::{
    classes,
    fields::{Container, Field},
    frames::Frames,
    layers, patterns,
    spans::{Quote, Spans},
    view::View,
};

/// Strings in strings and encodings of encodings are looked into this deep; deeper ones are only searched for patterns.
const DEEPEST: usize = 8;

/// A text, where it stands, and what is known about it from there.
#[derive(Clone, Copy)]
pub(super) struct Text<'t> {
    view: View<'t>,
    place: Container,
    /// Whether its digits are an identifier's.
    id: bool,
    depth: usize,
    /// Whether the walk around it read the same bytes as something else.
    decoded: bool,
}

impl<'t> Text<'t> {
    pub(super) fn of(source: &'t str) -> Self {
        Self { view: View::of(source), place: Container::Neutral, id: false, depth: 0, decoded: false }
    }

    fn inside(self, view: View<'_>) -> Text<'_> {
        Text { view, depth: self.depth + 1, ..self }
    }
}

/// Finds what has to be masked in `text`.
pub(super) fn walk(text: Text<'_>, spans: &mut Spans<'_>) {
    if text.depth > DEEPEST {
        patterns::scan(text.view, text.id, spans);
        return;
    }
    let frames = Frames::around(text.place);
    let bytes = text.view.bytes();
    let walk = Walk {
        text,
        bytes,
        frames,
        spans,
        plain: 0,
        name: None,
        quote: Quote::None,
        no_apostrophe_before: [0; 2],
        columns: None,
        label: None,
        no_end: None,
    };
    walk.run();
}

struct Walk<'t, 's, 'k> {
    text: Text<'t>,
    bytes: &'t [u8],
    frames: Frames,
    spans: &'s mut Spans<'k>,
    /// Where the stretch outside of strings begins that has not been searched for patterns yet.
    plain: usize,
    /// The string that ended last, if a sign follows that makes it a name.
    name: Option<Range<usize>>,
    /// How this text spells a quotation mark in the source, once one was seen.
    quote: Quote,
    /// Up to here, no apostrophe can end a string, nor a backtick.
    no_apostrophe_before: [usize; 2],
    /// The names of columns, while rows of their values follow (`INSERT INTO … (…) VALUES (…), (…)`).
    columns: Option<Range<usize>>,
    /// What the string before said about the value that follows.
    label: Option<pairs::Label>,
    /// The last quotation mark that ends no string because of what follows it.
    no_end: Option<usize>,
}

impl Walk<'_, '_, '_> {
    fn run(mut self) {
        let mut at = self.number_at(0);
        while let Some(mark) = self.next_mark(at) {
            at = self.step(mark);
        }
        self.flush(self.bytes.len());
    }

    /// The next byte that means something to the structure.
    fn next_mark(&self, from: usize) -> Option<usize> {
        classes::next(self.bytes, from, classes::MARK)
    }

    /// Handles the mark at `at`; answers where to go on, which is always further on.
    fn step(&mut self, at: usize) -> usize {
        if self.bytes[at] == b'(' && self.begins_row(at) {
            return self.row(at);
        }
        match self.bytes[at] {
            b'"' | b'\'' | b'`' => self.string(at),
            bracket @ (b'{' | b'[' | b'(') => self.open(at, bracket, Field::Unknown),
            bracket @ (b'}' | b']' | b')') => {
                self.frames.pop(bracket);
                at + 1
            }
            b',' if self.frames.bracket() == b'[' => self.number_at(at + 1),
            b':' | b'=' => self.separator(at),
            b'>' => self.element(at),
            _ => at + 1,
        }
    }

    /// Where a value stands, if its path says something about that. What is masked as a whole holds nothing else.
    fn place(&self, path: Option<Container>) -> Container {
        path.filter(|_| !self.in_whole()).unwrap_or(self.frames.place())
    }

    /// Whether everything is masked here that is not known to be harmless.
    fn in_whole(&self) -> bool {
        self.frames.place().default_kind().is_some()
    }

    /// Whether a mask for the value at `start` cannot change what the text before it is taken for.
    fn stands_alone(&self, start: usize) -> bool {
        !self.text.decoded && self.no_end.is_none_or(|end| end < start)
    }

    /// Enters a bracket that is the value of `field`, or follows a word that names it (`Address {`).
    fn open(&mut self, at: usize, bracket: u8, field: Field) -> usize {
        if let Some(length) = super::mask::length(&self.bytes[at..]) {
            return at + length;
        }
        if bracket == b'[' {
            self.remote_user(at);
        }
        let inside = field.container().or_else(|| self.word_before(at).container());
        self.frames.push(bracket, inside);
        if bracket == b'[' && field == Field::Id {
            self.frames.hold_ids(true);
        }
        if bracket == b'[' { self.number_at(at + 1) } else { at + 1 }
    }

    /// What an element is that has no name of its own.
    fn element_field(&self) -> Field {
        if self.frames.holds_ids() { Field::Id } else { Field::Unknown }
    }

    /// Searches what stands outside of strings up to `end`.
    fn flush(&mut self, end: usize) {
        let plain = self.plain.min(end)..end;
        self.plain = end;
        if !plain.is_empty() {
            let text = Text { place: self.frames.place(), ..self.text };
            leaf(text.inside(self.text.view.part(plain)), self.spans);
        }
    }
}

/// Searches a text without structure, or what it means once a layer of encoding is taken off.
fn leaf(text: Text<'_>, spans: &mut Spans<'_>) {
    let classes = classes::of(text.view.bytes());
    let decoded = if classes & classes::CODED == 0 { None } else { layers::decoded(text.view) };
    match decoded {
        Some(decoded) => walk(Text { decoded: true, ..text.inside(decoded.view()) }, spans),
        None if classes & classes::TRIGGER == 0 => {}
        None => patterns::scan(text.view, text.id, spans),
    }
}
