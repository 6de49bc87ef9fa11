//! The journal: everything that happened, append-only. One entry is at once the deduplication record, the outbox
//! entry and the audit entry of an event.

mod entry;
mod mac;
mod packing;
mod part;
mod reading;

pub use entry::{Entry, KeptPayload, Quarantine, RequestToken, Sealed, Warning};
pub use mac::{EntryMac, Tampered, authenticate, verify};
pub use packing::{LARGEST_INLINE, Packed, Piece, open, pack};
pub use part::Head;
pub use reading::{EntryReading, Found, ReadingError};
