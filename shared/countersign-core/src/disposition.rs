//! What is to be done about a failure. One value decides the answer's status, the retry and the alarm.

/// What to do about a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disposition {
    /// The sender's request is malformed; the same request will never do.
    Reject,
    /// The sender did not prove who it is. It learns nothing else.
    Deny,
    /// Not done, and trying again may help.
    Retry,
    /// Not done, trying again cannot help, and a person must look.
    Page,
}
