//! The policies, compiled in: a change of policy is a release.

use countersign_core::{
    Stage,
    config::{Config, Problems},
};

/// The policy of a stage, with the problems of its file told together.
pub fn policy(stage: Stage) -> Result<Config, Problems> {
    let (file, text) = match stage {
        Stage::Local => ("config/local.toml", include_str!("../../../config/local.toml")),
        Stage::Dev => ("config/dev.toml", include_str!("../../../config/dev.toml")),
        Stage::Staging => ("config/staging.toml", include_str!("../../../config/staging.toml")),
        Stage::Prod => ("config/prod.toml", include_str!("../../../config/prod.toml")),
    };
    Config::parse(stage, file, text)
}

/// Checks any such file; its stage is its name.
pub fn check_policy(path: &std::path::Path) -> Result<Config, String> {
    let name = path.file_stem().and_then(std::ffi::OsStr::to_str).unwrap_or_default();
    let stage = Stage::parse(name)
        .ok_or_else(|| format!("{}: must be named after a stage, such as dev.toml", path.display()))?;
    let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    Config::parse(stage, &path.display().to_string(), &text).map_err(|problems| problems.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stages_policy_is_in_order() {
        for stage in Stage::ALL {
            if let Err(problems) = policy(stage) {
                panic!("{problems}");
            }
        }
    }
}
