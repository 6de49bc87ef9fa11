//! `countersign check-policy`.

use std::path::Path;

use countersign_runtime::check_policy;

/// One line per file that is in order, or every problem of every file.
pub(crate) fn run(files: &[&str]) -> Result<String, String> {
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for file in files {
        match check_policy(Path::new(file)) {
            Ok(policy) => {
                let (stage, version, partners) = (policy.stage, policy.version, policy.partners.len());
                good.push(format!(
                    "{file}: in order (stage {stage}, version {version}, {partners} partners)"
                ));
            }
            Err(problems) => bad.push(problems),
        }
    }
    if bad.is_empty() { Ok(good.join("\n")) } else { Err(bad.join("\n")) }
}
