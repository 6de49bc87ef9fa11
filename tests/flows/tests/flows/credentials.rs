//! Keys and signing secrets that no longer fit, or are being replaced.

use flows::{DELIVERIES, System, play, taken, text, until};
use local_stack::{partner::Refusal, stores::secrets};
use serde_json::{Value, json};

fn agreed(system: &System, api_key: &str) -> Value {
    let signing = system.secrets.signing_secret("warehouse");
    json!({"stage": "local", "api_key": api_key, "signing_secret": signing})
}

async fn send(system: &System) -> String {
    taken(&system.send(&system.order_on("orders/create")).await, "accepted")
}

/// The instance that was refused keeps running: it must find the new key by itself.
#[test]
fn a_refused_key_parks_the_delivery_until_the_key_was_replaced() {
    play(async |system| {
        system.rotate("partner/warehouse", &agreed(system, "test-api-key-that-was-revoked")).await;
        let event = send(system).await;
        let row = system.row(&event, "warehouse", "parked").await;
        assert_eq!(text(&row, "reason"), "credentials_refused");
        assert_eq!(system.line(&event, "parked").await["code"], "credentials_refused");

        system.rotate("partner/warehouse", &agreed(system, system.secrets.api_key("warehouse"))).await;
        // One message after the other, so that one instance gets them all: another would begin with the new key.
        let message = json!({"event": event, "partner": "warehouse"}).to_string();
        until("the new key is used", async || {
            system.enqueue(DELIVERIES, &message).await;
            let idle = async || (system.messages(DELIVERIES).await == 0).then_some(());
            until("the message is done with", idle).await;
            let row = system.look_at_row(&event, "warehouse").await?;
            (text(&row, "state") == "delivered").then_some(())
        })
        .await;
        assert_eq!(system.effects("warehouse", &event).await.len(), 1);
        let reads = system.stack().aws.calls().all().of("GetSecretValue");
        assert_eq!(reads.on("countersign/local/partner/warehouse").len(), 2);
        let requests = system.partner("warehouse").requests();
        let (last, before) = requests.split_last().unwrap();
        assert_eq!(last.refused, None);
        assert!(before.iter().all(|one| one.refused == Some(Refusal::WrongKey)), "{before:?}");
    });
}

#[test]
fn one_partners_refused_key_holds_up_no_other_partner() {
    play(async |system| {
        system.rotate("partner/warehouse", &agreed(system, "test-api-key-that-was-revoked")).await;
        let event = taken(&system.send(&system.order_on("orders/paid")).await, "accepted");
        system.expects_unsettled(&event, "warehouse");
        system.row(&event, "warehouse", "parked").await;
        for partner in ["accounting", "mailer"] {
            assert_eq!(system.effects(partner, &event).await.len(), 1);
        }
    });
}

#[test]
fn while_a_signing_secret_is_replaced_both_sign() {
    play(async |system| {
        let mut both = agreed(system, system.secrets.api_key("warehouse"));
        both["previous_signing_secret"] = both["signing_secret"].clone();
        both["signing_secret"] = secrets::signing_secret("warehouse-next").into();
        system.rotate("partner/warehouse", &both).await;
        let event = send(system).await;
        assert_eq!(system.effects("warehouse", &event).await.len(), 1);
        let requests = system.partner("warehouse").requests();
        assert_eq!(requests[0].header("webhook-signature").unwrap().split(' ').count(), 2);
    });
}
