//! The platforms' own rules, as documented and as seen: what a token, a code or a key is good for, and what ends it.
//!
//! Nothing here does I/O or asks for the time, so that the same rules serve the simulation, in virtual time, and the
//! stand-in stores of the local stack, over sockets. Nothing here knows the product either: stand-ins that used our own
//! code would repeat its mistakes instead of finding them.

pub mod shopify;
pub mod woocommerce;

mod mint;
mod signing;
