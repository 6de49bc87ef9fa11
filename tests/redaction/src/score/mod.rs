//! What a redactor lets through and what it destroys.

mod gates;
mod leak;
mod streams;
mod table;

pub use gates::{GATES, Gate};
pub use table::report;

use std::{borrow::Cow, collections::BTreeMap};

use crate::corpus::{Label, Line, Tier};
use leak::Rest;

/// Counts of one sort of label.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// How many there were.
    pub all: usize,
    /// How many of them went wrong: leaked, or were destroyed.
    pub wrong: usize,
}

/// A label that went wrong.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The line's name.
    pub line: String,
    /// What the line imitates.
    pub source: String,
    /// `LEAK A EMAIL`, `LOST GID`.
    pub what: String,
    /// The label's text as it stood in the line.
    pub shown: String,
    /// Its field.
    pub key: String,
}

/// What to count labels by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sort {
    /// None for what must survive.
    pub tier: Option<Tier>,
    /// The kind of label.
    pub kind: String,
    /// What the line imitates.
    pub source: String,
    /// Whether it stands in a field, as far as the corpus says.
    pub in_field: bool,
}

/// The result of a corpus.
#[derive(Debug, Default)]
pub struct Score {
    counts: BTreeMap<Sort, Count>,
    /// What went wrong, in the order of the corpus.
    pub failures: Vec<Failure>,
}

impl Score {
    /// What `mask` makes of `lines`.
    pub fn of(lines: &[Line], mask: impl Fn(&str) -> Cow<'_, str>) -> Self {
        let mut score = Self::default();
        for line in lines {
            score.add(line, &mask(&line.text));
        }
        score
    }

    /// Whether every gate holds.
    pub fn holds(&self) -> bool {
        GATES.iter().all(|gate| gate.holds(self))
    }

    /// Adds a line and what became of it.
    pub fn add(&mut self, line: &Line, output: &str) {
        let rest = Rest::new(line, output);
        for (tier, label) in &line.secret {
            self.count(line, Some(*tier), label, rest.leaks(label));
        }
        for label in &line.keep {
            self.count(line, None, label, rest.lost(label));
        }
    }

    /// The sum over all sorts that `select` accepts.
    pub fn sum(&self, select: impl Fn(&Sort) -> bool) -> Count {
        let selected = self.counts.iter().filter(|(sort, _)| select(sort)).map(|(_, count)| *count);
        selected.fold(Count::default(), |sum, count| Count {
            all: sum.all + count.all,
            wrong: sum.wrong + count.wrong,
        })
    }

    fn count(&mut self, line: &Line, tier: Option<Tier>, label: &Label, wrong: bool) {
        let kind = label.kind().to_owned();
        let what =
            tier.map_or_else(|| format!("LOST {kind}"), |tier| format!("LEAK {} {kind}", tier.letter()));
        let in_field = !label.key.is_empty();
        let sort = Sort { tier, kind, source: line.source.clone(), in_field };
        let count = self.counts.entry(sort).or_default();
        count.all += 1;
        count.wrong += usize::from(wrong);
        if wrong {
            let (shown, key) = (label.shown.clone(), label.key.clone());
            self.failures.push(Failure {
                line: line.id.clone(),
                source: line.source.clone(),
                what,
                shown,
                key,
            });
        }
    }
}

impl Count {
    /// The share that went right; none of nothing.
    #[expect(clippy::cast_precision_loss, reason = "counts of labels are small")]
    pub fn share(self) -> Option<f64> {
        (self.all > 0).then(|| 1.0 - self.wrong as f64 / self.all as f64)
    }
}
