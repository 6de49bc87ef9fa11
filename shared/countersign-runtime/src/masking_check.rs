//! The hourly proof that masking works where it matters: in the deployed function's own log.
//!
//! Metric filters in `template.yaml` count the line by its masks, and count every readable part of a value.

/// Logs made-up values of every kind that must not be logged. Each must arrive as a mask.
pub fn check_masking() {
    let sample = masking_sample();
    tracing::info!(outcome = "checked", code = "masking_check", sample, "made-up values must arrive masked");
}

/// What [`check_masking`] logs, before it is masked: published test numbers, addresses that are reserved for
/// documentation, and an animal's name where a secret would be.
pub fn masking_sample() -> String {
    // Put together here, so that no scanner of repositories takes a piece of this file for a secret.
    let secret = "0quagga".repeat(5) + "okapi";
    [
        "plain=quagga@okapi.example",
        "percent=quagga%40okapi.example",
        r"escaped=quagga\u0040okapi.example",
        "call=+1 202-555-0143",
        "paid=4242 4242 4242 4242",
        "debit=GB82 WEST 1234 5698 7654 32",
        "v4=203.0.113.7",
        "v6=2001:db8::7",
        &["shopify=shp", "at_", &secret].concat(),
        &["ck=ck", "_", &secret].concat(),
        &["cs=cs", "_", &secret].concat(),
        &["sent=Bearer ", &secret].concat(),
        "first_name=quagga",
    ]
    .join(" ")
}

#[cfg(test)]
mod tests {
    use countersign_core::redaction::Redactor;

    #[test]
    fn every_value_is_masked() {
        assert_eq!(
            Redactor::new().redact(&super::masking_sample()),
            "plain=[email] percent=[email] escaped=[email] call=[phone] paid=[card] debit=[bank-account] v4=[ip] \
             v6=[ip] shopify=[secret] ck=[secret] cs=[secret] sent=Bearer [secret] first_name=[name]"
        );
    }
}
