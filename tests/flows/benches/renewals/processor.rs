//! The processor's time, which a busy machine does not change much.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

/// What the children of this process that are called `name` have used so far, by Linux's own account.
pub(crate) fn used_by(name: &str) -> Duration {
    let children = tasks("self").into_iter().flat_map(|task| {
        let children = fs::read_to_string(task.join("children")).unwrap();
        children.split_whitespace().map(str::to_owned).collect::<Vec<_>>()
    });
    let is_called = |id: &String| {
        fs::read_to_string(format!("/proc/{id}/comm")).is_ok_and(|known| known.trim_end() == name)
    };
    children.filter(is_called).flat_map(|id| tasks(&id)).map(|task| used(&task)).sum()
}

fn tasks(process: &str) -> Vec<PathBuf> {
    fs::read_dir(format!("/proc/{process}/task")).unwrap().map(|task| task.unwrap().path()).collect()
}

/// Nanoseconds on a processor are the first of the numbers.
fn used(task: &Path) -> Duration {
    let numbers = fs::read_to_string(task.join("schedstat")).unwrap();
    Duration::from_nanos(numbers.split_whitespace().next().unwrap().parse().unwrap())
}
