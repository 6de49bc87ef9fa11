//! The versions of one secret and the staging labels on them. A label is on one version at most.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use serde::{Deserialize, Serialize};

use super::{invalid_parameter, invalid_request, not_found};
use crate::aws::{answer::Refusal, clock::Millis};

pub(super) const CURRENT: &str = "AWSCURRENT";
const PREVIOUS: &str = "AWSPREVIOUS";

/// More versions than this are kept only while they are younger than a day.
const MOST_VERSIONS: usize = 100;
const DAY: Millis = 86_400_000;

/// What is secret. Its debug form is not.
#[derive(Clone, Deserialize, PartialEq, Eq, Serialize)]
pub(super) enum Content {
    Text(String),
    /// As the protocol carries it, in base64.
    Binary(String),
}

#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Version {
    pub(super) content: Content,
    pub(super) stages: BTreeSet<String>,
    pub(super) created_at: Millis,
}

/// By version id.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(super) struct Versions(BTreeMap<String, Version>);

impl Versions {
    /// Adds a version with `stages`, taking them from where they are. The first version is current in any case.
    ///
    /// A version cannot be changed: the same `id` with the same content does nothing, with another it is refused.
    pub(super) fn put(
        &mut self,
        id: &str,
        content: Content,
        stages: &[String],
        now: Millis,
    ) -> Result<(), Refusal> {
        if let Some(there) = self.0.get(id) {
            return if there.content == content { Ok(()) } else { Err(in_use(id)) };
        }
        self.make_room(now)?;
        let first = self.0.is_empty().then(|| CURRENT.to_owned());
        self.0.insert(id.to_owned(), Version { content, stages: BTreeSet::new(), created_at: now });
        for stage in stages.iter().chain(&first) {
            self.attach(stage, id);
        }
        Ok(())
    }

    /// Moves `stage` from one version to another, adds it to a version, or takes it off one.
    pub(super) fn move_stage(
        &mut self,
        stage: &str,
        from: Option<&str>,
        to: Option<&str>,
    ) -> Result<(), Refusal> {
        let holder = self.holder(stage).map(str::to_owned);
        for id in [from, to].into_iter().flatten() {
            self.0.get(id).ok_or_else(|| not_found("secret version"))?;
        }
        // What is named must be the holder; and it must be named unless the label stays where it is.
        let named = from.is_some() && from == holder.as_deref();
        let unmoved = from.is_none() && (holder.is_none() || holder.as_deref() == to);
        if !named && !unmoved {
            return Err(wrong_holder(stage, holder.as_deref()));
        }
        match to {
            Some(to) => self.attach(stage, to),
            None if stage == CURRENT => return Err(never_without_current()),
            None => self.detach(stage),
        }
        Ok(())
    }

    /// The version with this id, with this stage, or with both; without either the current one.
    pub(super) fn find(&self, id: Option<&str>, stage: Option<&str>) -> Result<(&str, &Version), Refusal> {
        let Some(id) = id else { return self.staged(stage.unwrap_or(CURRENT)) };
        let missing = || not_found(&format!("secret value for VersionId: {id}"));
        let (id, version) = self.0.get_key_value(id).ok_or_else(missing)?;
        if stage.is_some_and(|stage| !version.stages.contains(stage)) {
            let message = "You provided a VersionStage that is not associated to the provided VersionId.";
            return Err(invalid_request(message));
        }
        Ok((id, version))
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &Version)> {
        self.0.iter().map(|(id, version)| (id.as_str(), version))
    }

    fn staged(&self, stage: &str) -> Result<(&str, &Version), Refusal> {
        let found = self.iter().find(|(_, version)| version.stages.contains(stage));
        found.ok_or_else(|| not_found(&format!("secret value for staging label: {stage}")))
    }

    fn holder(&self, stage: &str) -> Option<&str> {
        self.staged(stage).ok().map(|(id, _)| id)
    }

    /// When the current label moves, the version it leaves becomes the previous one.
    fn attach(&mut self, stage: &str, id: &str) {
        let left = self.holder(stage).filter(|holder| *holder != id).map(str::to_owned);
        self.detach(stage);
        if let Some(version) = self.0.get_mut(id) {
            version.stages.insert(stage.to_owned());
        }
        if let Some(left) = left.filter(|_| stage == CURRENT) {
            self.attach(PREVIOUS, &left);
        }
    }

    fn detach(&mut self, stage: &str) {
        self.0.values_mut().for_each(|version| {
            version.stages.remove(stage);
        });
    }

    /// Deletes deprecated versions that are older than a day, oldest first, while there are too many.
    fn make_room(&mut self, now: Millis) -> Result<(), Refusal> {
        while self.0.len() >= MOST_VERSIONS {
            let deprecated = self.0.iter().filter(|(_, version)| version.stages.is_empty());
            let old = deprecated.filter(|(_, version)| version.created_at + DAY <= now);
            let oldest = old.min_by_key(|(_, version)| version.created_at).map(|(id, _)| id.clone());
            let Some(oldest) = oldest else { return Err(too_many()) };
            self.0.remove(&oldest);
        }
        Ok(())
    }
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Content(..)")
    }
}

fn in_use(id: &str) -> Refusal {
    let message = format!(
        "You can't use ClientRequestToken {id} because that value is already in use for a version of this secret."
    );
    Refusal::new("ResourceExistsException", message)
}

fn wrong_holder(stage: &str, holder: Option<&str>) -> Refusal {
    invalid_parameter(&match holder {
        Some(holder) => format!(
            "Staging label {stage} is currently attached to version {holder}, so you must explicitly reference that \
             version in RemoveFromVersionId."
        ),
        None => format!("Staging label {stage} isn't attached to the version in RemoveFromVersionId."),
    })
}

fn never_without_current() -> Refusal {
    invalid_parameter(
        "You can only move staging label AWSCURRENT to a different version, not remove it completely.",
    )
}

fn too_many() -> Refusal {
    Refusal::new("LimitExceededException", "The secret has reached its quota of versions made within a day.")
}
