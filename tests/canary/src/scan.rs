//! The search itself: every spelling of every value in one pass.

use std::{collections::BTreeSet, fmt};

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};

use crate::{Form, View, forms::needles, views};

/// A value that is shorter would be met by chance.
pub const SHORTEST: usize = 7;

/// Only so short a text is searched under two encodings. Each level costs several times the one before.
const DEEPLY: usize = 256 * 1024;

/// A value that may not be met.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Planted {
    /// What it is, for whoever reads that it was found; several values may share a name.
    pub name: String,
    /// The value.
    pub value: String,
}

/// Where and how a value was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding<'c> {
    /// Which.
    pub planted: &'c Planted,
    /// In which spelling.
    pub form: Form,
    /// Under which encoding of the text, the outermost one if there are two.
    pub view: View,
}

/// Values to be searched for together.
pub struct Canaries {
    planted: Vec<Planted>,
    searches: [Search; 2],
}

/// The spellings in which capitals make a difference, or those in which they make none.
struct Search {
    automaton: AhoCorasick,
    /// For each pattern, the value and its form.
    meanings: Vec<(usize, Form)>,
}

impl Canaries {
    /// Panics for a value that is too short to be searched for.
    pub fn new(planted: impl IntoIterator<Item = Planted>) -> Self {
        let planted: Vec<_> = planted.into_iter().collect();
        for Planted { name, value } in &planted {
            assert!(value.len() >= SHORTEST, "{name} {value:?} could be met by chance");
        }
        let searches = [true, false].map(|exact| Search::new(&planted, exact));
        Self { planted, searches }
    }

    /// How many values are searched for.
    pub fn len(&self) -> usize {
        self.planted.len()
    }

    /// Whether nothing is searched for.
    pub fn is_empty(&self) -> bool {
        self.planted.is_empty()
    }

    /// Every value that stands in `bytes`, with each way in which it does.
    pub fn find(&self, bytes: &[u8]) -> BTreeSet<Finding<'_>> {
        let mut findings = BTreeSet::new();
        self.look(View::Plain, bytes, &mut findings);
        for (view, text) in views::others(bytes) {
            self.look(view, &text, &mut findings);
            for (_, text) in views::others(&text).filter(|_| bytes.len() <= DEEPLY) {
                self.look(view, &text, &mut findings);
            }
        }
        findings
    }

    fn look<'c>(&'c self, view: View, bytes: &[u8], findings: &mut BTreeSet<Finding<'c>>) {
        for Search { automaton, meanings } in &self.searches {
            // Nearly always there is nothing, which this finds out faster.
            if !automaton.is_match(bytes) {
                continue;
            }
            for found in automaton.find_overlapping_iter(bytes) {
                let (planted, form) = meanings[found.pattern().as_usize()];
                findings.insert(Finding { planted: &self.planted[planted], form, view });
            }
        }
    }
}

impl Search {
    fn new(planted: &[Planted], exact: bool) -> Self {
        let mut patterns = Vec::new();
        let mut meanings = Vec::new();
        for (at, planted) in planted.iter().enumerate() {
            for needle in needles(&planted.value).into_iter().filter(|needle| needle.exact == exact) {
                patterns.push(needle.bytes);
                meanings.push((at, needle.form));
            }
        }
        let mut builder = AhoCorasickBuilder::new();
        builder.match_kind(MatchKind::Standard).ascii_case_insensitive(!exact);
        let automaton = builder.build(patterns).unwrap_or_else(|error| panic!("too many values: {error}"));
        Self { automaton, meanings }
    }
}

impl fmt::Display for Finding<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { planted: Planted { name, value }, form, view } = self;
        write!(f, "{name} {value:?} ({form:?}, {view:?})")
    }
}
