//! The ports in memory keep the promises of the real ones.

use countersign_core::{
    journal::{Entry, Head, Piece, RequestToken},
    ports::{Appended, JournalError, JournalReader, JournalWriter},
    testing::{ForgetfulJournal, MemoryJournal, SeededEntropy},
};

use crate::sample::{at_once, entry};

fn tried_by(writer: u8) -> Entry {
    Entry { token: RequestToken::new([writer; 16]), ..entry() }
}

#[test]
fn of_all_who_append_one_event_the_first_is_told_that_it_is_new() {
    let journal = MemoryJournal::default();
    assert_eq!(at_once(journal.append(&tried_by(1), &[])).unwrap(), Appended::New);
    for other in 2..=50 {
        assert_eq!(at_once(journal.append(&tried_by(other), &[])).unwrap(), Appended::Repeat);
    }
    assert_eq!((journal.entries(), journal.calls()), (vec![tried_by(1)], 50));
}

#[test]
fn a_lost_answer_is_new_for_its_own_writer_and_a_repeat_for_others() {
    let journal = ForgetfulJournal::default();
    let lost = at_once(journal.append(&tried_by(1), &[]));
    assert!(matches!(lost, Err(JournalError::Unavailable(_))));
    assert_eq!(at_once(journal.append(&tried_by(1), &[])).unwrap(), Appended::New);
    assert_eq!(at_once(journal.append(&tried_by(2), &[])).unwrap(), Appended::Repeat);
    assert_eq!(journal.memory.entries().len(), 1);
}

#[test]
fn only_the_deliverable_head_of_an_event_is_read() {
    let journal = MemoryJournal::default();
    let quarantined = Entry { head: Head::Quarantine, ..entry() };
    at_once(journal.append(&quarantined, &[])).unwrap();
    assert_eq!(at_once(journal.deliverable(quarantined.id)).unwrap(), None);
    at_once(journal.append(&entry(), &[])).unwrap();
    assert_eq!(at_once(journal.deliverable(quarantined.id)).unwrap(), Some(entry()));
}

#[test]
fn pieces_come_in_the_order_asked_for_and_none_may_be_missing() {
    let journal = MemoryJournal::default();
    let piece = |name: &str| Piece { part: name.to_owned(), sealed: name.as_bytes().to_vec() };
    at_once(journal.append(&entry(), &[piece("part#000#a"), piece("part#001#b")])).unwrap();
    let read = |parts: &[&str]| {
        let parts: Vec<_> = parts.iter().map(|part| (*part).to_owned()).collect();
        at_once(journal.pieces(entry().id, &parts))
    };
    let backwards = read(&["part#001#b", "part#000#a"]).unwrap();
    assert_eq!(backwards, [piece("part#001#b"), piece("part#000#a")]);
    assert!(read(&["part#000#a", "part#002#c"]).is_err());
}

#[test]
fn a_seed_gives_the_same_bytes_again_and_never_the_same_twice() {
    let run = |seed| {
        let entropy = SeededEntropy::new(seed);
        let entropy: &dyn countersign_core::ports::Entropy = &entropy;
        [entropy.bytes::<12>(), entropy.bytes(), entropy.bytes()]
    };
    let [first, second, third] = run(1);
    assert_eq!(run(1), [first, second, third]);
    assert!(first != second && second != third && run(2) != run(1));
}
