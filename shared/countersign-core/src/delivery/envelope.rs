//! What a partner is sent: the envelope and its signature (Standard Webhooks 1.0.0).

use std::time::SystemTime;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::{
    journal::{Entry, Warning},
    json::{FieldTree, JsonFault, project},
    ports::PartnerSecret,
    wall_time::{epoch_millis, format},
};

#[derive(Serialize)]
struct Envelope<'a> {
    r#type: String,
    timestamp: String,
    store: String,
    event: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<&'static str>,
    data: &'a RawValue,
}

/// The body for one partner: the same bytes at every attempt, as its `Idempotency-Key` promises.
///
/// `timestamp` is the time that the signed body states, or else the time of receipt.
pub(super) fn body(entry: &Entry, kept: &str, fields: &FieldTree) -> Result<Vec<u8>, JsonFault> {
    let data = project(kept, fields)?;
    let envelope = Envelope {
        r#type: entry.topic.event_type(),
        timestamp: format(entry.stated_at.unwrap_or(entry.received_at)),
        store: entry.store.to_string(),
        event: entry.id.to_string(),
        warnings: entry.warnings.iter().copied().map(Warning::as_str).collect(),
        data: serde_json::from_str(&data).map_err(|_| JsonFault::NotJson)?,
    };
    serde_json::to_vec(&envelope).map_err(|_| JsonFault::NotJson)
}

/// The headers that identify and sign `body`; time and signature are of this attempt.
pub(super) fn headers(
    id: &str,
    body: &[u8],
    secret: &PartnerSecret,
    now: SystemTime,
) -> [(&'static str, String); 4] {
    let timestamp = (epoch_millis(now) / 1000).to_string();
    let keys = std::iter::once(&secret.signing).chain(&secret.previous_signing);
    let signatures = keys.map(|key| {
        let tag = key.tag(&[id.as_bytes(), b".", timestamp.as_bytes(), b".", body]);
        format!("v1,{}", STANDARD.encode(tag))
    });
    let signature = signatures.collect::<Vec<_>>().join(" ");
    [
        ("idempotency-key", id.to_owned()),
        ("webhook-id", id.to_owned()),
        ("webhook-timestamp", timestamp),
        ("webhook-signature", signature),
    ]
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;
    use crate::keys::{ApiKey, SigningKey};

    fn signature(keys: &[&str], id: &str, at: u64, body: &str) -> String {
        let mut keys = keys.iter().map(|key| SigningKey::parse_whsec(key).unwrap());
        let (signing, previous_signing) = (keys.next().unwrap(), keys.next());
        let api_key = ApiKey::parse("test").unwrap();
        let secret = PartnerSecret { api_key, signing, previous_signing };
        let now = UNIX_EPOCH + Duration::from_secs(at);
        headers(id, body.as_bytes(), &secret, now)[3].1.clone()
    }

    /// From the test suites of the Standard Webhooks libraries.
    const VECTORS: [(&str, &str, u64, &str, &str); 2] = [
        (
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            "{\"test\": 2432232314}",
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        ),
        (
            "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
            "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk",
            1_649_367_553,
            "{\"email\":\"test@example.com\",\"username\":\"test_user\"}",
            "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw=",
        ),
    ];

    #[test]
    fn published_vectors_are_what_we_sign() {
        for (key, id, at, body, expected) in VECTORS {
            assert_eq!(signature(&[key], id, at, body), expected);
        }
    }

    #[test]
    fn during_a_rotation_both_secrets_sign() {
        let (key, id, at, body, expected) = VECTORS[0];
        let both = signature(&[VECTORS[1].0, key], id, at, body);
        assert!(both.ends_with(&format!(" {expected}")) && both.starts_with("v1,"));
    }
}
