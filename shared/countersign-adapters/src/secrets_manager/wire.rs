//! The JSON inside our secrets. Every secret carries its stage and is refused by another.

use countersign_core::{
    Stage,
    keys::{ApiKey, KeyRing, SigningKey},
    ports::{self, PartnerSecret, ShopifyAppSecret},
};
use serde::Deserialize;

/// What is wrong with a secret's content, as the end of a sentence that begins with its name.
pub(super) type Fault = String;

/// Reads a secret of one kind.
pub(super) type Parse<T> = fn(Stage, &str) -> Result<T, Fault>;

/// `countersign/{stage}/shopify/app`.
#[derive(Deserialize)]
struct ShopifyApp {
    stage: Option<String>,
    client_id: Option<String>,
    client_secret: Option<String>,
    previous_client_secret: Option<String>,
}

/// `countersign/{stage}/journal`, `…/audit`, `…/woocommerce/webhook-master`.
#[derive(Deserialize)]
struct Ring {
    stage: Option<String>,
    id: Option<String>,
    secret: Option<String>,
    previous_id: Option<String>,
    previous_secret: Option<String>,
}

/// `countersign/{stage}/partner/{name}`.
#[derive(Deserialize)]
struct Partner {
    stage: Option<String>,
    api_key: Option<String>,
    signing_secret: Option<String>,
    previous_signing_secret: Option<String>,
}

pub(super) fn shopify_app(stage: Stage, text: &str) -> Result<ShopifyAppSecret, Fault> {
    let wire: ShopifyApp = parse(text)?;
    check_stage(stage, wire.stage.as_deref())?;
    let current = required("client_secret", wire.client_secret.as_deref())?;
    Ok(ShopifyAppSecret {
        current: key("client_secret", current)?,
        previous: wire
            .previous_client_secret
            .map(|previous| key("previous_client_secret", &previous))
            .transpose()?,
    })
}

/// The app with the name under which shops know it.
pub(super) fn whole_shopify_app(stage: Stage, text: &str) -> Result<ports::ShopifyApp, Fault> {
    let secret = shopify_app(stage, text)?;
    let wire: ShopifyApp = parse(text)?;
    let client_id = required("client_id", wire.client_id.as_deref())?;
    visible("client_id", client_id)?;
    let client_secret = visible("client_secret", required("client_secret", wire.client_secret.as_deref())?)?;
    Ok(ports::ShopifyApp { client_id: client_id.to_owned(), secret, client_secret })
}

pub(super) fn key_ring(stage: Stage, text: &str) -> Result<KeyRing, Fault> {
    let wire: Ring = parse(text)?;
    check_stage(stage, wire.stage.as_deref())?;
    let current = (required("id", wire.id.as_deref())?, required("secret", wire.secret.as_deref())?);
    let previous = match (wire.previous_id.as_deref(), wire.previous_secret.as_deref()) {
        (None, None) => None,
        (Some(id), Some(secret)) => Some((id, secret)),
        _ => return Err("must hold both of `previous_id` and `previous_secret`, or neither".to_owned()),
    };
    KeyRing::parse(current, previous).map_err(|fault| format!("cannot be used: {fault}"))
}

pub(super) fn partner(stage: Stage, text: &str) -> Result<PartnerSecret, Fault> {
    let wire: Partner = parse(text)?;
    check_stage(stage, wire.stage.as_deref())?;
    let signing = required("signing_secret", wire.signing_secret.as_deref())?;
    Ok(PartnerSecret {
        api_key: visible("api_key", required("api_key", wire.api_key.as_deref())?)?,
        signing: whsec("signing_secret", signing)?,
        previous_signing: wire
            .previous_signing_secret
            .map(|previous| whsec("previous_signing_secret", &previous))
            .transpose()?,
    })
}

/// The parser's own message could quote the secret.
fn parse<'t, T: Deserialize<'t>>(text: &'t str) -> Result<T, Fault> {
    serde_json::from_str(text).map_err(|_| "is not a JSON object of texts".to_owned())
}

fn check_stage(stage: Stage, carried: Option<&str>) -> Result<(), Fault> {
    match carried.map(Stage::parse) {
        Some(Some(carried)) if carried == stage => Ok(()),
        Some(Some(other)) => Err(format!("is of stage `{other}` and may not be used in `{stage}`")),
        _ => Err(format!("must carry `\"stage\":\"{stage}\"`")),
    }
}

