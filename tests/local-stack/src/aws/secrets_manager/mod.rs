//! Secrets Manager: answers every operation with a refusal until its rules are here.

use std::path::Path;

use hyper::Response;

use super::{
    StackError,
    answer::{Body, Refusal},
    call::Service,
};

#[derive(Debug)]
pub(super) struct SecretsManager;

impl SecretsManager {
    pub(super) fn open(_file: Option<&Path>) -> Result<Self, StackError> {
        Ok(Self)
    }

    pub(super) fn answer(&self, operation: &str, _body: &[u8]) -> Response<Body> {
        let message = format!("The local stack does not play {operation}.");
        Refusal::new("InvalidRequestException", message).into_response(Service::SecretsManager)
    }

    pub(super) fn arn_of(&self, id: &str) -> String {
        id.to_owned()
    }

    pub(super) fn close(&self) -> Result<(), StackError> {
        Ok(())
    }
}

pub(super) fn name_of(id: &str) -> &str {
    id
}
