//! Makes sure that the functions, the operator's command and the local stack are built from the present sources.
//!
//! One cargo command for all of them, because two would compile what they share twice, with different features. This
//! package depends on nothing, so that cargo's own progress display begins at once.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

const PACKAGES: [&str; 7] = [
    "local-stack",
    "webhook-intake",
    "partner-delivery",
    "oauth-callback",
    "token-refresh",
    "store-lifecycle",
    "countersign-operator",
];

/// The folder of this program and of everything that was built in its profile.
///
/// Cargo puts tests and examples into a folder within it.
pub fn binaries() -> Result<PathBuf, String> {
    let own = env::current_exe().map_err(|error| format!("this program cannot find itself: {error}"))?;
    let mut folders = own.ancestors().skip(1);
    let is_inner = |folder: &&Path| folder.ends_with("deps") || folder.ends_with("examples");
    let folder = folders.find(|folder| !is_inner(folder));
    folder.map(Path::to_owned).ok_or_else(|| "this program lies in no folder".to_owned())
}

/// Builds all binaries into `binaries`, in the profile that this folder is for.
#[expect(clippy::disallowed_methods, reason = "cargo names itself to the programs it runs")]
pub fn build(binaries: &Path) -> Result<(), String> {
    let target = binaries.parent().ok_or("the binaries lie in no target folder")?;
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut build = Command::new(cargo);
    build.current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    build.args(["build", "--locked", "--bins", "--profile", profile(binaries), "--target-dir"]).arg(target);
    for package in PACKAGES {
        build.args(["--package", package]);
    }
    let names = env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    for name in names.filter(|name| is_about_us(name)) {
        build.env_remove(name);
    }
    match build.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err("the build failed; its messages are above".to_owned()),
        Err(error) => Err(format!("cargo could not be started: {error}")),
    }
}

/// What cargo tells the program it runs about that program's package. Some build scripts (ring's) look at such
/// variables, so that a build with them would compile anew what a build by hand has compiled, and the other way round.
fn is_about_us(variable: &str) -> bool {
    variable.starts_with("CARGO_PKG_") || variable.starts_with("CARGO_MANIFEST_")
}

/// Every profile has a folder of its own name but one, whose name is older than profiles are.
fn profile(binaries: &Path) -> &str {
    match binaries.file_name().and_then(|name| name.to_str()) {
        None | Some("debug") => "dev",
        Some(name) => name,
    }
}
