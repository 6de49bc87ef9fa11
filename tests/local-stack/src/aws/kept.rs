//! State that survives the process: a map from keys to JSON, kept as an append-only file of changes.

use std::{
    collections::BTreeMap,
    fmt,
    fs::{self, File, OpenOptions},
    io::{self, Write},
    mem,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::value::RawValue;

use super::StackError;

/// The file is written anew when it has this many lines more than entries, so that it cannot grow without end.
const SLACK: usize = 10_000;

/// A kept map. Without a file it keeps nothing, for a stack in memory.
#[derive(Debug, Default)]
pub(super) struct Kept {
    disk: Option<Disk>,
}

struct Disk {
    path: PathBuf,
    file: File,
    /// What a reader of the file would find, ready to be written anew.
    live: BTreeMap<String, String>,
    lines: usize,
    /// Changes not yet committed.
    pending: String,
}

/// One line of the file; a line without a value removes the key.
#[derive(Deserialize, Serialize)]
struct Line<'a> {
    key: &'a str,
    #[serde(borrow)]
    value: Option<&'a RawValue>,
}

impl Kept {
    /// Reads `path` if it exists. A last line that was cut by a crash was never acknowledged and is dropped.
    pub(super) fn open(path: Option<&Path>) -> Result<Self, StackError> {
        path.map(Disk::open).transpose().map(|disk| Self { disk })
    }

    /// Every entry whose key starts with `prefix`, in the order of keys.
    pub(super) fn entries<T: DeserializeOwned>(&self, prefix: &str) -> Result<Vec<T>, StackError> {
        let Some(disk) = &self.disk else { return Ok(Vec::new()) };
        let found = disk.live.range(prefix.to_owned()..).take_while(|(key, _)| key.starts_with(prefix));
        found.map(|(_, line)| disk.value(line)).collect()
    }

    /// Notes `value` under `key`; it is kept once committed.
    pub(super) fn put(&mut self, key: &str, value: &impl Serialize) {
        if let Some(disk) = &mut self.disk {
            // The states kept here are plain structs, which always have a JSON form.
            if let Ok(value) = serde_json::value::to_raw_value(value) {
                disk.note(key, Some(&value));
            }
        }
    }

    /// Notes that `key` is gone; it stays gone once committed.
    pub(super) fn remove(&mut self, key: &str) {
        if let Some(disk) = &mut self.disk {
            disk.note(key, None);
        }
    }

    /// Hands what was noted to the operating system in one write: from here on it survives this process.
    pub(super) fn commit(&mut self) -> io::Result<()> {
        self.disk.as_mut().map_or(Ok(()), Disk::commit)
    }

    /// Waits until everything is on the disk.
    pub(super) fn sync(&mut self) -> Result<(), StackError> {
        let Some(disk) = &mut self.disk else { return Ok(()) };
        disk.commit().and_then(|()| disk.file.sync_all()).map_err(unusable(&disk.path))
    }
}

impl Disk {
    fn open(path: &Path) -> Result<Self, StackError> {
        let bytes = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(unusable(path)(error)),
        };
        let live = replay(path, &bytes)?;
        let file = rewrite(path, &live).map_err(unusable(path))?;
        Ok(Self { path: path.to_owned(), file, lines: live.len(), live, pending: String::new() })
    }

    fn value<T: DeserializeOwned>(&self, line: &str) -> Result<T, StackError> {
        let damaged = |_| StackError::Damaged { path: self.path.clone(), line: 1 };
        let line: Line<'_> = serde_json::from_str(line).map_err(damaged)?;
        serde_json::from_str(line.value.map_or("null", RawValue::get)).map_err(damaged)
    }

    fn note(&mut self, key: &str, value: Option<&RawValue>) {
        let Ok(mut line) = serde_json::to_string(&Line { key, value }) else { return };
        line.push('\n');
        self.lines = self.lines.saturating_add(1);
        self.pending.push_str(&line);
        match value {
            Some(_) => self.live.insert(key.to_owned(), line),
            None => self.live.remove(key),
        };
    }

    fn commit(&mut self) -> io::Result<()> {
        if self.lines > 2 * self.live.len() + SLACK {
            self.file = rewrite(&self.path, &self.live)?;
            self.lines = self.live.len();
            self.pending.clear();
            return Ok(());
        }
        // What a failed write left behind may be half a line: the next commit writes the file anew.
        let written = self.file.write_all(mem::take(&mut self.pending).as_bytes());
        written.inspect_err(|_| self.lines = usize::MAX)
    }
}

