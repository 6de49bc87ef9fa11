//! What an event is, and what is kept of it.

mod event_identity;
mod evidence;
mod minimisation;
mod planted;
mod sizes;
