//! Shows what the redaction engine does: a labelled corpus made from a seed, a scorer with gates, a benchmark and a fuzzer.

pub mod bench;
pub mod corpus;
mod escape;
pub mod fuzz;
pub mod generate;
pub mod lines;
pub mod score;