fn required<'t>(field: &str, value: Option<&'t str>) -> Result<&'t str, Fault> {
    value.ok_or_else(|| format!("has no `{field}`; put it there"))
}

fn key(field: &str, text: &str) -> Result<SigningKey, Fault> {
    let key = SigningKey::parse(text).map_err(|fault| format!("cannot be used: `{field}` {fault}"))?;
    visible(field, text).map(|_| key)
}

fn whsec(field: &str, text: &str) -> Result<SigningKey, Fault> {
    SigningKey::parse_whsec(text).map_err(|fault| format!("cannot be used: `{field}` {fault}"))
}

/// Anything but visible ASCII is a slip of copying, such as a line break at the end: an API key would not reach the
/// partner, and a client secret would prove nothing.
fn visible(field: &str, text: &str) -> Result<ApiKey, Fault> {
    let fault = || format!("cannot be used: `{field}` must be visible ASCII without spaces or line breaks");
    ApiKey::parse(text).ok_or_else(fault)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault<T>(parsed: Result<T, Fault>) -> String {
        parsed.err().expect("a fault")
    }

    #[test]
    fn a_placeholder_says_what_to_put_in() {
        let said = fault(shopify_app(Stage::Dev, r#"{"stage":"dev","placeholder":"test-generated-value"}"#));
        assert_eq!(said, "has no `client_secret`; put it there");
    }

    #[test]
    fn another_stages_secret_is_refused() {
        let ring = r#"{"stage":"dev","id":"1","secret":"test-secret-of-sixteen-or-more"}"#;
        assert!(key_ring(Stage::Dev, ring).is_ok());
        assert_eq!(fault(key_ring(Stage::Prod, ring)), "is of stage `dev` and may not be used in `prod`");
        assert!(fault(key_ring(Stage::Prod, "{}")).contains("must carry"));
    }

    #[test]
    fn blank_and_half_given_keys_are_refused() {
        let blank = fault(shopify_app(Stage::Dev, r#"{"stage":"dev","client_secret":""}"#));
        assert_eq!(blank, "cannot be used: `client_secret` is blank");
        let half = r#"{"stage":"dev","id":"2","secret":"test-secret-of-sixteen-or-more","previous_id":"1"}"#;
        assert!(fault(key_ring(Stage::Dev, half)).contains("or neither"));
    }

    #[test]
    fn a_copied_line_break_in_a_key_is_refused() {
        let text = |key: &str| {
            format!(
                r#"{{"stage":"dev","api_key":"{key}","signing_secret":"whsec_dGVzdC1zaWduaW5nLXNlY3JldC1vZi10aGlydHkyLWI="}}"#
            )
        };
        assert!(partner(Stage::Dev, &text("test-key")).is_ok());
        for key in ["", "test-key\\n", "test key", "t\u{e9}st"] {
            assert!(fault(partner(Stage::Dev, &text(key))).contains("api_key"), "{key:?}");
        }
    }

    #[test]
    fn a_copied_space_or_line_break_in_a_client_secret_is_refused() {
        let text = |current: &str, previous: &str| {
            format!(r#"{{"stage":"dev","client_secret":"{current}","previous_client_secret":"{previous}"}}"#)
        };
        assert!(shopify_app(Stage::Dev, &text("test-secret", "test-older")).is_ok());
        let said = |field: &str| {
            format!("cannot be used: `{field}` must be visible ASCII without spaces or line breaks")
        };
        for slip in
            ["test-secret\\n", "test-secret ", " test-secret", "\\ttest-secret\\r\\n", "test\u{a0}secret"]
        {
            assert_eq!(
                fault(shopify_app(Stage::Dev, &text(slip, "test-older"))),
                said("client_secret"),
                "{slip:?}"
            );
            let previous = fault(shopify_app(Stage::Dev, &text("test-secret", slip)));
            assert_eq!(previous, said("previous_client_secret"), "{slip:?}");
        }
    }

    #[test]
    fn no_fault_quotes_the_secret() {
        for text in [
            "test-plain-secret",
            "[\"test-plain-secret\"]",
            r#"{"stage":"dev","client_secret":{"x":"test-plain-secret"}}"#,
        ] {
            assert!(!fault(shopify_app(Stage::Dev, text)).contains("test-plain"), "{text}");
        }
    }
}
