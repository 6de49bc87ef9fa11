//! What the person in the browser sees: one small page, of text alone.

mod html;
mod text;

use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

pub use text::Outcome;

const STYLE: &str = include_str!("page.css");

/// What goes with every page and every redirect of an installation: addresses hold states and codes, so nothing is
/// stored, and no other site is told.
pub const PRIVATE: [(&str, &str); 4] = [
    ("cache-control", "no-store"),
    ("referrer-policy", "no-referrer"),
    ("x-content-type-options", "nosniff"),
    ("strict-transport-security", "max-age=63072000"),
];

/// A page, ready to be sent.
pub struct Page {
    /// The whole document.
    pub html: String,
    /// Its headers by lower-case name; those of [`PRIVATE`] are among them.
    pub headers: Vec<(&'static str, String)>,
}

impl Page {
    /// The page for an outcome. Whatever is shown of it is escaped.
    pub fn of(outcome: &Outcome<'_>) -> Self {
        let own = [
            ("content-type", "text/html; charset=utf-8".to_owned()),
            ("content-security-policy", policy()),
            ("x-frame-options", "DENY".to_owned()),
            ("x-robots-tag", "noindex".to_owned()),
        ];
        let private = PRIVATE.map(|(name, value)| (name, value.to_owned()));
        Self {
            html: html::document(&outcome.words(), STYLE),
            headers: private.into_iter().chain(own).collect(),
        }
    }
}

/// Nothing may be loaded, run, framed or sent from the page; its one style sheet is named by its digest.
fn policy() -> String {
    let style = STANDARD.encode(Sha256::digest(STYLE));
    format!(
        "default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
}

#[cfg(test)]
mod tests;
