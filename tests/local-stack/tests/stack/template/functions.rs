//! Functions, what they find and what they may do.

use std::time::Duration;

use local_stack::template::{Permission, Template};

use super::{TEMPLATE, local, strings, template};

#[test]
fn a_function_gets_what_it_and_the_globals_say() {
    let template = template();
    let intake = template.function("intake").unwrap();
    assert_eq!((intake.logical_id.as_str(), intake.aws_name.as_str()), ("Intake", "test-local-intake"));
    assert_eq!(
        (intake.timeout, intake.memory_mb, intake.reserved_concurrency),
        (Duration::from_secs(5), 256, None)
    );
    let delivery = template.function("delivery").unwrap();
    assert_eq!((delivery.timeout, delivery.memory_mb), (Duration::from_mins(1), 128));
    assert_eq!(delivery.environment["SHARED"], "global");
}

#[test]
fn every_intrinsic_function_gives_its_value() {
    let journal = "arn:aws:dynamodb:eu-central-1:000000000000:table/test-local-journal";
    let expected = [
        ("STAGE", "local".to_owned()),
        ("SHARED", "own".to_owned()),
        ("TABLE", "test-local-journal".to_owned()),
        ("QUEUE_URL", "http://queues.test/test-local-deliveries".to_owned()),
        (
            "SECRET_ARN",
            "arn:aws:secretsmanager:eu-central-1:000000000000:secret:test/local/master-??????".to_owned(),
        ),
        ("JOINED", "a-local-green-x".to_owned()),
        ("LITERAL", format!("${{Kept}} yes-either eu-central-1 {journal}")),
        ("CHOSEN", "not-both".to_owned()),
    ];
    let expected = expected.map(|(name, value)| (name.to_owned(), value)).into();
    assert_eq!(template().function("intake").unwrap().environment, expected);
}

/// SAM allows a function of a network what only Lambda needs, so each denies that to its own code. Nobody plays EC2 here.
#[test]
fn a_statement_that_denies_networks_changes_nothing() {
    let allowed = "            - { Effect: Allow, Action: \"dynamodb:PutItem\"";
    let denied = "            - { Effect: Deny, Action: [\"ec2:CreateNetworkInterface\"], Resource: \"*\", Condition: { ArnEquals: { a: b } } }";
    let both = TEMPLATE.replace(allowed, &format!("{denied}\n{allowed}"));
    assert_ne!(both, TEMPLATE);
    let permissions = |text: &str| {
        let template = Template::parse(text, &local()).unwrap();
        template.function("intake").unwrap().permissions.clone()
    };
    assert_eq!(permissions(&both), permissions(TEMPLATE));
}

#[test]
fn permissions_are_resolved_to_arns() {
    let queue = "arn:aws:sqs:eu-central-1:000000000000:test-local-deliveries";
    let secret = "arn:aws:secretsmanager:eu-central-1:000000000000:secret:test/local/master-??????";
    let journal = "arn:aws:dynamodb:eu-central-1:000000000000:table/test-local-journal";
    let expected = [
        Permission { actions: strings(["dynamodb:PutItem"]), resources: strings([journal]) },
        Permission {
            actions: strings(["sqs:SendMessage", "sqs:GetQueueUrl"]),
            resources: strings([queue, secret]),
        },
    ];
    assert_eq!(template().function("intake").unwrap().permissions, expected);
}

#[test]
fn a_condition_decides_whether_a_resource_exists() {
    let mut prod = local();
    prod.parameters.insert("Stage".to_owned(), "prod".to_owned());
    prod.parameters.insert("Reserved".to_owned(), "7".to_owned());
    let text = TEMPLATE.replace("local: { Memory: 256 }", "prod: { Memory: 512 }");
    let template = Template::parse(&text, &prod).unwrap();
    assert!(template.queues.iter().any(|queue| queue.name == "only-in-prod"));
    let intake = template.function("intake").unwrap();
    assert_eq!((intake.reserved_concurrency, intake.environment["CHOSEN"].as_str()), (Some(7), "both"));
}
