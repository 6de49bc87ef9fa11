//! The app: its id, its secrets and the addresses registered for it.

/// An app with one or several secrets. A new one is active beside the old until that is revoked.
#[derive(Clone, Debug)]
pub struct App {
    /// The client id.
    pub id: String,
    /// Where browsers may be sent back to, letter by letter.
    pub redirects: Vec<String>,
    /// Whether the newest secret signs; else the oldest that is not revoked does. Documented for webhooks alone.
    pub newest_signs: bool,
    secrets: Vec<Secret>,
}

#[derive(Clone, Debug)]
struct Secret {
    text: String,
    revoked: bool,
}

impl App {
    /// An app with one secret.
    pub fn new(id: &str, secret: &str, redirects: &[&str]) -> Self {
        let redirects = redirects.iter().map(|one| (*one).to_owned()).collect();
        let mut app = Self { id: id.to_owned(), redirects, newest_signs: false, secrets: Vec::new() };
        app.add_secret(secret);
        app
    }

    /// A further secret.
    pub fn add_secret(&mut self, text: &str) {
        self.secrets.push(Secret { text: text.to_owned(), revoked: false });
    }

    /// What callbacks, launches, ID tokens and webhooks are signed with.
    pub fn signing_secret(&self) -> &str {
        let mut active = self.active();
        let chosen = if self.newest_signs { active.last() } else { active.next() };
        chosen.map_or("", |(_, text)| text)
    }

    /// The number of an active secret of this client.
    pub(super) fn proven(&self, id: &str, secret: &str) -> Option<usize> {
        self.active().find(|(_, text)| id == self.id && *text == secret).map(|(at, _)| at)
    }

    /// The number of the newest.
    pub(super) fn newest(&self) -> usize {
        self.active().last().map_or(0, |(at, _)| at)
    }

    pub(super) fn active(&self) -> impl Iterator<Item = (usize, &str)> {
        let active = self.secrets.iter().enumerate().filter(|(_, secret)| !secret.revoked);
        active.map(|(at, secret)| (at, secret.text.as_str()))
    }

    pub(super) fn revoke(&mut self, text: &str) -> Option<usize> {
        let at = self.secrets.iter().position(|secret| secret.text == text)?;
        self.secrets[at].revoked = true;
        Some(at)
    }
}

impl Default for App {
    fn default() -> Self {
        Self::new(
            "test-client",
            "test-client-secret",
            &["https://connect.merchant.test/oauth/shopify/callback"],
        )
    }
}
