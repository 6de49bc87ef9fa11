//! A token endpoint that says what no honest one should.

use std::time::Duration;

use countersign_core::tokens::{Credentials, Need, Outcome, Why};
use simulation::{
    executor::locked,
    world::{MINUTE, SECOND, Said},
};

use crate::stage::Stage;

/// The pair that is held, as if it had just been granted, for so long.
fn repeated(stage: &Stage, seconds: u64) -> Said {
    let held = stage.current();
    let (access, refresh) = (held.pair.access.expose(), held.pair.refresh.expose());
    Said::Granted(format!(
        r#"{{"access_token":"{access}","scope":"write_orders","expires_in":{seconds},"refresh_token":"{refresh}","refresh_token_expires_in":7770000}}"#
    ))
}

#[test]
fn tr_021_the_wait_that_is_asked_for_is_kept_and_an_absurd_one_is_not() {
    let waits = [(0, 48, 72), (30, 48, 72), (600, 600, 601), (86_400, 900, 901), (u64::MAX, 900, 901)];
    for (asked, least, most) in waits {
        let stage = Stage::due();
        for _ in 0..3 {
            stage.says(Said::NotNow(429, Duration::from_secs(asked)));
        }
        assert_eq!(stage.renew(Need::Due), Some(Outcome::RetryLater(Why::Throttled)), "{asked}");
        let due = stage.due_in().unwrap() / SECOND;
        assert!((least - 1..=most).contains(&due), "{asked}: {due} s");
        stage.wait(16 * MINUTE);
        locked(&stage.world).says.clear();
        stage.is_well_in_the_end();
    }
}

#[test]
fn tr_027_tokens_that_end_at_once_for_days_do_not_fill_the_secret() {
    let stage = Stage::due();
    (locked(&stage.world).checks, locked(&stage.world).lines) = (false, None);
    for _ in 0..30 * 60 {
        let ended = stage.renew(Need::Forced).unwrap();
        assert!(matches!(ended, Outcome::Refreshed | Outcome::VersionBudget(_)), "{ended:?}");
        stage.wait(MINUTE);
    }
}

#[test]
fn a_marked_store_whose_pair_is_repeated_is_good_again() {
    let stage = Stage::due();
    let key = stage.store.to_string();
    if let Some(record) = locked(&stage.world).table.records.get_mut(&key) {
        record.row.credentials = Credentials::Unavailable;
    }
    stage.says(repeated(&stage, 600));
    assert_eq!(stage.renew(Need::Due), Some(Outcome::Refreshed));
    assert_eq!(stage.row().credentials, Credentials::Good);
    stage.is_well_in_the_end();
}

#[test]
fn tr_025_a_pair_that_lives_a_second_is_not_renewed_in_a_loop() {
    let stage = Stage::due();
    stage.says(repeated(&stage, 1));
    let report = stage.run();
    assert_eq!(report.outcomes.values().sum::<usize>(), 1, "{report:?}");
    assert!(stage.due_in().unwrap() > MINUTE / 2);
    stage.is_well_in_the_end();
}

#[test]
fn an_answer_that_contradicts_itself_changes_nothing() {
    let granted = r#""access_token":"test-a","scope":"","expires_in":3600,"refresh_token":"test-r","refresh_token_expires_in":7776000"#;
    for body in [
        format!(r#"{{"error":"invalid_grant",{granted}}}"#),
        format!(r#"{{{granted},"access_token":"test-b"}}"#),
        format!("[{{{granted}}}]"),
        format!("\u{feff}{{{granted}}}"),
    ] {
        let stage = Stage::due();
        let before = (stage.current().to_text(), stage.counts());
        stage.says(Said::Granted(body.clone()));
        assert_eq!(stage.renew(Need::Due), Some(Outcome::RetryLater(Why::Malformed)), "{body}");
        assert!((stage.current().to_text(), stage.counts()) == before, "{body}");
        stage.is_well_in_the_end();
    }
}
