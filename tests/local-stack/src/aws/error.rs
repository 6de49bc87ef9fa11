//! Why AWS on loopback could not start or stop.

use std::{io, path::PathBuf};

/// Why the stack could not start, or could not keep what it was given.
#[derive(Debug, thiserror::Error)]
pub enum StackError {
    /// The data folder cannot be made, read or written.
    #[error("cannot use the data folder {}: check that it is writable", path.display())]
    DataDir {
        /// The folder or the file in it.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// Another process holds the data folder; two writers would destroy it.
    #[error("the data folder {} is in use by another stack: stop that one or choose another folder", path.display())]
    InUse {
        /// The folder.
        path: PathBuf,
    },
    /// A file of kept state holds something this version never wrote.
    #[error("{} is damaged at line {line}: move it away to start empty", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
    },
    /// The embedded DynamoDB cannot open its file.
    #[error("the embedded DynamoDB cannot open its data: {reason}")]
    Database {
        /// Its own words.
        reason: String,
    },
    /// No loopback port can be had.
    #[error("cannot listen on 127.0.0.1")]
    Listen(#[source] io::Error),
}
