//! What holds a secret, a request or a person has no form in which it could be printed. `tests/tidy` searches the sources
//! for types that nobody has listed here.

use std::fmt::{Debug, Display};

use countersign_adapters::{
    aws::{Aws, AwsSettings},
    http::HttpPartners,
    secrets_manager::{SecretsForDelivery, SecretsForIntake},
};
use countersign_core::{
    intake::{RawDelivery, Signature},
    keys::{ApiKey, KeyRing, NamedKey, SigningKey},
    people::Pseudonyms,
    ports::{PartnerRequest, PartnerSecret, ShopifyAppSecret},
    redaction::Redactor,
    seal::Sealer,
};
use serde::Serialize;
use static_assertions::assert_not_impl_any;

use crate::{Common, HttpEvent, Invocation, Settings, SqsBatch, SqsRecord};

macro_rules! unprintable {
    ($($type:ty),+ $(,)?) => {
        $(assert_not_impl_any!($type: Debug, Display, Serialize, ToString);)+
    };
}

/// Compiling it is the proof.
#[test]
fn lg_030_keys_and_secrets_cannot_be_printed() {
    unprintable!(SigningKey, ApiKey, NamedKey, KeyRing, ShopifyAppSecret, PartnerSecret);
    unprintable!(Sealer, Pseudonyms, Redactor, Signature);
    unprintable!(AwsSettings, Aws, Common, SecretsForIntake, SecretsForDelivery, HttpPartners);
}

#[test]
fn lg_030_requests_and_what_they_carry_cannot_be_printed() {
    unprintable!(Invocation, HttpEvent<'static>, SqsBatch, SqsRecord, Settings<'static>);
    unprintable!(RawDelivery<'static>, PartnerRequest<'static>);
}
