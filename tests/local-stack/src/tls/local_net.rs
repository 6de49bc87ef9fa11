use std::{collections::BTreeMap, fs, io, net::SocketAddr, path::Path};

use serde::Serialize;

use super::Authority;

/// What the one seam in the functions reads: which `host:port` is really which loopback socket, and the only
/// authority to trust there.
#[derive(Clone, Debug, Serialize)]
pub struct LocalNet {
    ca_pem: String,
    hosts: BTreeMap<String, SocketAddr>,
}

impl LocalNet {
    /// An empty net, trusting `authority`.
    pub fn new(authority: &Authority) -> Self {
        Self { ca_pem: authority.ca_pem(), hosts: BTreeMap::new() }
    }

    /// Leads HTTPS calls to `host` to `address`; a second call for the same host replaces the first.
    #[must_use]
    pub fn with_host(mut self, host: &str, address: SocketAddr) -> Self {
        self.hosts.insert(format!("{host}:443"), address);
        self
    }

    /// The file's content.
    pub fn to_json(&self) -> String {
        serde_json::json!(self).to_string()
    }

    /// Writes the file that `COUNTERSIGN_LOCAL_NET` names.
    pub fn write(&self, path: &Path) -> io::Result<()> {
        fs::write(path, self.to_json())
    }
}
