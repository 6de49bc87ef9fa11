use std::{io, net::SocketAddr};

use local_stack::{
    partner::{Credentials, Partner},
    stores::secrets::{api_key, signing_secret},
    tls::{Authority, BadCertificate, LocalNet},
};
use rustls::{CertificateError, Error};

use crate::client::dial;

/// What a careful client says about a partner with this certificate.
async fn refusal(bad: BadCertificate) -> CertificateError {
    let authority = Authority::new().unwrap();
    let certificate = authority.bad_server_config(bad, "warehouse.partner.test").unwrap();
    let credentials = Credentials::new(&api_key("warehouse"), &signing_secret("warehouse")).unwrap();
    let partner = Partner::start_with_certificate(certificate, "warehouse", credentials).await.unwrap();
    let error = dial(&partner, &authority).await.expect_err("the certificate must be refused");
    match error
        .downcast_ref::<io::Error>()
        .and_then(io::Error::get_ref)
        .and_then(|inner| inner.downcast_ref())
    {
        Some(Error::InvalidCertificate(reason)) => reason.clone(),
        _ => panic!("{bad:?} was refused for another reason: {error}"),
    }
}

#[tokio::test]
async fn each_bad_certificate_is_wrong_in_its_own_way_only() {
    use CertificateError as Wrong;
    for bad in BadCertificate::ALL {
        let refusal = refusal(bad).await;
        let as_meant = match bad {
            BadCertificate::Expired => matches!(refusal, Wrong::ExpiredContext { .. }),
            BadCertificate::NotYetValid => matches!(refusal, Wrong::NotValidYetContext { .. }),
            BadCertificate::WrongHost => matches!(refusal, Wrong::NotValidForNameContext { .. }),
            BadCertificate::SelfSigned | BadCertificate::UnknownAuthority => {
                matches!(refusal, Wrong::UnknownIssuer | Wrong::BadSignature)
            }
        };
        assert!(as_meant, "{bad:?}: {refusal:?}");
    }
}

#[tokio::test]
async fn two_authorities_do_not_trust_each_other() {
    let (ours, theirs) = (Authority::new().unwrap(), Authority::new().unwrap());
    let credentials = Credentials::new(&api_key("warehouse"), &signing_secret("warehouse")).unwrap();
    let partner = Partner::start(&ours, "warehouse", credentials).await.unwrap();
    assert!(dial(&partner, &ours).await.is_ok());
    assert!(dial(&partner, &theirs).await.is_err());
}

#[test]
fn the_seam_file_names_the_authority_and_every_host() {
    let authority = Authority::new().unwrap();
    let address: SocketAddr = "127.0.0.1:41234".parse().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("net.json");
    let net = LocalNet::new(&authority).with_host("warehouse.partner.test", address);
    net.write(&file).unwrap();
    let written: serde_json::Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    let expected = serde_json::json!({
        "ca_pem": authority.ca_pem(),
        "hosts": {"warehouse.partner.test:443": "127.0.0.1:41234"},
    });
    assert_eq!(written, expected);
    assert!(authority.ca_pem().starts_with("-----BEGIN CERTIFICATE-----"));
}
