//! One instance of a function: a process, its Runtime API, and one event at a time.

use std::{
    io,
    process::{ExitStatus, Stdio},
    sync::Arc,
    time::Duration,
};

use hyper::body::Bytes;
use tokio::{
    process::{Child, Command},
    sync::{OwnedSemaphorePermit, watch},
    time::{Instant, sleep_until},
};

use super::{
    FunctionSpec,
    logs::Logs,
    outcome::FunctionError,
    output::Output,
    runtime_api::{Event, Report, RuntimeApi},
};

/// A running process, killed when dropped.
pub(super) struct Sandbox {
    child: Child,
    api: RuntimeApi,
    output: Output,
    killed: watch::Receiver<u64>,
    _slot: OwnedSemaphorePermit,
}

/// What became of an event offered to an instance.
pub(super) enum Handled {
    /// The instance died before it took the event, which may safely go to another.
    Untouched,
    /// The function answered, well or badly, and can take another event.
    Answered(Result<Bytes, FunctionError>),
    /// The process died, or had to be killed, over the event.
    Died(FunctionError),
}

/// What can happen while an instance is waited for.
enum Happening {
    Report(Report),
    Exited(Option<ExitStatus>),
    Killed,
    Late,
}

impl Sandbox {
    /// Starts a process of `spec` in `slot`; a change of `killed` ends it.
    pub(super) async fn start(
        spec: &FunctionSpec,
        logs: Arc<Logs>,
        killed: watch::Receiver<u64>,
        slot: OwnedSemaphorePermit,
    ) -> io::Result<Self> {
        let api = RuntimeApi::start(spec.name.as_str().into(), logs.clone()).await?;
        let (output, writer) = Output::open(spec.name.as_str().into(), logs)?;
        let mut command = Command::new(&spec.binary);
        command
            .env_clear()
            .envs(&spec.environment)
            .env("AWS_LAMBDA_RUNTIME_API", api.address())
            .stdin(Stdio::null())
            .stdout(writer.try_clone()?)
            .stderr(writer)
            .kill_on_drop(true);
        if let Some(folder) = &spec.working_folder {
            command.current_dir(folder);
        }
        Ok(Self { child: command.spawn()?, api, output, killed, _slot: slot })
    }

    /// Waits for the first poll, which says that the function is ready.
    pub(super) async fn init(&mut self, request_id: &str, limit: Duration) -> Result<(), FunctionError> {
        match self.next(Instant::now() + limit).await {
            Happening::Report(Report::InitFailed(error)) => Err(error),
            Happening::Report(Report::Polled | Report::Taken | Report::Done(_)) => Ok(()),
            Happening::Exited(status) => Err(FunctionError::exited(request_id, status)),
            Happening::Killed => Err(FunctionError::exited(request_id, None)),
            Happening::Late => Err(FunctionError::timed_out(request_id, limit)),
        }
    }

    /// Hands over `event` and waits for what becomes of it, at most for the function's time-out.
    pub(super) async fn handle(&mut self, event: &Event) -> Handled {
        let (id, timeout) = (&event.request_id, event.timeout);
        self.api.offer(event.clone());
        let mut taken = false;
        let mut deadline = Instant::now() + timeout;
        loop {
            match self.next(deadline).await {
                Happening::Report(Report::Polled) => {}
                Happening::Report(Report::Taken) => {
                    taken = true;
                    deadline = Instant::now() + timeout;
                }
                Happening::Report(Report::Done(result)) => {
                    self.output.catch_up();
                    return Handled::Answered(result);
                }
                Happening::Report(Report::InitFailed(error)) => return Handled::Died(error),
                _ if !taken => return Handled::Untouched,
                Happening::Exited(status) => return Handled::Died(FunctionError::exited(id, status)),
                Happening::Killed => return Handled::Died(FunctionError::exited(id, None)),
                Happening::Late => return Handled::Died(FunctionError::timed_out(id, timeout)),
            }
        }
    }

    /// Whether the process still runs.
    pub(super) fn is_alive(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Kills the process and waits until nothing of it is left but its log.
    pub(super) async fn end(mut self) {
        // It may have ended by itself already.
        let _ = self.child.kill().await;
        self.output.finish();
        self.api.stop().await;
    }

    async fn next(&mut self, deadline: Instant) -> Happening {
        // In this order: an answer counts even if the process ends right after it.
        tokio::select! {
            biased;
            Some(report) = self.api.report() => Happening::Report(report),
            Ok(()) = self.killed.changed() => Happening::Killed,
            status = self.child.wait() => Happening::Exited(status.ok()),
            () = sleep_until(deadline) => Happening::Late,
        }
    }
}
