//! A function that was deployed wrongly does not start, says why in one line, and takes nothing.

use flows::{DELIVERY, INTAKE, PATIENCE, System, play, play_altered, shopify_app, taken};
use local_stack::lambda::LogLine;
use serde_json::{Value, json};

/// The one line in which the intake says why it does not start.
async fn refusal(system: &System) -> String {
    system.expects_error("config_error");
    let answer = system.send(&system.order_on("orders/create")).await.unwrap();
    assert_eq!((answer.status, &answer.body[..]), (500, &br#"{"message":"Internal Server Error"}"#[..]));
    assert_eq!(system.entries().await.len(), 0);
    let lines = system.stack().lambda.logs(INTAKE);
    assert_eq!(lines.len(), 1, "{lines:?}");
    let said: Value = serde_json::from_str(&lines[0]).unwrap();
    assert_eq!(said["outcome"], "refused_to_start");
    said["message"].as_str().unwrap().to_owned()
}

/// The template without some lines of the intake's environment.
fn without<'n>(names: &'n [&str]) -> impl Fn(&str) -> String + 'n {
    move |template: &str| {
        let (head, rest) = template.split_once("  WebhookIntakeLogs:").unwrap();
        let is_kept = |line: &&str| !names.iter().any(|name| line.trim().starts_with(&format!("{name}:")));
        let head: Vec<_> = head.lines().filter(is_kept).collect();
        format!("{}\n  WebhookIntakeLogs:{rest}", head.join("\n"))
    }
}

#[test]
fn missing_settings_are_all_named_in_one_message() {
    let names = ["JOURNAL_TABLE", "SHOPIFY_APP_SECRET", "AUDIT_SECRET"];
    play_altered(without(&names), async |system| {
        let said = refusal(system).await;
        for name in names {
            assert!(said.contains(name), "{name} is not in: {said}");
        }
        assert!(!said.contains("WOOCOMMERCE_WEBHOOK_SECRET"), "{said}");
    });
}

#[test]
fn missing_secrets_are_all_named_in_one_message() {
    play(async |system| {
        for name in ["shopify/app", "journal"] {
            system.forget_secret(name).await;
        }
        let said = refusal(system).await;
        for name in ["countersign/local/shopify/app", "countersign/local/journal"] {
            assert!(said.contains(name), "{name} is not in: {said}");
        }
    });
}

#[test]
fn a_secret_that_nobody_has_filled_in_is_named() {
    play(async |system| {
        system.rotate("shopify/app", &json!({"stage": "local", "placeholder": "test-generated"})).await;
        let said = refusal(system).await;
        assert!(said.contains("countersign/local/shopify/app"), "{said}");
        assert!(!said.contains("test-generated"), "{said}");
    });
}

#[test]
fn a_secret_of_another_stage_is_refused_without_its_value() {
    let value = "test-secret-of-another-stage-00000000000000";
    let ring = json!({"stage": "prod", "id": "1", "secret": value});
    let mut app = shopify_app(value);
    app["stage"] = "prod".into();
    for (name, content) in [("audit", ring), ("shopify/app", app)] {
        play(async |system| {
            system.rotate(name, &content).await;
            let said = refusal(system).await;
            assert!(said.contains(&format!("countersign/local/{name}")) && said.contains("stage"), "{said}");
            assert!(!said.contains(value), "{said}");
        });
    }
}

#[test]
fn the_local_net_is_refused_on_any_deployed_stage() {
    for stage in ["dev", "prod"] {
        let deployed = format!("STAGE: {stage} }}");
        play_altered(
            |text| text.replace("STAGE: !Ref Stage }", &deployed),
            async |system| {
                assert!(refusal(system).await.contains("COUNTERSIGN_LOCAL_NET"));
            },
        );
    }
}

#[test]
fn a_delivery_function_with_a_wrong_secret_says_so_and_its_events_wait() {
    play(async |system| {
        system.expects_error("config_error");
        system.hide_for(1).await;
        system.warm_up().await;
        let audit = |stage| json!({"stage": stage, "id": "1", "secret": system.secrets.audit});
        system.rotate("audit", &audit("prod")).await;
        let event = taken(&system.send(&system.order_on("orders/create")).await, "accepted");
        let refuses = |line: &LogLine| &*line.function == DELIVERY && line.text.contains("refused_to_start");
        let line = system.stack().lambda.wait_for_log(PATIENCE, refuses).await.unwrap();
        assert!(line.text.contains("countersign/local/audit"), "{line}");
        system.rotate("audit", &audit("local")).await;
        assert_eq!(system.effects("warehouse", &event).await.len(), 1);
    });
}
