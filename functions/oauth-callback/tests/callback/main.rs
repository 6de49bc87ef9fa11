//! `oauth-callback` as it is deployed, over memory ports: raw events in, answers, tokens and subscriptions out. The cases
//! are named by their ids. Where a case wants a redirect after success (302), the design wins: the browser gets a page.
#![expect(clippy::panic, clippy::unwrap_used, reason = "the helpers of tests may fail like tests")]

mod bench;
mod embedded;
mod events;
mod exchange;
mod operator;
mod requests;
mod settings;
mod shopify;
mod woocommerce;

use countersign_runtime::testing as log;
