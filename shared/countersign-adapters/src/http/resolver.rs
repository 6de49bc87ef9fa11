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
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            Ok(Box::new(all_public(found)?.into_iter()) as Addrs)
        })
    }
}

/// One address inside among others outside is no accident.
fn all_public(found: Vec<SocketAddr>) -> Result<Vec<SocketAddr>, Blocked> {
    if found.iter().all(|address| is_public(address.ip())) { Ok(found) } else { Err(Blocked) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the resolver makes of a name, with a seam that maps nothing.
    async fn resolved(name: &str) -> Result<Vec<SocketAddr>, Box<dyn std::error::Error + Send + Sync>> {
        let local = LocalNet::parse(r#"{"ca_pem":"","hosts":{}}"#).unwrap();
        let resolver = GuardedResolver { local: Some(Arc::new(local)) };
        resolver.resolve(name.parse().unwrap()).await.map(Iterator::collect)
    }

    #[tokio::test]
    async fn pd_032_a_name_that_resolves_to_this_machine_is_blocked_with_and_without_the_seam() {
        let blocked = |error: Box<dyn std::error::Error + Send + Sync>| error.is::<Blocked>();
        assert!(resolved("localhost").await.is_err_and(blocked));
        let resolver = GuardedResolver { local: None };
        assert!(resolver.resolve("localhost".parse().unwrap()).await.is_err_and(blocked));
    }

    #[test]
    fn one_address_inside_blocks_the_name() {
        let addresses = |texts: &[&str]| texts.iter().map(|text| text.parse().unwrap()).collect();
        assert!(all_public(addresses(&["1.1.1.1:0", "[2606:4700::1111]:0"])).is_ok());
        for inside in ["10.0.0.1:0", "169.254.169.254:0", "[::1]:0", "[::ffff:127.0.0.1]:0"] {
            assert!(all_public(addresses(&["1.1.1.1:0", inside])).is_err(), "{inside}");
        }
    }
}
