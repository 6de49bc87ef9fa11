//! A raw query string, read strictly: what we check must be what was signed.

mod escape;
mod signed;

use super::OAuthError;

pub(super) use escape::percent;
pub(super) use signed::{is_fresh, proves};

/// API Gateway allows 10 240 bytes for the request line and all headers together.
const LONGEST: usize = 8 * 1024;
/// Shopify sends about ten.
const MOST: usize = 64;
/// What is decided upon. These come once, and never as an array.
const DECISIVE: [&str; 6] = ["code", "hmac", "shop", "signature", "state", "timestamp"];

/// The parameters of a request in the order in which they came, decoded. It has no `Debug`: codes and states are in it.
///
/// Names and values are form encoded: a plus sign is a space, as every framework of the platform's own libraries reads
/// it. What is decided upon cannot hold a space, so that the two spellings of one never matter there.
pub struct Query(Vec<(String, String)>);

/// Why a query is not read. Names a parameter at most, never a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QueryFault {
    /// Longer, or of more parameters, than any platform sends.
    #[error("is too long")]
    TooLong,
    /// A percent sign without two hexadecimal digits, or a character that cannot stand in an address.
    #[error("holds an invalid escape or character")]
    Escape,
    /// Escapes that are not UTF-8 (overlong forms and surrogates included).
    #[error("is not UTF-8")]
    NotUtf8,
    /// A parameter without a name or an equals sign.
    #[error("holds something that is no parameter")]
    NoParameter,
    /// Twice the same name, so that two readers may see two values; or an array where there must be one value.
    #[error("repeats a parameter")]
    Repeated,
    /// A control character in a name or value.
    #[error("holds a control character")]
    Control,
    /// Missing or empty.
    #[error("lacks `{0}`")]
    Missing(&'static str),
    /// There, but not of the form that it always has.
    #[error("holds a malformed `{0}`")]
    Malformed(&'static str),
}

impl Query {
    /// Reads `rawQueryString` as API Gateway gives it, without the question mark.
    pub fn parse(raw: &str) -> Result<Self, OAuthError> {
        if raw.len() > LONGEST {
            return Err(QueryFault::TooLong.into());
        }
        if raw.is_empty() {
            return Ok(Self(Vec::new()));
        }
        let pairs: Vec<_> = raw.split('&').take(MOST + 1).map(pair).collect::<Result<_, _>>()?;
        if pairs.len() > MOST {
            return Err(QueryFault::TooLong.into());
        }
        if is_ambiguous(&pairs) { Err(QueryFault::Repeated.into()) } else { Ok(Self(pairs)) }
    }

    /// The value of a parameter that is not an array.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(named, _)| named == name).map(|(_, value)| value.as_str())
    }

    /// The same; it must be there, and not be empty.
    pub fn require(&self, name: &'static str) -> Result<&str, OAuthError> {
        self.get(name).filter(|value| !value.is_empty()).ok_or(QueryFault::Missing(name).into())
    }

    /// Refuses control characters, wherever they stand. Not part of reading, because a shop with such a character is
    /// refused as a shop.
    pub fn refuse_controls(&self) -> Result<(), OAuthError> {
        let plain = |text: &str| !text.chars().any(char::is_control);
        let all_plain = self.0.iter().all(|(name, value)| plain(name) && plain(value));
        if all_plain { Ok(()) } else { Err(QueryFault::Control.into()) }
    }

    fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

fn pair(text: &str) -> Result<(String, String), OAuthError> {
    let (name, value) = text.split_once('=').ok_or(QueryFault::NoParameter)?;
    if name.is_empty() {
        return Err(QueryFault::NoParameter.into());
    }
    Ok((escape::decode(name)?, escape::decode(value)?))
}

/// Whether two readers could see two values under one name. An array's elements share a name; an array and a single
/// value of the same name could be mistaken for each other.
fn is_ambiguous(pairs: &[(String, String)]) -> bool {
    let clashes = |at: usize, (base, array): (&str, bool)| {
        pairs[..at].iter().any(|(name, _)| {
            let (earlier, was_array) = base_of(name);
            earlier == base && !(array && was_array)
        })
    };
    pairs.iter().enumerate().any(|(at, (name, _))| {
        let (base, array) = base_of(name);
        let odd = base.is_empty() || (array && base.ends_with(['[', ']']));
        odd || (array && DECISIVE.contains(&base)) || clashes(at, (base, array))
    })
}

/// The name without an array's brackets, and whether it had them.
fn base_of(name: &str) -> (&str, bool) {
    name.strip_suffix("[]").map_or((name, false), |base| (base, true))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(raw: &str) -> Option<QueryFault> {
        match Query::parse(raw).and_then(|query| query.refuse_controls()) {
            Ok(()) => None,
            Err(OAuthError::Query(fault)) => Some(fault),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn a_query_is_decoded_once_and_as_a_form() {
        let query = Query::parse("a=1%2526&b%5B%5D=x+y&c=&d=%C3%BC&e=a=b").ok().unwrap();
        let pairs: Vec<_> = query.pairs().collect();
        assert_eq!(pairs, [("a", "1%26"), ("b[]", "x y"), ("c", ""), ("d", "\u{fc}"), ("e", "a=b")]);
        assert!(query.require("c").is_err() && query.get("c").is_some());
    }

    #[test]
    fn oa_020_021_what_two_readers_could_read_differently_is_refused() {
        for raw in [
            "shop=a&shop=b",
            "hmac=a&hmac=a",
            "code=a&code=b",
            "state=a&state=b",
            "timestamp=1&timestamp=2",
            "shop=a&sh%6Fp=b",
            "shop[]=a",
            "shop=a&shop%5B%5D=b",
            "timestamp[]=1",
            "ids=1&ids[]=2",
            "ids[]=1&ids=2",
            "other=1&other=1",
            "a[][]=1",
            "[]=1",
        ] {
            assert_eq!(fault(raw), Some(QueryFault::Repeated), "{raw}");
        }
        assert_eq!(fault("ids[]=1&ids[]=2&host=x"), None);
    }

    #[test]
    fn oa_026_what_is_not_strictly_encoded_is_refused() {
        for raw in ["a=%zz", "a=%", "a=%2", "a=%u00e9", "a=%+1", "a=b c", "a=\u{e9}", "a=\t", "%=1"] {
            assert_eq!(fault(raw), Some(QueryFault::Escape), "{raw}");
        }
        for raw in ["a=%c0%af", "a=%ff", "a=%ed%a0%80", "a=%C3", "%c0%80=1"] {
            assert_eq!(fault(raw), Some(QueryFault::NotUtf8), "{raw}");
        }
        for raw in ["a", "a=1&", "&a=1", "a=1&&b=2", "=1", "?"] {
            assert_eq!(fault(raw), Some(QueryFault::NoParameter), "{raw}");
        }
        for raw in ["a=%00", "a=%0d%0ab", "a%09=1", "a=%7F", "a=%C2%85"] {
            assert_eq!(fault(raw), Some(QueryFault::Control), "{raw}");
        }
    }

    #[test]
    fn a_query_is_bounded() {
        let many = |count: usize| (0..count).map(|at| format!("p{at}=1")).collect::<Vec<_>>().join("&");
        assert_eq!(fault(&many(MOST)), None);
        assert_eq!(fault(&many(MOST + 1)), Some(QueryFault::TooLong));
        assert_eq!(fault(&format!("a={}", "1".repeat(LONGEST - 2))), None);
        assert_eq!(fault(&format!("a={}", "1".repeat(LONGEST - 1))), Some(QueryFault::TooLong));
        assert_eq!(fault(""), None);
    }
}
