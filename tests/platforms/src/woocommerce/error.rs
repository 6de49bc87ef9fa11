//! How the REST API says no.

use serde_json::json;

/// An error of the REST API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RestError {
    /// The HTTP status.
    pub status: u16,
    /// What programs read.
    pub code: &'static str,
    /// What people read.
    pub message: &'static str,
}

impl RestError {
    /// Nobody is signed in: no key, or one that is not known.
    pub const NOBODY: Self = Self {
        status: 401,
        code: "woocommerce_rest_cannot_view",
        message: "Sorry, you cannot list resources.",
    };
    /// The key's user may no longer see this.
    pub const NOT_ALLOWED: Self = Self { status: 403, ..Self::NOBODY };
    /// The key is known, its secret is another.
    pub const WRONG_SECRET: Self = Self::key("Consumer secret is invalid.");
    /// The key may not read.
    pub const NO_READING: Self = Self::key("The API key provided does not have read permissions.");
    /// The key may not write.
    pub const NO_WRITING: Self = Self::key("The API key provided does not have write permissions.");
    /// There is nothing at this address.
    pub const NO_ROUTE: Self = Self {
        status: 404,
        code: "rest_no_route",
        message: "No route was found matching the URL and request method.",
    };
    /// The body is not JSON.
    pub const INVALID_JSON: Self =
        Self { status: 400, code: "rest_invalid_json", message: "Invalid JSON body passed." };

    const fn key(message: &'static str) -> Self {
        Self { status: 401, code: "woocommerce_rest_authentication_error", message }
    }

    /// The body.
    pub fn body(self) -> String {
        json!({"code": self.code, "message": self.message, "data": {"status": self.status}}).to_string()
    }
}
