//! The client for partners, against stand-ins over real TLS. Numbers such as `pd_036` are those of the catalogue of
//! hostile cases.
#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

mod addresses;
mod answers;
mod broken;
mod proxy;
mod redirects;
mod request;
mod seam;
mod tls;
