//! The template's permissions, in force: a function that calls what its role does not allow is refused here as well.

use crate::{
    aws::{Grant, Permissions},
    template::{Function, Template},
};

pub(super) fn restrict(template: &Template, permissions: &Permissions) {
    for function in &template.functions {
        permissions.restrict(&function.binary, grants(function));
    }
}

fn grants(function: &Function) -> Vec<Grant> {
    let pairs = function.permissions.iter().flat_map(|statement| {
        let actions = statement.actions.iter();
        actions.flat_map(|action| statement.resources.iter().map(move |resource| (action, resource)))
    });
    pairs.map(|(action, resource)| Grant::new(action, resource)).collect()
}
