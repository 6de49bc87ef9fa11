//! A secret that cannot be used gives one sentence with its name and what to do, and never its value.

use contracts::stack::{CALLER, Stack};
use countersign_core::ports::{DeliverySecrets, IntakeSecrets, SecretError};
use local_stack::aws::Grant;

use crate::{APP, AUDIT, JOURNAL, MASTER, WAREHOUSE, for_delivery, for_intake, with_secrets};

/// What stands in every secret here and must not be told.
const VALUE: &str = "test-value-that-nobody-may-see";

/// Content, and what is said of it after the secret's name.
const RINGS: [(&str, &str); 10] = [
    ("test-value-that-nobody-may-see", "is not a JSON object of texts"),
    (r#"["test-value-that-nobody-may-see"]"#, "is not a JSON object of texts"),
    (
        r#"{"stage":"local","id":1,"secret":"test-value-that-nobody-may-see"}"#,
        "is not a JSON object of texts",
    ),
    (r#"{"id":"1","secret":"test-value-that-nobody-may-see"}"#, r#"must carry `"stage":"local"`"#),
    (
        r#"{"stage":"test","id":"1","secret":"test-value-that-nobody-may-see"}"#,
        r#"must carry `"stage":"local"`"#,
    ),
    (
        r#"{"stage":"prod","id":"1","secret":"test-value-that-nobody-may-see"}"#,
        "is of stage `prod` and may not be used in `local`",
    ),
    (r#"{"stage":"local","secret":"test-value-that-nobody-may-see"}"#, "has no `id`; put it there"),
    (r#"{"stage":"local","id":"test-value-that-nobody-may-see"}"#, "has no `secret`; put it there"),
    (
        r#"{"stage":"local","id":"1","secret":"test-short"}"#,
        "cannot be used: `secret` is shorter than 16 bytes",
    ),
    (
        r#"{"stage":"local","id":"1","secret":"test-value-that-nobody-may-see","previous_id":"0"}"#,
        "must hold both of `previous_id` and `previous_secret`, or neither",
    ),
];

const PARTNERS: [(&str, &str); 5] = [
    (
        r#"{"stage":"local","signing_secret":"test-value-that-nobody-may-see"}"#,
        "has no `api_key`; put it there",
    ),
    (
        r#"{"stage":"local","api_key":"test-value-that-nobody-may-see","signing_secret":"test-value-that-nobody-may-see"}"#,
        "cannot be used: `signing_secret` is not `whsec_` followed by base64",
    ),
    (
        r#"{"stage":"local","api_key":"test-value-that-nobody-may-see"}"#,
        "has no `signing_secret`; put it there",
    ),
    (r#"{"stage":"dev","api_key":"test-value-that-nobody-may-see"}"#, "is of stage `dev`"),
    ("{}", r#"must carry `"stage":"local"`"#),
];

#[track_caller]
fn assert_says(error: &SecretError, name: &str, expected: &str) {
    let said = error.to_string();
    assert!(said.starts_with(&format!("secret `{name}` {expected}")), "{said}");
    assert!(matches!(error, SecretError::Unusable { .. }), "{error:?}");
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(!format!("{error:?} {said}").contains(VALUE), "{error:?}");
}

#[tokio::test]
async fn a_ring_that_cannot_be_used_says_why() {
    for (content, expected) in RINGS {
        let stack = Stack::start().await;
        stack.put_secret(JOURNAL, content).await;
        let error = IntakeSecrets::journal_keys(&for_intake(&stack)).await.err().unwrap();
        assert_says(&error, JOURNAL, expected);
    }
}

#[tokio::test]
async fn a_partners_secret_that_cannot_be_used_says_why() {
    for (content, expected) in PARTNERS {
        let stack = Stack::start().await;
        stack.put_secret(WAREHOUSE, content).await;
        let error = for_delivery(&stack).partner(&contracts::ledger::warehouse()).await.err().unwrap();
        assert_says(&error, WAREHOUSE, expected);
    }
}

#[tokio::test]
async fn bytes_are_no_secret_of_ours() {
    let stack = Stack::start().await;
    let create = stack.aws.secrets_manager().create_secret().name(JOURNAL);
    create.secret_binary(aws_sdk_secretsmanager::primitives::Blob::new(VALUE)).send().await.unwrap();
    let error = IntakeSecrets::journal_keys(&for_intake(&stack)).await.err().unwrap();
    assert_says(&error, JOURNAL, "holds bytes; it must hold JSON text");
}

#[tokio::test]
async fn a_secret_that_does_not_exist_says_what_to_do() {
    let error = for_intake(&Stack::start().await).shopify_app().await.err().unwrap();
    assert_says(&error, APP, "does not exist; create it as docs/CONTRIBUTING.md says");
}

#[tokio::test]
async fn a_function_that_may_not_read_a_secret_says_so_at_the_first_call() {
    let stack = with_secrets().await;
    stack.aws.permissions().restrict(
        CALLER,
        [Grant::new("secretsmanager:GetSecretValue", "*:secret:countersign/local/partner/*")],
    );
    let error = for_intake(&stack).shopify_app().await.err().unwrap();
    assert_says(&error, APP, "cannot be read: Secrets Manager answered AccessDeniedException");
    assert_eq!(stack.aws.calls().all().by(CALLER).len(), 1, "trying again cannot help");
    assert!(for_delivery(&stack).partner(&contracts::ledger::warehouse()).await.is_ok());
}

#[tokio::test]
async fn intake_names_every_secret_that_it_misses() {
    let errors = for_intake(&Stack::start().await).load().await.unwrap_err();
    let said: Vec<_> = errors.iter().map(ToString::to_string).collect();
    for name in [APP, MASTER, JOURNAL, AUDIT] {
        assert!(said.iter().any(|one| one.contains(name)), "{name} is not in {said:?}");
    }
    assert_eq!(said.len(), 4);
}

#[tokio::test]
async fn delivery_names_its_own_secrets_and_starts_without_a_partners() {
    let stack = Stack::start().await;
    let errors = for_delivery(&stack).load().await.unwrap_err();
    assert_eq!(errors.len(), 2, "{errors:?}");
    let ring = r#"{"stage":"local","id":"1","secret":"test-value-that-nobody-may-see"}"#;
    stack.put_secret(JOURNAL, ring).await;
    stack.put_secret(AUDIT, ring).await;
    assert!(for_delivery(&stack).load().await.is_ok(), "one partner's slip must not stop the others");
}

#[tokio::test]
async fn a_partner_that_is_not_in_the_configuration_has_no_secret() {
    let stack = with_secrets().await;
    let stranger = countersign_core::partner::PartnerName::parse("stranger").unwrap();
    let error = for_delivery(&stack).partner(&stranger).await.err().unwrap();
    assert_says(&error, "stranger", "is not the secret of any partner in the configuration");
    assert_eq!(stack.aws.calls().all().by(CALLER).len(), 0);
}
