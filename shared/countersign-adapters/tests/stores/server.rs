//! A server for one test: certificate, name, answers in turn, and everything that it was sent.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::{Duration, SystemTime},
};

use countersign_adapters::http::LocalNet;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig, crypto,
        pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
    },
};

/// Listens until the test ends.
pub(crate) struct Server {
    /// The way to it.
    pub(crate) net: LocalNet,
    script: Arc<Mutex<Script>>,
}

#[derive(Default)]
struct Script {
    answers: VecDeque<Answer>,
    heard: Vec<String>,
    drops: usize,
}

enum Answer {
    Whole(Vec<u8>),
    /// This, and then a byte every tenth of a second.
    Dripping(Vec<u8>),
}

impl Server {
    /// A server of this name, with the certificate of another if that is given.
    pub(crate) async fn at(name: &str, certified: &str) -> Self {
        let authority_key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority = params.self_signed(&authority_key).unwrap();
        let issuer = Issuer::new(params, authority_key);
        let key = KeyPair::generate().unwrap();
        let leaf = CertificateParams::new(vec![certified.to_owned()]).unwrap().signed_by(&key, &issuer);
        let provider = Arc::new(crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let config = config.unwrap().with_no_client_auth();
        let config = config.with_single_cert(vec![leaf.unwrap().der().clone()], key).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let hosts = format!(r#"{{"{name}:443":"{}"}}"#, listener.local_addr().unwrap());
        let pem = authority.pem().replace('\n', "\\n").replace('\r', "");
        let net = LocalNet::parse(&format!(r#"{{"ca_pem":"{pem}","hosts":{hosts}}}"#)).unwrap();
        let script = Arc::new(Mutex::new(Script::default()));
        tokio::spawn(serve(listener, TlsAcceptor::from(Arc::new(config)), Arc::clone(&script)));
        Self { net, script }
    }

    /// The next answer that has not been given is this.
    pub(crate) fn says(&self, status: u16, headers: &str, body: &str) -> &Self {
        let length = body.len();
        let head =
            format!("HTTP/1.1 {status} X\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n");
        self.raw(format!("{head}{body}").into_bytes())
    }

    /// The same, byte by byte.
    pub(crate) fn raw(&self, bytes: Vec<u8>) -> &Self {
        self.script.lock().unwrap().answers.push_back(Answer::Whole(bytes));
        self
    }

    /// The next answer begins like this, and never ends.
    pub(crate) fn drips(&self, begins: &str) -> &Self {
        let begins = begins.as_bytes().to_vec();
        self.script.lock().unwrap().answers.push_back(Answer::Dripping(begins));
        self
    }

    /// How many bytes have dripped so far.
    pub(crate) fn drops(&self) -> usize {
        self.script.lock().unwrap().drops
    }

    /// Every request so far, whole.
    pub(crate) fn heard(&self) -> Vec<String> {
        self.script.lock().unwrap().heard.clone()
    }
}

async fn serve(listener: TcpListener, acceptor: TlsAcceptor, script: Arc<Mutex<Script>>) {
    while let Ok((socket, _)) = listener.accept().await {
        // A client that does not trust us goes away.
        drop(answer(socket, &acceptor, &script).await);
    }
}

async fn answer(socket: TcpStream, acceptor: &TlsAcceptor, script: &Mutex<Script>) -> std::io::Result<()> {
    let mut stream = acceptor.accept(socket).await?;
    let mut request = Vec::new();
    while !is_whole(&request) {
        let mut some = [0; 4096];
        let count = stream.read(&mut some).await?;
        if count == 0 {
            return Ok(());
        }
        request.extend_from_slice(&some[..count]);
    }
    let answer = {
        let mut script = script.lock().unwrap();
        script.heard.push(String::from_utf8(request).unwrap());
        script.answers.pop_front()
    };
    match answer {
        None => std::future::pending().await,
        Some(Answer::Whole(answer)) => {
            stream.write_all(&answer).await?;
            stream.shutdown().await
        }
        Some(Answer::Dripping(begins)) => {
            stream.write_all(&begins).await?;
            loop {
                stream.write_all(b" ").await?;
                stream.flush().await?;
                script.lock().unwrap().drops += 1;
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

fn is_whole(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request).to_ascii_lowercase();
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.split("content-length: ").nth(1).and_then(|rest| rest.lines().next());
    body.len() >= length.map_or(0, |length| length.trim().parse().unwrap())
}

/// The clock of all tests here.
pub(crate) fn clock() -> SystemTime {
    SystemTime::UNIX_EPOCH
}
