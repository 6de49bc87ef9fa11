//! A panic is a line like any other, and the end of the process.

use std::{
    panic::{self, PanicHookInfo},
    process,
};

/// As Rust ends a process whose main thread panicked.
const PANICKED: i32 = 101;

/// Ended here and not unwound: whoever caught the panic, as the Lambda runtime does, would have its message, and an abort
/// would leave the memory to whoever collects core dumps.
pub(crate) fn end_the_process_at_a_panic() {
    keep_memory_out_of_dumps();
    panic::set_hook(Box::new(|panic| {
        report(panic);
        process::exit(PANICKED);
    }));
}

fn report(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(|place| format!("{}:{}", place.file(), place.line()));
    tracing::error!(outcome = "crashed", code = "panic", place, "the function panicked");
}

/// For the ends that no hook sees: a stack overflow, memory that ran out. Where the kernel refuses, nothing is lost but
/// this.
fn keep_memory_out_of_dumps() {
    #[cfg(target_os = "linux")]
    rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable)
        .unwrap_or_default();
}
