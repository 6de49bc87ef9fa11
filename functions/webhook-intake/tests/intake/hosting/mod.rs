//! The function on Lambda: its settings, its deadline, and ports that let it down.

mod outages;
mod settings;
