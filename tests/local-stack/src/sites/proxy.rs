//! For real browsers and `curl`: a proxy on loopback that knows where the names of the local stack lead.

use std::{io, net::SocketAddr};

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, copy_bidirectional},
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

use super::Roads;

/// More lines than any browser sends to a proxy.
const MOST_LINES: usize = 100;

/// A proxy for HTTPS. It reads nothing of what goes through it. Dropping it closes it.
pub struct Proxy {
    address: SocketAddr,
    _tasks: JoinSet<()>,
}

impl Proxy {
    /// Listens on a free loopback port.
    pub async fn start(roads: &Roads) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let mut tasks = JoinSet::new();
        tasks.spawn(accept(listener, roads.clone()));
        Ok(Self { address, _tasks: tasks })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

async fn accept(listener: TcpListener, roads: Roads) {
    let mut connections = JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        if let Ok((stream, _)) = listener.accept().await {
            let roads = roads.clone();
            // Whoever breaks off ends it.
            connections.spawn(async move { drop(lead(stream, &roads).await) });
        }
    }
}

async fn lead(stream: TcpStream, roads: &Roads) -> io::Result<()> {
    let mut browser = BufReader::new(stream);
    let mut first = String::new();
    browser.read_line(&mut first).await?;
    for _ in 0..MOST_LINES {
        let mut line = String::new();
        browser.read_line(&mut line).await?;
        if line.trim().is_empty() {
            break;
        }
    }
    match wanted(&first).and_then(|host| roads.address(host).ok()) {
        Some(address) => {
            let mut site = TcpStream::connect(address).await?;
            browser.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await?;
            copy_bidirectional(&mut browser, &mut site).await.map(drop)
        }
        None => browser.write_all(b"HTTP/1.1 502 Not here\r\nContent-Length: 0\r\n\r\n").await,
    }
}

/// The host of `CONNECT host:443 HTTP/1.1`.
fn wanted(line: &str) -> Option<&str> {
    let (target, _) = line.strip_prefix("CONNECT ")?.split_once(' ')?;
    target.strip_suffix(":443")
}
