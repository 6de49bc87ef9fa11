//! What holds of any query.

use countersign_core::oauth::{Nonce, OAuthError, Query};
use proptest::{collection::vec, prelude::*, sample::select};

use super::bench::{Bench, NOW, SHOP, escaped, signed};

/// Characters that mean something in a query come more often than others.
fn telling() -> impl Strategy<Value = String> {
    let character = prop_oneof![
        select(vec!['%', '&', '=', '+', '[', ']', '#', ' ', '"', 'a', '1', '\u{fc}', '\0', '\n']),
        any::<char>()
    ];
    vec(character, 0..8).prop_map(|characters| characters.into_iter().collect())
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(raw in "\\PC{0,200}", bytes in vec(any::<u8>(), 0..200)) {
        let _: Result<Query, OAuthError> = Query::parse(&raw);
        let _: Result<Query, OAuthError> = Query::parse(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn what_was_escaped_is_read_back(value in telling()) {
        let query = Query::parse(&format!("a={}", escaped(&value))).ok().unwrap();
        prop_assert_eq!(query.get("a"), Some(&*value));
    }

    #[test]
    fn a_value_reaches_the_signature_whole(value in telling(), other in telling()) {
        // What is signed for one value proves no other.
        let plain = |text: &str| !text.chars().any(char::is_control);
        prop_assume!(value != other && plain(&value) && plain(&other));
        let message = format!("note={}&shop={SHOP}&timestamp={NOW}", value.replace('%', "%25").replace('&', "%26"));
        let mac = signed(&message).rsplit_once('=').unwrap().1.to_owned();
        let launch = |note: &str| format!("note={}&shop={SHOP}&timestamp={NOW}&hmac={mac}", escaped(note));
        let bench = Bench::idle();
        prop_assert!(bench.start(&launch(&value)).is_ok());
        prop_assert_eq!(bench.start(&launch(&other)).err().map(|error| error.code()), Some("invalid_hmac"));
    }

    #[test]
    fn a_parameter_cannot_be_split_off_another(name in "[a-y]{1,4}", value in telling(), cut in telling()) {
        // Two parameters, signed; then one whose value spells both.
        prop_assume!(!value.chars().chain(cut.chars()).any(char::is_control));
        prop_assume!(!["shop", "hmac", "code"].contains(&&*name));
        let escape = |text: &str| text.replace('%', "%25").replace('&', "%26");
        let mut pairs = [
            format!("{name}={}", escape(&value)),
            format!("zz={}", escape(&cut)),
            format!("shop={SHOP}"),
            format!("timestamp={NOW}"),
        ];
        pairs.sort();
        let mac = signed(&pairs.join("&")).rsplit_once('=').unwrap().1.to_owned();
        let rest = format!("shop={SHOP}&timestamp={NOW}&hmac={mac}");
        let bench = Bench::idle();
        let two = format!("{name}={}&zz={}&{rest}", escaped(&value), escaped(&cut));
        let one = format!("{name}={}&{rest}", escaped(&format!("{value}&zz={cut}")));
        prop_assert!(bench.start(&two).is_ok());
        prop_assert!(bench.start(&one).is_err());
    }

    #[test]
    fn one_wrong_digit_is_enough(place in 0..64_usize, digit in select(b"0123456789abcdefABCDEFg".to_vec())) {
        let right = signed(&format!("shop={SHOP}&timestamp={NOW}"));
        let at = right.len() - 64 + place;
        let mut bytes = right.clone().into_bytes();
        bytes[at] = digit;
        let altered = String::from_utf8(bytes).unwrap();
        prop_assert_eq!(Bench::idle().start(&altered).is_ok(), altered == right);
    }

    #[test]
    fn a_nonce_is_sixty_four_lower_case_digits(text in "[0-9a-fA-F]{60,68}") {
        let formed = text.len() == 64 && !text.bytes().any(|byte| byte.is_ascii_uppercase());
        prop_assert_eq!(Nonce::parse(&text).is_some(), formed);
    }
}
