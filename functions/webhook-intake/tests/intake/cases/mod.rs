//! The catalogue of hostile and awkward deliveries, each under its number. Where only a deployment can decide (WH-028:
//! timing, WH-042: memory), or another part of the system does (WH-096: the queue), there is no test here.

mod body;
mod envelope;
mod identity;
mod repeats;
mod signature;
