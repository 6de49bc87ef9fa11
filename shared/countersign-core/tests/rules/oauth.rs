//! How stores connect: the cases by their ids, and what holds of any query or text.

mod bench;
mod callback;
mod properties;
mod queries;
mod start;
mod states;
mod woocommerce;
