//! The thirty days run, and somebody is told in time.

use std::time::Duration;

use countersign_core::testing::Trouble;

use crate::{
    bench::{Bench, staying},
    log::{logged, told},
};

const TASK: &str = r#"{"task":"compliance-clock"}"#;
const DAY: Duration = Duration::from_hours(24);
const REQUEST: (&str, &str) =
    ("shop/redact", r#"{"shop_id":954889,"shop_domain":"test-shop.myshopify.com"}"#);

/// What the clock says so many days after a request was taken, on one line of this level.
async fn check(days: u32, level: &str, line: &str) {
    let mut bench = Bench::new().await;
    assert!(!bench.handles(REQUEST).await);
    bench.ports.refresher.time.advance(days * DAY);
    let (answer, lines) = logged(bench.invoke(TASK)).await;
    assert_eq!(answer.unwrap(), staying(&[]));
    let line = format!("outcome=\"checked\" {line} ms=");
    assert!(told(&lines, level, &line), "{line} not in {lines}");
}

#[tokio::test]
async fn what_has_time_is_a_warning_that_counts_it() {
    check(1, "WARN", "code=\"compliance_open\" count=1 days_left=29").await;
    check(19, "WARN", "code=\"compliance_open\" count=1 days_left=11").await;
}

#[tokio::test]
async fn what_is_due_within_ten_days_is_a_warning() {
    check(20, "WARN", "code=\"compliance_due\" count=1 days_left=10").await;
    check(29, "WARN", "code=\"compliance_due\" count=1 days_left=1").await;
}

#[tokio::test]
async fn what_is_overdue_is_an_error() {
    check(30, "ERROR", "code=\"compliance_overdue\" count=1 days_left=0").await;
    check(40, "ERROR", "code=\"compliance_overdue\" count=1 days_left=0").await;
}

#[tokio::test]
async fn the_clock_also_says_that_nothing_is_open() {
    let bench = Bench::new().await;
    let (answer, lines) = logged(bench.invoke(TASK)).await;
    assert_eq!(answer.unwrap(), staying(&[]));
    assert!(told(&lines, "INFO", "code=\"compliance_none\" count=0 ms="), "{lines}");
}

#[tokio::test]
async fn a_clock_that_cannot_look_fails() {
    let mut bench = Bench::new().await;
    bench.ports.records.trouble = Some(Trouble::Passing);
    assert_eq!(bench.invoke(TASK).await.expect_err("no table").error_type, "Retry");
}
