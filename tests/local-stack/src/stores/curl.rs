use std::iter;

use base64::{Engine, prelude::BASE64_STANDARD};

use super::Delivery;

/// One argument may not be longer on Linux (128 KiB), and nobody wants to see more.
const LONGEST_ARGUMENT: usize = 64 * 1024;

/// A command line that sends `delivery` to `url` byte for byte, ready to be pasted into any POSIX shell.
pub fn curl(url: &str, delivery: &Delivery) -> String {
    let headers = delivery.headers.iter().map(|(name, value)| quoted(&header(name, value)));
    let parts: Vec<_> = iter::once(quoted(url)).chain(headers).collect();
    let command = format!("curl --silent --show-error --include {}", parts.join(" \\\n  --header "));
    match argument(&delivery.body) {
        Some(text) => format!("{command} \\\n  --data-binary {}", quoted(text)),
        None => format!(
            "base64 --decode <<'BODY' | {command} \\\n  --data-binary @-\n{}\nBODY",
            BASE64_STANDARD.encode(&delivery.body)
        ),
    }
}

/// A body that can be written as an argument: text, not too long, and not `@…`, which would name a file.
fn argument(body: &[u8]) -> Option<&str> {
    let text = str::from_utf8(body).ok()?;
    (text.len() <= LONGEST_ARGUMENT && !text.starts_with('@') && !text.contains('\0')).then_some(text)
}

/// `curl` takes `Name:` as the wish to send no such header, and `Name;` as a header without a value.
fn header(name: &str, value: &str) -> String {
    if value.is_empty() { format!("{name};") } else { format!("{name}: {value}") }
}

/// Between single quotes a shell reads nothing but the closing quote.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use std::{io::Write, process::Command};

    use super::*;

    /// Runs the line in a real shell whose `curl` only shows its arguments and its input.
    fn run(delivery: &Delivery) -> (Vec<String>, Vec<u8>) {
        let pretend = "curl() { for a in \"$@\"; do printf '%s\\0' \"$a\"; done; printf '\\0'; \
                       case \"$a\" in @-) cat;; @*) cat \"${a#@}\";; *) printf '%s' \"$a\";; esac; }";
        let line = curl("http://127.0.0.1:1/it's?a=1&b=$HOME", delivery);
        let mut script = tempfile::NamedTempFile::new().unwrap();
        writeln!(script, "{pretend}\n{line}").unwrap();
        let output = Command::new("sh").arg(script.path()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let end = output.stdout.windows(2).position(|pair| pair == [0, 0]).unwrap();
        let arguments = output.stdout[..end].split(|byte| *byte == 0);
        let arguments = arguments.map(|argument| String::from_utf8(argument.to_vec()).unwrap()).collect();
        (arguments, output.stdout[end + 2..].to_vec())
    }

    fn check(body: &[u8]) {
        let delivery = Delivery::new(
            [
                ("X-Plain", "a".to_owned()),
                ("X-Empty", String::new()),
                ("X-Odd", "'; rm -rf `x` $(y) \"z\" \\".to_owned()),
            ],
            body.to_vec().into(),
        );
        let (arguments, sent) = run(&delivery);
        for expected in [
            "http://127.0.0.1:1/it's?a=1&b=$HOME",
            "X-Plain: a",
            "X-Empty;",
            "X-Odd: '; rm -rf `x` $(y) \"z\" \\",
        ] {
            assert!(arguments.iter().any(|argument| argument == expected), "{expected} in {arguments:?}");
        }
        assert!(arguments.iter().all(|argument| argument.len() < 128 * 1024));
        assert_eq!(sent, body);
    }

    #[test]
    fn a_shell_hands_over_every_byte_as_it_was_signed() {
        check("{\"note\":\"it's $HOME `id` \\u00fc \\/ ☃\"}\n".as_bytes());
    }

    #[test]
    fn a_body_that_looks_like_a_file_name_is_sent_as_a_body() {
        check(b"@/etc/hostname");
    }

    #[test]
    fn a_body_that_is_not_text_is_sent_as_it_is() {
        check(&[0, 1, 0xff, b'\n']);
    }

    #[test]
    fn a_long_body_does_not_meet_the_limit_of_an_argument() {
        check("x".repeat(300_000).as_bytes());
    }
}
