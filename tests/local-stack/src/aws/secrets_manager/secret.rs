//! One secret, and how it is named.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    invalid_parameter, invalid_request,
    versions::{Content, Versions},
};
use crate::aws::{ACCOUNT, REGION, answer::Refusal, clock::Millis};

/// The hyphen and the six characters that every ARN ends in.
const SUFFIX: usize = 7;
const LARGEST_VALUE: usize = 65_536;

#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Secret {
    pub(super) name: String,
    pub(super) arn: String,
    pub(super) description: Option<String>,
    pub(super) kms_key_id: Option<String>,
    pub(super) tags: BTreeMap<String, String>,
    pub(super) created_at: Millis,
    pub(super) changed_at: Millis,
    /// Only the day is kept, as AWS does.
    pub(super) accessed_on: Option<Millis>,
    /// When it was marked for deletion, and when it will be gone.
    pub(super) deletion: Option<(Millis, Millis)>,
    pub(super) versions: Versions,
}

impl Secret {
    /// A secret marked for deletion can be described and restored, nothing else.
    pub(super) fn usable(&mut self) -> Result<&mut Self, Refusal> {
        let message = "You can't perform this operation on the secret because it was marked for deletion.";
        if self.deletion.is_some() { Err(invalid_request(message)) } else { Ok(self) }
    }

    /// The answer of most operations that change something.
    pub(super) fn named(&self) -> Value {
        json!({ "ARN": self.arn, "Name": self.name })
    }

    pub(super) fn with_version(&self, id: &str) -> Value {
        json!({ "ARN": self.arn, "Name": self.name, "VersionId": id })
    }

    /// What DescribeSecret and ListSecrets tell; `stages` is the name under which they tell the labels.
    pub(super) fn described(&self, stages: &str) -> Value {
        let labelled = self.versions.iter().filter(|(_, version)| !version.stages.is_empty());
        let labelled: BTreeMap<_, _> = labelled.map(|(id, version)| (id, &version.stages)).collect();
        let tags: Vec<_> =
            self.tags.iter().map(|(key, value)| json!({ "Key": key, "Value": value })).collect();
        json!({
            "ARN": self.arn,
            "Name": self.name,
            "Description": self.description,
            "KmsKeyId": self.kms_key_id,
            "CreatedDate": seconds(self.created_at),
            "LastChangedDate": seconds(self.changed_at),
            "LastAccessedDate": self.accessed_on.map(seconds),
            "DeletedDate": self.deletion.map(|(marked_at, _)| seconds(marked_at)),
            "Tags": tags,
            stages: labelled,
        })
    }
}

/// The ARN of a secret up to its random end.
pub(in crate::aws) fn arn(name: &str) -> String {
    format!("arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:{name}")
}

/// A random ARN for a new secret.
pub(super) fn fresh_arn(name: &str) -> String {
    const LETTERS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let random = uuid::Uuid::new_v4().into_bytes();
    let end = random.iter().take(SUFFIX - 1).map(|byte| char::from(LETTERS[usize::from(byte % 62)]));
    format!("{}-{}", arn(name), end.collect::<String>())
}

/// The ARN without its random end, by which a secret may be named too.
pub(super) fn partial(arn: &str) -> &str {
    arn.len().checked_sub(SUFFIX).and_then(|end| arn.get(..end)).unwrap_or(arn)
}

/// The name in a name or a complete ARN.
pub(in crate::aws) fn name_of(id: &str) -> &str {
    id.split_once(":secret:").map_or(id, |(_, rest)| partial(rest))
}

/// Seconds since 1970, with a fraction, as the JSON protocol has times.
#[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 need 41 of the 52 bits")]
pub(super) fn seconds(at: Millis) -> f64 {
    at as f64 / 1_000.0
}

/// Exactly one of the two, within the limit; `None` if there is neither.
pub(super) fn content(text: Option<String>, binary: Option<String>) -> Result<Option<Content>, Refusal> {
    let content = match (text, binary) {
        (Some(_), Some(_)) => {
            return Err(invalid_parameter(
                "You can't specify both a binary secret value and a string secret value.",
            ));
        }
        (Some(text), None) => Content::Text(text),
        (None, Some(binary)) => Content::Binary(binary),
        (None, None) => return Ok(None),
    };
    let size = match &content {
        Content::Text(text) => text.len(),
        Content::Binary(base64) => base64.len() / 4 * 3,
    };
    let message = "The secret value is longer than 65536 bytes.";
    if size > LARGEST_VALUE { Err(invalid_parameter(message)) } else { Ok(Some(content)) }
}

/// The token that becomes the version's id.
pub(super) fn version_id(token: Option<String>) -> Result<String, Refusal> {
    let message = "You must provide a ClientRequestToken value. We recommend a UUID-type value.";
    let token = token.ok_or_else(|| invalid_request(message))?;
    let message = "ClientRequestToken must be 32 to 64 characters long.";
    if (32..=64).contains(&token.len()) { Ok(token) } else { Err(invalid_parameter(message)) }
}
