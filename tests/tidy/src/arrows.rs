//! Dependencies point inward: functions to what they share, all of it to the rules, and nothing to the tests.

use cargo_metadata::{Dependency, DependencyKind, MetadataCommand, Package};

use crate::repository;

/// What a folder's packages may not depend on: other folders (with a slash) or crates by the start of their name.
const FORBIDDEN: [(&str, &[&str]); 7] = [
    (
        "shared/countersign-core",
        &["shared/", "aws-", "lambda_", "reqwest", "hyper", "rustls", "tokio", "tracing", "getrandom"],
    ),
    ("shared/countersign-adapters", &["shared/countersign-runtime", "lambda_"]),
    ("shared/", &["functions/", "tests/"]),
    ("functions/", &["functions/", "tests/"]),
    // Adapters alone know an SDK; a function names what it needs through them.
    ("functions/", &["aws-", "reqwest", "hyper"]),
    // Stand-ins that used our own code would repeat its mistakes instead of finding them.
    ("tests/local-stack", &["shared/", "functions/"]),
    // The platforms' rules serve virtual time as well as sockets.
    ("tests/platforms", &["shared/", "functions/", "tests/", "tokio", "hyper", "rustls", "fastrand"]),
];

/// One line of a manifest's `[dependencies]`.
#[derive(Clone, Debug)]
struct Edge {
    from: String,
    /// The folder of a package of ours, or the name of someone else's crate.
    to: String,
    features: Vec<String>,
}

fn wrong_edges(edges: &[Edge]) -> Vec<String> {
    let forbidden = FORBIDDEN.iter().flat_map(|(from, banned)| banned.iter().map(move |to| (*from, *to)));
    let mut wrong: Vec<_> = forbidden
        .flat_map(|(from, to)| edges.iter().filter(move |e| e.from.starts_with(from) && e.to.starts_with(to)))
        .map(|edge| format!("{} must not depend on {}", edge.from, edge.to))
        .collect();
    let testing = edges.iter().filter(|edge| edge.features.iter().any(|feature| feature == "testing"));
    wrong.extend(testing.map(|edge| {
        format!("{} may use `testing` of {} as a development dependency only", edge.from, edge.to)
    }));
    wrong
}

fn edges() -> Vec<Edge> {
    let manifest = repository::root().join("Cargo.toml");
    let metadata = MetadataCommand::new().manifest_path(manifest).no_deps().exec().unwrap();
    metadata.packages.iter().flat_map(edges_of).collect()
}

fn edges_of(package: &Package) -> Vec<Edge> {
    let from = folder(package.manifest_path.parent().unwrap().as_str());
    let shipped = package.dependencies.iter().filter(|one| one.kind != DependencyKind::Development);
    shipped
        .map(|one| Edge { from: from.clone(), to: destination(one), features: one.features.clone() })
        .collect()
}

fn destination(dependency: &Dependency) -> String {
    dependency.path.as_ref().map_or_else(|| dependency.name.clone(), |path| folder(path.as_str()))
}

fn folder(path: &str) -> String {
    path.strip_prefix(repository::root().to_str().unwrap()).unwrap().trim_start_matches('/').to_owned()
}

#[test]
fn dependencies_point_inward() {
    let edges = edges();
    assert!(edges.iter().any(|edge| edge.from == "functions/webhook-intake"), "no edge was read");
    assert_eq!(wrong_edges(&edges), Vec::<String>::new());
}

#[test]
fn an_edge_that_points_outward_is_found() {
    for (from, to) in [
        ("shared/countersign-core", "aws-sdk-dynamodb"),
        ("shared/countersign-core", "shared/countersign-adapters"),
        ("shared/countersign-core", "tokio"),
        ("shared/countersign-adapters", "shared/countersign-runtime"),
        ("shared/countersign-adapters", "lambda_runtime"),
        ("shared/countersign-runtime", "tests/local-stack"),
        ("shared/countersign-runtime", "functions/webhook-intake"),
        ("functions/webhook-intake", "functions/partner-delivery"),
        ("functions/webhook-intake", "tests/local-stack"),
        ("functions/partner-delivery", "aws-sdk-sqs"),
        ("tests/local-stack", "shared/countersign-core"),
        ("tests/platforms", "shared/countersign-core"),
    ] {
        let edge = Edge { from: from.to_owned(), to: to.to_owned(), features: Vec::new() };
        assert_eq!(wrong_edges(&[edge]).len(), 1, "{from} -> {to}");
    }
}

#[test]
fn a_test_helper_in_a_shipped_dependency_is_found() {
    let mut edge = edges().into_iter().find(|edge| edge.to == "shared/countersign-core").unwrap();
    edge.features.push("testing".to_owned());
    assert_eq!(wrong_edges(&[edge]).len(), 1);
}
