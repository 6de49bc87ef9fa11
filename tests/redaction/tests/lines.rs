//! Lines as other programs write them: what is masked in each, and what stays.

mod lines {
    mod kept;
    mod named;
    mod shaped;

    use countersign_core::redaction::Redactor;

    /// Each line, and what becomes of it.
    fn check(lines: &[(&str, &str)]) {
        for (line, expected) in lines {
            assert_eq!(Redactor::new().redact(line), *expected, "{line}");
        }
    }

    fn stay(lines: &[&str]) {
        for line in lines {
            assert_eq!(Redactor::new().redact(line), *line);
        }
    }
}
