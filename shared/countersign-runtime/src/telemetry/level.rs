//! How much is said.

use tracing::level_filters::LevelFilter;

/// Lambda's own words, as its logging settings pass them on. What says nothing usable means `INFO`.
pub(crate) fn parse(text: Option<&str>) -> LevelFilter {
    match text.unwrap_or_default().to_ascii_uppercase().as_str() {
        "TRACE" => LevelFilter::TRACE,
        "DEBUG" => LevelFilter::DEBUG,
        "WARN" => LevelFilter::WARN,
        // There is nothing above `ERROR`, and alarms live on it.
        "ERROR" | "FATAL" => LevelFilter::ERROR,
        _ => LevelFilter::INFO,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lambdas_words_set_the_level_and_anything_else_means_info() {
        let levels = [
            (Some("TRACE"), LevelFilter::TRACE),
            (Some("debug"), LevelFilter::DEBUG),
            (Some("INFO"), LevelFilter::INFO),
            (Some("WARN"), LevelFilter::WARN),
            (Some("ERROR"), LevelFilter::ERROR),
            (Some("FATAL"), LevelFilter::ERROR),
            (Some("loud"), LevelFilter::INFO),
            (None, LevelFilter::INFO),
        ];
        for (text, level) in levels {
            assert_eq!(parse(text), level, "{text:?}");
        }
    }
}
