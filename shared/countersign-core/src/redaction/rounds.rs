//! What one round found in the masks of the round before, told in places of the source.

use std::ops::Range;

use super::{
    mask,
    spans::{Hit, Quote, merged},
};

/// `more` was found in the source with the masks of `hits`; all of them in places of the source, in order.
pub(super) fn joined(hits: Vec<Hit>, more: Vec<Hit>) -> Vec<Hit> {
    let places = places(&hits);
    let found = more.into_iter().map(|mut hit| {
        hit.span.range = source(&places, &hit.span.range);
        if let Quote::Like(range) = &mut hit.quote {
            *range = source(&places, range);
        }
        hit
    });
    let found: Vec<_> = found.collect();
    merged(hits.into_iter().chain(found).collect())
}

/// Where each mask stands, and where in the source what it masks.
fn places(hits: &[Hit]) -> Vec<(Range<usize>, Range<usize>)> {
    let (mut written, mut read) = (0, 0);
    let place = |hit: &Hit| {
        let start = written + (hit.span.range.start - read);
        let end = start + mask::written_length(hit);
        (written, read) = (end, hit.span.range.end);
        (start..end, hit.span.range.clone())
    };
    hits.iter().map(place).collect()
}

/// A range that cuts through a mask takes in all that it masks.
fn source(places: &[(Range<usize>, Range<usize>)], range: &Range<usize>) -> Range<usize> {
    let before = |at: usize| places.partition_point(|(mask, _)| mask.end <= at);
    let offset = |index: usize, at: usize| match index.checked_sub(1).map(|last| &places[last]) {
        Some((mask, source)) => source.end + (at - mask.end),
        None => at,
    };
    let start = match places.get(before(range.start)) {
        Some((mask, source)) if mask.start <= range.start => source.start,
        _ => offset(before(range.start), range.start),
    };
    let last = places.partition_point(|(mask, _)| mask.start < range.end);
    let end = match last.checked_sub(1).map(|last| &places[last]) {
        Some((mask, source)) if range.end < mask.end => source.end,
        _ => offset(last, range.end),
    };
    start..end
}
