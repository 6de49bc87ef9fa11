//! Audit notes as items. Version 1.
//!
//! One stream per store. A note's place in it follows from the lease, the step and the version or time, so that a repeated
//! transaction finds its note there. No note is replaced.

use countersign_core::{
    tokens::{AuditNote, Cause, Step},
    wall_time::epoch_millis,
};

use super::item::{Item, flag, millis, number, text};

pub(super) fn note(note: &AuditNote) -> Item {
    let store = note.store.to_string();
    let mut item = Item::from([
        ("stream".to_owned(), text(&*store)),
        ("entry".to_owned(), text(place(note))),
        ("v".to_owned(), number(1_u64)),
        ("store".to_owned(), text(store)),
        ("step".to_owned(), text(note.step.as_str())),
        ("fence".to_owned(), number(note.fence)),
        ("at".to_owned(), millis(note.at)),
    ]);
    if let Step::BecameCurrent { version, generation, cause, repaired } = &note.step {
        let cause = match cause {
            Cause::Install => "install",
            Cause::Refresh => "refresh",
        };
        item.extend([
            ("version".to_owned(), text(version.as_str())),
            ("generation".to_owned(), number(*generation)),
            ("cause".to_owned(), text(cause)),
            ("repaired".to_owned(), flag(*repaired)),
        ]);
    }
    item
}

/// In the order of leases; within one, what became current in the order of generations. Fences and generations are counted in
/// the row: after one was restored from a backup, or removed, they are counted again. So what only this note has comes last.
fn place(note: &AuditNote) -> String {
    let (fence, step) = (note.fence, note.step.as_str());
    match &note.step {
        Step::BecameCurrent { generation, version, .. } => {
            format!("{fence:020}#{step}#{generation:020}#{}", version.as_str())
        }
        Step::ReauthRequired | Step::Unavailable | Step::Disconnected | Step::DisconnectedByHand => {
            format!("{fence:020}#{step}#{:020}", epoch_millis(note.at))
        }
    }
}
