use countersign_core::{
    ports::Tried,
    tokens::{ConnectionRow, Credentials, Status},
};

use crate::{
    bench::{Bench, UNINSTALLED, batch, message, staying, store},
    log::{logged, told},
};

fn status(bench: &Bench) -> Option<Status> {
    bench.ports.refresher.rows.of(&store()).unwrap().status
}

const REFUSED: &str = r#"{"error":"invalid_grant"}"#;

#[tokio::test]
async fn a_removal_that_the_store_bears_out_disconnects() {
    let mut bench = Bench::new().await;
    bench.ports.refresher.platform.says(400, REFUSED);
    bench.ports.refresher.platform.shows(Tried::Refused);
    assert!(!bench.handles(UNINSTALLED).await);
    assert_eq!(status(&bench), Some(Status::Disconnected));
    assert_eq!(bench.ports.refresher.rows.of(&store()).unwrap().due_at, None);
}

#[tokio::test]
async fn a_removal_is_not_believed_while_the_stores_tokens_work() {
    let mut bench = Bench::new().await;
    let (stays, lines) = logged(bench.handles(UNINSTALLED)).await;
    assert!(!stays && told(&lines, "INFO", "code=\"still_installed\""), "{lines}");
    assert_eq!(status(&bench), Some(Status::Connected));
}

/// What was found some time ago does not bear out what is said now.
#[tokio::test]
async fn a_store_that_was_lost_is_asked_before_it_is_disconnected() {
    let cases = [
        (Some(REFUSED), Tried::Refused, Status::Disconnected),
        (Some(REFUSED), Tried::Works, Status::Connected),
        (None, Tried::Works, Status::Connected),
    ];
    for (says, shows, expected) in cases {
        let mut bench = Bench::new().await;
        let rows = &bench.ports.refresher.rows;
        let lost = ConnectionRow { credentials: Credentials::ReauthRequired, ..rows.of(&store()).unwrap() };
        rows.set(&store(), lost);
        if let Some(refusal) = says {
            bench.ports.refresher.platform.says(400, refusal);
        }
        bench.ports.refresher.platform.shows(shows);
        assert!(!bench.handles(UNINSTALLED).await);
        assert_eq!(status(&bench), Some(expected));
        assert_eq!(bench.ports.refresher.platform.exchanges().len(), 1);
    }
}

#[tokio::test]
async fn news_from_before_the_last_installation_is_old() {
    let mut bench = Bench::new().await;
    let event = bench.hears(UNINSTALLED).await;
    let rows = &bench.ports.refresher.rows;
    let row = rows.of(&store()).unwrap();
    let later = row.installed_at.map(|at| at + std::time::Duration::from_hours(4));
    rows.set(&store(), ConnectionRow { installed_at: later, ..row });
    bench.ports.refresher.platform.says(400, REFUSED);
    assert_eq!(bench.invoke(&batch(&[("a", &message(event))])).await.unwrap(), staying(&[]));
    assert_eq!(status(&bench), Some(Status::Connected));
    assert!(bench.ports.refresher.platform.exchanges().is_empty());
}

#[tokio::test]
async fn what_cannot_be_decided_now_stays_in_the_queue() {
    let mut bench = Bench::new().await;
    for _ in 0..3 {
        bench.ports.refresher.platform.says(503, "");
    }
    let (stays, lines) = logged(bench.handles(UNINSTALLED)).await;
    assert!(stays && told(&lines, "WARN", "outcome=\"undecided\" code=\"upstream\""), "{lines}");
    assert_eq!(status(&bench), Some(Status::Connected));
}

#[tokio::test]
async fn a_store_that_does_not_answer_is_asked_again() {
    let mut bench = Bench::new().await;
    // The renewal tries its new token, and then the confirmation does.
    bench.ports.refresher.platform.shows(Tried::Works);
    bench.ports.refresher.platform.shows(Tried::Unclear);
    assert!(bench.handles(UNINSTALLED).await);
    assert_eq!(status(&bench), Some(Status::Connected));
}

/// A frozen shop, or one that does not know our address, says neither that the app is there nor that it is gone.
#[tokio::test]
async fn a_store_that_turns_us_away_is_neither_disconnected_nor_dismissed() {
    let mut bench = Bench::new().await;
    bench.ports.refresher.platform.shows(Tried::Works);
    bench.ports.refresher.platform.shows(Tried::Barred);
    let (stays, lines) = logged(bench.handles(UNINSTALLED)).await;
    assert!(stays && told(&lines, "WARN", "outcome=\"undecided\" code=\"shop_unavailable\""), "{lines}");
    assert_eq!(status(&bench), Some(Status::Connected));
}

#[tokio::test]
async fn a_second_message_of_one_removal_changes_nothing() {
    let mut bench = Bench::new().await;
    bench.ports.refresher.platform.says(400, REFUSED);
    bench.ports.refresher.platform.shows(Tried::Refused);
    assert!(!bench.handles(UNINSTALLED).await);
    let notes = bench.ports.refresher.rows.notes().len();
    assert!(!bench.handles(UNINSTALLED).await);
    assert_eq!(
        (status(&bench), bench.ports.refresher.rows.notes().len()),
        (Some(Status::Disconnected), notes)
    );
}
