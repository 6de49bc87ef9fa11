//! Audit notes as items. Version 1.
//!
//! One stream per store. A note's place in it follows from the lease and the step, so that a repeated transaction finds
//! its note there. No note is replaced.

use countersign_core::tokens::{AuditNote, Cause, Step};

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

/// In the order of leases; within one, what became current in the order of generations.
fn place(note: &AuditNote) -> String {
    let generation = match note.step {
        Step::BecameCurrent { generation, .. } => generation,
        Step::ReauthRequired | Step::Unavailable | Step::Disconnected | Step::DisconnectedByHand => 0,
    };
    let step = note.step.as_str();
    if generation == 0 {
        format!("{:020}#{step}", note.fence)
    } else {
        format!("{:020}#{step}#{generation:020}", note.fence)
    }
}
