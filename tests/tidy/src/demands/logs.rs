//! What functions log, as far as somebody is told of it.

use crate::template::{Resource, Template, holds_until, list, wording};

/// A metric of our own is made by a filter on the logs and watched by an alarm; either alone is of no use.
fn counted_lines_are_watched(template: &Template) -> Vec<String> {
    let filters = template.all("AWS::Logs::MetricFilter").into_iter();
    let made: Vec<_> =
        filters.map(|filter| wording(filter.at("MetricTransformations/0/MetricName"))).collect();
    let alarms = template.all("AWS::CloudWatch::Alarm").into_iter();
    let ours = alarms.filter(|alarm| wording(alarm.at("Namespace")).starts_with("Countersign/"));
    let single = ours.map(|alarm| wording(alarm.at("MetricName")));
    let combined = template.all("AWS::CloudWatch::Alarm").into_iter().flat_map(|alarm| {
        let metrics = list(alarm.at("Metrics")).into_iter().map(|one| &one["MetricStat"]["Metric"]);
        let ours = metrics.filter(|metric| wording(&metric["Namespace"]).starts_with("Countersign/"));
        ours.map(|metric| wording(&metric["MetricName"])).collect::<Vec<_>>()
    });
    let watched: Vec<_> = single.chain(combined).collect();
    let unheard = made.iter().filter(|metric| !watched.contains(metric));
    let unmade = watched.iter().filter(|metric| !made.contains(metric));
    unheard.chain(unmade).cloned().collect()
}

