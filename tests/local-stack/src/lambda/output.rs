//! Reads what one process prints. Both streams share one pipe, so the order of the lines is the order of the writes.

use std::{
    io::{self, ErrorKind, PipeReader, PipeWriter, Read},
    os::fd::OwnedFd,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::{
    net::unix::pipe::Receiver,
    task::{JoinHandle, spawn},
};

use super::logs::{LogLine, Logs};
use crate::record::{Place, Record};

/// The reading end of a process's output.
pub(super) struct Output {
    pipe: Arc<Pipe>,
    reader: JoinHandle<()>,
}

struct Pipe {
    reader: PipeReader,
    partial: Mutex<Vec<u8>>,
    function: Arc<str>,
    logs: Arc<Logs>,
}

impl Output {
    /// A pipe for `function`'s process; the writer is for its stdout and stderr.
    pub(super) fn open(function: Arc<str>, logs: Arc<Logs>) -> io::Result<(Self, PipeWriter)> {
        let (reader, writer) = io::pipe()?;
        // Two handles of one end: Tokio's wakes, and makes both non-blocking; the other reads without waiting for it.
        let wakes = Receiver::from_owned_fd(OwnedFd::from(reader.try_clone()?))?;
        let pipe = Arc::new(Pipe { reader, partial: Mutex::default(), function, logs });
        let reader = spawn(read_as_it_comes(wakes, pipe.clone()));
        Ok((Self { pipe, reader }, writer))
    }

    /// Takes in everything written up to now. What a function prints before it answers is logged before the answer.
    pub(super) fn catch_up(&self) {
        let mut partial = self.pipe.partial();
        self.pipe.read_available(&mut partial, |chunk| (&self.pipe.reader).read(chunk));
    }

    /// Takes in the rest of a process that has ended.
    pub(super) fn finish(&self) {
        self.catch_up();
        let mut partial = self.pipe.partial();
        if !partial.is_empty() {
            self.pipe.log(&mut partial);
        }
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        self.reader.abort();
    }
}

async fn read_as_it_comes(wakes: Receiver, pipe: Arc<Pipe>) {
    while wakes.readable().await.is_ok() {
        let mut partial = pipe.partial();
        if pipe.read_available(&mut partial, |chunk| wakes.try_read(chunk)) {
            return;
        }
    }
}

impl Pipe {
    /// Reads until the pipe is empty for now (`false`) or for good (`true`).
    fn read_available(&self, partial: &mut Vec<u8>, read: impl Fn(&mut [u8]) -> io::Result<usize>) -> bool {
        let mut chunk = [0; 16 * 1024];
        loop {
            match read(&mut chunk) {
                Ok(0) => return true,
                Ok(count) => self.take(partial, &chunk[..count]),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return error.kind() != ErrorKind::WouldBlock,
            }
        }
    }

    fn take(&self, partial: &mut Vec<u8>, bytes: &[u8]) {
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            partial.extend_from_slice(piece);
            if partial.ends_with(b"\n") {
                partial.pop();
                self.log(partial);
            }
        }
    }

    fn log(&self, line: &mut Vec<u8>) {
        let place = || Place::Output { function: self.function.clone() };
        self.logs.recorder.add(|| Record::new(place(), line.clone()));
        let text = String::from_utf8_lossy(line).into_owned();
        self.logs.add(LogLine { function: self.function.clone(), text });
        line.clear();
    }

    /// Whoever holds this is the only one who reads, so that lines stay whole and in order.
    fn partial(&self) -> MutexGuard<'_, Vec<u8>> {
        self.partial.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
