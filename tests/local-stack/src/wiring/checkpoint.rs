//! How far a pipe has read, kept in a file so that a restart neither loses nor repeats what was handed on.

use std::{fs, io, path::PathBuf};

use serde::{Deserialize, Serialize};

/// A place in a stream, and where it is remembered.
pub(super) struct Checkpoint {
    file: Option<PathBuf>,
    stream: String,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    stream: String,
    after: String,
}

impl Checkpoint {
    /// The checkpoint of a pipe on `stream`; without a file, nothing is remembered.
    pub(super) fn new(file: Option<PathBuf>, stream: &str) -> Self {
        Self { file, stream: stream.to_owned() }
    }

    /// The sequence number of the last record that was handed on. One of another stream does not count.
    pub(super) fn read(&self) -> Option<String> {
        let text = fs::read(self.file.as_ref()?).ok()?;
        let kept: Kept = serde_json::from_slice(&text).ok()?;
        (kept.stream == self.stream).then_some(kept.after)
    }

    /// Replaces the file as a whole: a crash leaves the old place or the new one.
    pub(super) fn write(&self, after: &str) -> io::Result<()> {
        let Some(file) = &self.file else { return Ok(()) };
        let kept = Kept { stream: self.stream.clone(), after: after.to_owned() };
        let fresh = file.with_extension("new");
        fs::write(&fresh, serde_json::to_vec(&kept)?)?;
        fs::rename(fresh, file)
    }
}
