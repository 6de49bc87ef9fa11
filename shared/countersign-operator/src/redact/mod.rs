//! `countersign redact`: lines in, the same lines without what must not be written down out.

mod blocks;
mod lines;

use std::{
    io::{self, ErrorKind, Write},
    process::ExitCode,
    sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError, sync_channel},
    thread,
    time::Duration,
};

use blocks::Block;
use countersign_core::redaction::Redactor;
use lines::{Line, Lines};

pub(crate) const HELP: &str = "\
countersign redact [--explain]: masks what is personal or secret in the lines on standard input

Masks look like [email], [phone], [name] or [secret]; ids, amounts, shops, topics and times stay. Lines are written as
they come; those of one pretty-printed value or private key are held until it ends, or nothing comes for a moment.
A line that is longer than 8 MiB is left out, and says so. Bytes that are not UTF-8 become U+FFFD.

  --explain   after each line, tells what was masked in it and by which rule: `line 3: 17..41 email`. The numbers are
              bytes of the line as it came in; the value is never repeated.

docs/REDACTION.md says what is masked and what is not: names in free prose, for one, are not found.";

/// How long a block waits for its next line.
const PATIENCE: Duration = Duration::from_millis(250);

/// How many lines are read ahead.
const AHEAD: usize = 64;

/// Reads to the end of the input. When whoever reads the output has enough, that is the end, too.
pub(crate) fn run(explain: bool) -> ExitCode {
    let (send, receive) = sync_channel(AHEAD);
    // Ends with the process: nothing can wake a thread that waits for a terminal.
    thread::spawn(move || {
        let mut lines = Lines::new(io::stdin().lock());
        while let Ok(Some(line)) = lines.next() {
            if send.send(line).is_err() {
                break;
            }
        }
    });
    let mut output = Output { redactor: Redactor::new(), explain, to: io::stdout().lock(), number: 0 };
    match copy(&receive, &mut output) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => ExitCode::FAILURE,
        _ => ExitCode::SUCCESS,
    }
}

fn copy(lines: &Receiver<Line>, output: &mut Output<impl Write>) -> io::Result<()> {
    let mut block = Block::default();
    loop {
        let line = match lines.try_recv() {
            Err(TryRecvError::Empty) => {
                output.to.flush()?;
                lines.recv_timeout(PATIENCE)
            }
            other => other.map_err(|_| RecvTimeoutError::Disconnected),
        };
        let ended = match line {
            Ok(line) => block.push(line),
            Err(RecvTimeoutError::Timeout) => true,
            Err(RecvTimeoutError::Disconnected) => {
                output.write(&block.take())?;
                return output.to.flush();
            }
        };
        if ended {
            output.write(&block.take())?;
        }
    }
}

struct Output<W> {
    redactor: Redactor,
    explain: bool,
    to: W,
    /// How many lines were written.
    number: usize,
}

impl<W: Write> Output<W> {
    fn write(&mut self, lines: &[Line]) -> io::Result<()> {
        let text: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
        let text = text.join("\n");
        // A mask over several lines takes the place of all of them.
        let masked = self.redactor.redact(&text);
        let mut spans =
            if self.explain { self.redactor.explain(&text) } else { Vec::new() }.into_iter().peekable();
        let (mut out, mut start) = (masked.split('\n'), 0);
        for line in lines {
            self.number += 1;
            let end = start + line.text.len();
            if let Some(masked) = out.next() {
                self.line(masked, line)?;
            }
            while let Some(span) = spans.next_if(|span| span.range.start <= end) {
                let (from, to) = (span.range.start - start, span.range.end - start);
                writeln!(self.to, "line {}: {from}..{to} {}", self.number, span.rule)?;
            }
            start = end + 1;
        }
        Ok(())
    }

    fn line(&mut self, masked: &str, line: &Line) -> io::Result<()> {
        self.to.write_all(masked.as_bytes())?;
        // With explanations, a last line without an end gets one.
        let ending = if self.explain && line.ending.is_empty() { "\n" } else { line.ending };
        self.to.write_all(ending.as_bytes())
    }
}
