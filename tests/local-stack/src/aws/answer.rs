//! Answers in the form the AWS SDKs read.

use http_body_util::{Either, Full};
use hyper::{
    Response, StatusCode,
    body::{Bytes, Incoming},
    header::{CONTENT_TYPE, HeaderValue},
};
use serde_json::json;

use super::call::Service;

/// Ours are whole, DynamoDB's stream through.
pub(super) type Body = Either<Full<Bytes>, Incoming>;

/// A refusal, before it takes the form of a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) status: u16,
    /// The error's name as documented, for example `ResourceNotFoundException`.
    pub(super) code: String,
    pub(super) message: String,
}

impl Refusal {
    /// The fault of the caller: HTTP 400.
    pub(super) fn new(code: &str, message: impl Into<String>) -> Self {
        Self { status: 400, code: code.to_owned(), message: message.into() }
    }

    pub(super) fn into_response(self, service: Service) -> Response<Body> {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let code = qualified(service, &self.code);
        // Services differ in the case of this field, and the SDKs read both.
        let body = json!({ "__type": code, "message": self.message, "Message": self.message });
        let mut response = respond(status, service, body.to_string());
        if service == Service::Sqs {
            response.headers_mut().extend(query_error(&self).map(|value| (QUERY_ERROR, value)));
        }
        response
    }
}

/// A JSON answer of one of our services.
pub(super) fn respond(status: StatusCode, service: Service, body: String) -> Response<Body> {
    let mut response = Response::new(Either::Left(Full::new(Bytes::from(body))));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type(service)));
    let id = HeaderValue::from_str(&uuid::Uuid::new_v4().to_string());
    headers.extend(id.ok().map(|id| (hyper::header::HeaderName::from_static("x-amzn-requestid"), id)));
    response
}

const QUERY_ERROR: hyper::header::HeaderName = hyper::header::HeaderName::from_static("x-amzn-query-error");

/// SQS still names its errors as its older protocol did, and the SDKs look there first.
fn query_error(refusal: &Refusal) -> Option<HeaderValue> {
    let fault = if refusal.status < 500 { "Sender" } else { "Receiver" };
    HeaderValue::from_str(&format!("{};{fault}", query_code(&refusal.code))).ok()
}

fn query_code(code: &str) -> String {
    let older = match code {
        "QueueDoesNotExist" => "NonExistentQueue",
        "QueueNameExists" => return "QueueAlreadyExists".to_owned(),
        "BatchEntryIdsNotDistinct"
        | "BatchRequestTooLong"
        | "EmptyBatchRequest"
        | "InvalidBatchEntryId"
        | "MessageNotInflight"
        | "PurgeQueueInProgress"
        | "TooManyEntriesInBatchRequest"
        | "UnsupportedOperation" => code,
        _ => return code.to_owned(),
    };
    format!("AWS.SimpleQueueService.{older}")
}

fn qualified(service: Service, code: &str) -> String {
    match service {
        Service::DynamoDb | Service::DynamoDbStreams => format!("com.amazonaws.dynamodb.v20120810#{code}"),
        Service::Sqs => format!("com.amazonaws.sqs#{code}"),
        Service::SecretsManager | Service::Unknown => code.to_owned(),
    }
}

fn content_type(service: Service) -> &'static str {
    match service {
        Service::SecretsManager => "application/x-amz-json-1.1",
        Service::DynamoDb | Service::DynamoDbStreams | Service::Sqs | Service::Unknown => {
            "application/x-amz-json-1.0"
        }
    }
}
