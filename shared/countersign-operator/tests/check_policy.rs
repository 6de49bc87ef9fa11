//! `countersign check-policy`, as an operator types it.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::{fs, path::Path, process::Command};

/// Runs the command on one file, and returns whether it was content and what it said.
fn check(file: &Path) -> (bool, String) {
    let output =
        Command::new(env!("CARGO_BIN_EXE_countersign")).arg("check-policy").arg(file).output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(said).unwrap())
}

#[test]
fn every_policy_of_this_repository_is_in_order() {
    for stage in ["local", "dev", "staging", "prod"] {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../config/{stage}.toml"));
        let (content, said) = check(&file);
        assert!(content && said.contains(&format!("stage {stage}")), "{said}");
    }
}

#[test]
fn all_problems_of_a_file_are_told_at_once_with_file_and_key() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("prod.toml");
    fs::write(&file, "memory_days = 1\nmemmory = 2\n[partners.x]\nurl = \"http://x.example\"\n").unwrap();
    let (content, said) = check(&file);
    assert!(!content);
    for part in
        ["prod.toml: `memory_days`", "`memmory`", "`partners.x.url`", "`partners.x.secret`", "`partners.x`"]
    {
        assert!(said.contains(part), "{part} not in\n{said}");
    }
}

#[test]
fn a_file_that_names_no_stage_is_told_so() {
    let (content, said) = check(Path::new("production.toml"));
    assert!(!content && said.contains("must be named after a stage"), "{said}");
}
