//! How the stack is started.

use std::path::{Path, PathBuf};

use crate::lambda::Echo;

/// How the stack is started.
pub struct StackOptions {
    /// The folder of the functions' binaries.
    pub binaries: PathBuf,
    /// `template.yaml`.
    pub template: PathBuf,
    /// Where data is kept between runs; in memory if none.
    pub data_dir: Option<PathBuf>,
    /// Called with every line that a function prints.
    pub echo: Option<Echo>,
}

impl StackOptions {
    /// A stack in memory, of the functions in `binaries` and this repository's template.
    pub fn in_memory(binaries: &Path) -> Self {
        let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        Self {
            binaries: binaries.to_owned(),
            template: repository.join("template.yaml"),
            data_dir: None,
            echo: None,
        }
    }
}
