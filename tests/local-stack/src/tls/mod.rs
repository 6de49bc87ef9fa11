//! TLS between the functions and the stand-in partners: an authority that lives as long as the stack, certificates
//! signed by it, certificates no client may accept, and the file that tells the functions about all of it.

mod authority;
mod bad;
mod front;
mod local_net;

pub use authority::{Authority, TlsError};
pub use bad::BadCertificate;
pub use front::{Front, FrontError};
pub use local_net::LocalNet;
