//! One request: read, record, permit, disturb, carry out.

use http_body_util::{BodyExt, Collected, Either, LengthLimitError, Limited};
use hyper::{
    Request, Response, StatusCode,
    body::{Bytes, Incoming},
    http::request::Parts,
};
use tokio::{select, sync::watch, time::sleep};

use super::{
    CallLog, Faults, Permissions, Trouble,
    answer::{Body, Refusal},
    call::{Head, Names, Service},
    dynamodb::Forward,
    faults::{internal_error, refusal, throttled},
    needs::needs,
    secrets_manager::SecretsManager,
    server::stopped,
    sqs::Sqs,
};
use crate::record::{Place, Record, Recorder};

/// DynamoDB's own limit, and the largest of the services.
const LARGEST_REQUEST: usize = 16 * 1024 * 1024;

/// Everything a request may need.
#[derive(Debug)]
pub(super) struct Dispatch {
    pub(super) calls: CallLog,
    pub(super) recorder: Recorder,
    pub(super) faults: Faults,
    pub(super) permissions: Permissions,
    pub(super) dynamodb: Forward,
    pub(super) sqs: Sqs,
    pub(super) secrets: SecretsManager,
    pub(super) stop: watch::Receiver<bool>,
}

/// The connection ends here, without an answer.
#[derive(Debug, thiserror::Error)]
#[error("the connection was cut on purpose")]
pub(super) struct Cut;

/// What becomes of a call.
enum Fate {
    Done,
    Refused(Refusal),
    CutBefore,
    CutAfter,
    HeldBefore,
    HeldAfter,
}

impl Dispatch {
    pub(super) async fn answer(&self, request: Request<Incoming>) -> Result<Response<Body>, Cut> {
        let (parts, body) = request.into_parts();
        let head = Head::of(&parts.headers);
        let body = Limited::new(body, LARGEST_REQUEST).collect().await.map(Collected::to_bytes);
        let names = body.as_ref().map(|body| Names::read(body)).unwrap_or_default();
        let arrival = self.calls.arrived(&head, names.target(head.service));
        let response = match body {
            Ok(body) => {
                self.recorder.add(|| record(&head, body.clone()));
                self.judge(&head, &names, parts, body).await?
            }
            Err(error) if error.is::<LengthLimitError>() => too_large().into_response(head.service),
            Err(_) => return Err(Cut),
        };
        self.calls.answered(&arrival, response.status().as_u16());
        Ok(response)
    }

    async fn judge(
        &self,
        head: &Head,
        names: &Names,
        parts: Parts,
        body: Bytes,
    ) -> Result<Response<Body>, Cut> {
        if let Some(refusal) = self.denied(head, names) {
            return Ok(refusal.into_response(head.service));
        }
        match self.fate(head, names.target(head.service).as_deref()).await {
            Fate::Refused(refusal) => Ok(refusal.into_response(head.service)),
            Fate::Done => Ok(self.carry_out(head, parts, body).await),
            Fate::CutBefore => Err(Cut),
            Fate::CutAfter => {
                self.carry_out(head, parts, body).await;
                Err(Cut)
            }
            Fate::HeldBefore => Err(self.hold().await),
            Fate::HeldAfter => {
                self.carry_out(head, parts, body).await;
                Err(self.hold().await)
            }
        }
    }

    /// Until the caller is gone, or everything is.
    async fn hold(&self) -> Cut {
        self.faults.hold();
        stopped(self.stop.clone()).await;
        Cut
    }

    /// What the faults in force make of a call, after the delays among them.
    async fn fate(&self, head: &Head, target: Option<&str>) -> Fate {
        for trouble in self.faults.strike(head, target) {
            match trouble {
                Trouble::InternalError => return Fate::Refused(internal_error(head.service)),
                Trouble::Throttled => return Fate::Refused(throttled(head.service)),
                Trouble::Refused { status, code } => return Fate::Refused(refusal(status, &code)),
                Trouble::CutBefore => return Fate::CutBefore,
                Trouble::CutAfter => return Fate::CutAfter,
                Trouble::HoldBefore => return Fate::HeldBefore,
                Trouble::HoldAfter => return Fate::HeldAfter,
                Trouble::Delay(time) => select! {
                    () = sleep(time) => {}
                    () = stopped(self.stop.clone()) => return Fate::CutBefore,
                },
            }
        }
        Fate::Done
    }

    fn denied(&self, head: &Head, names: &Names) -> Option<Refusal> {
        if head.caller.is_empty() {
            let message = "The request is not signed: sign it with the caller's name as access key id.";
            return Some(Refusal {
                status: 403,
                ..Refusal::new("MissingAuthenticationTokenException", message)
            });
        }
        let needs = || needs(head, names, |id| self.secrets.arn_of(id));
        let need = self.permissions.missing(&head.caller, needs)?;
        let message = format!(
            "User: {} is not authorized to perform: {need} because no identity-based policy allows it",
            head.caller
        );
        Some(Refusal::new("AccessDeniedException", message))
    }

    async fn carry_out(&self, head: &Head, parts: Parts, body: Bytes) -> Response<Body> {
        match head.service {
            Service::DynamoDb | Service::DynamoDbStreams => match self.dynamodb.send(parts, body).await {
                Ok(response) => response.map(Either::Right),
                Err(_) => internal_error(head.service).into_response(head.service),
            },
            Service::Sqs => self.sqs.answer(&head.operation, &body).await,
            Service::SecretsManager => self.secrets.answer(&head.operation, &body),
            Service::Unknown => unknown().into_response(Service::Unknown),
        }
    }
}

fn record(head: &Head, body: Bytes) -> Record {
    let Head { caller, service, operation } = head.clone();
    Record { place: Place::Aws { caller, service, operation }, bytes: body }
}

fn unknown() -> Refusal {
    let message = "The local stack plays DynamoDB, DynamoDB Streams, SQS and Secrets Manager only.";
    Refusal::new("UnknownOperationException", message)
}

fn too_large() -> Refusal {
    let status = StatusCode::PAYLOAD_TOO_LARGE.as_u16();
    Refusal { status, ..Refusal::new("RequestEntityTooLarge", "A request may have 16 MB at most.") }
}
