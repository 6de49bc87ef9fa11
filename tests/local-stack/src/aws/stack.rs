//! Starts and stops the services as one.

use std::{
    fs::{self, File, TryLockError},
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
};

use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_types::SdkConfig;
use tokio::{sync::watch, task::JoinHandle};

use super::{
    CallLog, Faults, Permissions, StackError, clients,
    dispatch::Dispatch,
    dynamodb::Embedded,
    secrets_manager::SecretsManager,
    server::{listen, serve},
    sqs::Sqs,
};
use crate::record::Recorder;

/// The caller that the stack's own clients sign as.
const STACK: &str = "stack";

/// How AWS is played.
#[derive(Clone, Debug, Default)]
pub struct AwsOptions {
    /// Where tables, queues and secrets are kept, in plain text, readable by the owner only. `None`: in memory.
    pub data_dir: Option<PathBuf>,
    /// Keeps every request.
    pub recorder: Recorder,
}

/// The running services. Dropping it without [`Aws::stop`] ends them too, only without waiting.
///
/// What was acknowledged is on its way to the disk before the answer is sent: it outlives [`Aws::stop`] and the
/// death of the process; only a crash of the machine may lose the last moments.
#[derive(Debug)]
pub struct Aws {
    address: SocketAddr,
    dispatch: Arc<Dispatch>,
    embedded: Embedded,
    http: SharedHttpClient,
    stop: watch::Sender<bool>,
    server: JoinHandle<()>,
    _lock: Option<File>,
}

impl Aws {
    /// Starts everything on a free loopback port, with what an earlier run left in the data folder.
    pub async fn start(options: AwsOptions) -> Result<Self, StackError> {
        let folder = options.data_dir.as_deref();
        let lock = folder.map(take).transpose()?;
        let file = |name: &str| folder.map(|folder| folder.join(name));
        let (listener, address) = listen().await?;
        let (stop, stopping) = watch::channel(false);
        let embedded = Embedded::start(file("dynamodb.sqlite").as_deref()).await?;
        let dispatch = Arc::new(Dispatch {
            calls: CallLog::default(),
            recorder: options.recorder,
            faults: Faults::default(),
            permissions: Permissions::default(),
            dynamodb: embedded.forward()?,
            sqs: Sqs::open(file("queues.jsonl").as_deref(), format!("http://{address}"), stopping.clone())?,
            secrets: SecretsManager::open(file("secrets.jsonl").as_deref())?,
            stop: stopping.clone(),
        });
        let server = serve(listener, Arc::clone(&dispatch), stopping);
        Ok(Self { address, dispatch, embedded, http: clients::http_client(), stop, server, _lock: lock })
    }

    /// What `AWS_ENDPOINT_URL` is set to.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Every call that arrived.
    pub fn calls(&self) -> &CallLog {
        &self.dispatch.calls
    }

    /// Trouble on demand.
    pub fn faults(&self) -> &Faults {
        &self.dispatch.faults
    }

    /// Who may do what.
    pub fn permissions(&self) -> &Permissions {
        &self.dispatch.permissions
    }

    /// What an SDK client needs to call as `caller`; share it among the clients of one caller.
    pub fn sdk_config_for(&self, caller: &str) -> SdkConfig {
        clients::sdk_config(self.http.clone(), self.endpoint(), caller)
    }

    /// The stack's own client, caller `stack`.
    pub fn dynamodb(&self) -> aws_sdk_dynamodb::Client {
        aws_sdk_dynamodb::Client::new(&self.sdk_config_for(STACK))
    }

    /// The stack's own client, caller `stack`.
    pub fn dynamodb_streams(&self) -> aws_sdk_dynamodbstreams::Client {
        aws_sdk_dynamodbstreams::Client::new(&self.sdk_config_for(STACK))
    }

    /// The stack's own client, caller `stack`.
    pub fn secrets_manager(&self) -> aws_sdk_secretsmanager::Client {
        aws_sdk_secretsmanager::Client::new(&self.sdk_config_for(STACK))
    }

    /// The stack's own client, caller `stack`.
    pub fn sqs(&self) -> aws_sdk_sqs::Client {
        aws_sdk_sqs::Client::new(&self.sdk_config_for(STACK))
    }

    /// Ends long polls, answers what is under way, and leaves everything on the disk.
    pub async fn stop(self) -> Result<(), StackError> {
        self.stop.send_replace(true);
        self.server.await.ok();
        self.embedded.stop().await;
        self.dispatch.sqs.close()?;
        self.dispatch.secrets.close()
    }
}

/// Makes the folder and holds it against a second stack.
fn take(folder: &Path) -> Result<File, StackError> {
    let unusable = |source| StackError::DataDir { path: folder.to_owned(), source };
    fs::create_dir_all(folder).map_err(unusable)?;
    let lock = File::create(folder.join("lock")).map_err(unusable)?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(StackError::InUse { path: folder.to_owned() }),
        Err(TryLockError::Error(source)) => Err(unusable(source)),
    }
}
