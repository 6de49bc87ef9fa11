//! The same delivery many times at once.

use flows::{System, play, text};
use futures_util::future::join_all;
use local_stack::stores::Answer;
use serde_json::Value;

const MANY: usize = 50;

async fn check(system: &System, topic: &str, partners: &[&str]) {
    let delivery = system.order_on(topic);
    let answers = join_all((0..MANY).map(|_| system.send(&delivery))).await;
    let answers: Vec<Answer> = answers.into_iter().map(|answer| answer.expect("an answer")).collect();
    let said = |answer: &Answer| serde_json::from_slice::<Value>(&answer.body).unwrap_or_default();
    assert!(answers.iter().all(|answer| answer.status == 200), "{:?}", answers.iter().map(said));
    let accepted = answers.iter().filter(|answer| said(answer)["result"] == "accepted").count();
    let repeats = answers.iter().filter(|answer| said(answer)["result"] == "repeat").count();
    assert_eq!((accepted, repeats), (1, MANY - 1));

    let event = said(&answers[0])["event"].as_str().unwrap().to_owned();
    let entries = system.entries().await;
    assert_eq!(entries.iter().filter(|entry| text(entry, "topic").ends_with(topic)).count(), 1);
    for partner in partners {
        assert_eq!(system.effects(partner, &event).await.len(), 1);
        system.row(&event, partner, "delivered").await;
        let requests = system.partner(partner).requests();
        let about = requests.iter().filter(|one| one.header("idempotency-key") == Some(&event));
        assert_eq!(about.count(), 1, "{partner} was asked more than once");
    }
}

#[test]
fn fifty_identical_deliveries_at_once_are_one_event_for_one_partner() {
    play(async |system| check(system, "orders/create", &["warehouse"]).await);
}

#[test]
fn fifty_identical_deliveries_at_once_are_one_event_for_each_of_three_partners() {
    play(async |system| check(system, "orders/paid", &["warehouse", "accounting", "mailer"]).await);
}
