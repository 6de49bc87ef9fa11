//! `cargo stack env <function>`: a function's environment, for running it by hand against the running stack.

use std::{collections::BTreeMap, net::TcpStream, path::Path};

use super::{data_dir, state::State};

/// Prints `export` lines for a shell, or says what to do first.
pub fn print_environment(binaries: &Path, function: &str) -> Result<(), String> {
    let state = State::read(&data_dir(binaries)).ok_or("start `cargo stack` first, and leave it running")?;
    let environment = state.functions.get(function).ok_or_else(|| {
        let known: Vec<_> = state.functions.keys().map(String::as_str).collect();
        format!("there is no function {function}; there are {}", known.join(", "))
    })?;
    if !answers(environment) {
        return Err(
            "the stack that wrote its environment no longer runs; start `cargo stack` again".to_owned()
        );
    }
    // A shell that takes these over keeps its own way to find programs and its user's files.
    let of_the_shell = ["HOME", "PATH", "TMPDIR"];
    for (name, value) in environment.iter().filter(|(name, _)| !of_the_shell.contains(&name.as_str())) {
        print(name, value);
    }
    Ok(())
}

fn answers(environment: &BTreeMap<String, String>) -> bool {
    let endpoint = environment.get("AWS_ENDPOINT_URL").and_then(|url| url.strip_prefix("http://"));
    endpoint.is_some_and(|address| TcpStream::connect(address).is_ok())
}

#[expect(clippy::print_stdout, reason = "this is what the command is for")]
fn print(name: &str, value: &str) {
    println!("export {name}='{}'", value.replace('\'', r"'\''"));
}
