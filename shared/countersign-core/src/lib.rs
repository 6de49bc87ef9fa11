//! The rules of Countersign: what is proven, kept, sealed, handed on and retried.
//!
//! Nothing here performs I/O or reads a clock, an environment or a source of randomness: time, keys, random bytes
//! and the outside come in as parameters and [`ports`]. In reading order:
//!
//! * [`store`], [`topic`], [`event`], [`money`], [`partner`]: what a delivery is about, as types proven by parsing;
//! * [`keys`]: signing keys, rings of two, one derived key per purpose;
//! * [`intake`]: raw request in, proven and minimised journal entry out;
//! * [`json`], [`people`], [`seal`], [`journal`]: strict reading, minimising, pseudonyms, sealing, the entry and its MAC;
//! * [`delivery`]: what a partner gets, what its answer means, when to try again;
//! * [`redaction`]: nothing personal and nothing secret in a line of text;
//! * [`tokens`]: how stores' tokens are obtained, kept, renewed and given up;
//! * [`oauth`]: from a merchant's first click to a proven grant, and the page the merchant sees;
//! * [`lifecycle`]: what stores tell of themselves;
//! * [`hooks`]: what stores are asked to send;
//! * [`round`]: how far the daily round over all stores has come;
//! * [`config`]: the policy of a stage;
//! * `testing` (a feature): the ports in memory, and their failing twins.

pub mod config;
pub mod delivery;
pub mod disposition;
pub mod event;
pub mod hooks;
pub mod intake;
pub mod journal;
pub mod json;
pub mod keys;
pub mod lifecycle;
pub mod money;
pub mod oauth;
pub mod partner;
pub mod people;
pub mod ports;
pub mod redaction;
pub mod round;
pub mod seal;
pub mod stage;
pub mod store;
#[cfg(feature = "testing")]
pub mod testing;
pub mod tokens;
pub mod topic;

mod hex;
pub mod wall_time;

pub use disposition::Disposition;
pub use stage::Stage;
