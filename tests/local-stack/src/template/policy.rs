//! What a function's role allows, as far as the local stack can enforce it: inline statements that allow. Those that deny
//! what nobody plays here, EC2, are read past.

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
            if !denies_only_networks(&statement)? {
                permissions.push(permission(&statement)?);
            }
        }
    }
    Ok(permissions)
}

fn denies_only_networks(statement: &Node<'_>) -> Result<bool, TemplateError> {
    let denies = statement.require("Effect")?.must_be("Deny").is_ok();
    let actions = statement.require("Action")?.texts()?;
    Ok(denies && actions.iter().all(|action| action.starts_with("ec2:")))
}

fn permission(statement: &Node<'_>) -> Result<Permission, TemplateError> {
    statement.only(&["Sid", "Effect", "Action", "Resource"])?;
    statement.require("Effect")?.must_be("Allow")?;
    Ok(Permission {
        actions: statement.require("Action")?.texts()?,
        resources: statement.require("Resource")?.texts()?,
    })
}
