//! Receipt handles: each receive of a message gives another one.

use base64::{Engine, engine::general_purpose::STANDARD};

use super::super::answer::Refusal;

/// One receive of one message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Receipt {
    pub(super) queue: String,
    /// The message's place in its queue; `id` tells whether it is still the same one.
    pub(super) place: u64,
    pub(super) id: String,
    /// Which receive of the message it was.
    pub(super) receive: u32,
}

impl Receipt {
    /// The opaque text given to the receiver.
    pub(super) fn handle(&self) -> String {
        let Self { queue, place, id, receive } = self;
        STANDARD.encode(format!("{queue} {place} {receive} {id}"))
    }

    /// Reads a handle that this queue has given out.
    pub(super) fn read(handle: &str, queue: &str) -> Result<Self, Refusal> {
        let receipt = Self::decode(handle).filter(|receipt| receipt.queue == queue);
        receipt.ok_or_else(|| {
            let message = "The input receipt handle is not a valid receipt handle of this queue.";
            Refusal::new("ReceiptHandleIsInvalid", message)
        })
    }

    fn decode(handle: &str) -> Option<Self> {
        let text = String::from_utf8(STANDARD.decode(handle).ok()?).ok()?;
        let mut parts = text.splitn(4, ' ').map(str::to_owned);
        let (queue, place, receive) = (parts.next()?, parts.next()?, parts.next()?);
        Some(Self { queue, place: place.parse().ok()?, receive: receive.parse().ok()?, id: parts.next()? })
    }
}
