//! What is read from a template, and what is refused.

mod creation;
mod functions;
mod refusals;
mod resources;

use local_stack::{
    aws::REGION,
    template::{Deployment, Template},
};

const TEMPLATE: &str = include_str!("template.yaml");

/// The stage that no template allows.
fn local() -> Deployment {
    let parameters = [("Stage", "local"), ("DoorKey", "test-door-key")];
    Deployment {
        parameters: parameters.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
        region: REGION.to_owned(),
        queue_url: Box::new(|name| format!("http://queues.test/{name}")),
    }
}

pub(crate) fn template() -> Template {
    Template::parse(TEMPLATE, &local()).unwrap()
}

/// The complaint about the template after a change.
#[track_caller]
fn check_refused(original: &str, changed: &str, complaint: &str) {
    assert!(TEMPLATE.contains(original), "the template has no `{original}`");
    let refused = Template::parse(&TEMPLATE.replace(original, changed), &local()).unwrap_err();
    assert_eq!(refused.to_string(), complaint);
}

fn strings<const N: usize>(texts: [&str; N]) -> Vec<String> {
    texts.map(str::to_owned).into()
}
