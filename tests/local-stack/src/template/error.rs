//! What can be wrong with a template, said so that its author finds the line.

use std::{io, path::PathBuf};

/// Why a template cannot be played.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    /// The file is absent or unreadable.
    #[error("cannot read the template {path}")]
    Unreadable {
        /// Where it was looked for.
        path: PathBuf,
        /// What the file system answered.
        source: io::Error,
    },
    /// The text is not YAML at all.
    #[error("the template is not valid YAML")]
    NotYaml(#[source] serde_norway::Error),
    /// One property is wrong, or says something the local stack cannot play.
    #[error("{place}: {problem}")]
    Property {
        /// The resource and the way down to the property, joined by dots.
        place: String,
        /// What is wrong and, where there is one, the way out.
        problem: String,
    },
}

impl TemplateError {
    pub(super) fn at(place: impl Into<String>, problem: impl Into<String>) -> Self {
        Self::Property { place: place.into(), problem: problem.into() }
    }
}
