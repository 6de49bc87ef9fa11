//! `local-stack`: what `cargo demo` and `cargo stack` become once everything is built.
#![expect(clippy::print_stderr, reason = "a command for people")]

use std::{env, error::Error, path::PathBuf, process::ExitCode};

use local_stack::{
    cli::{keep_running, print_environment},
    demo,
};

const USAGE: &str = "\
cargo demo                   tells the story of the main job, with its evidence
cargo stack [--fresh]        keeps the whole system running on this machine; --fresh forgets earlier data
cargo stack env <function>   prints a function's environment, for running it by hand against the running stack";

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&words).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            complain(&*error);
            ExitCode::FAILURE
        }
    }
}

async fn run(words: &[&str]) -> Result<bool, Box<dyn Error>> {
    let own = env::current_exe()?;
    let binaries = own.parent().map(PathBuf::from).ok_or("this program lies in no folder")?;
    match words {
        ["demo"] => Ok(Box::pin(demo::run(&binaries)).await?),
        ["stack"] => keep_running(&binaries, false).await.map(|()| true).map_err(Into::into),
        ["stack", "--fresh"] => keep_running(&binaries, true).await.map(|()| true).map_err(Into::into),
        ["stack", "env", function] => {
            print_environment(&binaries, function).map(|()| true).map_err(Into::into)
        }
        _ => Err(USAGE.into()),
    }
}

/// The error with its causes, each in a line.
fn complain(error: &dyn Error) {
    eprintln!("{error}");
    let mut cause = error.source();
    while let Some(inner) = cause {
        eprintln!("  because {inner}");
        cause = inner.source();
    }
}
