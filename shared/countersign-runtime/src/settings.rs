//! Settings from the environment: read once, all problems told together.

use std::{fmt, fs};

use countersign_adapters::{aws::AwsSettings, http::LocalNet};
use countersign_core::{Stage, config::Config, ports::SecretError};

use crate::policy::policy;

/// Reads variables, and notes what is missing or unusable instead of stopping there.
pub struct Settings<'l> {
    lookup: &'l dyn Fn(&str) -> Option<String>,
    problems: Vec<String>,
}

/// What every function needs besides its own settings.
pub struct Common {
    /// The stage's policy.
    pub policy: Config,
    /// How to reach AWS.
    pub aws: AwsSettings,
    /// The local stack's map of names; none anywhere else.
    pub local_net: Option<LocalNet>,
}

/// Why a function does not start. One message for all problems; names, never values.
#[derive(Debug)]
pub struct Refusal(Vec<String>);

impl<'l> Settings<'l> {
    /// Reads through `lookup`, which is the environment everywhere but in tests.
    pub fn new(lookup: &'l dyn Fn(&str) -> Option<String>) -> Self {
        Self { lookup, problems: Vec::new() }
    }

    /// A variable that must be there. If it is not, an empty text stands in until [`Self::finish`] refuses.
    pub fn required(&mut self, name: &'static str) -> String {
        let value = self.optional(name);
        if value.is_none() {
            self.problems.push(format!("setting {name} is missing"));
        }
        value.unwrap_or_default()
    }

    /// A variable that must be there and have a form. What is wrong is told without repeating the value.
    pub fn parsed<T, E: fmt::Display>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let text = self.required(name);
        if text.is_empty() {
            return None;
        }
        parse(&text).map_err(|fault| self.problems.push(format!("setting {name} {fault}"))).ok()
    }

    /// A variable that may be there; a blank one is not.
    pub fn optional(&self, name: &str) -> Option<String> {
        (self.lookup)(name).filter(|value| !value.trim().is_empty())
    }

    /// The stage, with everything that depends on it.
    pub fn common(&mut self, stage_name: &'static str) -> Option<Common> {
        let stage = self.stage(stage_name);
        let lookup = self.lookup;
        let optional = |name: &str| lookup(name).filter(|value| !value.trim().is_empty());
        let aws = AwsSettings::read(|name| self.required(name), optional);
        let local_net = self.local_net(stage);
        let policy = policy(stage?).map_err(|problems| self.problems.push(problems.to_string())).ok()?;
        Some(Common { policy, aws, local_net })
    }

    /// Refuses if anything was missing.
    pub fn finish<T>(self, value: Option<T>) -> Result<T, Refusal> {
        match value {
            Some(value) if self.problems.is_empty() => Ok(value),
            _ => Err(Refusal(self.problems)),
        }
    }

    fn stage(&mut self, name: &'static str) -> Option<Stage> {
        let text = self.required(name);
        let stage = Stage::parse(&text);
        if stage.is_none() && !text.is_empty() {
            self.problems.push(format!("setting {name} must be one of local, dev, staging, prod"));
        }
        stage
    }

    /// The one seam. It exists in the stage `local` only.
    fn local_net(&mut self, stage: Option<Stage>) -> Option<LocalNet> {
        let name = "COUNTERSIGN_LOCAL_NET";
        let path = self.optional(name)?;
        if stage != Some(Stage::Local) {
            self.problems.push(format!("setting {name} is for the stage local only; remove it"));
            return None;
        }
        let net = fs::read_to_string(path).map_err(|_| "names a file that cannot be read".to_owned());
        let net = net.and_then(|text| LocalNet::parse(&text).map_err(|error| error.to_string()));
        net.map_err(|fault| self.problems.push(format!("setting {name} {fault}"))).ok()
    }
}

impl From<Vec<SecretError>> for Refusal {
    fn from(errors: Vec<SecretError>) -> Self {
        Self(errors.iter().map(ToString::to_string).collect())
    }
}

impl Refusal {
    /// Refuses for one reason.
    pub fn because(reason: impl fmt::Display) -> Self {
        Self(vec![reason.to_string()])
    }
}

/// All problems in one sentence each, in one line.
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the function does not start: {}", self.0.join("; "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lookup<'v>(values: &'v [(&'v str, &'v str)]) -> impl Fn(&str) -> Option<String> + 'v {
        |name| values.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
    }

    const AWS: [(&str, &str); 3] =
        [("AWS_REGION", "eu-west-1"), ("AWS_ACCESS_KEY_ID", "test"), ("AWS_SECRET_ACCESS_KEY", "test")];

    fn refusal(values: &[(&str, &str)]) -> String {
        let lookup = lookup(values);
        let mut settings = Settings::new(&lookup);
        settings.required("JOURNAL_TABLE");
        let common = settings.common("STAGE");
        settings.finish(common).err().expect("a refusal").to_string()
    }

    #[test]
    fn every_missing_setting_is_named_in_one_message() {
        let said = refusal(&[("JOURNAL_TABLE", " ")]);
        for name in ["JOURNAL_TABLE", "STAGE", "AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] {
            assert!(said.contains(name), "{name} not in {said}");
        }
    }

    #[test]
    fn an_unknown_stage_is_refused_without_repeating_it() {
        let said = refusal(&[&AWS[..], &[("STAGE", "production"), ("JOURNAL_TABLE", "t")]].concat());
        assert_eq!(
            said,
            "the function does not start: setting STAGE must be one of local, dev, staging, prod"
        );
    }

    #[test]
    fn the_seam_is_refused_outside_the_local_stage() {
        let seam = [("STAGE", "dev"), ("JOURNAL_TABLE", "t"), ("COUNTERSIGN_LOCAL_NET", "/dev/null")];
        assert!(refusal(&[&AWS[..], &seam].concat()).contains("for the stage local only"));
    }
}