/// What the logs must be searched for, with the threshold from which on somebody is told.
const COUNTED: [(&str, &str, u64); 12] = [
    (r#"{ $.code = "invalid_signature" }"#, "InvalidSignatures", 20),
    (r#"{ $.outcome = "quarantined" }"#, "Quarantined", 1),
    (r#"{ $.code = "store_error" }"#, "StoreErrors", 1),
    (r#"{ $.outcome = "dead" }"#, "DeadLetters", 1),
    (r#"{ ($.code = "credentials_refused") || ($.code = "bad_credential") }"#, "BadCredentials", 1),
    (r#"{ ($.code = "blocked_address") || ($.code = "event_damaged") }"#, "Tampering", 1),
    (FORGED_INSTALLATION, "ForgedInstalls", 20),
    (r#"{ $.outcome = "reauth_required" }"#, "ReauthRequired", 1),
    (r"{ ($.expires_in_s < 300) || ($.refresh_expires_in_s < 1209600) }", "TokensEnding", 1),
    (OPEN_REQUESTS, "ComplianceRequests", 1),
    (r#"{ ($.code = "compliance_due") || ($.code = "compliance_overdue") }"#, "ComplianceDue", 1),
    (r#"{ $.code = "invalid_client" }"#, "InvalidClient", 1),
];

/// The second, because the line that tells of a request first may be lost in a crash.
const OPEN_REQUESTS: &str = r#"{ ($.outcome = "compliance_request") || ($.code = "compliance_open") }"#;
const FORGED_INSTALLATION: &str = r#"{ ($.code = "invalid_hmac") || ($.code = "invalid_state") || ($.code = "invalid_id_token") || ($.code = "invalid_link") }"#;

fn logs_are_searched_for_what_matters(template: &Template) -> Vec<String> {
    let filters = template.all("AWS::Logs::MetricFilter");
    let alarms = template.all("AWS::CloudWatch::Alarm");
    let missing = COUNTED.iter().filter(|(pattern, metric, threshold)| {
        let counted = filters.iter().any(|filter| {
            filter.at("FilterPattern") == pattern && filter.at("MetricTransformations/0/MetricName") == metric
        });
        let told = alarms
            .iter()
            .any(|alarm| alarm.at("MetricName") == metric && alarm.at("Threshold") == *threshold);
        !counted || !told
    });
    missing.map(|(_, metric, _)| format!("{metric} is not counted, or nobody is told in time")).collect()
}

/// What pages wherever it is logged: a failure that a person must look at, and a copy in memory that grows old.
const PAGING: [&str; 2] = [r#"{ $.level = "ERROR" }"#, r#"{ $.code = "secret_not_refreshed" }"#];

fn every_function_pages(template: &Template) -> Vec<String> {
    let functions = template.functions().into_iter();
    let wanted = functions.flat_map(|function| PAGING.map(|pattern| (function, pattern)));
    wanted
        .filter(|(function, pattern)| !pages(template, *function, pattern))
        .map(|(function, pattern)| format!("nobody is told when {} logs {pattern}", function.id))
        .collect()
}

fn pages(template: &Template, function: Resource<'_>, pattern: &str) -> bool {
    let group = function.at("LoggingConfig/LogGroup");
    let alarms = template.all("AWS::CloudWatch::Alarm");
    template.all("AWS::Logs::MetricFilter").into_iter().any(|filter| {
        let metric = filter.at("MetricTransformations/0/MetricName");
        let told = alarms.iter().any(|alarm| alarm.at("MetricName") == metric && alarm.at("Threshold") == 1);
        filter.at("LogGroupName") == group && filter.at("FilterPattern") == pattern && told
    })
}

/// Who calls stores tells of every 403, which may mean that our addresses are on nobody's list; of an app that is refused,
/// whichever store it was; of a name that leads inside; and of what stores do not grant.
const OF_STORES: [(&str, &str); 10] = [
    ("OauthCallback", FORBIDDEN),
    ("TokenRefresh", FORBIDDEN),
    ("StoreLifecycle", FORBIDDEN),
    ("OauthCallback", REFUSED_APP),
    ("TokenRefresh", REFUSED_APP),
    ("StoreLifecycle", REFUSED_APP),
    ("OauthCallback", SCOPE_MISSING),
    ("TokenRefresh", SCOPE_MISSING),
    ("TokenRefresh", r#"{ $.code = "blocked_address" }"#),
    ("StoreLifecycle", r#"{ ($.code = "blocked_address") || ($.code = "event_damaged") }"#),
];
const FORBIDDEN: &str = r#"{ $.code = "store_forbids" }"#;
const SCOPE_MISSING: &str = r#"{ $.code = "scope_missing" }"#;
const REFUSED_APP: &str = r#"{ $.code = "invalid_client" }"#;

fn what_concerns_all_stores_pages(template: &Template) -> Vec<String> {
    let functions = template.functions();
    let unheard = OF_STORES.iter().filter(|(id, pattern)| {
        let function = functions.iter().find(|function| function.id == *id);
        !function.is_some_and(|function| pages(template, *function, pattern))
    });
    unheard.map(|(id, pattern)| format!("nobody is told when {id} logs {pattern}")).collect()
}

/// An installation that a merchant gives up half-way is tried again for two hours: with few stores, that would ring.
fn failed_renewals_are_counted_without_installations(template: &Template) -> Vec<String> {
    let filters = template.all("AWS::Logs::MetricFilter").into_iter();
    let failed: Vec<_> = filters
        .filter(|filter| wording(filter.at("MetricTransformations/0/MetricName")) == "RenewalsFailed")
        .map(|filter| (filter.at("FilterPattern").clone(), wording(filter.at("LogGroupName"))))
        .collect();
    let expected = r#"{ ($.outcome = "retry_later") && ($.code != "installing") }"#;
    let right = failed == [(expected.into(), "TokenRefreshLogs".to_owned())];
    if right { Vec::new() } else { vec!["failed renewals are not counted, or others are".to_owned()] }
}

#[test]
fn a_count_of_other_failures_is_found() {
    holds_until(
        failed_renewals_are_counted_without_installations,
        &[
            (" && ($.code != \"installing\")", ""),
            ("($.outcome = \"retry_later\")", "($.outcome = \"busy\")"),
        ],
    );
}

#[test]
fn a_count_that_nobody_watches_is_found() {
    holds_until(
        counted_lines_are_watched,
        &[
            ("MetricName: StoreErrors, MetricValue", "MetricName: Others, MetricValue"),
            ("      MetricName: DeadLetters\n", "      MetricName: Letters\n"),
            ("MetricName: RenewalsDone }", "MetricName: Renewals }"),
        ],
    );
}

#[test]
fn a_line_that_is_not_counted_is_found() {
    holds_until(
        logs_are_searched_for_what_matters,
        &[
            ("$.outcome = \"quarantined\"", "$.outcome = \"accepted\""),
            ("      Threshold: 20\n", "      Threshold: 20000\n"),
            ("$.outcome = \"reauth_required\"", "$.outcome = \"still_reauth_required\""),
            ("$.outcome = \"compliance_request\"", "$.outcome = \"repeat\""),
            (" || ($.code = \"compliance_open\")", ""),
            (" || ($.code = \"compliance_overdue\")", ""),
            ("$.expires_in_s < 300", "$.expires_in_s < 3"),
            (" || ($.refresh_expires_in_s < 1209600)", ""),
            ("      MetricName: TokensEnding\n", "      MetricName: Others\n"),
            (" || ($.code = \"invalid_link\")", ""),
        ],
    );
}

#[test]
fn a_function_that_fails_unheard_is_found() {
    holds_until(
        every_function_pages,
        &[
            (r#"$.level = "ERROR""#, r#"$.level = "FATAL""#),
            (r#"$.code = "secret_not_refreshed""#, r#"$.code = "secret_refreshed""#),
            ("      MetricName: WebhookIntakeFailures\n", "      MetricName: PartnerDeliveryFailures\n"),
            (
                "PartnerDeliveryOldSecretCount:\n    Type: AWS::Logs::MetricFilter\n    Properties:\n      \
                 LogGroupName: !Ref PartnerDeliveryLogs",
                "PartnerDeliveryOldSecretCount:\n    Type: AWS::Logs::MetricFilter\n    Properties:\n      \
                 LogGroupName: !Ref WebhookIntakeLogs",
            ),
        ],
    );
}

#[test]
fn what_concerns_all_stores_and_is_not_heard_is_found() {
    let filter = |logs: &str, pattern: &str| {
        format!("      LogGroupName: !Ref {logs}\n      FilterPattern: '{pattern}'")
    };
    for (function, pattern) in OF_STORES {
        let edit = (filter(&format!("{function}Logs"), pattern), filter("WebhookIntakeLogs", pattern));
        holds_until(what_concerns_all_stores_pages, &[(&edit.0, &edit.1)]);
    }
    let metric = ("      MetricName: StoreForbids\n", "      MetricName: Others\n");
    holds_until(what_concerns_all_stores_pages, &[metric]);
}
