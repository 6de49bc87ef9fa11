//! What the journal's ports promise, whatever keeps them.

use countersign_core::{
    event::EventId,
    journal::{Entry, Head, Piece, Sealed},
    ports::{Appended, JournalReader, JournalWriter},
};
use futures_util::future::join_all;

use crate::{
    clock,
    entries::{authentic, bare, event, noise, opened, order, retried, with_body},
};

/// An entry is read as it was written.
pub async fn an_entry_reads_back(
    (writer, reader): (&impl JournalWriter, &impl JournalReader),
    entry: &Entry,
    pieces: &[Piece],
) {
    assert_eq!(writer.append(entry, pieces).await.unwrap(), Appended::New);
    assert_eq!(reader.deliverable(entry.id).await.unwrap().as_ref(), Some(entry));
}

/// Of many who write one event at once, each under a token of its own, exactly one is told that it is new.
pub async fn one_of_fifty_writers_is_told_new(writer: &impl JournalWriter) {
    let first = order(event(1), clock::now());
    let tries: Vec<_> = (0..50).map(|token| retried(&first, token)).collect();
    let told: Vec<_> = join_all(tries.iter().map(|entry| writer.append(entry, &[])))
        .await
        .into_iter()
        .map(Result::unwrap)
        .collect();
    assert_eq!(told.iter().filter(|answer| **answer == Appended::New).count(), 1);
    assert_eq!(told.iter().filter(|answer| **answer == Appended::Repeat).count(), 49);
}

/// A repeat leaves what is kept as it is.
pub async fn a_repeat_changes_nothing(writer: &impl JournalWriter, reader: &impl JournalReader) {
    let first = order(event(1), clock::now());
    assert_eq!(writer.append(&first, &[]).await.unwrap(), Appended::New);
    assert_eq!(writer.append(&retried(&first, 2), &[]).await.unwrap(), Appended::Repeat);
    assert_eq!(reader.deliverable(first.id).await.unwrap(), Some(first));
}

/// Events do not stand in each other's way.
pub async fn another_event_is_new(writer: &impl JournalWriter) {
    for number in 1..=3 {
        let entry = order(event(number), clock::now());
        assert_eq!(writer.append(&entry, &[]).await.unwrap(), Appended::New);
    }
}

/// What is not for the partners is not found by those who hand on.
pub async fn only_deliverable_heads_are_delivered(writer: &impl JournalWriter, reader: &impl JournalReader) {
    for (number, head) in [(1, Head::Lifecycle), (2, Head::Record), (3, Head::Quarantine)] {
        let entry = authentic(Entry { head, ..bare(event(number), clock::now()) });
        assert_eq!(writer.append(&entry, &[]).await.unwrap(), Appended::New);
        assert_eq!(reader.deliverable(entry.id).await.unwrap(), None, "{head:?}");
    }
}

/// An event that was never taken is none, and no error.
pub async fn an_unknown_event_is_none(reader: &impl JournalReader) {
    assert_eq!(reader.deliverable(event(1)).await.unwrap(), None);
}

/// A payload in pieces comes back whole, in its order.
pub async fn pieces_come_back_in_order(writer: &impl JournalWriter, reader: &impl JournalReader) {
    let body = noise(2_500_000);
    let (entry, pieces) = with_body(bare(event(1), clock::now()), &body);
    assert!(pieces.len() > 5, "more than are read at once, but {}", pieces.len());
    an_entry_reads_back((writer, reader), &entry, &pieces).await;
    let read = reader.pieces(entry.id, &parts(&entry)).await.unwrap();
    assert_eq!(opened(&entry, &read).as_deref(), Some(body.as_str()));
}

/// Whoever reads a missing piece is told so, and gets no shorter payload.
pub async fn a_missing_piece_is_an_error(writer: &impl JournalWriter, reader: &impl JournalReader) {
    let (entry, pieces) = with_body(bare(event(1), clock::now()), &noise(900_000));
    writer.append(&entry, &pieces[1..]).await.unwrap();
    assert!(reader.pieces(entry.id, &parts(&entry)).await.is_err());
    let nobody: EventId = event(2);
    assert!(reader.pieces(nobody, &parts(&entry)).await.is_err());
}

/// The names of an entry's pieces.
pub fn parts(entry: &Entry) -> Vec<String> {
    match entry.payload.as_ref().map(|kept| &kept.sealed) {
        Some(Sealed::Pieces(parts)) => parts.clone(),
        _ => Vec::new(),
    }
}
