//! Background work that ends when its owner says so, and not one moment later.

use std::sync::{Mutex, PoisonError};

use tokio::{sync::watch, task::JoinSet};

/// A group of tasks with one end.
pub(crate) struct Tasks {
    stop: watch::Sender<bool>,
    running: Mutex<JoinSet<()>>,
}

/// Tells a task that it should end.
#[derive(Clone)]
pub(crate) struct Stopping(watch::Receiver<bool>);

impl Tasks {
    pub(crate) fn new() -> Self {
        Self { stop: watch::Sender::new(false), running: Mutex::default() }
    }

    /// Runs `task` until it ends by itself, hears [`Stopping`], or its owner is dropped.
    pub(crate) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        while running.try_join_next().is_some() {}
        running.spawn(task);
    }

    pub(crate) fn stopping(&self) -> Stopping {
        Stopping(self.stop.subscribe())
    }

    /// Tells every task to end and waits until all have.
    pub(crate) async fn stop(&self) {
        self.stop.send_replace(true);
        let running = std::mem::take(&mut *self.running.lock().unwrap_or_else(PoisonError::into_inner));
        running.join_all().await;
    }
}

impl Stopping {
    /// Returns once the end has been called for.
    pub(crate) async fn wait(&mut self) {
        // An owner that is gone has called for the end, too.
        let _ = self.0.wait_for(|stop| *stop).await;
    }

    pub(crate) fn is_called(&self) -> bool {
        *self.0.borrow()
    }

    /// `work`'s result, or `None` if the end comes first.
    pub(crate) async fn or<T>(&mut self, work: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            () = self.wait() => None,
            done = work => Some(done),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::{
            Arc,
            atomic::{AtomicBool, Ordering},
        },
        time::Duration,
    };

    use super::Tasks;

    #[tokio::test]
    async fn stop_returns_only_when_every_task_has_ended() {
        let (tasks, ended) = (Tasks::new(), Arc::new(AtomicBool::new(false)));
        let (mut stopping, flag) = (tasks.stopping(), ended.clone());
        tasks.spawn(async move {
            stopping.wait().await;
            tokio::time::sleep(Duration::from_millis(5)).await;
            flag.store(true, Ordering::SeqCst);
        });
        tasks.stop().await;
        assert!(ended.load(Ordering::SeqCst));
    }

    #[tokio::test]
    async fn the_end_interrupts_work() {
        let tasks = Tasks::new();
        let mut stopping = tasks.stopping();
        tasks.stop().await;
        assert_eq!(stopping.or(std::future::pending::<()>()).await, None);
    }
}
