//! WooCommerce: keys that are handed over by a post, good from then on, and webhooks whose secret nobody can read back.

mod error;
mod hand_over;
mod hooks;
mod keys;

pub use error::RestError;
pub use hand_over::{HandOver, Wish};
pub use hooks::{Hook, HookStatus};
pub use keys::{Key, Permissions};

use crate::mint::Mint;

/// A shop that runs WooCommerce.
#[derive(Clone, Debug)]
pub struct Store {
    /// Its address, without a slash at the end.
    pub home: String,
    /// Whether the administrator who approves keys may still manage the shop. What keys may do depends on it.
    pub owner_may: bool,
    /// Keys that are good.
    pub keys: Vec<Key>,
    /// Its webhooks.
    pub hooks: Vec<Hook>,
    key_numbers: u64,
    hook_numbers: u64,
    mint: Mint,
}

impl Store {
    /// A shop at `home`, whose keys depend on `mark`, so that no two runs make the same.
    pub fn new(home: &str, mark: &str) -> Self {
        Self {
            home: home.trim_end_matches('/').to_owned(),
            owner_may: true,
            keys: Vec::new(),
            hooks: Vec::new(),
            key_numbers: 0,
            hook_numbers: 0,
            mint: Mint::marked(mark),
        }
    }

    /// Every key and other secret that was ever made or seen here.
    pub fn planted(&self) -> Vec<String> {
        self.mint.made().to_vec()
    }

    /// Something secret that goes by, such as a password.
    pub fn plant(&mut self, text: &str) {
        self.mint.note(text);
    }
}
