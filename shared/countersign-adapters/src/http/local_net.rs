//! The one seam for the local stack: where names lead on one machine, and the only authority to trust there.

use std::{
    collections::HashMap,
    net::{AddrParseError, SocketAddr},
};

use serde::Deserialize;

/// The file that `COUNTERSIGN_LOCAL_NET` names. It widens nothing: a name that it does not hold is judged as ever.
#[derive(Clone, Debug)]
pub struct LocalNet {
    ca_pem: String,
    hosts: HashMap<String, SocketAddr>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    ca_pem: String,
    hosts: HashMap<String, String>,
}

/// Why the file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LocalNetError {
    /// Not the JSON that the local stack writes.
    #[error("is not a map of the local stack")]
    Unreadable(#[from] serde_json::Error),
    /// Not an address.
    #[error("maps a name to something that is not an address")]
    Address(#[from] AddrParseError),
    /// The seam leads to this machine and nowhere else.
    #[error("maps a name to an address that is not loopback")]
    NotLoopback,
}

impl LocalNet {
    /// Reads the file's text.
    pub fn parse(text: &str) -> Result<Self, LocalNetError> {
        let wire: Wire = serde_json::from_str(text)?;
        let mut hosts = HashMap::new();
        for (name, address) in wire.hosts {
            let address: SocketAddr = address.parse()?;
            if !address.ip().is_loopback() {
                return Err(LocalNetError::NotLoopback);
            }
            hosts.insert(name, address);
        }
        Ok(Self { ca_pem: wire.ca_pem, hosts })
    }

    pub(super) fn ca_pem(&self) -> &str {
        &self.ca_pem
    }

    /// Where `host` on the port of https leads.
    pub(super) fn find(&self, host: &str) -> Option<SocketAddr> {
        self.hosts.get(&format!("{host}:443")).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seam_leads_to_this_machine_only() {
        let file = |address: &str| {
            LocalNet::parse(&format!(r#"{{"ca_pem":"","hosts":{{"a.test:443":"{address}"}}}}"#))
        };
        assert!(file("127.0.0.1:4433").unwrap().find("a.test").is_some());
        assert!(file("127.0.0.1:4433").unwrap().find("b.test").is_none());
        assert!(matches!(file("10.0.0.1:4433"), Err(LocalNetError::NotLoopback)));
        assert!(matches!(file("localhost"), Err(LocalNetError::Address(_))));
        assert!(matches!(LocalNet::parse("{}"), Err(LocalNetError::Unreadable(_))));
    }
}
