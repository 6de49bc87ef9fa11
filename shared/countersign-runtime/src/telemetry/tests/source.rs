//! The table, the calls and the document say the same.
