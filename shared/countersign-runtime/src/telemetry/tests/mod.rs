//! The writer as the functions meet it: through the macros of `tracing`.
