//! Who is signed in, and what they were shown.

use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};

use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The cookie of somebody who has signed in.
pub(super) const COOKIE: &str = "wordpress_logged_in_local";

#[derive(Default)]
pub(super) struct Sessions(Mutex<BTreeSet<String>>);

impl Sessions {
    /// A new session; gives the cookie's value.
    pub(super) fn begin(&self) -> String {
        let session = Uuid::new_v4().simple().to_string();
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(session.clone());
        session
    }

    /// The session that a request's cookies name, if it was begun here.
    pub(super) fn find(&self, cookies: Option<&str>) -> Option<String> {
        let pairs = cookies?.split("; ").filter_map(|pair| pair.split_once('='));
        let (_, session) = pairs.into_iter().find(|(name, _)| *name == COOKIE)?;
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(session);
        known.then(|| session.to_owned())
    }
}

/// Proves that a link was shown to this session. Ten digits, as WordPress makes them.
pub(super) fn nonce(session: &str) -> String {
    let digest = Sha256::digest(format!("wc_auth_grant_access {session}"));
    let number = u64::from_be_bytes([0, 0, 0, digest[0], digest[1], digest[2], digest[3], digest[4]]);
    format!("{number:010x}")
}
