//! Text that comes from formatting, and never grows beyond a bound.

use std::{error::Error, fmt};

/// More than any line shows. What is formatted beyond it is not even held.
pub(crate) const MOST: usize = 64 * 1024;

/// The first bytes of a text.
#[derive(Default)]
pub(crate) struct Bounded {
    pub(crate) text: String,
    /// Whether there was more.
    pub(crate) cut: bool,
}

impl Bounded {
    pub(crate) fn of_str(text: &str) -> Self {
        Self::of(|to| to.write_str(text))
    }

    pub(crate) fn of_debug(value: &dyn fmt::Debug) -> Self {
        Self::of(|to| write!(to, "{value:?}"))
    }

    /// An error with everything that caused it.
    pub(crate) fn of_error(error: &(dyn Error + 'static)) -> Self {
        Self::of(|to| {
            write!(to, "{error}")?;
            let mut source = error.source();
            while let Some(cause) = source {
                write!(to, ": {cause}")?;
                source = cause.source();
            }
            Ok(())
        })
    }

    /// A value that fails while it is written counts as cut: nobody knows what the rest would have been.
    fn of(write: impl FnOnce(&mut dyn fmt::Write) -> fmt::Result) -> Self {
        let mut bounded = Self::default();
        bounded.cut = write(&mut bounded).is_err();
        bounded
    }
}

impl fmt::Write for Bounded {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let room = MOST - self.text.len();
        let fits = text.floor_char_boundary(room);
        self.text.push_str(&text[..fits]);
        if fits == text.len() { Ok(()) } else { Err(fmt::Error) }
    }
}
