//! `cargo demo` and `cargo stack`: builds the functions and the local stack in one cargo command, then becomes it.

use std::{
    env,
    ffi::OsString,
    os::unix::process::CommandExt,
    process::{Command, ExitCode},
};

fn main() -> ExitCode {
    let arguments: Vec<_> = env::args_os().skip(1).collect();
    // Printing an environment is read by a shell: a build would only be in the way.
    let builds = arguments.get(1).is_none_or(|second| second != "env");
    match run(&arguments, builds) {
        Ok(code) => code,
        Err(sentence) => {
            complain(&sentence);
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[OsString], builds: bool) -> Result<ExitCode, String> {
    let binaries = launch::binaries()?;
    let stack = binaries.join("local-stack");
    if builds || !stack.exists() {
        launch::build(&binaries)?;
    }
    let failed = Command::new(&stack).args(arguments).exec();
    Err(format!("{} could not be started: {failed}", stack.display()))
}

#[expect(clippy::print_stderr, reason = "a command for people")]
fn complain(sentence: &str) {
    eprintln!("{sentence}");
}
