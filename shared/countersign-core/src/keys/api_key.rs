//! The key by which a partner knows us.

use zeroize::Zeroizing;

/// A value for `X-API-KEY`: visible ASCII. It has no `Debug` or `Display`, and its memory is wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKey(Zeroizing<String>);

impl ApiKey {
    /// Anything but visible ASCII is a slip of copying, such as a line break at the end, and would not reach the
    /// partner as it was meant.
    pub fn parse(text: &str) -> Option<Self> {
        let sendable = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
        sendable.then(|| Self(Zeroizing::new(text.to_owned())))
    }

    /// The key in the clear, for the one header it goes into.
    pub fn expose(&self) -> &str {
        &self.0
    }
}
