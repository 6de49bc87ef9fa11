//! The hourly check that values arrive masked, and the metric filters that look for it.

use countersign_runtime::masking_sample;
use flows::{DELIVERY, System, play};
use local_stack::lambda::InvokeOutcome;
use serde_json::{Value, json};

const SCHEDULE: &str = "countersign-local-check-masking";
const MASKED: &str = "MaskedSamples";
const READABLE: &str = "ReadableSamples";

/// The values of the sample, as they are before they are masked, by the word that stands before each.
fn values() -> Vec<(String, String)> {
    let sample = masking_sample();
    let mut values: Vec<(String, String)> = Vec::new();
    for word in sample.split(' ') {
        match (word.split_once('='), values.last_mut()) {
            (Some((label, value)), _) => values.push((label.to_owned(), value.to_owned())),
            (None, Some((_, value))) => value.extend([" ", word]),
            (None, None) => panic!("the sample begins without a label"),
        }
    }
    values
}

/// The line that the real function wrote.
async fn line(system: &System) -> String {
    let outcome = system.stack().wiring.fire(SCHEDULE).await.expect("the schedule");
    assert!(matches!(outcome, InvokeOutcome::Ok(_)), "{outcome:?}");
    let lines = system.stack().lambda.logs(DELIVERY);
    let [line] = lines.as_slice() else { panic!("{lines:?}") };
    line.clone()
}

fn counts(system: &System, line: &str) -> (usize, usize) {
    let count = |metric| system.count(metric, DELIVERY, &[line.to_owned()]);
    (count(MASKED), count(READABLE))
}

/// The line with its sample changed.
fn changed(line: &str, change: impl FnOnce(&str) -> String) -> String {
    let mut line: Value = serde_json::from_str(line).unwrap();
    let sample = line["sample"].as_str().unwrap();
    let new = change(sample);
    assert_ne!(new, sample, "nothing was changed");
    line["sample"] = new.into();
    line.to_string()
}

/// The place of the mask that follows a label.
fn mask(sample: &str, label: &str) -> std::ops::Range<usize> {
    let start = sample.find(&format!("{label}=")).unwrap();
    let start = start + sample[start..].find('[').unwrap();
    start..start + sample[start..].find(']').unwrap() + 1
}

#[test]
fn the_hourly_sample_arrives_masked_and_is_counted() {
    play(async |system| {
        let line = line(system).await;
        assert_eq!(counts(system, &line), (1, 0), "{line}");
        for (label, value) in values() {
            assert!(!line.contains(value.trim_start_matches("Bearer ")), "{label} is readable: {line}");
        }
    });
}

#[test]
fn a_mask_may_carry_a_tag() {
    play(async |system| {
        let tagged = changed(&line(system).await, |sample| sample.replace(']', ":3fa9c1]"));
        assert_eq!(counts(system, &tagged), (1, 0), "{tagged}");
    });
}

/// Readable, made unreadable by somebody else (`LogDataProtection`), masked as something else, or gone.
#[test]
fn one_missing_mask_is_noticed() {
    play(async |system| {
        let line = line(system).await;
        for (label, value) in values() {
            for other in [&*value, "*****", "[note]", ""] {
                let bad = changed(&line, |sample| {
                    let mask = mask(sample, &label);
                    format!("{}{other}{}", &sample[..mask.start], &sample[mask.end..])
                });
                let (masked, readable) = counts(system, &bad);
                assert!(masked == 0 && readable > 0, "{masked} {readable} {bad}");
            }
        }
        let without = r#"{"code":"masking_check"}"#;
        assert_eq!(counts(system, without), (0, 1));
        let unmasked = changed(&line, |_| masking_sample());
        assert_eq!(counts(system, &unmasked), (0, 2), "{unmasked}");
    });
}

#[test]
fn a_readable_value_is_noticed_in_whatever_line_it_stands() {
    play(async |system| {
        for (label, value) in values() {
            for line in [json!({ "message": value }).to_string(), format!("not JSON: {value}")] {
                assert_eq!(counts(system, &line), (0, 1), "{label}: {line}");
            }
        }
    });
}
