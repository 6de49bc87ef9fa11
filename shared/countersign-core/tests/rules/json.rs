//! Properties of strict reading and of minimising, over made-up JSON.

mod arbitrary;
mod projecting;
mod strictness;
