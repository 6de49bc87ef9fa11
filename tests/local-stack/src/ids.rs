//! Request ids: look like UUIDs, sort by time, and never come twice, also not after a restart.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::clock::since_epoch;

/// A source of ids.
pub(crate) struct RequestIds {
    started: u64,
    count: AtomicU64,
}

impl RequestIds {
    pub(crate) fn new() -> Self {
        let nanos = since_epoch().as_nanos();
        Self { started: u64::try_from(nanos).unwrap_or(u64::MAX), count: AtomicU64::new(0) }
    }

    pub(crate) fn next(&self) -> String {
        let (start, count) = (self.started, self.count.fetch_add(1, Ordering::Relaxed));
        format!(
            "{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}",
            start >> 32,
            (start >> 16) & 0xffff,
            (start >> 4) & 0xfff,
            (start << 8) & 0xf00,
            count & 0xffff_ffff_ffff,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::RequestIds;

    #[test]
    fn ids_have_the_form_of_a_uuid_and_differ() {
        let ids = RequestIds::new();
        let (first, second) = (ids.next(), ids.next());
        assert_ne!(first, second);
        let lengths: Vec<usize> = first.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12]);
    }
}
