//! Which route takes a request.
//!
//! Rules: API Gateway Developer Guide, "Create routes for HTTP APIs in API Gateway", section "Routing API requests":
//! the most specific path wins, a greedy variable comes last but for `$default`, and a named method before `ANY`.

use std::collections::BTreeMap;

use crate::template::{Route, RouteKey, Segment};

/// A route, and what its variables stood for.
pub(super) struct Matched<'r> {
    pub(super) route: &'r Route,
    pub(super) parameters: BTreeMap<String, String>,
}

/// The best route for a method and a decoded path.
pub(super) fn find<'r>(routes: &'r [Route], method: &str, path: &str) -> Option<Matched<'r>> {
    let segments: Vec<&str> = path.strip_prefix('/').unwrap_or(path).split('/').collect();
    let candidates = routes.iter().filter_map(|route| {
        let parameters = parameters(&route.key, method, &segments)?;
        Some((rank(&route.key), Matched { route, parameters }))
    });
    candidates.min_by(|(left, _), (right, _)| left.cmp(right)).map(|(_, matched)| matched)
}

/// Smaller is more specific: path first, segment by segment, then the method.
fn rank(key: &RouteKey) -> (Vec<u8>, bool) {
    match key {
        RouteKey::Default => (vec![u8::MAX], true),
        RouteKey::Path { method, segments } => {
            let segment = |segment: &Segment| match segment {
                Segment::Literal(_) => 0,
                Segment::Parameter(_) => 1,
                Segment::Greedy(_) => 2,
            };
            (segments.iter().map(segment).collect(), method.is_none())
        }
    }
}

fn parameters(key: &RouteKey, method: &str, path: &[&str]) -> Option<BTreeMap<String, String>> {
    let RouteKey::Path { method: wanted, segments } = key else { return Some(BTreeMap::new()) };
    if wanted.as_ref().is_some_and(|wanted| wanted != method) {
        return None;
    }
    let greedy = matches!(segments.last(), Some(Segment::Greedy(_)));
    if path.len() < segments.len() || (path.len() > segments.len() && !greedy) {
        return None;
    }
    let mut found = BTreeMap::new();
    for (index, segment) in segments.iter().enumerate() {
        match segment {
            Segment::Literal(text) if text != path[index] => return None,
            Segment::Literal(_) => {}
            Segment::Parameter(_) | Segment::Greedy(_) if path[index].is_empty() => return None,
            Segment::Parameter(name) => drop(found.insert(name.clone(), path[index].to_owned())),
            Segment::Greedy(name) => drop(found.insert(name.clone(), path[index..].join("/"))),
        }
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::find;
    use crate::template::Route;

    const ROUTES: &[&str] = &[
        "$default",
        "ANY /files/{path+}",
        "ANY /files/{name}",
        "GET /files/list",
        "POST /files/{name}",
        "POST /stores/{store}/orders",
    ];

    #[track_caller]
    fn check(routes: &[&str], method: &str, path: &str, expected: Option<(&str, &[(&str, &str)])>) {
        let route = |key: &&str| Route {
            key: key.parse().unwrap(),
            function: String::new(),
            timeout: Duration::ZERO,
        };
        let routes: Vec<Route> = routes.iter().map(route).collect();
        let found = find(&routes, method, path).map(|found| (found.route.key.to_string(), found.parameters));
        let expected = expected.map(|(key, parameters)| {
            let parameters = parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
            (key.to_owned(), parameters.collect())
        });
        assert_eq!(found, expected, "{method} {path}");
    }

    #[test]
    fn the_most_specific_route_wins() {
        check(ROUTES, "GET", "/files/list", Some(("GET /files/list", &[])));
        check(ROUTES, "POST", "/files/a", Some(("POST /files/{name}", &[("name", "a")])));
        check(ROUTES, "PUT", "/files/a", Some(("ANY /files/{name}", &[("name", "a")])));
        check(ROUTES, "GET", "/files/a/b/c", Some(("ANY /files/{path+}", &[("path", "a/b/c")])));
        check(
            ROUTES,
            "POST",
            "/stores/s-1/orders",
            Some(("POST /stores/{store}/orders", &[("store", "s-1")])),
        );
    }

    #[test]
    fn what_no_route_takes_goes_to_the_default_if_there_is_one() {
        check(ROUTES, "GET", "/stores/s-1/orders", Some(("$default", &[])));
        check(&ROUTES[1..], "GET", "/stores/s-1/orders", None);
    }

    #[test]
    fn a_variable_needs_something_to_stand_for() {
        check(&["POST /stores/{store}"], "POST", "/stores/", None);
        check(&["POST /files/{path+}"], "POST", "/files/", None);
    }

    #[test]
    fn more_or_fewer_segments_are_another_path() {
        check(&["POST /stores/{store}"], "POST", "/stores", None);
        check(&["POST /stores/{store}"], "POST", "/stores/a/", None);
        check(&["POST /stores/{store}"], "POST", "/stores/a/b", None);
    }
}
