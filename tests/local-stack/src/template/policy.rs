//! What a function's role allows, as far as the local stack can enforce it: inline statements that allow.

use super::{Permission, TemplateError, node::Node};

/// Reads `Policies`. SAM's policy templates and managed policies are refused: they hide what is allowed.
pub(super) fn read(function: &Node<'_>) -> Result<Vec<Permission>, TemplateError> {
    let Some(policies) = function.get("Policies") else { return Ok(Vec::new()) };
    let mut permissions = Vec::new();
    for policy in policies.items() {
        if policy.value().is_string() {
            return Err(policy.problem("write the permissions out; managed policies are not played"));
        }
        policy.only(&["Version", "Statement"])?;
        for statement in policy.require("Statement")?.items() {
            permissions.push(permission(&statement)?);
        }
    }
    Ok(permissions)
}

fn permission(statement: &Node<'_>) -> Result<Permission, TemplateError> {
    statement.only(&["Sid", "Effect", "Action", "Resource"])?;
    statement.require("Effect")?.must_be("Allow")?;
    Ok(Permission {
        actions: statement.require("Action")?.texts()?,
        resources: statement.require("Resource")?.texts()?,
    })
}
