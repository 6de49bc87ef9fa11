use std::{io, time::Duration};

use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};

/// Ways to answer, or not to, that no HTTP library offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// Keeps the connection open and never says a word.
    Silence,
    /// Does the work, then closes without an answer.
    CutAfterRequest,
    /// Begins an answer and drips its headers, a byte at a time, for ever.
    SlowHeaders,
    /// Answers 200 and drips the body, a byte at a time, for ever.
    SlowBody,
    /// Answers 200 with a body that never ends, as fast as it is read.
    EndlessBody,
    /// Answers 200 with a mebibyte of headers.
    HugeHeaders,
    /// Answers with bytes that are not HTTP.
    Garbage,
    /// Answers 200 with a body that breaks off in the middle of a token.
    HalfBody,
}

/// Announces more than it brings.
const HALF: &str = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 200\r\n\r\n{\"access_token\":\"test-acc";

/// Often enough to defeat a time-out per read, and cheap.
const DRIP: Duration = Duration::from_millis(20);

impl Broken {
    /// Every way there is, for tests that want to try them all.
    pub const ALL: [Self; 8] = [
        Self::Silence,
        Self::CutAfterRequest,
        Self::SlowHeaders,
        Self::SlowBody,
        Self::EndlessBody,
        Self::HugeHeaders,
        Self::Garbage,
        Self::HalfBody,
    ];

    pub(crate) fn shown(self) -> Option<u16> {
        match self {
            Self::SlowBody | Self::EndlessBody | Self::HugeHeaders | Self::HalfBody => Some(200),
            Self::Silence | Self::CutAfterRequest | Self::SlowHeaders | Self::Garbage => None,
        }
    }

    /// Plays on a connection whose request has been read, until the client has had enough.
    pub(crate) async fn play(self, mut io: impl AsyncRead + AsyncWrite + Unpin) -> io::Result<()> {
        match self {
            Self::Silence => tokio::io::copy(&mut io, &mut tokio::io::sink()).await.map(drop),
            Self::CutAfterRequest => Ok(()),
            Self::SlowHeaders => drip(io, "HTTP/1.1 200 OK\r\nX-Slow: ").await,
            Self::SlowBody => drip(io, "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n").await,
            Self::EndlessBody => flood(io).await,
            Self::HugeHeaders => send(io, huge_headers().as_bytes()).await,
            Self::Garbage => send(io, b"\x00\x16\xff certainly not HTTP\r\n\r\n").await,
            Self::HalfBody => send(io, HALF.as_bytes()).await,
        }
    }
}

async fn send(mut io: impl AsyncWrite + Unpin, bytes: &[u8]) -> io::Result<()> {
    io.write_all(bytes).await?;
    io.shutdown().await
}

async fn drip(mut io: impl AsyncWrite + Unpin, beginning: &str) -> io::Result<()> {
    io.write_all(beginning.as_bytes()).await?;
    loop {
        io.write_all(b"a").await?;
        io.flush().await?;
        tokio::time::sleep(DRIP).await;
    }
}

async fn flood(mut io: impl AsyncWrite + Unpin) -> io::Result<()> {
    io.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n").await?;
    let chunk = format!("4000\r\n{}\r\n", "a".repeat(0x4000));
    loop {
        io.write_all(chunk.as_bytes()).await?;
        io.flush().await?;
    }
}

fn huge_headers() -> String {
    let header = format!("X-Huge: {}\r\n", "a".repeat(16 * 1024));
    format!("HTTP/1.1 200 OK\r\n{}Content-Length: 0\r\n\r\n", header.repeat(64))
}
