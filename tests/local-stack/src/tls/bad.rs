use std::sync::Arc;

use rcgen::{KeyPair, date_time_ymd};
use rustls::ServerConfig;

use super::{
    Authority, TlsError,
    authority::{leaf, serve},
};

/// A way in which a certificate is wrong, each of which a client must refuse on its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadCertificate {
    /// Signed by the trusted authority, but its time is over.
    Expired,
    /// Signed by the trusted authority, but its time has not begun.
    NotYetValid,
    /// Signed by the trusted authority, for another name.
    WrongHost,
    /// Signed by its own key.
    SelfSigned,
    /// Correct in every way, by an authority nobody was told to trust.
    UnknownAuthority,
}

impl BadCertificate {
    /// Every way there is, for tests that want to try them all.
    pub const ALL: [Self; 5] =
        [Self::Expired, Self::NotYetValid, Self::WrongHost, Self::SelfSigned, Self::UnknownAuthority];
}

impl Authority {
    /// Like [`Authority::server_config`], with exactly one thing wrong.
    pub fn bad_server_config(&self, bad: BadCertificate, host: &str) -> Result<Arc<ServerConfig>, TlsError> {
        let key = KeyPair::generate()?;
        let mut params = leaf(host)?;
        let certificate = match bad {
            BadCertificate::Expired => {
                params.not_after = date_time_ymd(2001, 1, 1);
                self.sign(&params, &key)?
            }
            BadCertificate::NotYetValid => {
                params.not_before = date_time_ymd(4000, 1, 1);
                self.sign(&params, &key)?
            }
            BadCertificate::WrongHost => self.sign(&leaf("another.partner.test")?, &key)?,
            BadCertificate::SelfSigned => params.self_signed(&key)?.der().clone(),
            BadCertificate::UnknownAuthority => Self::new()?.sign(&params, &key)?,
        };
        serve(certificate, &key)
    }
}
