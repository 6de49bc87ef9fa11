//! Every line the functions print, in order, for people to read and tests to search.

use std::{
    fmt,
    fs::File,
    io::{self, Write},
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::broadcast;

use crate::record::Recorder;

/// Enough for a burst; a subscriber that falls further behind is told how much it missed.
const SUBSCRIBER_BACKLOG: usize = 4_096;

/// One line of a function's output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// The binary that printed it.
    pub function: Arc<str>,
    /// The line, without its end.
    pub text: String,
}

/// A moment in the output, for asking what came after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LogMark(usize);

impl LogMark {
    /// Before the first line.
    pub const START: Self = Self(0);
}

/// Called with every line as it is printed.
pub type Echo = Box<dyn Fn(&LogLine) + Send + Sync>;

/// Everything printed so far.
pub(super) struct Logs {
    kept: Mutex<Kept>,
    subscribers: broadcast::Sender<LogLine>,
    echo: Option<Echo>,
    pub(super) recorder: Recorder,
}

struct Kept {
    lines: Vec<LogLine>,
    file: Option<File>,
}

impl Logs {
    pub(super) fn new(echo: Option<Echo>, file: Option<&Path>, recorder: Recorder) -> io::Result<Self> {
        let file = file.map(|path| File::options().create(true).append(true).open(path)).transpose()?;
        let kept = Mutex::new(Kept { lines: Vec::new(), file });
        Ok(Self { kept, subscribers: broadcast::Sender::new(SUBSCRIBER_BACKLOG), echo, recorder })
    }

    pub(super) fn add(&self, line: LogLine) {
        if let Some(echo) = &self.echo {
            echo(&line);
        }
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(file) = &mut kept.file {
            // The file is for people; a full disk must not stop a test.
            let _ = writeln!(file, "{line}");
        }
        kept.lines.push(line.clone());
        // Inside the lock, so that subscribers see the order of the lines. Having none is fine.
        let _ = self.subscribers.send(line);
    }

    pub(super) fn subscribe(&self) -> broadcast::Receiver<LogLine> {
        self.subscribers.subscribe()
    }

    pub(super) fn mark(&self) -> LogMark {
        LogMark(self.kept.lock().unwrap_or_else(PoisonError::into_inner).lines.len())
    }

    pub(super) fn since(&self, mark: LogMark) -> Vec<LogLine> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).lines[mark.0..].to_vec()
    }

    pub(super) fn of(&self, function: &str) -> Vec<String> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let own = kept.lines.iter().filter(|line| &*line.function == function);
        own.map(|line| line.text.clone()).collect()
    }
}

impl fmt::Display for LogLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.function, self.text)
    }
}
