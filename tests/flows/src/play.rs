//! Runs a flow from a clean system to its examined end.

use std::{
    panic::{AssertUnwindSafe, resume_unwind},
    path::{Path, PathBuf},
    sync::LazyLock,
};

use futures_util::FutureExt;
use local_stack::lambda::LogMark;
use tokio::runtime::{Builder, Runtime};

use crate::{System, ending};

/// How much of the functions' log is shown when a flow fails.
const LAST_WORDS: usize = 20;

/// Built once for all flows of a process: never are stale binaries tested.
static BINARIES: LazyLock<PathBuf> = LazyLock::new(|| {
    let binaries = launch::binaries().expect("a folder of binaries");
    launch::build(&binaries).expect("current binaries");
    binaries
});

/// The folder of the binaries, which are current.
pub fn binaries() -> &'static Path {
    &BINARIES
}

/// Plays `flow` on a system of its own and then examines what it left behind.
pub fn play(flow: impl AsyncFnOnce(&mut System)) {
    play_on(None, 0, flow);
}

/// Plays `flow` on a system with so many further shops on Shopify.
pub fn play_among(shops: usize, flow: impl AsyncFnOnce(&mut System)) {
    play_on(None, shops, flow);
}

/// Plays `measurement` on a system in memory with so many further shops. Nothing is kept of what happens, the schedule of
/// renewals does not interfere, and nothing is examined in the end.
pub fn measure_among(shops: usize, measurement: impl AsyncFnOnce(&System)) {
    let template = altered(|template| template.replace("rate(5 minutes)", "rate(1 day)"));
    runtime().block_on(async {
        let mut system = System::start_in_memory(&template, shops).await;
        measurement(&system).await;
        system.stop().await;
    });
}

/// Plays `flow` on a system whose template was altered.
pub fn play_altered(alter: impl FnOnce(&str) -> String, flow: impl AsyncFnOnce(&mut System)) {
    play_on(Some(&altered(alter)), 0, flow);
}

fn altered(alter: impl FnOnce(&str) -> String) -> String {
    let template = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../template.yaml");
    let template = std::fs::read_to_string(template).expect("template.yaml");
    let altered = alter(&template);
    assert_ne!(altered, template, "the template is as it was");
    altered
}

fn runtime() -> Runtime {
    Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime")
}

fn play_on(template: Option<&str>, shops: usize, flow: impl AsyncFnOnce(&mut System)) {
    runtime().block_on(async {
        let mut system = System::start(template, shops).await;
        let played = AssertUnwindSafe(flow(&mut system)).catch_unwind().await;
        let played = match played {
            Ok(()) => AssertUnwindSafe(ending::examine(&mut system)).catch_unwind().await,
            failed @ Err(_) => failed,
        };
        if let Err(panic) = played {
            show_last_words(&system);
            resume_unwind(panic);
        }
    });
}

#[expect(clippy::print_stderr, reason = "shown with the test that failed")]
fn show_last_words(system: &System) {
    let Some(stack) = system.running() else { return };
    let lines = stack.lambda.logs_since(LogMark::START);
    eprintln!("the functions' last words:");
    for line in &lines[lines.len().saturating_sub(LAST_WORDS)..] {
        eprintln!("  {line}");
    }
}
