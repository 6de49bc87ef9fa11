//! Addresses that could reach inside cannot even become a partner's. What a name leads to is judged when it is
//! dialled; that is tested where the resolver is.

use countersign_core::partner::{PartnerUrl, PartnerUrlError};

/// One test for each case of the catalogue.
macro_rules! refused {
    ($($case:ident: $url:literal => $error:ident,)*) => {
        $(#[test]
        fn $case() {
            assert_eq!(PartnerUrl::parse($url), Err(PartnerUrlError::$error));
        })*
    };
}

refused! {
    pd_001_the_metadata_service: "https://169.254.169.254/latest/meta-data/" => NotPublic,
    pd_003_the_credentials_of_a_container: "https://169.254.170.2/v2/credentials" => NotPublic,
    pd_004_lambdas_own_interface: "http://127.0.0.1:9001/2018-06-01/runtime/invocation/next" => NotHttps,
    pd_005_loopback: "https://127.0.0.1/" => NotPublic,
    pd_007_loopback_as_a_decimal_number: "https://2130706433/" => NotPublic,
    pd_012_loopback_in_circled_digits: "https://\u{2460}\u{2461}\u{2466}.\u{24ea}.\u{24ea}.\u{2460}/" => Unreadable,
    pd_014_loopback_of_ipv6: "https://[::1]/" => NotPublic,
    pd_015_the_metadata_service_mapped_into_ipv6: "https://[::ffff:169.254.169.254]/" => NotPublic,
    pd_017_the_metadata_service_behind_6to4: "https://[2002:a9fe:a9fe::]/" => NotPublic,
    pd_018_link_local: "https://[fe80::1]/" => NotPublic,
    pd_019_private_ten: "https://10.0.0.1/" => NotPublic,
    pd_020_private_172: "https://172.16.0.1/" => NotPublic,
    pd_023_protocol_assignments: "https://192.0.0.1/" => NotPublic,
    pd_025_multicast: "https://224.0.0.1/" => NotPublic,
    pd_027_broadcast: "https://255.255.255.255/" => NotPublic,
    pd_029_localhost_with_a_dot: "https://localhost./" => NotPublic,
}

#[test]
fn no_other_spelling_of_an_address_by_number_is_taken() {
    for url in [
        "https://0177.0.0.1/",
        "https://0x7f.0.0.1/",
        "https://0x7f000001/",
        "https://127.1/",
        "https://127.0.0.1./",
        "https://%31%32%37.0.0.1/",
        "https://8.8.8.8/",
        "https://[64:ff9b::a9fe:a9fe]/",
        "https://[::127.0.0.1]/",
        "https://[fd00:ec2::254]/",
        "https://[2606:4700::1111]/",
        "https:\\\\169.254.169.254\\latest",
        "https:169.254.169.254",
        "https://LOCALHOST/",
        "https://a.localhost/",
        "https://printer.local/",
        "https://db.internal./",
    ] {
        assert_eq!(PartnerUrl::parse(url), Err(PartnerUrlError::NotPublic), "{url}");
    }
}

#[test]
fn no_address_hides_behind_a_partners_name() {
    for (url, error) in [
        ("https://partner.example.com@169.254.169.254/", PartnerUrlError::Credentials),
        ("https://169.254.169.254#@partner.example.com/", PartnerUrlError::Credentials),
        ("https://partner.example.com:443@127.0.0.1/", PartnerUrlError::Credentials),
        ("https://partner.example.com:8443/", PartnerUrlError::Port),
        ("https://partner.example.com\r\nHost: inside/", PartnerUrlError::Unreadable),
        ("https://[fe80::1%25eth0]/", PartnerUrlError::Unreadable),
        ("//partner.example.com/", PartnerUrlError::Unreadable),
        ("file:///etc/passwd", PartnerUrlError::NotHttps),
    ] {
        assert_eq!(PartnerUrl::parse(url), Err(error), "{url}");
    }
}