/// What is kept may be secret, so that only its place is shown.
impl fmt::Debug for Disk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Disk").field("path", &self.path).finish_non_exhaustive()
    }
}

/// The entries after all changes in `bytes`.
fn replay(path: &Path, bytes: &[u8]) -> Result<BTreeMap<String, String>, StackError> {
    let mut live = BTreeMap::new();
    let whole = bytes.split_inclusive(|byte| *byte == b'\n').filter(|line| line.ends_with(b"\n"));
    for (at, line) in whole.enumerate() {
        let damaged = || StackError::Damaged { path: path.to_owned(), line: at + 1 };
        let text = str::from_utf8(line).map_err(|_| damaged())?;
        let read: Line<'_> = serde_json::from_str(text).map_err(|_| damaged())?;
        match read.value {
            Some(_) => live.insert(read.key.to_owned(), text.to_owned()),
            None => live.remove(read.key),
        };
    }
    Ok(live)
}

/// Writes a new file beside the old one and takes its place, so that a crash leaves one of the two whole.
fn rewrite(path: &Path, live: &BTreeMap<String, String>) -> io::Result<File> {
    let fresh = path.with_extension("new");
    let mut file = OpenOptions::new().create(true).write(true).truncate(true).mode(0o600).open(&fresh)?;
    file.write_all(live.values().map(String::as_str).collect::<String>().as_bytes())?;
    file.sync_all()?;
    fs::rename(&fresh, path)?;
    Ok(file)
}

fn unusable(path: &Path) -> impl Fn(io::Error) -> StackError {
    move |source| StackError::DataDir { path: path.to_owned(), source }
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::{Kept, SLACK, StackError};

    fn open(path: &Path) -> Result<Kept, StackError> {
        Kept::open(Some(path))
    }

    #[test]
    fn a_committed_change_is_read_again_and_an_uncommitted_one_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kept");
        let mut kept = open(&path).unwrap();
        kept.put("a/1", &1);
        kept.put("a/2", &2);
        kept.put("b/1", &3);
        kept.remove("a/1");
        kept.commit().unwrap();
        kept.put("a/3", &4);

        assert_eq!(open(&path).unwrap().entries::<u32>("a/").unwrap(), [2]);
    }

    #[test]
    fn a_last_line_cut_by_a_crash_is_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kept");
        let whole = "{\"key\":\"a\",\"value\":\"whole\"}\n{\"key\":\"b\",\"value\":\"\u{fc}".as_bytes();
        fs::write(&path, &whole[..whole.len() - 1]).unwrap();

        let mut kept = open(&path).unwrap();
        kept.put("c", &"more");
        kept.commit().unwrap();

        assert_eq!(open(&path).unwrap().entries::<String>("").unwrap(), ["whole", "more"]);
    }

    #[test]
    fn a_damaged_line_is_named_and_nothing_is_lost() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kept");
        let damaged = "{\"key\":\"a\",\"value\":1}\nnonsense\n";
        fs::write(&path, damaged).unwrap();

        let refused = open(&path).unwrap_err();

        assert!(matches!(refused, StackError::Damaged { line: 2, .. }), "{refused:?}");
        assert_eq!(fs::read_to_string(&path).unwrap(), damaged);
    }

    #[test]
    fn the_file_is_written_anew_before_it_grows_without_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kept");
        let mut kept = open(&path).unwrap();
        for n in 0..SLACK + 10 {
            kept.put("a", &n);
            kept.commit().unwrap();
        }

        let lines = fs::read_to_string(&path).unwrap().lines().count();

        assert!(lines < 10, "{lines}");
        assert_eq!(open(&path).unwrap().entries::<usize>("").unwrap(), [SLACK + 9]);
    }
}
