//! A secret of ours that was rotated under a warm instance: what a newer instance named or signed is not refused.

use std::time::Duration;

use super::{LinkFault, OAuthError, StateFault};
use crate::{keys::KeyRing, ports::OAuthSecrets};

/// What does not fit makes us read our secret again only when our copy is older than this, so that a flood of forged
/// requests costs at most one call a minute.
const REREAD_AFTER: Duration = Duration::from_mins(1);

/// Proves something under our keys; what does not fit once more, under newer ones if there are any.
pub(super) async fn prove<T>(
    secrets: &impl OAuthSecrets,
    under: impl AsyncFn(&KeyRing) -> Result<T, OAuthError>,
) -> Result<T, OAuthError> {
    let ring = secrets.oauth_keys().await?;
    let proven = under(&ring).await;
    if !proven.as_ref().is_err_and(may_be_newer) {
        return proven;
    }
    match secrets.reread_oauth_keys(REREAD_AFTER).await? {
        Some(newer) => under(&newer).await,
        None => proven,
    }
}

/// Of the right form, and nothing that we made as far as we know.
fn may_be_newer(error: &OAuthError) -> bool {
    matches!(
        error,
        OAuthError::InvalidState(StateFault::Unknown) | OAuthError::InvalidLink(LinkFault::Forged)
    )
}
