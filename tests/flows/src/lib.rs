//! The system as its users meet it: stores that send, partners that receive, operators who look.
//!
//! [`play`] runs one flow on a system of its own, made of the real binaries and `template.yaml`. When the flow is over,
//! `ending` looks at what it left behind: nothing may be undone, unexplained, or tell of people.
#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a helper of a test fails by panicking"
)]

mod answers;
mod connections;
mod counted;
mod ending;
mod merchants;
mod notes;
mod play;
mod policy;
mod queues;
mod scan;
mod secrets;
mod system;
mod tables;
mod waiting;

pub use answers::{refused, taken};
pub use local_stack::stack::{Kill, Moment};
pub use merchants::SHOP_HOST;
pub use play::{binaries, measure_among, play, play_altered, play_among};
pub use policy::{Policy, Subscription};
pub use queues::{CRASHED, DELIVERIES};
pub use secrets::shopify_app;
pub use system::System;
pub use tables::{Item, number, text};
pub use waiting::{PATIENCE, until};

/// The function that takes webhooks.
pub const INTAKE: &str = "webhook-intake";

/// The function that hands events to partners.
pub const DELIVERY: &str = "partner-delivery";

/// The function that connects stores.
pub const CONNECT: &str = "oauth-callback";

/// The function that renews tokens.
pub const REFRESH: &str = "token-refresh";

/// The function that sees to what stores tell of themselves.
pub const LIFECYCLE: &str = "store-lifecycle";
