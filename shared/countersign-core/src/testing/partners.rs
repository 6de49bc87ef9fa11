//! Partners and stores in memory.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use crate::{
    ports::{Connection, Connections, PartnerAnswer, PartnerFault, PartnerRequest, Partners, ReadError},
    store::Store,
};

/// Answers by a script; with 200 when the script is over.
#[derive(Default)]
pub struct ScriptedPartners {
    script: Mutex<VecDeque<Result<PartnerAnswer, PartnerFault>>>,
    sent: Mutex<Vec<SentRequest>>,
}

/// What a partner was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentRequest {
    /// Where.
    pub url: String,
    /// `X-API-KEY`.
    pub api_key: String,
    /// Name and value of every other header.
    pub headers: [(&'static str, String); 4],
    /// The body.
    pub body: Vec<u8>,
}

impl ScriptedPartners {
    /// Will answer so, in this order.
    pub fn answering(answers: impl IntoIterator<Item = Result<u16, PartnerFault>>) -> Self {
        let answer = |status| PartnerAnswer { status, retry_after: None };
        let script = answers.into_iter().map(|one| one.map(answer)).collect();
        Self { script: Mutex::new(script), sent: Mutex::default() }
    }

    /// What was sent, in order.
    pub fn sent(&self) -> Vec<SentRequest> {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Partners for ScriptedPartners {
    async fn send(&self, request: PartnerRequest<'_>) -> Result<PartnerAnswer, PartnerFault> {
        let PartnerRequest { url, api_key, headers, body } = request;
        let (url, api_key) = (url.as_str().to_owned(), api_key.to_owned());
        let mut sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
        sent.push(SentRequest { url, api_key, headers, body });
        let next = self.script.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        next.unwrap_or(Ok(PartnerAnswer { status: 200, retry_after: None }))
    }
}

/// Every store is connected.
pub struct OpenConnections;

impl Connections for OpenConnections {
    async fn connection(&self, _: &Store) -> Result<Connection, ReadError> {
        Ok(Connection::Open)
    }
}
