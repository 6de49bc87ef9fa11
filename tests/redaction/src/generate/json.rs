//! JSON with labels in it.

use super::{
    layer::Layer,
    node::{Node, row},
};

/// How a document's strings are written.
#[derive(Clone, Copy)]
pub(super) struct Json(pub(super) Layer);

impl Json {
    pub(super) fn string(self, content: Node) -> Node {
        row!["\"", content.within(self.0), "\""]
    }

    pub(super) fn text(self, content: &str) -> Node {
        self.string(Node::from(content))
    }

    /// A string that must not survive, under its own name.
    pub(super) fn secret(
        self,
        tier: crate::corpus::Tier,
        kind: &str,
        name: &str,
        value: &str,
    ) -> (String, Node) {
        (name.to_owned(), self.string(Node::secret(tier, kind, name, value)))
    }

    /// A string that must survive, under its own name.
    pub(super) fn keep(self, kind: &str, name: &str, value: &str) -> (String, Node) {
        (name.to_owned(), self.string(Node::keep(kind, name, value)))
    }

    /// A bare number that must survive.
    pub(super) fn number(kind: &str, name: &str, value: &str) -> (String, Node) {
        (name.to_owned(), Node::keep(kind, name, value))
    }

    /// Anything else.
    pub(super) fn plain(name: &str, value: impl Into<Node>) -> (String, Node) {
        (name.to_owned(), value.into())
    }

    pub(super) fn object(self, fields: Vec<(String, Node)>) -> Node {
        let fields = fields.into_iter().map(|(name, value)| row![self.text(&name), ":", value]);
        row!["{", joined(fields), "}"]
    }

    pub(super) fn array(items: Vec<Node>) -> Node {
        row!["[", joined(items.into_iter()), "]"]
    }
}

fn joined(nodes: impl Iterator<Item = Node>) -> Node {
    let mut row = Vec::new();
    for node in nodes {
        if !row.is_empty() {
            row.push(Node::from(","));
        }
        row.push(node);
    }
    Node::Many(row)
}
