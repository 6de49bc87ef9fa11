//! The way back from Shopify: the order of the checks, and what each refuses.

use std::time::Duration;

use countersign_core::{oauth::Evidence, testing::Trouble};

use super::bench::{Bench, CODE, NOW, SHOP, check_refused, now, outcome, signed};
use crate::sample::at_once;

fn without(bench: &Bench, name: &str) -> String {
    let message = bench.message();
    let pairs: Vec<_> = message.split('&').filter(|pair| !pair.starts_with(name)).collect();
    signed(&pairs.join("&"))
}

fn with(bench: &Bench, name: &str, value: &str) -> String {
    let message = bench.message();
    let pair = |pair: &str| {
        if pair.starts_with(&format!("{name}=")) { format!("{name}={value}") } else { pair.to_owned() }
    };
    signed(&message.split('&').map(pair).collect::<Vec<_>>().join("&"))
}

#[test]
fn a_proven_callback_hands_on_shop_and_code_and_ends_the_cookie() {
    let bench = Bench::begun();
    let authorized = bench.callback(&signed(&bench.message()), &["theme=dark", &bench.cookie]).ok().unwrap();
    assert_eq!(authorized.shop.as_str(), SHOP);
    let Evidence::Code(code) = &authorized.evidence else { panic!("a callback brings a code") };
    assert_eq!(code.expose(), CODE);
    let name = bench.cookie.split('=').next().unwrap();
    assert!(authorized.spent_cookie.unwrap().starts_with(&format!("{name}=; Path=/; Max-Age=0;")));
    assert!(bench.flow.states.all().is_empty());
}

#[test]
fn oa_002_019_each_parameter_is_needed() {
    for name in ["code", "shop", "state", "timestamp"] {
        check_refused(|bench| without(bench, name), "invalid_request");
        check_refused(|bench| with(bench, name, ""), "invalid_request");
    }
}

#[test]
fn oa_020_021_each_parameter_comes_once() {
    for pair in ["shop=b.myshopify.com", "shop=a.myshopify.com", "code=x", "state=x", "hmac=x", "timestamp=1"]
    {
        check_refused(|bench| format!("{}&{pair}", signed(&bench.message())), "invalid_request");
        check_refused(|bench| format!("{pair}&{}", signed(&bench.message())), "invalid_request");
    }
    check_refused(|bench| format!("{}&shop[]=x", signed(&bench.message())), "invalid_request");
}

#[test]
fn oa_026_a_query_that_is_not_strictly_encoded_is_refused_whole() {
    for bad in ["x=%zz", "x=%", "x=%u00e9", "x=%c0%af", "x=%ff", "x=%00", "x%0a=1", "x"] {
        check_refused(|bench| format!("{}&{bad}", signed(&bench.message())), "invalid_request");
    }
}

#[test]
fn oa_031_a_timestamp_is_a_plain_number() {
    for bad in
        ["NaN", "Infinity", "-Infinity", "1.5", "1e9", "-1", "%2B1795305600", "null", "0x1", "1795305600000"]
    {
        check_refused(|bench| with(bench, "timestamp", bad), "invalid_request");
    }
    check_refused(|bench| signed(&bench.message().replace("timestamp=", "timestamp[]=")), "invalid_request");
}

/// Five seconds are what the function's clock may be off.
#[test]
fn oa_033_a_query_is_good_for_a_minute_and_a_half_and_five_seconds() {
    for (timestamp, fits) in [
        (NOW - 89, true),
        (NOW - 94, true),
        (NOW - 95, true),
        (NOW - 96, false),
        (NOW + 95, true),
        (NOW + 96, false),
        (0, false),
    ] {
        let bench = Bench::begun();
        let expected = if fits { SHOP } else { "stale_request" };
        assert_eq!(
            bench.outcome(&with(&bench, "timestamp", &timestamp.to_string())),
            expected,
            "{timestamp}"
        );
    }
}

#[test]
fn oa_035_036_037_038_only_a_shop_is_a_shop() {
    for bad in [
        "evil.com",
        "a.myshopify.com.evil.com",
        "evil.com/a.myshopify.com",
        "evil.com%23.myshopify.com",
        "evil.com%3Fx=.myshopify.com",
        "a@evil.com",
        "a.myshopify.com%00.evil.com",
        "a.myshopify.com%0d%0aHost:%20evil",
        "a%09.myshopify.com",
        "a%C2%AD.myshopify.com",
        "127.0.0.1",
        "[::1]",
        "169.254.169.254",
        "localhost",
        "2130706433",
        "a.myshopify.com.",
        "a.myshopify.com%0a",
        "a.myshopify.com,b.myshopify.com",
    ] {
        check_refused(|bench| with(bench, "shop", bad), "invalid_shop");
        // Also unsigned: the form is judged first.
        check_refused(
            |bench| format!("code=x&shop={bad}&state={}&timestamp={NOW}", bench.state),
            "invalid_shop",
        );
    }
}

#[test]
fn a_code_is_judged_once_it_is_proven() {
    for bad in ["a.b", "a/b", "a~b", &"a".repeat(257)] {
        check_refused(|bench| with(bench, "code", bad), "invalid_request");
    }
}

#[test]
fn oa_004_a_state_that_was_never_made_is_refused() {
    for state in ["0".repeat(64), "x".to_owned(), "0".repeat(63), "A".repeat(64)] {
        let bench = Bench { state: state.clone(), ..Bench::begun() };
        let cookie = format!("__Host-countersign-{}={}", state.get(..8).unwrap_or("x"), "b".repeat(64));
        let result = bench.callback(&signed(&bench.message()), &[&bench.cookie, &cookie]);
        assert_eq!(outcome(result), "invalid_state", "{state}");
    }
}

#[test]
fn oa_004_a_state_is_right_to_its_last_digit() {
    let mut bench = Bench::begun();
    let last = if bench.state.ends_with('0') { "1" } else { "0" };
    bench.state.replace_range(63.., last);
    assert_eq!(bench.outcome(&signed(&bench.message())), "invalid_state");
}

#[test]
fn trouble_with_the_states_refuses_and_may_be_tried_again() {
    let mut bench = Bench::begun();
    bench.flow.states.trouble = Some(Trouble::Passing);
    assert_eq!(bench.outcome(&signed(&bench.message())), "unavailable");
    bench.flow.states.trouble = None;
    assert_eq!(bench.outcome(&signed(&bench.message())), SHOP);
}

#[test]
fn oa_007_a_state_ends_after_ten_minutes_though_the_table_still_holds_it() {
    for (seconds, expected) in [(599, SHOP), (600, "invalid_state"), (86_400, "invalid_state")] {
        let bench = Bench::begun();
        let message = bench.message().replace(&NOW.to_string(), &(NOW + seconds).to_string());
        let later = now() + Duration::from_secs(seconds);
        let result = at_once(bench.flow.callback(&signed(&message), &[&bench.cookie], later));
        assert_eq!(outcome(result), expected, "{seconds}");
    }
}
