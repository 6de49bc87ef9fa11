//! Payloads of any size come back whole, and their pieces are named by what is in them.

use countersign_core::{
    journal::{LARGEST_INLINE, Packed, Piece, Sealed, open, pack},
    ports::Entropy,
    seal::{Encoding, SealError, Sealer},
    testing::{JOURNAL, SeededEntropy, ring},
};

use crate::sample::{STAGE, event, store};

fn sealer() -> Sealer {
    Sealer::new(ring(JOURNAL, None).current(), STAGE, &store())
}

fn packed_by(writer: u64, text: &str) -> Packed {
    pack(&sealer(), "1", (event(text), "head#deliver"), text, &SeededEntropy::new(writer)).unwrap()
}

fn opened(text: &str, packed: &Packed, pieces: &[Piece]) -> Result<String, SealError> {
    match &packed.kept.sealed {
        Sealed::Inline(sealed) => {
            let piece = Piece { part: "head#deliver".to_owned(), sealed: sealed.clone() };
            open(&sealer(), event(text), &packed.kept, &[piece])
        }
        Sealed::Pieces(_) | Sealed::Erased => open(&sealer(), event(text), &packed.kept, pieces),
    }
}

/// Letters that do not compress: 6 bits in each byte.
fn noise(length: usize) -> String {
    let mut bytes = vec![0; length];
    SeededEntropy::new(7).fill(&mut bytes);
    bytes
        .iter()
        .map(|byte| {
            char::from(
                b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"[usize::from(byte % 64)],
            )
        })
        .collect()
}

#[test]
fn a_text_comes_back_whole_from_the_head_or_from_pieces() {
    let cases = [
        (String::new(), Encoding::Plain, 0),
        (noise(LARGEST_INLINE), Encoding::Plain, 0),
        ("a".repeat(LARGEST_INLINE + 1), Encoding::Deflate, 0),
        ("a".repeat(6 * 1024 * 1024), Encoding::Deflate, 0),
        (noise(2 * LARGEST_INLINE), Encoding::Deflate, 2),
        (noise(6 * 1024 * 1024), Encoding::Deflate, 14),
    ];
    for (text, encoding, pieces) in cases {
        let packed = packed_by(1, &text);
        assert_eq!((packed.kept.encoding, packed.pieces.len()), (encoding, pieces), "{}", text.len());
        assert!(opened(&text, &packed, &packed.pieces).as_ref() == Ok(&text), "{} bytes", text.len());
    }
}

#[test]
fn two_writers_give_one_content_one_name() {
    let text = noise(3 * LARGEST_INLINE);
    let (ours, theirs) = (packed_by(1, &text), packed_by(2, &text));
    let names = |packed: &Packed| packed.pieces.iter().map(|piece| piece.part.clone()).collect::<Vec<_>>();
    assert_eq!(names(&ours), names(&theirs));
    assert_ne!(ours.pieces, theirs.pieces, "a nonce was used twice");
    // Whoever wrote last, either head reads all of it.
    assert!(opened(&text, &ours, &theirs.pieces).as_ref() == Ok(&text));
    let other = noise(3 * LARGEST_INLINE - 1);
    assert_ne!(names(&ours).last(), names(&packed_by(1, &other)).last());
}

#[test]
fn a_piece_missing_repeated_or_out_of_place_is_noticed() {
    let text = noise(3 * LARGEST_INLINE);
    let packed = packed_by(1, &text);
    let [first, second, ..] = packed.pieces.as_slice() else { panic!("it fitted in one piece") };
    let renamed = Piece { part: second.part.clone(), sealed: first.sealed.clone() };
    for pieces in [&packed.pieces[1..], &[second.clone(), first.clone()], &[]] {
        assert_eq!(opened(&text, &packed, pieces), Err(SealError::Damaged));
    }
    assert_eq!(opened(&text, &packed, &[renamed]), Err(SealError::Unopened));
}

/// Every byte may open in its place and still not be what the head vouches for.
#[test]
fn what_the_head_does_not_vouch_for_is_noticed() {
    for text in ["a".to_owned(), noise(2 * LARGEST_INLINE)] {
        let mut packed = packed_by(1, &text);
        packed.kept.digest[0] ^= 1;
        assert_eq!(opened(&text, &packed, &packed.pieces), Err(SealError::Damaged));
    }
    let inline = packed_by(1, "a");
    assert_eq!(open(&sealer(), event("a"), &inline.kept, &[]), Err(SealError::Damaged));
}
