//! What the token endpoint says.

/// An answer of the token endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// 200.
    Granted(Grant),
    /// Anything else.
    Refused(Refusal),
}

/// Tokens, and how many seconds they live.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The access token.
    pub access: String,
    /// The scopes, separated by commas.
    pub scope: String,
    /// None for a token that never ends.
    pub expires_in: Option<u64>,
    /// The refresh token, if there is one.
    pub refresh: Option<(String, u64)>,
}

/// Why nothing was granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The refresh token is unknown, replaced, ended or revoked.
    NotActive,
    /// The code is unknown, used, another app's or for another address.
    SpentCode,
    /// The app's id or secret is wrong.
    InvalidClient,
    /// The ID token, or the access token to be migrated, is not good.
    InvalidSubject,
    /// The shop is none of the app's own organisation.
    ShopNotPermitted,
    /// Something that the grant needs is missing, or the grant is none.
    Malformed,
    /// The shop has not paid.
    Frozen,
    /// The caller's address is not on the app's list, or the like.
    Forbidden,
    /// There is no such shop.
    NoShop,
    /// The shop is locked.
    Locked,
}

impl Reply {
    /// The HTTP status.
    pub fn status(&self) -> u16 {
        match self {
            Self::Granted(_) => 200,
            Self::Refused(refusal) => refusal.status(),
        }
    }

    /// The body.
    pub fn body(&self) -> String {
        match self {
            Self::Granted(grant) => grant.body(),
            Self::Refused(refusal) => refusal.body().to_owned(),
        }
    }

    /// The tokens, if any.
    pub fn granted(&self) -> Option<&Grant> {
        match self {
            Self::Granted(grant) => Some(grant),
            Self::Refused(_) => None,
        }
    }
}

impl Grant {
    fn body(&self) -> String {
        let Self { access, scope, expires_in, refresh } = self;
        let life = expires_in.map(|seconds| format!(r#","expires_in":{seconds}"#));
        let refresh = refresh.as_ref().map(|(token, seconds)| {
            format!(r#","refresh_token":"{token}","refresh_token_expires_in":{seconds}"#)
        });
        let (life, refresh) = (life.unwrap_or_default(), refresh.unwrap_or_default());
        format!(r#"{{"access_token":"{access}","scope":"{scope}"{life}{refresh}}}"#)
    }
}

impl Refusal {
    /// The HTTP status.
    pub fn status(self) -> u16 {
        match self {
            Self::NotActive | Self::InvalidClient => 401,
            Self::SpentCode | Self::InvalidSubject | Self::ShopNotPermitted | Self::Malformed => 400,
            Self::Frozen => 402,
            Self::Forbidden => 403,
            Self::NoShop => 404,
            Self::Locked => 423,
        }
    }

    /// The body.
    pub fn body(self) -> &'static str {
        match self {
            Self::NotActive => {
                r#"{"error":"invalid_request","error_description":"This request requires an active refresh_token"}"#
            }
            Self::SpentCode => {
                r#"{"error":"invalid_request","error_description":"The authorization code was not found or was already used"}"#
            }
            Self::InvalidClient => r#"{"error":"invalid_client"}"#,
            Self::InvalidSubject => r#"{"error":"invalid_subject_token"}"#,
            Self::ShopNotPermitted => {
                r#"{"error":"shop_not_permitted","error_description":"Client credentials cannot be performed on this shop."}"#
            }
            Self::Malformed => {
                r#"{"error":"invalid_request","error_description":"Missing or invalid parameter"}"#
            }
            Self::Frozen | Self::Forbidden | Self::NoShop | Self::Locked => "",
        }
    }
}
