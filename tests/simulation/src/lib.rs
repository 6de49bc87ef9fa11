//! The life of stores' tokens in virtual time: the real rules of `countersign-core` over a platform, a vault and a table
//! that keep their documented promises and break every other hope. One seed is one history.

pub mod actors;
pub mod executor;
pub mod history;
pub mod ports;
pub mod world;
