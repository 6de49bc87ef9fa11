//! The table, the calls and `docs/LOGGING.md` say the same.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use super::super::{fields::FIELDS, form::Form, value::Type};

const MACROS: [&str; 11] = [
    "error",
    "warn",
    "info",
    "debug",
    "trace",
    "event",
    "error_span",
    "warn_span",
    "info_span",
    "debug_span",
    "trace_span",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap().to_owned()
}

/// Production code: no tests, and nothing after a file's own unit tests begin.
fn sources(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() && name != "tests" && name != "benches" {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") && name != "tests.rs" {
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]").next().unwrap_or_default().to_owned();
            found.push((path, code));
        }
    }
}

/// The arguments of every call of a macro of `tracing`.
fn calls(code: &str) -> Vec<Vec<String>> {
    let starts = code.match_indices("tracing::").filter_map(|(at, path)| {
        let rest = &code[at + path.len()..];
        let (name, _) = rest.split_once("!(")?;
        let arguments = arguments(&rest[name.len() + 2..]);
        let of_span = usize::from(name.ends_with("_span"));
        MACROS.contains(&name).then(|| arguments[of_span..].to_vec())
    });
    starts.collect()
}

/// Splits at the commas of the outermost level, up to the parenthesis that closes it.
fn arguments(text: &str) -> Vec<String> {
    let (mut depth, mut quoted, mut escaped) = (0_i32, false, false);
    let mut found = vec![String::new()];
    for c in text.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if quoted => {}
            ')' if depth == 0 => break,
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => {
                found.push(String::new());
                continue;
            }
            _ => {}
        }
        found.last_mut().unwrap().push(c);
    }
    found
        .into_iter()
        .map(|argument| argument.trim().to_owned())
        .filter(|argument| !argument.is_empty())
        .collect()
}

/// `name = value`, `name`, `?name` and `%name` before the sentence.
fn fields(call: &[String]) -> Vec<String> {
    let fields = call.iter().take_while(|argument| !argument.starts_with('"'));
    let fields = fields.filter(|argument| !argument.contains("Level::") && !argument.starts_with("target:"));
    fields
        .map(|field| field.split('=').next().unwrap().trim().trim_start_matches(['?', '%']).to_owned())
        .collect()
}

fn used() -> BTreeSet<String> {
    let mut found = Vec::new();
    for folder in ["functions", "shared"] {
        sources(&root().join(folder), &mut found);
    }
    found.iter().flat_map(|(_, code)| calls(code)).flat_map(|call| fields(&call[..])).collect()
}

#[test]
fn every_field_that_is_logged_stands_in_the_table() {
    let known: BTreeSet<_> = FIELDS.iter().map(|field| field.name.to_owned()).collect();
    let used = used();
    assert!(used.len() > 10, "the search found next to nothing: {used:?}");
    let unknown: Vec<_> = used.difference(&known).collect();
    assert!(unknown.is_empty(), "these fields would be dropped: {unknown:?}");
}

#[test]
fn every_field_of_the_table_is_logged_somewhere() {
    let used = used();
    let unused =
        FIELDS.iter().map(|field| field.name).filter(|name| !used.contains(*name) && *name != "message");
    // The hourly check of the masking writes `sample`.
    assert_eq!(unused.filter(|name| *name != "sample").collect::<Vec<_>>(), Vec::<&str>::new());
}

#[test]
fn the_search_reads_calls_as_the_compiler_does() {
    let code = r#"
        tracing::info!(outcome, code = "a, b", %shop, ?body, ms = took(1, 2), "sentence, {outcome}");
        let span = tracing::error_span!("message", event_id = %message.event);
        tracing::error!("only a sentence");
    "#;
    let found: Vec<_> = calls(code).iter().map(|call| fields(call)).collect();
    assert_eq!(found[0], ["outcome", "code", "shop", "body", "ms"]);
    assert_eq!(found[1], ["event_id"]);
    assert!(found[2].is_empty());
}

fn type_name(holds: Type) -> String {
    match holds {
        Type::Formed(form) => format!("{form:?}"),
        Type::Number(unit) => format!("{unit:?}"),
        Type::Text => "text".to_owned(),
    }
    .to_lowercase()
}

#[test]
fn the_document_has_the_table() {
    let document = fs::read_to_string(root().join("docs/LOGGING.md")).unwrap();
    let (_, section) = document.split_once("## Fields").expect("a section on fields");
    let rows = section.lines().skip_while(|line| !line.starts_with("|---")).skip(1);
    let rows = rows.take_while(|line| line.starts_with('|'));
    let written: Vec<_> = rows
        .map(|row| {
            row.split('|')
                .skip(1)
                .take(2)
                .map(|cell| cell.trim().trim_matches('`').to_owned())
                .collect::<Vec<_>>()
        })
        .collect();
    let table: Vec<_> =
        FIELDS.iter().map(|field| vec![field.name.to_owned(), type_name(field.holds)]).collect();
    assert_eq!(written, table);
}

/// Files in which every text that looks like a word is an outcome or a code.
const OF_WORDS: [&str; 6] = [
    "functions/partner-delivery/src/log.rs",
    "functions/webhook-intake/src/log.rs",
    "functions/webhook-intake/src/lib.rs",
    "shared/countersign-core/src/delivery/reason.rs",
    "shared/countersign-core/src/intake/error.rs",
    "shared/countersign-core/src/journal/entry.rs",
];

/// Words in those files that are something else: part of a path, and a word in a partner's envelope.
const OTHER_WORDS: [&str; 2] = ["webhooks", "topic_disagrees"];

#[test]
fn every_outcome_and_code_is_in_the_document() {
    let document = fs::read_to_string(root().join("docs/LOGGING.md")).unwrap();
    let mut found = Vec::new();
    sources(&root().join("functions"), &mut found);
    sources(&root().join("shared"), &mut found);
    for (path, code) in &found {
        let path = path.strip_prefix(root()).unwrap().to_str().unwrap();
        let all = OF_WORDS.contains(&path);
        let texts = code.split('"').skip(1).step_by(2).zip(code.split('"').step_by(2));
        for (text, before) in texts {
            let given = before.ends_with("code = ") || before.ends_with("outcome = ");
            if given {
                assert_eq!(Form::Word.of(text), Some(text), "{path}");
            }
            let word = Form::Word.of(text).is_some();
            if word && (all || given) && !OTHER_WORDS.contains(&text) {
                assert!(document.contains(&format!("`{text}`")), "docs/LOGGING.md lacks `{text}` ({path})");
            }
        }
    }
}
