//! Events: one thing that happened in one store, however often it is delivered.

mod delivery_id;
mod id;

pub use delivery_id::DeliveryId;
pub use id::EventId;
