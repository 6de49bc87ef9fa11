//! What catches personal data that our own masking let through: CloudWatch Logs' policy, where it is asked for, and the
//! hourly check.

use serde_json::{Value, json};

use crate::template::{Resource, Template, holds_until, list, wording};

/// Must be searched for. What shapes alone give away, our own masking finds; of names and addresses in prose it may not.
const SEARCHED: [&str; 14] = [
    "Address",
    "AwsSecretKey",
    "BankAccountNumber-DE",
    "BankAccountNumber-GB",
    "BankAccountNumber-US",
    "CreditCardNumber",
    "CreditCardSecurityCode",
    "EmailAddress",
    "IpAddress",
    "Name",
    "PhoneNumber-DE",
    "PhoneNumber-GB",
    "PhoneNumber-US",
    "PkcsPrivateKey",
];

/// Tokens of the stores, for which CloudWatch Logs has no identifier of its own.
const OUR_OWN: [&str; 3] = ["ShopifyToken", "WooCommerceKey", "WebhookSecret"];

const MANAGED: &str = "arn:${AWS::Partition}:dataprotection::aws:data-identifier/";

fn every_function_log_may_be_protected(template: &Template) -> Vec<String> {
    let mut wrong = Vec::new();
    if template.at("Parameters/LogDataProtection/Default") != "off"
        || template.at("Conditions/ProtectsLogData")
            != &json!({ "Fn::Equals": [{ "Ref": "LogDataProtection" }, "mask"] })
    {
        wrong.push("protection is paid for where nobody asked for it".to_owned());
    }
    let policies = template.functions().into_iter().map(|function| (function.id, policy(template, function)));
    let policies: Vec<_> = policies.collect();
    let first = policies.iter().find_map(|(_, policy)| *policy);
    let bare = policies.iter().filter(|(_, policy)| policy.is_none() || *policy != first);
    wrong.extend(bare.map(|(function, _)| format!("the log of {function} is not protected as the others")));
    wrong
}

/// The policy of a function's log group, where it depends on the parameter alone.
fn policy<'t>(template: &'t Template, function: Resource<'t>) -> Option<&'t Value> {
    let group = template.behind(function.at("LoggingConfig/LogGroup"))?;
    let [condition, policy, otherwise] = list(group.at("DataProtectionPolicy/Fn::If"))[..] else {
        return None;
    };
    let optional = condition == "ProtectsLogData" && otherwise == &json!({ "Ref": "AWS::NoValue" });
    optional.then_some(policy)
}

fn the_policy_masks_what_it_finds(template: &Template) -> Vec<String> {
    let functions = template.functions();
    let Some(policy) = functions.first().and_then(|function| policy(template, *function)) else {
        return vec!["there is no policy".to_owned()];
    };
    let [find, mask] = list(&policy["Statement"])[..] else {
        return vec!["a policy has one statement that finds and one that masks".to_owned()];
    };
    let identifiers: Vec<_> = list(&find["DataIdentifier"]).into_iter().map(wording).collect();
    let checks = [
        (policy["Version"] == "2021-06-01", "its version is not the language's"),
        (find["Operation"] == json!({ "Audit": { "FindingsDestination": {} } }), "nothing is looked for"),
        (mask["Operation"] == json!({ "Deidentify": { "MaskConfig": {} } }), "nothing is masked"),
        (find["DataIdentifier"] == mask["DataIdentifier"], "what is found and what is masked differ"),
        (
            SEARCHED.iter().all(|name| identifiers.contains(&format!("{MANAGED}{name}"))),
            "something that AWS knows by itself is not looked for",
        ),
        (
            OUR_OWN.iter().all(|name| identifiers.contains(&(*name).to_owned())),
            "a store's tokens are not looked for",
        ),
    ];
    let wrong = checks.iter().filter(|(holds, _)| !holds).map(|(_, what)| (*what).to_owned());
    wrong.chain(custom_identifiers(policy, &identifiers)).collect()
}

/// CloudWatch Logs User Guide, "Custom data identifier constraints".
fn custom_identifiers(policy: &Value, used: &[String]) -> Vec<String> {
    let custom = list(&policy["Configuration"]["CustomDataIdentifier"]);
    let (names, regexes): (Vec<_>, Vec<_>) =
        custom.iter().map(|one| (wording(&one["Name"]), wording(&one["Regex"]))).unzip();
    let own = used.iter().filter(|name| !name.starts_with("arn:"));
    let mut wrong: Vec<_> = own.filter(|name| !names.contains(name)).cloned().collect();
    wrong.extend(names.iter().filter(|name| !used.contains(name)).cloned());
    let allowed = |c: char| c.is_ascii_alphanumeric() || r"_#=@/;,- ^$?[]{}|\*+.".contains(c);
    wrong.extend(regexes.into_iter().filter(|regex| regex.len() > 200 || !regex.chars().all(allowed)));
    if custom.len() > 10 {
        wrong.push("a policy may have ten identifiers of its own".to_owned());
    }
    wrong
}

