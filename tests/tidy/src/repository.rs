//! The files of the repository, as a clean clone has them.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// A text file, by its path from the root (`functions/webhook-intake/src/lib.rs`).
pub(crate) struct TextFile {
    pub(crate) path: String,
    pub(crate) text: String,
}

impl TextFile {
    /// A file that exists only in a test, to show a rule what it must find.
    pub(crate) fn planted(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned() }
    }

    /// What follows the last dot of its name.
    pub(crate) fn ending(&self) -> &str {
        Path::new(&self.path).extension().and_then(|ending| ending.to_str()).unwrap_or_default()
    }
}

/// The folder with `Cargo.lock` and `template.yaml`.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap().to_owned()
}

/// Every text file that git would keep.
pub(crate) fn text_files() -> Vec<TextFile> {
    let ignored = fs::read_to_string(root().join(".gitignore")).unwrap();
    let mut files = Vec::new();
    collect(&root(), &ignored, &mut files);
    assert!(files.len() > 20, "the walk through the repository found next to nothing");
    files
}

/// The files under `folder`, which need not exist.
pub(crate) fn text_files_under(folder: &str) -> Vec<TextFile> {
    text_files().into_iter().filter(|file| file.path.starts_with(&format!("{folder}/"))).collect()
}

/// The names of the folders in `functions/`, which are also those of their packages and binaries.
pub(crate) fn functions() -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(root().join("functions"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("Cargo.toml").exists())
        .map(|path| path.file_name().unwrap().to_str().unwrap().to_owned())
        .collect();
    names.sort();
    names
}

/// The part of a Rust source that runs in production: without comments, and up to its unit tests.
pub(crate) fn production_code(source: &str) -> String {
    let before_tests = source.split("#[cfg(test)]").next().unwrap_or_default();
    let code = before_tests.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.flat_map(|line| [line, "\n"]).collect()
}

fn collect(folder: &Path, ignored: &str, files: &mut Vec<TextFile>) {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        let name = path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned();
        if name == ".git" || is_ignored(&name, ignored) {
            continue;
        }
        if path.is_dir() {
            collect(&path, ignored, files);
        } else if let Ok(text) = fs::read_to_string(&path) {
            files.push(TextFile { path: name, text });
        }
    }
}

/// Knows the three forms that our `.gitignore` uses: `/folder`, `name` and `*.ending`.
fn is_ignored(path: &str, ignored: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    ignored.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).any(|line| {
        let line = line.trim_end_matches('/');
        match (line.strip_prefix('/'), line.strip_prefix('*')) {
            (Some(from_root), _) => path == from_root,
            (None, Some(ending)) => name.ends_with(ending),
            (None, None) => name == line,
        }
    })
}

#[test]
fn what_git_ignores_is_not_looked_at() {
    let ignored = "# built\n/target\n/.aws-sam/\n*.pyc\n.DS_Store\n";
    for path in ["target", ".aws-sam", ".ci/x.pyc", "docs/.DS_Store"] {
        assert!(is_ignored(path, ignored), "{path}");
    }
    for path in ["tests/target", "template.yaml", "built"] {
        assert!(!is_ignored(path, ignored), "{path}");
    }
}

#[test]
fn comments_and_unit_tests_are_not_production_code() {
    let code = production_code("//! TALK\nlet a = b; // stays\n#[cfg(test)]\nmod tests {}\n");
    assert_eq!(code, "let a = b; // stays\n");
}
