//! The client for partners, against stand-ins over real TLS. Numbers such as `pd_036` are those of the catalogue of
//! hostile cases in `docs/SECURITY.md`.

mod addresses;
mod answers;
mod broken;
mod proxy;
mod redirects;
mod request;
mod seam;
mod tls;
