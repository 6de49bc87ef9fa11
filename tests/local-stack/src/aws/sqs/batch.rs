//! The rules that hold for a batch as a whole; entries then succeed or fail one by one.

use std::collections::BTreeSet;

use super::{
    super::answer::Refusal,
    wire::{BatchResult, Failed},
};

const MOST_ENTRIES: usize = 10;

/// Refuses a batch whose shape is wrong, given the ids of its entries.
pub(super) fn check<'a>(ids: impl Iterator<Item = &'a str> + Clone) -> Result<(), Refusal> {
    let count = ids.clone().count();
    let refuse = |code, message: &str| Err(Refusal::new(code, message));
    if count == 0 {
        return refuse("EmptyBatchRequest", "The batch request doesn't contain any entries.");
    }
    if count > MOST_ENTRIES {
        let code = "TooManyEntriesInBatchRequest";
        return refuse(code, "The batch request contains more entries than permissible.");
    }
    if !ids.clone().all(is_id) {
        let message = "The Id of a batch entry in a batch request doesn't abide by the specification.";
        return refuse("InvalidBatchEntryId", message);
    }
    if ids.collect::<BTreeSet<_>>().len() < count {
        let message = "Two or more batch entries in the request have the same Id.";
        return refuse("BatchEntryIdsNotDistinct", message);
    }
    Ok(())
}

/// Carries out each entry; the failure of one leaves the others alone.
pub(super) fn each<E, T>(
    entries: Vec<E>,
    id: impl Fn(&E) -> &str,
    mut carry_out: impl FnMut(&E) -> Result<T, Refusal>,
) -> BatchResult<T> {
    let mut result = BatchResult { successful: Vec::new(), failed: Vec::new() };
    for entry in entries {
        match carry_out(&entry) {
            Ok(done) => result.successful.push(done),
            Err(refusal) => result.failed.push(failed(id(&entry), refusal)),
        }
    }
    result
}

fn failed(id: &str, refusal: Refusal) -> Failed {
    let Refusal { status, code, message } = refusal;
    Failed { id: id.to_owned(), sender_fault: status < 500, code, message }
}

/// Up to 80 letters, digits, hyphens and underscores.
fn is_id(id: &str) -> bool {
    (1..=80).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}
