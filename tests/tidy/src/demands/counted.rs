//! What metric filters look for is what functions write.

use crate::{
    repository::{production_code, text_files},
    template::{Template, holds_until},
};

/// The words that filters compare `$.code` and `$.outcome` with, and nobody writes.
fn counted_words_are_written(template: &Template) -> Vec<String> {
    let files = text_files().into_iter();
    let sources = files.filter(|file| {
        file.ending() == "rs"
            && ["functions/", "shared/"].iter().any(|folder| file.path.starts_with(folder))
            && file.path.contains("/src/")
    });
    let code: Vec<_> = sources.map(|file| production_code(&file.text)).collect();
    let filters = template.all("AWS::Logs::MetricFilter").into_iter();
    let words = filters.flat_map(|filter| words(filter.at("FilterPattern").as_str().unwrap_or_default()));
    words.filter(|word| !code.iter().any(|code| code.contains(&format!("\"{word}\"")))).collect()
}

fn words(pattern: &str) -> Vec<String> {
    let after = ["$.code = \"", "$.outcome = \""].into_iter().flat_map(|start| pattern.split(start).skip(1));
    after.filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}

#[test]
fn a_word_that_no_function_writes_is_found() {
    holds_until(
        counted_words_are_written,
        &[
            ("$.outcome = \"dead\"", "$.outcome = \"given_up\""),
            ("($.code = \"bad_credential\")", "($.code = \"bad_credentials\")"),
        ],
    );
}
