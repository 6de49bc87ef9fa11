//! Lines that mean something only together: a value that was printed over several, a private key.

use std::mem;

use super::lines::Line;

/// A longer block is looked at in pieces.
const MOST_LINES: usize = 2000;
const MOST_BYTES: usize = 1 << 20;

/// The lines of one block, as far as they have come.
#[derive(Default)]
pub(super) struct Block {
    lines: Vec<Line>,
    bytes: usize,
    /// Brackets at the ends of lines that are still open.
    depth: usize,
    in_key: bool,
}

impl Block {
    /// Adds a line; answers whether the block ends with it.
    pub(super) fn push(&mut self, line: Line) -> bool {
        let text = line.text.trim();
        if text.starts_with(['}', ']', ')']) {
            self.depth = self.depth.saturating_sub(1);
        }
        if text.ends_with(['{', '[', '(']) {
            self.depth += 1;
        }
        if text.contains("-----END ") {
            self.in_key = false;
        } else if text.contains("-----BEGIN ") {
            self.in_key = true;
        }
        self.bytes += line.text.len();
        self.lines.push(line);
        let full = self.lines.len() >= MOST_LINES || self.bytes >= MOST_BYTES;
        full || (self.depth == 0 && !self.in_key)
    }

    /// What has come so far; the block starts anew.
    pub(super) fn take(&mut self) -> Vec<Line> {
        mem::take(self).lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends(lines: &[&str]) -> Vec<bool> {
        let mut block = Block::default();
        let line = |text: &str| Line { text: text.to_owned(), ..Line::default() };
        lines.iter().map(|text| block.push(line(text))).collect()
    }

    #[test]
    fn a_pretty_printed_value_is_one_block() {
        assert_eq!(
            ends(&["{", "  \"a\": [", "    1", "  ],", "  \"b\": {}", "}"]),
            [false, false, false, false, false, true]
        );
    }

    #[test]
    fn a_line_by_itself_is_a_block() {
        assert_eq!(ends(&["order {1001} paid", "x) y"]), [true, true]);
    }

    #[test]
    fn a_private_key_is_one_block() {
        assert_eq!(
            ends(&["-----BEGIN PRIVATE KEY-----", "abc", "-----END PRIVATE KEY-----"]),
            [false, false, true]
        );
    }
}
