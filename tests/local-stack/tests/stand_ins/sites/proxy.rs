//! The way for real browsers.

use std::sync::Arc;

use local_stack::sites::Proxy;
use rustls::pki_types::ServerName;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_rustls::TlsConnector;

use super::{SHOP, World};

/// Asks the proxy for a way; gives the status line, and the connection.
async fn ask(proxy: &Proxy, line: &str) -> (String, TcpStream) {
    let mut stream = TcpStream::connect(proxy.address()).await.unwrap();
    let request = format!("{line}\r\nHost: x\r\nProxy-Connection: keep-alive\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    while !answer.ends_with(b"\r\n\r\n") {
        answer.push(stream.read_u8().await.unwrap());
    }
    (String::from_utf8(answer).unwrap().lines().next().unwrap().to_owned(), stream)
}

#[tokio::test]
async fn a_browser_comes_to_a_shop_and_nowhere_else() {
    let world = World::new().await;
    let proxy = Proxy::start(&world.roads).await.unwrap();
    assert!(proxy.address().ip().is_loopback());
    for line in ["CONNECT elsewhere.test:443 HTTP/1.1", "GET http://x/ HTTP/1.1", "CONNECT acme HTTP/1.1"] {
        assert_eq!(ask(&proxy, line).await.0, "HTTP/1.1 502 Not here", "{line}");
    }
    let (status, stream) = ask(&proxy, &format!("CONNECT {SHOP}:443 HTTP/1.1")).await;
    assert_eq!(status, "HTTP/1.1 200 Connection established");
    let connector = TlsConnector::from(Arc::clone(&world.authority.client_config().unwrap()));
    let mut tls = connector.connect(ServerName::try_from(SHOP).unwrap(), stream).await.unwrap();
    let request = format!("GET /admin HTTP/1.1\r\nHost: {SHOP}\r\nConnection: close\r\n\r\n");
    tls.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    drop(tls.read_to_string(&mut answer).await);
    assert!(answer.starts_with("HTTP/1.1 200 OK") && answer.contains("Your shop"), "{answer}");
}
