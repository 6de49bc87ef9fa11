use std::time::Duration;

use http_body_util::{BodyExt, Full};
use hyper::{Request, body::Bytes, header::HeaderValue};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};

use super::Delivery;

/// What a store got back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body, read to its end.
    pub body: Bytes,
}

/// Why a store got nothing back. To a store they are all the same; to a person looking for the reason they are not.
#[derive(Debug, thiserror::Error)]
pub enum NoAnswer {
    /// The delivery was altered into something HTTP cannot carry.
    #[error("the delivery or its address cannot be sent as HTTP")]
    Unsendable(#[from] hyper::http::Error),
    /// The platform's patience was over.
    #[error("no complete answer within {0:?}")]
    TimedOut(Duration),
    /// No connection could be made, or it was lost.
    #[error("no connection, or it was lost")]
    Connection(#[from] hyper_util::client::legacy::Error),
    /// The answer broke off.
    #[error("the answer broke off")]
    BrokenOff(#[from] hyper::Error),
}

/// How long a platform waits. None of them follows redirects.
pub(super) struct Patience {
    pub(super) to_connect: Duration,
    pub(super) in_all: Duration,
}

/// Carries deliveries over plain HTTP to a gateway on loopback, one request for each call and never a second one.
pub(super) struct Courier {
    client: Client<HttpConnector, Full<Bytes>>,
    patience: Duration,
}

impl Answer {
    /// The first header of this name, in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

impl Courier {
    pub(super) fn new(patience: &Patience) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_connect_timeout(Some(patience.to_connect));
        connector.set_nodelay(true);
        let client = Client::builder(TokioExecutor::new())
            .retry_canceled_requests(false)
            .http1_title_case_headers(true)
            .build(connector);
        Self { client, patience: patience.in_all }
    }

    pub(super) async fn post(&self, url: &str, delivery: &Delivery) -> Result<Answer, NoAnswer> {
        let exchange = self.exchange(request(url, delivery)?);
        let answer = tokio::time::timeout(self.patience, exchange).await;
        answer.unwrap_or(Err(NoAnswer::TimedOut(self.patience)))
    }

    async fn exchange(&self, request: Request<Full<Bytes>>) -> Result<Answer, NoAnswer> {
        let (head, body) = self.client.request(request).await?.into_parts();
        let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        Ok(Answer {
            status: head.status.as_u16(),
            headers: head.headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect(),
            body: body.collect().await?.to_bytes(),
        })
    }
}

fn request(url: &str, delivery: &Delivery) -> Result<Request<Full<Bytes>>, hyper::http::Error> {
    let mut request = Request::post(url);
    for (name, value) in &delivery.headers {
        request = request.header(name, HeaderValue::from_bytes(value.as_bytes())?);
    }
    request.body(delivery.body.clone().into())
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;

    #[tokio::test]
    async fn a_store_does_not_wait_longer_than_its_platform() {
        let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", silent.local_addr().unwrap());
        let little = Duration::from_millis(20);
        let courier = Courier::new(&Patience { to_connect: little, in_all: little });
        let delivery = Delivery { headers: Vec::new(), body: Bytes::new() };
        let answer = tokio::time::timeout(little * 100, courier.post(&url, &delivery)).await;
        assert!(matches!(answer, Ok(Err(NoAnswer::TimedOut(_)))), "{answer:?}");
    }
}