fn masking_is_checked_every_hour(template: &Template) -> Vec<String> {
    let schedules = template.all("AWS::Scheduler::Schedule");
    let found = schedules.iter().any(|schedule| {
        schedule.at("ScheduleExpression") == "rate(1 hour)"
            && schedule.at("Target/Input") == r#"{"task":"check-masking"}"#
            && wording(schedule.at("Target/Arn")) == "PartnerDelivery.Arn"
    });
    if found { Vec::new() } else { vec!["nobody has made-up values logged".to_owned()] }
}

/// That the patterns match what is logged, and nothing that is not masked, is shown in tests/flows.
fn somebody_hears_of_the_check(template: &Template) -> Vec<String> {
    let mut wrong = Vec::new();
    for (metric, least) in [("MaskedSamples", 1), ("ReadableSamples", 2)] {
        let filters = template.all("AWS::Logs::MetricFilter").into_iter();
        let counting = filters.filter(|filter| {
            filter.at("MetricTransformations/0/MetricName") == metric
                && wording(filter.at("LogGroupName")) == "PartnerDeliveryLogs"
        });
        if counting.count() < least {
            wrong.push(format!("{metric} are not all counted"));
        }
    }
    let alarms = template.all("AWS::CloudWatch::Alarm");
    let told = |metric: &str, rules: [(&str, Value); 5]| {
        let of_metric = |alarm: &&Resource<'_>| alarm.at("MetricName") == metric;
        let mut alarms = alarms.iter().filter(of_metric);
        alarms.any(|alarm| rules.iter().all(|(property, value)| alarm.at(property) == value))
    };
    let missing = [
        ("Period", json!(3600)),
        ("EvaluationPeriods", json!(3)),
        ("Threshold", json!(1)),
        ("ComparisonOperator", json!("LessThanThreshold")),
        ("TreatMissingData", json!("breaching")),
    ];
    let readable = [
        ("Period", json!(60)),
        ("EvaluationPeriods", json!(1)),
        ("Threshold", json!(1)),
        ("ComparisonOperator", json!("GreaterThanOrEqualToThreshold")),
        ("TreatMissingData", json!("notBreaching")),
    ];
    if !told("MaskedSamples", missing) {
        wrong.push("nobody is told that no masked sample came for three hours".to_owned());
    }
    if !told("ReadableSamples", readable) {
        wrong.push("nobody is told at once of a readable sample".to_owned());
    }
    wrong
}

#[test]
fn a_function_whose_log_is_left_out_is_found() {
    holds_until(
        every_function_log_may_be_protected,
        &[
            ("      DataProtectionPolicy: *LogDataPolicy\n", ""),
            (
                "      DataProtectionPolicy: *LogDataPolicy\n",
                "      DataProtectionPolicy: { Name: other, Statement: [] }\n",
            ),
            ("          - ProtectsLogData\n", "          - HasAlarmEmail\n"),
            ("          - !Ref AWS::NoValue\n", "          - { Name: other }\n"),
            ("    Default: \"off\"\n", "    Default: mask\n"),
            ("!Equals [!Ref LogDataProtection, mask]", "!Equals [!Ref LogDataProtection, \"off\"]"),
        ],
    );
}

#[test]
fn a_policy_that_misses_something_or_is_refused_is_found() {
    let long = format!("Regex: 'whsec_{}'", "a".repeat(200));
    holds_until(
        the_policy_masks_what_it_finds,
        &[
            ("data-identifier/EmailAddress", "data-identifier/ZipCode-US"),
            ("                  - ShopifyToken\n", ""),
            ("                - { Name: WooCommerceKey,", "                - { Name: Other,"),
            ("Regex: 'c[ks]_", "Regex: '(ck|cs)_"),
            ("Regex: 'whsec_[A-Za-z0-9/+=]{16,}'", &long),
            ("DataIdentifier: *LogDataIdentifiers", "DataIdentifier: [ShopifyToken]"),
            ("{ Deidentify: { MaskConfig: {} } }", "{ Audit: { FindingsDestination: {} } }"),
            ("            Version: \"2021-06-01\"\n", "            Version: \"2012-10-17\"\n"),
        ],
    );
}

#[test]
fn a_missing_check_is_found() {
    holds_until(
        masking_is_checked_every_hour,
        &[("rate(1 hour)", "rate(1 day)"), ("\"task\":\"check-masking\"", "\"task\":\"requeue-due\"")],
    );
}

#[test]
fn a_check_that_fails_unheard_is_found() {
    holds_until(
        somebody_hears_of_the_check,
        &[
            ("MetricName: MaskedSamples, MetricValue", "MetricName: Others, MetricValue"),
            ("MetricName: ReadableSamples, MetricValue", "MetricName: Others, MetricValue"),
            ("      TreatMissingData: breaching\n", "      TreatMissingData: notBreaching\n"),
            ("      EvaluationPeriods: 3\n", "      EvaluationPeriods: 24\n"),
            (
                "      ComparisonOperator: LessThanThreshold\n",
                "      ComparisonOperator: GreaterThanThreshold\n",
            ),
            ("      MetricName: ReadableSamples\n", "      MetricName: Others\n"),
        ],
    );
}
