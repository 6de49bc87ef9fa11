//! Corpus files: one JSON object a line, as any generator may write them.

use serde::Deserialize;

use super::{Label, Line, Tier};

/// Why a corpus file cannot be used.
#[derive(Debug)]
pub struct Unreadable {
    line: usize,
    reason: String,
}

impl std::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {} of the corpus cannot be read: {}", self.line, self.reason)
    }
}

#[derive(Deserialize)]
struct Record {
    id: String,
    kind: String,
    text: String,
    spans: Vec<Entry>,
    keep: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    bstart: usize,
    bend: usize,
    #[serde(rename = "type")]
    kind: String,
    value: String,
    shown: String,
    #[serde(default)]
    key: String,
    #[serde(default)]
    tier: Option<String>,
}

/// Reads a corpus: `id`, `kind`, `text`, `spans` and `keep`, these two with `bstart`, `bend`, `type`, `value`, `shown`,
/// `key` and, for spans, `tier`. Other fields are ignored.
pub fn read(text: &str) -> Result<Vec<Line>, Unreadable> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines.map(|(at, line)| parse(line).map_err(|reason| Unreadable { line: at + 1, reason })).collect()
}

fn parse(line: &str) -> Result<Line, String> {
    let record: Record = serde_json::from_str(line).map_err(|error| error.to_string())?;
    let text = &record.text;
    let secret = record.spans.into_iter().map(|entry| Ok((tier(&entry)?, label(entry, text)?)));
    let secret = secret.collect::<Result<_, String>>()?;
    let keep = record.keep.into_iter().map(|entry| label(entry, text)).collect::<Result<_, _>>()?;
    Ok(Line { id: record.id, source: record.kind, text: record.text, secret, keep })
}

fn label(entry: Entry, text: &str) -> Result<Label, String> {
    let range = entry.bstart..entry.bend;
    if text.get(range.clone()) != Some(entry.shown.as_str()) {
        return Err(format!("bytes {} to {} are not what `shown` says", entry.bstart, entry.bend));
    }
    Ok(Label { range, kind: entry.kind, value: entry.value, shown: entry.shown, key: entry.key })
}

fn tier(entry: &Entry) -> Result<Tier, String> {
    match entry.tier.as_deref() {
        Some("A") => Ok(Tier::A),
        Some("B") => Ok(Tier::B),
        Some("C") => Ok(Tier::C),
        Some("E") => Ok(Tier::E),
        Some("S") => Ok(Tier::S),
        _ => Err("a span has no tier of A, B, C, E and S".to_owned()),
    }
}
