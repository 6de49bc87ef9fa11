//! `cargo stack`, as somebody uses it who has just cloned the repository.
