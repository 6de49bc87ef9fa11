//! `cargo demo` and `cargo stack`: builds the functions and the local stack in one cargo command, then becomes it.
//!
//! One command, because two would compile what both depend on twice, with different features. This package depends on
//! nothing, so that cargo's own progress display begins at once.

use std::{
    env,
    ffi::OsString,
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

const PACKAGES: [&str; 4] = ["local-stack", "webhook-intake", "partner-delivery", "countersign-operator"];

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
    let binaries = binaries()?;
    let stack = binaries.join("local-stack");
    if builds || !stack.exists() {
        build()?;
    }
    let failed = Command::new(&stack).args(arguments).exec();
    Err(format!("{} could not be started: {failed}", stack.display()))
}

/// The folder of this binary is the folder of all of them.
fn binaries() -> Result<PathBuf, String> {
    let own = env::current_exe().map_err(|error| format!("this program cannot find itself: {error}"))?;
    own.parent().map(Path::to_owned).ok_or_else(|| "this program lies in no folder".to_owned())
}

#[expect(clippy::disallowed_methods, reason = "cargo names itself to the programs it runs")]
fn build() -> Result<(), String> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut build = Command::new(cargo);
    build.args(["build", "--locked", "--bins"]);
    for package in PACKAGES {
        build.args(["--package", package]);
    }
    match build.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err("the build failed; its messages are above".to_owned()),
        Err(error) => Err(format!("cargo could not be started: {error}")),
    }
}

#[expect(clippy::print_stderr, reason = "a command for people")]
fn complain(sentence: &str) {
    eprintln!("{sentence}");
}
