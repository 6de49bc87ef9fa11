//! Lines of bounded length.

use std::io::{self, BufRead};

/// Longer lines are no log lines.
const LONGEST: usize = 8 << 20;

/// A line, as far as it is text.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) text: String,
    /// `\n`, `\r\n`, or nothing at the end of the input.
    pub(super) ending: &'static str,
}

/// Reads lines.
pub(super) struct Lines<R>(R);

impl<R: BufRead> Lines<R> {
    pub(super) fn new(from: R) -> Self {
        Self(from)
    }

    /// The next line; none at the end of the input.
    pub(super) fn next(&mut self) -> io::Result<Option<Line>> {
        let (mut bytes, mut length) = (Vec::new(), 0);
        let ended = loop {
            let buffer = self.0.fill_buf()?;
            let end = buffer.iter().position(|byte| *byte == b'\n');
            let part = &buffer[..end.unwrap_or(buffer.len())];
            length += part.len();
            if length <= LONGEST {
                bytes.extend_from_slice(part);
            }
            let read = part.len() + usize::from(end.is_some());
            self.0.consume(read);
            if end.is_some() || read == 0 {
                break end.is_some();
            }
        };
        Ok((ended || length > 0).then(|| if length > LONGEST { left_out() } else { line(&bytes, ended) }))
    }
}

fn left_out() -> Line {
    Line { text: format!("[line of more than {LONGEST} bytes left out]"), ending: "\n" }
}

fn line(bytes: &[u8], ended: bool) -> Line {
    let (bytes, ending) = match bytes.strip_suffix(b"\r") {
        Some(bytes) if ended => (bytes, "\r\n"),
        _ => (bytes, if ended { "\n" } else { "" }),
    };
    Line { text: String::from_utf8_lossy(bytes).into_owned(), ending }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Vec<Line> {
        let mut lines = Lines::new(bytes);
        std::iter::from_fn(|| lines.next().unwrap()).collect()
    }

    #[test]
    fn lines_keep_their_endings() {
        let lines = read(b"a\r\n\nb");
        let parts: Vec<_> = lines.iter().map(|line| (line.text.as_str(), line.ending)).collect();
        assert_eq!(parts, [("a", "\r\n"), ("", "\n"), ("b", "")]);
    }

    #[test]
    fn a_line_that_is_too_long_is_left_out_and_the_next_is_not() {
        let long = [vec![b'a'; LONGEST + 1], b"\nb\n".to_vec()].concat();
        let lines = read(&long);
        assert_eq!(lines[0].text, "[line of more than 8388608 bytes left out]");
        assert_eq!(lines[1].text, "b");
    }

    #[test]
    fn bytes_that_are_no_text_are_replaced() {
        assert_eq!(read(b"M\xfcller\n")[0].text, "M\u{fffd}ller");
    }
}
