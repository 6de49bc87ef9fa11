//! What a running `cargo stack` tells other commands: a file that exists while it is ready.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use crate::stack::Stack;

/// The environments of the functions.
#[derive(Deserialize, Serialize)]
pub(super) struct State {
    pub(super) functions: BTreeMap<String, BTreeMap<String, String>>,
}

/// Removes the file when the stack ends.
pub(super) struct Published(PathBuf);

impl State {
    pub(super) fn of(stack: &Stack) -> Self {
        let names = stack.template.functions.iter().map(|function| function.binary.clone());
        let environment = |name: String| Some((name.clone(), stack.lambda.environment(&name)?.clone()));
        Self { functions: names.filter_map(environment).collect() }
    }

    /// What the stack running on `data_dir` told; none if none runs.
    pub(super) fn read(data_dir: &Path) -> Option<Self> {
        let text = fs::read_to_string(file(data_dir)).ok()?;
        serde_json::from_str(&text).ok()
    }

    pub(super) fn publish(&self, data_dir: &Path) -> io::Result<Published> {
        let file = file(data_dir);
        fs::write(&file, serde_json::to_string_pretty(self)?)?;
        Ok(Published(file))
    }
}

impl Drop for Published {
    fn drop(&mut self) {
        // If it cannot be removed, its addresses lead nowhere.
        drop(fs::remove_file(&self.0));
    }
}

fn file(data_dir: &Path) -> PathBuf {
    data_dir.join("running.json")
}
