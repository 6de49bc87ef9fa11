//! Bodies of any size that Lambda hands over are kept whole.

use countersign_core::{
    journal::{LARGEST_INLINE, Sealed},
    seal::Encoding,
    testing::{FixedSecrets, SeededEntropy},
};
use serde_json::json;

use crate::support::{Bench, GatedJournal, Request, order, refused};

/// Lambda's limit for a synchronous event, in bytes.
const LARGEST_EVENT: usize = 6_291_556;

/// Makes a text of a length.
type Fill = fn(usize) -> String;

/// Letters and digits without order: they shrink by a quarter at most.
fn noise(length: usize) -> String {
    let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut bytes = vec![0; length];
    countersign_core::ports::Entropy::fill(&SeededEntropy::new(7), &mut bytes);
    bytes.iter().map(|byte| char::from(letters[usize::from(byte % 64)])).collect()
}

/// An order whose kept fields hold `filling`: the local policy keeps `line_items` of updates whole.
fn updated(filling: &str) -> String {
    order(json!({"line_items": [{"id": 1, "name": filling}]}))
}

/// What is to be kept of it.
fn kept_of(filling: &str) -> String {
    format!(r##"{{"id":820982911946154508,"line_items":[{{"id":1,"name":"{filling}"}}],"name":"#1001"}}"##)
}

/// The request whose event is as large as events may be, and its filling. Four letters of the event hold
/// `bytes_of_four` of the body.
fn largest(shape: fn(Request) -> Request, bytes_of_four: usize, fill: Fill) -> (Request, String) {
    let request = |filling: &str| shape(Request::shopify("orders/updated", updated(filling)));
    let filling = fill((LARGEST_EVENT - request("").to_event().len()) / 4 * bytes_of_four);
    (request(&filling), filling)
}

async fn kept_whole(request: &Request, filling: &str) -> Bench {
    let bench = Bench::new();
    assert_eq!(bench.send(request).await.result(), "accepted");
    assert!(bench.kept() == Some(kept_of(filling)), "{} bytes did not come back", filling.len());
    bench
}

#[tokio::test]
async fn wh_041_a_body_of_any_size_is_kept_whole() {
    for length in [0, 1, LARGEST_INLINE - 100, LARGEST_INLINE, 1024 * 1024 + 1, 3 * 1024 * 1024] {
        for filling in [noise(length), "a".repeat(length)] {
            kept_whole(&Request::shopify("orders/updated", updated(&filling)), &filling).await;
        }
    }
}

#[tokio::test]
async fn wh_041_the_largest_event_is_kept_whole_as_text_and_in_base64() {
    let as_text = |request: Request| request;
    for fill in [noise as Fill, |length| "a".repeat(length)] {
        for (request, filling) in [largest(as_text, 4, fill), largest(Request::in_base64, 3, fill)] {
            let size = request.to_event().len();
            assert!((LARGEST_EVENT - 3..=LARGEST_EVENT).contains(&size), "{size}");
            kept_whole(&request, &filling).await;
        }
    }
}

#[tokio::test]
async fn what_fits_is_in_the_head_and_what_does_not_in_pieces() {
    let small = kept_whole(&Request::shopify("orders/updated", updated("a")), "a").await;
    let kept = small.last().payload.unwrap();
    assert!(matches!((kept.encoding, kept.sealed), (Encoding::Plain, Sealed::Inline(_))));
    assert_eq!(small.intake.journal.piece_count(), 0);
    let filling = noise(2 * LARGEST_INLINE);
    let large = kept_whole(&Request::shopify("orders/updated", updated(&filling)), &filling).await;
    let kept = large.last().payload.unwrap();
    assert!(
        matches!((kept.encoding, kept.sealed), (Encoding::Deflate, Sealed::Pieces(parts)) if parts.len() == 2)
    );
}

/// Every try writes its pieces anew; they have the same names, so the head that won reads them whoever wrote last.
#[tokio::test]
async fn a_repeat_of_a_large_event_adds_nothing_and_spoils_nothing() {
    let filling = noise(2 * LARGEST_INLINE);
    let request = Request::shopify("orders/updated", updated(&filling));
    let bench = kept_whole(&request, &filling).await;
    let pieces = bench.intake.journal.piece_count();
    assert_eq!(bench.send(&request).await.result(), "repeat");
    assert_eq!((bench.count(), bench.intake.journal.piece_count()), (1, pieces));
    assert!(bench.kept() == Some(kept_of(&filling)));
}

#[tokio::test]
async fn more_than_lambda_could_hand_over_is_refused() {
    let body = "a".repeat(LARGEST_EVENT + 1);
    refused(&Request::shopify("orders/updated", body), 413, "payload_too_large").await;
}

/// A large event that never got as far as its head is no event.
#[tokio::test]
async fn without_a_head_there_is_no_event() {
    let bench = Bench::with(FixedSecrets::default(), GatedJournal::shut());
    let request = Request::shopify("orders/updated", updated(&noise(2 * LARGEST_INLINE)));
    assert!(futures_util::poll!(std::pin::pin!(bench.send(&request))).is_pending());
    assert!(bench.intake.journal.memory.entries().is_empty());
}
