//! The canaries are what they are said to be.

use std::collections::BTreeSet;

use countersign_core::redaction::{Kind, Redactor, Rule};

use crate::canaries::{all, bare_name};

/// Every rule there is; a new one does not compile until it stands here.
fn every_rule() -> Vec<Rule> {
    let shapes = [
        Rule::Email,
        Rule::Phone,
        Rule::Card,
        Rule::Iban,
        Rule::Ip,
        Rule::NationalId,
        Rule::Token,
        Rule::Jwt,
        Rule::Authorization,
        Rule::UrlCredentials,
        Rule::PrivateKey,
        Rule::NamedSecret,
        Rule::DisplayName,
        Rule::Base64(Kind::Email),
    ];
    for rule in shapes {
        match rule {
            Rule::Authorization
            | Rule::Base64(_)
            | Rule::Card
            | Rule::DisplayName
            | Rule::Email
            | Rule::Field(_)
            | Rule::Iban
            | Rule::Ip
            | Rule::Jwt
            | Rule::NamedSecret
            | Rule::NationalId
            | Rule::Phone
            | Rule::PrivateKey
            | Rule::Token
            | Rule::UrlCredentials => {}
        }
    }
    let kinds = Kind::ALL.into_iter().filter(|kind| *kind != Kind::Ip);
    shapes.into_iter().chain(kinds.map(Rule::Field)).collect()
}

#[test]
fn every_rule_has_a_canary() {
    let rules: BTreeSet<_> = all().into_iter().map(|canary| canary.rule).collect();
    assert_eq!(rules, every_rule().into_iter().collect());
}

#[test]
fn each_canary_is_masked_by_its_rule_alone() {
    for _ in 0..20 {
        for canary in all() {
            let spans = Redactor::new().explain(&canary.text);
            let Some(at) = canary.text.find(&canary.value) else {
                assert!(matches!(canary.rule, Rule::Base64(_)), "{canary:?}");
                assert!(spans.len() == 1 && spans[0].rule == canary.rule, "{canary:?}: {spans:?}");
                continue;
            };
            let value = at..at + canary.value.len();
            let around =
                spans.iter().filter(|span| span.range.start < value.end && value.start < span.range.end);
            let around: Vec<_> = around.map(|span| (span.rule, span.range.clone())).collect();
            let [(rule, range)] = &around[..] else { panic!("{canary:?}: {spans:?}") };
            assert_eq!(*rule, canary.rule, "{canary:?}");
            assert!(range.start <= value.start && value.end <= range.end, "{canary:?}: {range:?}");
        }
    }
}

#[test]
fn no_rule_knows_a_bare_name() {
    for _ in 0..20 {
        let name = bare_name();
        assert_eq!(Redactor::new().redact(&name), name);
    }
}
