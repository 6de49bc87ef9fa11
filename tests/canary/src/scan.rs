//! The search itself: every spelling of every value in one pass.

use std::{collections::BTreeSet, fmt};

use crate::{Form, View, forms::needles, search::Search, views};

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
    /// For each spelling, the value and its form.
    search: Search<(usize, Form)>,
}

impl Canaries {
    /// Panics for a value that is too short to be searched for.
    pub fn new(planted: impl IntoIterator<Item = Planted>) -> Self {
        let planted: Vec<_> = planted.into_iter().collect();
        for Planted { name, value } in &planted {
            assert!(value.len() >= SHORTEST, "{name} {value:?} could be met by chance");
        }
        let spellings = planted.iter().enumerate().flat_map(|(at, planted)| {
            needles(&planted.value).into_iter().map(move |needle| {
                let meaning = (at, needle.form);
                (needle, meaning)
            })
        });
        let search = Search::new(spellings.collect());
        Self { planted, search }
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
            if bytes.len() <= DEEPLY {
                views::others(&text).for_each(|(_, text)| self.look(view, &text, &mut findings));
            }
        }
        findings
    }

    fn look<'c>(&'c self, view: View, bytes: &[u8], findings: &mut BTreeSet<Finding<'c>>) {
        self.search.find(bytes, |(planted, form)| {
            findings.insert(Finding { planted: &self.planted[planted], form, view });
        });
    }
}

impl fmt::Display for Finding<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { planted: Planted { name, value }, form, view } = self;
        write!(f, "{name} {value:?} ({form:?}, {view:?})")
    }
}
