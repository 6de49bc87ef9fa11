use std::{io, net::SocketAddr};

use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    task::JoinSet,
};
use tokio_rustls::TlsAcceptor;

use super::{Authority, TlsError};

/// Where TLS ends in front of something that speaks plain HTTP, as in front of API Gateway. Dropping it closes it.
pub struct Front {
    host: String,
    address: SocketAddr,
    _tasks: JoinSet<()>,
}

/// The front could not begin to listen.
#[derive(Debug, thiserror::Error)]
pub enum FrontError {
    /// No certificate for its host.
    #[error("the front has no certificate")]
    Tls(#[from] TlsError),
    /// No free loopback port.
    #[error("the front found no loopback port to listen on")]
    Listen(#[from] io::Error),
}

impl Front {
    /// Listens as `host` on a free loopback port, and leads every connection to `behind`.
    pub async fn start(authority: &Authority, host: &str, behind: SocketAddr) -> Result<Self, FrontError> {
        let acceptor = TlsAcceptor::from(authority.server_config(host)?);
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let mut tasks = JoinSet::new();
        tasks.spawn(accept(listener, acceptor, behind));
        Ok(Self { host: host.to_owned(), address, _tasks: tasks })
    }

    /// The host name that stands in the certificate.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The address for the outside: `https://` and the host.
    pub fn url(&self) -> String {
        format!("https://{}", self.host)
    }

    /// The loopback socket behind the host name.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

async fn accept(listener: TcpListener, acceptor: TlsAcceptor, behind: SocketAddr) {
    let mut connections = JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        if let Ok((stream, _)) = listener.accept().await {
            connections.spawn(lead(stream, acceptor.clone(), behind));
        }
    }
}

/// Whoever breaks off first ends it for both.
async fn lead(outside: TcpStream, acceptor: TlsAcceptor, behind: SocketAddr) {
    drop(outside.set_nodelay(true));
    if let Ok(mut outside) = acceptor.accept(outside).await
        && let Ok(mut inside) = TcpStream::connect(behind).await
    {
        drop(inside.set_nodelay(true));
        drop(copy_bidirectional(&mut outside, &mut inside).await);
    }
}
