//! The search for people where none belong.

use std::{fs, path::Path};

use memchr::memmem::Finder;

/// Values that must not be met.
pub(crate) struct Needles<'v>(Vec<(&'v str, Finder<'v>)>);

impl<'v> Needles<'v> {
    pub(crate) fn new(values: impl IntoIterator<Item = &'v String>) -> Self {
        Self(values.into_iter().map(|value| (value.as_str(), Finder::new(value))).collect())
    }

    /// Panics if one of the values stands in `bytes`.
    #[track_caller]
    pub(crate) fn assert_absent(&self, place: &str, bytes: &[u8]) {
        let found = self.0.iter().find(|(_, finder)| finder.find(bytes).is_some());
        assert!(found.is_none(), "{:?} stands in {place}", found.map(|(value, _)| value));
    }

    /// Searches every file of a folder: whatever was written down there, deleted since or not.
    pub(crate) fn assert_absent_from_folder(&self, folder: &Path) {
        let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let files: Vec<_> = files.filter(|path| path.is_file()).collect();
        assert!(!files.is_empty(), "{} holds nothing to search", folder.display());
        for file in files {
            self.assert_absent(&file.display().to_string(), &fs::read(&file).unwrap());
        }
    }
}
