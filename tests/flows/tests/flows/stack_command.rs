//! `cargo stack`, as somebody uses it who has just cloned the repository.

use std::{
    fs,
    net::{Ipv4Addr, TcpListener},
    path::{Path, PathBuf},
    process::Stdio,
};

use flows::{INTAKE, PATIENCE};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, BufReader, Lines},
    process::{Child, ChildStdout, Command},
    time::timeout,
};

use crate::processes::{children, listeners};

/// The last line of what `cargo stack` says before it shows logs.
const READY: &str = "What the functions log:";

/// What it needs beside it.
const BINARIES: [&str; 6] = [
    "local-stack",
    "webhook-intake",
    "partner-delivery",
    "oauth-callback",
    "token-refresh",
    "store-lifecycle",
];

/// `local-stack stack`, in a folder of its own, since it keeps its data beside the folder of its binary.
struct Running {
    child: Child,
    output: Lines<BufReader<ChildStdout>>,
    said: Vec<String>,
    folder: TempDir,
}

impl Running {
    async fn start() -> Self {
        let binaries = flows::binaries();
        let folder = tempfile::tempdir_in(binaries).unwrap();
        fs::create_dir(folder.path().join("bin")).unwrap();
        for name in BINARIES {
            fs::hard_link(binaries.join(name), folder.path().join("bin").join(name)).unwrap();
        }
        let mut command = Command::new(folder.path().join("bin/local-stack"));
        let mut child = command.arg("stack").stdout(Stdio::piped()).kill_on_drop(true).spawn().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut running = Self { child, output, said: Vec::new(), folder };
        running.wait_for(READY).await;
        running
    }

    async fn wait_for(&mut self, wanted: &str) {
        let reading = async {
            while let Some(line) = self.output.next_line().await.unwrap() {
                let found = line.contains(wanted);
                self.said.push(line);
                if found {
                    return;
                }
            }
            panic!("it ended without saying {wanted:?}: {:?}", self.said);
        };
        timeout(PATIENCE, reading).await.expect("the stack's own words");
    }

    fn binary(&self) -> PathBuf {
        self.folder.path().join("bin/local-stack")
    }

    /// The commands that it says may be pasted into a terminal.
    fn curl_commands(&self) -> Vec<String> {
        let text = self.said.join("\n");
        let commands = text.split("\n\n").filter(|part| part.starts_with("curl "));
        commands.map(str::to_owned).collect()
    }

    /// The orders that it shows are made up to be pasted; once they were sent, its log may not tell of them.
    fn assert_log_tells_nobody(&self) {
        let commands = self.curl_commands().join(" ");
        let addresses: Vec<_> =
            commands.split('"').filter(|text| text.ends_with("@customers.example")).collect();
        assert!(addresses.len() >= 2, "nobody stands in {commands}");
        let log: Vec<_> = self.said.iter().skip_while(|line| *line != READY).collect();
        assert!(log.iter().any(|line| line.contains("accepted")), "{log:?}");
        assert!(!log.iter().any(|line| addresses.iter().any(|address| line.contains(address))), "{log:?}");
    }

    /// Interrupts it as Ctrl-C does, and waits until it has ended and said its last word.
    async fn interrupt(mut self) -> (Option<i32>, TempDir) {
        let id = self.child.id().expect("a running process").to_string();
        shell(&format!("kill -INT {id}")).await;
        self.wait_for("Stopping;").await;
        self.assert_log_tells_nobody();
        let status = timeout(PATIENCE, self.child.wait()).await.expect("an end").unwrap();
        (status.code(), self.folder)
    }
}

async fn shell(script: &str) -> String {
    let output = Command::new("sh").args(["-c", script]).output().await.unwrap();
    assert!(output.status.success(), "{script}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Both webhooks are taken, the first of them twice.
async fn check_curl_commands(running: &Running) {
    let commands = running.curl_commands();
    assert_eq!(commands.len(), 2, "{:?}", running.said);
    for (command, result) in [(0, "accepted"), (1, "accepted"), (0, "repeat")] {
        let answer = shell(&commands[command]).await;
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
        assert!(answer.contains(&format!(r#""result":"{result}""#)), "{answer}");
    }
}

/// Started by hand with what `stack env` prints, the function reads its secrets and asks for its first event.
async fn check_environment(binary: &Path) {
    let runtime_api = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = runtime_api.local_addr().unwrap();
    runtime_api.set_nonblocking(true).unwrap();
    let runtime_api = tokio::net::TcpListener::from_std(runtime_api).unwrap();
    let (stack, function) = (binary.display(), binary.with_file_name(INTAKE));
    let script = format!(
        "variables=$({stack} stack env {INTAKE}) && eval \"$variables\" && AWS_LAMBDA_RUNTIME_API={address} exec {}",
        function.display()
    );
    let child = Command::new("sh").args(["-c", &script]).env_clear().kill_on_drop(true).spawn().unwrap();
    let (mut stream, _) = timeout(PATIENCE, runtime_api.accept()).await.expect("a function").unwrap();
    let mut request = [0; 42];
    stream.read_exact(&mut request).await.unwrap();
    assert_eq!(&request, b"GET /2018-06-01/runtime/invocation/next HT");
    drop(child);
}

#[tokio::test]
async fn the_command_runs_the_system_shows_how_to_use_it_and_ends_cleanly() {
    let mut running = Running::start().await;
    check_curl_commands(&running).await;
    running.wait_for("event delivered").await;
    check_environment(&running.binary()).await;

    let own = running.child.id().unwrap();
    assert!(running.said.iter().any(|line| line.contains("/admin/oauth/install?client_id=")));
    let functions = children(own);
    assert!(functions.len() >= 2, "an instance of each function: {functions:?}");
    let listeners = listeners(&[&[own], &functions[..]].concat());
    assert!(listeners.len() >= 5, "{listeners:?}");
    for address in listeners {
        assert!(address.ip() == Ipv4Addr::LOCALHOST, "it listens on {address}");
    }

    let (code, folder) = running.interrupt().await;
    assert_eq!(code, Some(0));
    for function in functions {
        assert!(!Path::new(&format!("/proc/{function}")).exists(), "process {function} is left");
    }
    let mut env = Command::new(folder.path().join("bin/local-stack"));
    let ended = env.args(["stack", "env", INTAKE]).output().await.unwrap();
    assert!(!ended.status.success() && ended.stdout.is_empty());
    assert!(String::from_utf8_lossy(&ended.stderr).contains("start `cargo stack` first"));
}

#[tokio::test]
async fn a_word_that_is_no_command_gets_the_usage_and_a_failure() {
    for words in [&["help"][..], &[], &["stack", "env", "no-such-function", "x"]] {
        let output = Command::new(flows::binaries().join("local-stack")).args(words).output().await.unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert!(String::from_utf8_lossy(&output.stderr).contains("cargo stack env <function>"));
    }
}
