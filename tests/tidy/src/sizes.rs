//! Files and functions stay small enough to be read at once.

use crate::repository::{TextFile, text_files};

/// Lines of a file. The aim is 250.
const FILE: usize = 300;

/// Lines of code of a function, without comments and blank lines. The aim is 8, and none over 40.
const FUNCTION: usize = 60;

const WRITTEN_BY_HAND: [&str; 7] = ["rs", "js", "py", "sh", "toml", "yaml", "yml"];

/// Files that may be longer, each with its reason.
const LONG_FILES: [(&str, &str); 1] =
    [("template.yaml", "SAM reads one file; its blocks are short and in one shape")];

/// Functions that may be longer (`path::name`), each with its reason.
const LONG_FUNCTIONS: [(&str, &str); 0] = [];

fn long_files(files: &[TextFile]) -> Vec<String> {
    let by_hand =
        files.iter().filter(|file| file.path.starts_with(".ci/") || WRITTEN_BY_HAND.contains(&file.ending()));
    let long = by_hand.filter(|file| file.text.lines().count() > FILE);
    let paths = long.map(|file| file.path.clone());
    paths.filter(|path| !LONG_FILES.iter().any(|(excepted, _)| excepted == path)).collect()
}

fn long_functions(file: &TextFile) -> Vec<String> {
    let lines: Vec<_> = file.text.lines().collect();
    let starts = lines.iter().enumerate().filter_map(|(at, line)| Some((at, function_name(line)?)));
    let long = starts.filter(|(at, _)| lines_of_code(&lines[*at..]) > FUNCTION);
    let names = long.map(|(_, name)| format!("{}::{name}", file.path));
    names.filter(|name| !LONG_FUNCTIONS.iter().any(|(excepted, _)| excepted == name)).collect()
}

fn function_name(line: &str) -> Option<&str> {
    let mut words = line.split_whitespace().skip_while(|word| {
        word.starts_with("pub") || ["async", "const", "unsafe", "extern", "crate)", "super)"].contains(word)
    });
    let name = words.next().filter(|word| *word == "fn").and_then(|_| words.next())?;
    name.split(['(', '<']).next()
}

/// The code from a function's first line to the brace that closes it, which rustfmt puts at the same depth.
fn lines_of_code(lines: &[&str]) -> usize {
    let depth = lines[0].len() - lines[0].trim_start().len();
    let one_line = lines[0].ends_with(['}', ';']);
    let is_end =
        |line: &str| line.trim_start().starts_with('}') && line.len() - line.trim_start().len() == depth;
    let length = if one_line { 1 } else { lines.iter().position(|line| is_end(line)).map_or(1, |at| at + 1) };
    let code = lines[..length].iter().map(|line| line.trim());
    code.filter(|line| !line.is_empty() && !line.starts_with("//")).count()
}

#[test]
fn files_are_small() {
    assert_eq!(long_files(&text_files()), Vec::<String>::new());
}

#[test]
fn functions_are_small() {
    let files = text_files();
    let sources = files.iter().filter(|file| file.ending() == "rs");
    let long: Vec<_> = sources.flat_map(long_functions).collect();
    assert_eq!(long, Vec::<String>::new());
}

#[test]
fn exceptions_are_still_needed() {
    let files = text_files();
    for (path, _) in LONG_FILES {
        let file = files.iter().find(|file| file.path == path);
        assert!(
            file.is_some_and(|file| file.text.lines().count() > FILE),
            "{path} needs no exception any more"
        );
    }
}

#[test]
fn a_long_file_is_found() {
    let lines = "// line\n".repeat(FILE + 1);
    assert_eq!(long_files(&[TextFile::planted("functions/a/src/lib.rs", &lines)]).len(), 1);
    assert_eq!(long_files(&[TextFile::planted("Cargo.lock", &lines)]).len(), 0);
}

#[test]
fn a_long_function_is_found_and_a_commented_one_is_not() {
    let function = |line: &str| {
        format!("impl A {{\n    pub(crate) async fn b<T>(\n{}    }}\n}}\n", line.repeat(FUNCTION))
    };
    let check = |text: &str| long_functions(&TextFile::planted("a.rs", text));
    assert_eq!(check(&function("        c();\n")), ["a.rs::b"]);
    assert_eq!(check(&function("        // why\n")), Vec::<String>::new());
}
