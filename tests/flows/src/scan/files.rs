//! What lies on the disk when all is over, deleted since or not.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

use canary::Canaries;

use super::{Leaks, allowed::is_person};

/// Read at a time. Twice the overlap is more than any value is long in any spelling.
const CHUNK: usize = 4 << 20;
const OVERLAP: usize = 4 << 10;

/// The only file in which secrets belong: that of the secret store.
const SECRETS: &str = "secrets.jsonl";

pub(super) fn leaks(canaries: &Canaries, folder: &Path) -> Leaks {
    let files = files(folder);
    let names = |name: &str| files.iter().filter(|file| file.ends_with(name)).count();
    assert_eq!(["data/dynamodb.sqlite", "data/queues.jsonl", "data/secrets.jsonl"].map(names), [1; 3]);
    let mut leaks = Leaks::new();
    for file in files {
        search(canaries, &file, CHUNK, &mut leaks);
    }
    leaks
}

/// A function that ends takes its folder along, also between two looks at it.
fn files(folder: &Path) -> Vec<PathBuf> {
    let Some(entries) = there(fs::read_dir(folder)) else { return Vec::new() };
    let paths = entries.filter_map(|entry| there(entry).map(|entry| entry.path()));
    paths.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

fn there<T>(found: io::Result<T>) -> Option<T> {
    match found {
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        found => Some(found.unwrap()),
    }
}

fn search(canaries: &Canaries, file: &Path, size: usize, leaks: &mut Leaks) {
    let holds_secrets = file.ends_with(Path::new("data").join(SECRETS));
    let Some(mut open) = there(File::open(file)) else { return };
    let mut chunk = Vec::new();
    while open.by_ref().take(size as u64).read_to_end(&mut chunk).unwrap() > 0 {
        for found in canaries.find(&chunk) {
            if !holds_secrets || is_person(found.planted) {
                leaks.entry(file.display().to_string()).or_default().insert(found.to_string());
            }
        }
        chunk.drain(..chunk.len().saturating_sub(OVERLAP));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::person;

    #[test]
    fn a_value_is_found_wherever_in_a_file_it_stands() {
        const SIZE: usize = 2 * OVERLAP;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        let canaries = Canaries::new([person("Bakolumi".to_owned())]);
        for place in
            [0, SIZE - 9, SIZE - 4, SIZE, SIZE + 1, 2 * SIZE - 4, 2 * SIZE + OVERLAP - 4, 3 * SIZE - 8]
        {
            let mut bytes = vec![b'.'; 3 * SIZE];
            bytes[place..place + 8].copy_from_slice(b"Bakolumi");
            fs::write(&file, bytes).unwrap();
            let mut leaks = Leaks::new();
            search(&canaries, &file, SIZE, &mut leaks);
            assert_eq!(leaks.len(), 1, "at {place}");
        }
    }
}
