use std::sync::Arc;

use base64::{Engine, prelude::BASE64_STANDARD};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose,
    PublicKeyData,
};
use rustls::{
    ClientConfig, RootCertStore, ServerConfig,
    crypto::{CryptoProvider, ring},
    pki_types::{CertificateDer, PrivateKeyDer},
};
use sha2::{Digest, Sha256};

/// A certificate authority made at start and forgotten at the end; cloning shares it.
#[derive(Clone)]
pub struct Authority {
    issuer: Arc<CertifiedIssuer<'static, KeyPair>>,
    /// Of every host here that shows a good certificate.
    key: Arc<KeyPair>,
}

/// A certificate could not be made or is not usable. Always a mistake in the stack or a host name no certificate can
/// carry.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// The certificate could not be written or signed.
    #[error("no certificate could be made; check that the host is a plain DNS name")]
    Certificate(#[from] rcgen::Error),
    /// The TLS library refused the certificate or its key.
    #[error("the TLS library refused a certificate the stack made")]
    Tls(#[from] rustls::Error),
}

impl Authority {
    /// Makes a new key and a root certificate nobody outside this process has ever seen.
    pub fn new() -> Result<Self, TlsError> {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, "Countersign local stack, throw-away authority");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate()?)?;
        Ok(Self { issuer: Arc::new(issuer), key: Arc::new(KeyPair::generate()?) })
    }

    /// The root certificate in the form the seam file and command line tools want.
    pub fn ca_pem(&self) -> String {
        self.issuer.pem()
    }

    /// The digest of the key that every good certificate here is for, as Chromium takes it.
    pub fn key_digest(&self) -> String {
        BASE64_STANDARD.encode(Sha256::digest(self.key.subject_public_key_info()))
    }

    /// What an HTTPS server needs to speak as `host`.
    pub fn server_config(&self, host: &str) -> Result<Arc<ServerConfig>, TlsError> {
        let certificate = self.sign(&leaf(host)?, &*self.key)?;
        serve(certificate, &self.key)
    }

    /// What a client needs to trust this authority and no other.
    pub fn client_config(&self) -> Result<Arc<ClientConfig>, TlsError> {
        let mut roots = RootCertStore::empty();
        roots.add(self.issuer.der().clone())?;
        let config = ClientConfig::builder_with_provider(provider()).with_safe_default_protocol_versions()?;
        Ok(Arc::new(config.with_root_certificates(roots).with_no_client_auth()))
    }

    pub(super) fn sign(
        &self,
        params: &CertificateParams,
        key: &impl PublicKeyData,
    ) -> Result<CertificateDer<'static>, TlsError> {
        Ok(params.signed_by(key, &self.issuer)?.der().clone())
    }
}

pub(super) fn leaf(host: &str) -> Result<CertificateParams, TlsError> {
    let mut params = CertificateParams::new([host.to_owned()])?;
    params.distinguished_name.push(DnType::CommonName, host);
    Ok(params)
}

pub(super) fn serve(
    certificate: CertificateDer<'static>,
    key: &KeyPair,
) -> Result<Arc<ServerConfig>, TlsError> {
    let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
    let config = ServerConfig::builder_with_provider(provider()).with_safe_default_protocol_versions()?;
    let mut config = config.with_no_client_auth().with_single_cert(vec![certificate], key)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

/// Named on every use, so that nothing depends on which part of the process installed a default first.
fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}
