//! The journal, verified by the operator's own command.

use std::path::Path;

use aws_sdk_dynamodb::types::AttributeValue;
use tokio::process::Command;

use super::{scene::Scene, screen::Evidence};
use crate::aws::REGION;

pub(super) async fn verifies(scene: &Scene, binaries: &Path) -> Evidence {
    let (sound, said) = verify(scene, binaries).await?;
    if !sound || said.starts_with("0 ") {
        return Err(said);
    }
    Ok(vec![format!("countersign verify-journal: {said}")])
}

pub(super) async fn finds_the_altered(scene: &Scene, binaries: &Path) -> Evidence {
    let (_, _, event) = scene.first()?;
    alter(scene, &event).await?;
    let (sound, said) = verify(scene, binaries).await?;
    if sound || !said.contains(" 1 altered") || !said.contains(&event) {
        return Err(format!("the alteration of {event} was not found: {said}"));
    }
    let lines = said.lines().map(|line| format!("countersign verify-journal: {line}"));
    Ok(std::iter::once("somebody with access to the table changes the order's store".to_owned())
        .chain(lines)
        .collect())
}

async fn alter(scene: &Scene, event: &str) -> Result<(), String> {
    let text = |value: &str| AttributeValue::S(value.to_owned());
    let update = scene.stack.aws.dynamodb().update_item().table_name(scene.stack.table("Journal"));
    let update = update.key("id", text(event)).key("part", text("head#deliver"));
    let update =
        update.update_expression("SET #store = :store").expression_attribute_names("#store", "store");
    let update = update.expression_attribute_values(":store", text("shopify#another-shop.myshopify.com"));
    update.send().await.map(|_| ()).map_err(|error| error.to_string())
}

async fn verify(scene: &Scene, binaries: &Path) -> Result<(bool, String), String> {
    let output = Command::new(binaries.join("countersign"))
        .arg("verify-journal")
        .env_clear()
        .env("STAGE", "local")
        .env("JOURNAL_TABLE", scene.stack.table("Journal"))
        .env("AUDIT_SECRET", "countersign/local/audit")
        .env("AWS_REGION", REGION)
        .env("AWS_ACCESS_KEY_ID", "operator")
        .env("AWS_SECRET_ACCESS_KEY", crate::aws::SECRET_ACCESS_KEY)
        .env("AWS_ENDPOINT_URL", scene.stack.aws.endpoint())
        .output()
        .await
        .map_err(|error| format!("countersign could not be started: {error}"))?;
    let said = if output.status.success() { output.stdout } else { output.stderr };
    Ok((output.status.success(), String::from_utf8_lossy(&said).trim().to_owned()))
}
