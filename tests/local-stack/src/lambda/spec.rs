//! A function as Lambda runs it: its binary, its limits and the environment it finds.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use crate::template::Function;

/// Instances of one function at a time, unless the template says otherwise.
pub const DEFAULT_MAX_INSTANCES: usize = 10;

/// What Lambda must know of a function.
#[derive(Debug, Clone)]
pub struct FunctionSpec {
    /// The name it is invoked by here: its binary's.
    pub name: String,
    /// The name it has on AWS, and believes to have.
    pub aws_name: String,
    /// Told to it with every event.
    pub arn: String,
    /// The executable.
    pub binary: PathBuf,
    /// After this long, an event is given up and its instance killed.
    pub timeout: Duration,
    /// Told to it; not enforced.
    pub memory_mb: u32,
    /// Instances at a time; an event more is throttled.
    pub max_instances: usize,
    /// Its variables, to which Lambda adds its own.
    pub environment: BTreeMap<String, String>,
    /// Where its processes run.
    pub working_folder: Option<PathBuf>,
}

/// The folders that functions may leave something in.
pub(super) struct Folders {
    work: PathBuf,
    home: PathBuf,
    temporary: PathBuf,
}

impl Folders {
    pub(super) fn make(folder: &Path) -> io::Result<Self> {
        let [work, home, temporary] = ["work", "home", "tmp"].map(|name| folder.join(name));
        [&work, &home, &temporary].into_iter().try_for_each(fs::create_dir_all)?;
        Ok(Self { work, home, temporary })
    }
}

impl FunctionSpec {
    /// A function of the template, built into the folder `binaries`.
    pub fn new(function: &Function, binaries: &Path) -> Self {
        let reserved = function.reserved_concurrency.map(|count| count.try_into().unwrap_or(usize::MAX));
        Self {
            name: function.binary.clone(),
            aws_name: function.aws_name.clone(),
            arn: function.arn.clone(),
            binary: binaries.join(&function.binary),
            timeout: function.timeout,
            memory_mb: function.memory_mb,
            max_instances: reserved.unwrap_or(DEFAULT_MAX_INSTANCES),
            environment: function.environment.clone(),
            working_folder: None,
        }
    }

    /// Adds what every function finds on Lambda, and `extra`.
    ///
    /// Lambda Developer Guide, "Defined runtime environment variables", which a template cannot set either. The access
    /// key is the function's name, by which the embedded AWS tells its callers apart.
    pub(super) fn complete(
        mut self,
        region: &str,
        extra: &BTreeMap<String, String>,
        folders: Option<&Folders>,
    ) -> Self {
        let folder = self.binary.parent().unwrap_or(Path::new("/")).display().to_string();
        let defined = [
            ("AWS_ACCESS_KEY_ID", self.name.clone()),
            ("AWS_DEFAULT_REGION", region.to_owned()),
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", self.memory_mb.to_string()),
            ("AWS_LAMBDA_FUNCTION_NAME", self.aws_name.clone()),
            ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST".to_owned()),
            ("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand".to_owned()),
            ("AWS_LAMBDA_LOG_GROUP_NAME", format!("/aws/lambda/{}", self.aws_name)),
            ("AWS_LAMBDA_LOG_STREAM_NAME", format!("local/[$LATEST]{}", self.name)),
            ("AWS_REGION", region.to_owned()),
            ("AWS_SECRET_ACCESS_KEY", "test".to_owned()),
            ("AWS_SESSION_TOKEN", "test".to_owned()),
            ("LAMBDA_RUNTIME_DIR", "/var/runtime".to_owned()),
            ("LAMBDA_TASK_ROOT", folder),
            ("LANG", "en_US.UTF-8".to_owned()),
            ("PATH", "/usr/local/bin:/usr/bin:/bin".to_owned()),
            ("TZ", ":UTC".to_owned()),
            ("_HANDLER", "bootstrap".to_owned()),
        ];
        self.environment.extend(defined.map(|(name, value)| (name.to_owned(), value)));
        if let Some(Folders { work, home, temporary }) = folders {
            let own = [("HOME", home), ("TMPDIR", temporary)];
            self.environment.extend(own.map(|(name, path)| (name.to_owned(), path.display().to_string())));
            self.working_folder = Some(work.clone());
        }
        self.environment.extend(extra.clone());
        self
    }
}
