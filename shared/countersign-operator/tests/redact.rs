//! `countersign redact`, as an operator pipes lines through it.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::{
    io::{BufRead, BufReader, Read, Write},
    process::{Child, Command, Stdio},
};

fn start(options: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_countersign"));
    command.arg("redact").args(options).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

fn redact(options: &[&str], input: &[u8]) -> String {
    let mut child = start(options);
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn lines_come_out_masked_and_otherwise_as_they_were() {
    let input = b"order 1001 for jane@example.com\r\n\nclean line\nlast +44 20 7946 0958";
    assert_eq!(redact(&[], input), "order 1001 for [email]\r\n\nclean line\nlast [phone]");
}

#[test]
fn a_line_is_written_before_the_next_comes() {
    let mut child = start(&[]);
    let (mut input, mut output) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
    for _ in 0..3 {
        input.write_all(b"to jane@example.com\n").unwrap();
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        assert_eq!(line, "to [email]\n");
    }
    drop(input);
    assert!(child.wait().unwrap().success());
}

#[test]
fn an_explanation_names_line_bytes_and_rule_but_no_value() {
    let said = redact(
        &["--explain"],
        b"clean\nto jane@example.com from 203.0.113.9\n{\"first_name\":\"Zo\xc3\xab\"}",
    );
    let expected = "clean\nto [email] from [ip]\nline 2: 3..19 email\nline 2: 25..36 ip\n{\"first_name\":\"[name]\"}\n\
                    line 3: 15..19 field:name\n";
    assert_eq!(said, expected);
}

#[test]
fn a_value_over_several_lines_is_read_as_one() {
    let input = b"Order {\n    shipping_address: Address {\n        line: \"1 Test Road\",\n    },\n    id: 1001,\n}\nnext\n";
    let expected = "Order {\n    shipping_address: Address {\n        line: \"[address]\",\n    },\n    id: 1001,\n}\nnext\n";
    assert_eq!(redact(&[], input), expected);
    let explained = redact(&["--explain"], input);
    assert!(
        explained.contains("        line: \"[address]\",\nline 3: 15..26 field:address\n"),
        "{explained}"
    );
}

#[test]
fn a_private_key_goes_as_a_whole() {
    let key = format!("before\n-----BEGIN {0}-----\nbm90IGEga2V5\n-----END {0}-----\nafter\n", "PRIVATE KEY");
    assert_eq!(redact(&[], key.as_bytes()), "before\n[secret]\nafter\n");
}

#[test]
fn a_block_that_does_not_end_is_written_all_the_same() {
    assert_eq!(redact(&[], b"open {\n  email: jane@example.com\n"), "open {\n  email: [email]\n");
    let mut child = start(&[]);
    let (mut input, mut output) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
    input.write_all(b"open {\n").unwrap();
    let mut line = String::new();
    output.read_line(&mut line).unwrap();
    assert_eq!(line, "open {\n");
    drop(input);
    child.wait().unwrap();
}

#[test]
fn bytes_that_are_no_text_hide_nothing() {
    assert_eq!(redact(&[], b"M\xfcller m\xfcller@example.com \xff\n"), "M\u{fffd}ller [email] \u{fffd}\n");
}

#[test]
fn a_line_without_an_end_is_left_out_before_it_fills_the_memory() {
    let mut input = vec![b'a'; (8 << 20) + 10];
    input.extend_from_slice(b"\nnext\n");
    assert_eq!(redact(&[], &input), "[line of more than 8388608 bytes left out]\nnext\n");
}

#[test]
fn a_reader_that_has_enough_ends_it_quietly() {
    let mut child = start(&[]);
    let (mut input, mut output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    input.write_all(b"one\n").unwrap();
    output.read_exact(&mut [0; 4]).unwrap();
    drop(output);
    // The first may still go into the pipe; one of them finds it closed.
    for _ in 0..1000 {
        if input.write_all(&[b'a'; 4096]).and_then(|()| input.write_all(b"\n")).is_err() {
            break;
        }
    }
    drop(input);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty());
}

#[test]
fn help_is_no_failure_and_an_unknown_option_is() {
    let run =
        |option| Command::new(env!("CARGO_BIN_EXE_countersign")).args(["redact", option]).output().unwrap();
    assert!(run("--help").status.success());
    assert!(!run("--explian").status.success());
}
