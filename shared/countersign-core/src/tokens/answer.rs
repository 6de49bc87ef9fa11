//! What a token endpoint's answer means.

use std::time::Duration;

use serde::Deserialize;

use super::{Granted, Why, read_grant};
use crate::{
    json::check_object,
    ports::{TokenAnswer, TokenFault},
};

/// A classified answer. No answer is terminal by itself: a refusal may only mean that somebody was quicker.
pub enum Answer {
    /// A pair.
    Granted(Box<Granted>),
    /// This token is not, or no longer, good. The only answer that can end in a new authorisation, after re-reading.
    Refused,
    /// The app's own credentials were refused: every store would fail alike.
    InvalidClient,
    /// The shop is frozen, closed or unpaid, or takes no calls from our addresses.
    ShopUnavailable,
    /// Not done, or not known whether done. The same token may be sent again.
    Retry {
        /// What happened.
        why: Why,
        /// When the platform wants to be asked again.
        after: Option<Duration>,
    },
    /// Not done, and asking again at once cannot help.
    Later(Why),
}

#[derive(Deserialize)]
struct Refusal {
    error: String,
    #[serde(default)]
    error_description: Option<String>,
}

/// Classifies what came back.
pub fn classify(answer: Result<TokenAnswer, TokenFault>) -> Answer {
    match answer {
        Ok(answer) => of_status(&answer),
        Err(fault) => of_fault(fault),
    }
}

fn of_status(answer: &TokenAnswer) -> Answer {
    let retry = |why| Answer::Retry { why, after: answer.retry_after };
    match answer.status {
        200 => match read_grant(&answer.body) {
            Some(granted) => Answer::Granted(Box::new(granted)),
            None => Answer::Later(Why::Malformed),
        },
        300..=399 => Answer::Later(Why::Redirected),
        400 | 401 => of_refusal(&answer.body),
        402 | 403 | 404 | 423 => Answer::ShopUnavailable,
        429 => retry(Why::Throttled),
        408 | 425 | 500..=599 => retry(Why::Upstream),
        201..=299 => Answer::Later(Why::Malformed),
        _ => Answer::Later(Why::Rejected),
    }
}

/// Shopify says `invalid_request` where RFC 6749 says `invalid_grant`. A bare `invalid_request` may be our own mistake,
/// which would disconnect every shop at once, so its sentence has to speak of the token.
fn of_refusal(body: &[u8]) -> Answer {
    let text = check_object(body).ok();
    let refusal = text.and_then(|text| serde_json::from_str::<Refusal>(text).ok());
    let Some(Refusal { error, error_description }) = refusal else { return Answer::Later(Why::Rejected) };
    let speaks_of_token = error_description.is_some_and(|text| text.contains("active refresh_token"));
    match error.as_str() {
        "invalid_client" => Answer::InvalidClient,
        "invalid_grant" => Answer::Refused,
        "invalid_request" if speaks_of_token => Answer::Refused,
        _ => Answer::Later(Why::Rejected),
    }
}

fn of_fault(fault: TokenFault) -> Answer {
    let retry = |why| Answer::Retry { why, after: None };
    match fault {
        TokenFault::Timeout => retry(Why::Timeout),
        TokenFault::Connect => retry(Why::Unreachable),
        TokenFault::Protocol => retry(Why::Upstream),
        TokenFault::TooLarge => Answer::Later(Why::Malformed),
        TokenFault::Tls => Answer::Later(Why::Tls),
        TokenFault::BlockedAddress => Answer::Later(Why::BlockedAddress),
        TokenFault::NoCredentials => Answer::Later(Why::NoCredentials),
    }
}

#[cfg(test)]
mod tests {
    use zeroize::Zeroizing;

    use super::*;

    fn check(status: u16, body: &str, expected: &str) {
        let body = Zeroizing::new(body.as_bytes().to_vec());
        let answer = TokenAnswer { status, retry_after: None, body };
        assert_eq!(name(&classify(Ok(answer))), expected, "{status}");
    }

    fn name(answer: &Answer) -> &'static str {
        match answer {
            Answer::Granted(_) => "granted",
            Answer::Refused => "refused",
            Answer::InvalidClient => "invalid_client",
            Answer::ShopUnavailable => "shop_unavailable",
            Answer::Retry { why, .. } | Answer::Later(why) => why.code(),
        }
    }

    #[test]
    fn tr_016_only_a_sentence_about_the_token_can_be_terminal() {
        let documented = r#"{"error":"invalid_request","error_description":"This request requires an active refresh_token"}"#;
        check(401, documented, "refused");
        check(400, r#"{"error":"invalid_grant"}"#, "refused");
        check(400, r#"{"error":"invalid_request"}"#, "exchange_rejected");
        check(401, "", "exchange_rejected");
        check(401, "<html></html>", "exchange_rejected");
        check(401, r#"{"error":"invalid_client"}"#, "invalid_client");
        check(
            400,
            r#"{"error":"invalid_client","error_description":"active refresh_token"}"#,
            "invalid_client",
        );
    }

    #[test]
    fn tr_019_a_frozen_or_closed_shop_is_unavailable() {
        for status in [402, 403, 404, 423] {
            check(status, "", "shop_unavailable");
        }
    }

    #[test]
    fn tr_020_and_tr_021_throttling_and_server_errors_are_retried() {
        check(429, "", "throttled");
        for status in [408, 425, 500, 502, 503, 504, 520, 599] {
            check(status, "", "upstream");
        }
    }

    #[test]
    fn tr_015_a_success_without_a_whole_grant_is_malformed() {
        for (status, body) in [(200, "{}"), (200, "<html></html>"), (201, "{}"), (204, "")] {
            check(status, body, "exchange_malformed");
        }
    }

    #[test]
    fn tr_022_to_tr_024_faults_of_the_way_have_their_codes() {
        let code = |fault| name(&classify(Err(fault)));
        assert_eq!(code(TokenFault::Timeout), "timeout");
        assert_eq!(code(TokenFault::Tls), "tls_error");
        assert_eq!(code(TokenFault::TooLarge), "exchange_malformed");
        check(307, "", "redirect_refused");
    }
}
