//! Resolves names, and judges every address that will be dialled.

use std::{net::SocketAddr, sync::Arc};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::{LocalNet, is_public};

/// A name led to an address that is not public.
#[derive(Debug, thiserror::Error)]
#[error("address is not public")]
pub(super) struct Blocked;

/// The resolver inside the connector: the address that was judged is the address that is dialled.
pub(super) struct GuardedResolver {
    pub(super) local: Option<Arc<LocalNet>>,
}

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let mapped = self.local.as_ref().and_then(|local| local.find(name.as_str()));
        Box::pin(async move {
            if let Some(address) = mapped {
                return Ok(Box::new(std::iter::once(address)) as Addrs);
            }
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            // One address inside among others outside is no accident.
            if found.iter().any(|address| !is_public(address.ip())) {
                return Err(Blocked.into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}
