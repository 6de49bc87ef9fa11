//! `cargo stack` and `cargo stack env`.

mod environment;
mod keep;
mod state;

use std::path::{Path, PathBuf};

pub use environment::print_environment;
pub use keep::keep_running;

/// Where the data of `cargo stack` is kept: beside what cargo built.
fn data_dir(binaries: &Path) -> PathBuf {
    binaries.parent().unwrap_or(binaries).join("local-stack")
}
