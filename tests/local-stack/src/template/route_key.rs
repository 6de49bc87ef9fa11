//! Route keys of an HTTP API: `POST /orders/{id}`, `ANY /files/{path+}`, `$default`.
//!
//! Rules: API Gateway Developer Guide, "Create routes for HTTP APIs in API Gateway".

use std::{fmt, str::FromStr};

/// What a request must look like to take a route.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RouteKey {
    /// Method and path.
    Path {
        /// Upper case; `None` is `ANY`.
        method: Option<String>,
        /// The path between its slashes.
        segments: Vec<Segment>,
    },
    /// `$default`: whatever no other route takes.
    Default,
}

/// One segment of a route's path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Segment {
    /// Matches itself only.
    Literal(String),
    /// `{name}`: matches one segment.
    Parameter(String),
    /// `{name+}`: matches one or more segments to the end.
    Greedy(String),
}

/// Why a text is no route key.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{0}` is not a route key such as `POST /orders/{{id}}` or `$default`")]
pub struct InvalidRouteKey(String);

impl FromStr for RouteKey {
    type Err = InvalidRouteKey;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "$default" {
            return Ok(Self::Default);
        }
        let invalid = || InvalidRouteKey(text.to_owned());
        let (method, path) = text.split_once(' ').ok_or_else(invalid)?;
        let path = path.trim().strip_prefix('/').ok_or_else(invalid)?;
        let segments: Vec<Segment> = path.split('/').map(segment).collect();
        let greedy = segments.iter().position(|segment| matches!(segment, Segment::Greedy(_)));
        if greedy.is_some_and(|index| index + 1 != segments.len()) {
            return Err(invalid());
        }
        let method = method.to_ascii_uppercase();
        Ok(Self::Path { method: (method != "ANY").then_some(method), segments })
    }
}

impl fmt::Display for RouteKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Path { method, segments } = self else { return f.write_str("$default") };
        write!(f, "{} ", method.as_deref().unwrap_or("ANY"))?;
        segments.iter().try_for_each(|segment| write!(f, "/{segment}"))
    }
}

impl fmt::Display for Segment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Literal(text) => f.write_str(text),
            Self::Parameter(name) => write!(f, "{{{name}}}"),
            Self::Greedy(name) => write!(f, "{{{name}+}}"),
        }
    }
}

fn segment(text: &str) -> Segment {
    let inner = text.strip_prefix('{').and_then(|text| text.strip_suffix('}'));
    match inner.map(|name| (name, name.strip_suffix('+'))) {
        None => Segment::Literal(text.to_owned()),
        Some((_, Some(name))) => Segment::Greedy(name.to_owned()),
        Some((name, None)) => Segment::Parameter(name.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::{RouteKey, Segment};

    #[test]
    fn a_route_key_is_written_as_it_was_read() {
        for key in ["$default", "POST /webhooks/{store}", "ANY /files/{path+}", "GET /"] {
            assert_eq!(key.parse::<RouteKey>().unwrap().to_string(), key);
        }
    }

    #[test]
    fn segments_are_told_apart() {
        let RouteKey::Path { method, segments } = "ANY /a/{b}/{c+}".parse().unwrap() else {
            panic!("a path")
        };
        assert_eq!(method, None);
        let expected =
            [Segment::Literal("a".into()), Segment::Parameter("b".into()), Segment::Greedy("c".into())];
        assert_eq!(segments, expected);
    }

    #[test]
    fn nonsense_is_refused() {
        for key in ["", "POST", "POST webhooks", "POST /{all+}/more"] {
            assert!(key.parse::<RouteKey>().is_err(), "{key}");
        }
    }
}
