//! Who runs where. Both sides work on one processor, never at the same time; whoever drains the log keeps off it, as
//! Lambda's own processes do where there are several.

#[cfg(target_os = "linux")]
pub(crate) fn work_on_the_last() {
    keep_to(|at, last| at == last);
}

#[cfg(target_os = "linux")]
pub(crate) fn watch_from_the_others() {
    keep_to(|at, last| at != last);
}

#[cfg(target_os = "linux")]
fn keep_to(wanted: impl Fn(usize, usize) -> bool) {
    use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

    let allowed = sched_getaffinity(None).unwrap();
    let allowed: Vec<_> = (0..CpuSet::MAX_CPU).filter(|at| allowed.is_set(*at)).collect();
    let mut set = CpuSet::new();
    let last = *allowed.last().unwrap();
    allowed.iter().filter(|at| wanted(**at, last)).for_each(|at| set.set(*at));
    if set.count() > 0 {
        sched_setaffinity(None, &set).unwrap();
    }
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn work_on_the_last() {}

#[cfg(not(target_os = "linux"))]
pub(crate) fn watch_from_the_others() {}
