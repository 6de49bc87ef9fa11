//! Lines as trees, so that a value keeps its label however deep in encodings it ends up.

use std::ops::Range;

use super::layer::Layer;
use crate::corpus::{Label, Line, Tier};

/// A piece of a line.
#[derive(Clone)]
pub(super) enum Node {
    /// Nobody minds what becomes of it.
    Text(String),
    /// A value that must not survive (with a tier), or must.
    Label {
        tier: Option<Tier>,
        kind: String,
        key: String,
        value: String,
    },
    Many(Vec<Node>),
    Within(Layer, Box<Node>),
}

/// Nodes one after the other; texts and nodes alike.
macro_rules! row {
    ($($piece:expr),* $(,)?) => {
        $crate::generate::node::Node::Many(vec![$($crate::generate::node::Node::from($piece)),*])
    };
}
pub(super) use row;

impl Node {
    /// A value that must not survive.
    pub(super) fn secret(tier: Tier, kind: &str, key: &str, value: impl Into<String>) -> Self {
        Self::Label { tier: Some(tier), kind: kind.to_owned(), key: key.to_owned(), value: value.into() }
    }

    /// An identifier that must.
    pub(super) fn keep(kind: &str, key: &str, value: impl Into<String>) -> Self {
        Self::Label { tier: None, kind: kind.to_owned(), key: key.to_owned(), value: value.into() }
    }

    pub(super) fn within(self, layer: Layer) -> Self {
        Self::Within(layer, Box::new(self))
    }

    /// Writes the tree down.
    pub(super) fn line(&self, id: usize, source: &str) -> Line {
        let mut line = Line {
            id: format!("{source}-{id}"),
            source: source.to_owned(),
            text: String::new(),
            secret: Vec::new(),
            keep: Vec::new(),
        };
        self.write(&mut Vec::new(), &mut line);
        line
    }

    fn write(&self, layers: &mut Vec<Layer>, line: &mut Line) {
        match self {
            Self::Text(text) => line.text.push_str(&encoded(text, layers)),
            Self::Many(nodes) => nodes.iter().for_each(|node| node.write(layers, line)),
            Self::Within(layer, node) => {
                layers.push(*layer);
                node.write(layers, line);
                layers.pop();
            }
            Self::Label { tier, kind, key, value } => {
                let shown = encoded(value, layers);
                let range = append(&mut line.text, &shown);
                let label =
                    Label { range, kind: kind.clone(), value: value.clone(), shown, key: key.clone() };
                match tier {
                    Some(tier) => line.secret.push((*tier, label)),
                    None => line.keep.push(label),
                }
            }
        }
    }
}

/// The innermost layer was put on last and is applied first.
fn encoded(text: &str, layers: &[Layer]) -> String {
    layers.iter().rev().fold(text.to_owned(), |text, layer| layer.encode(&text))
}

fn append(text: &mut String, more: &str) -> Range<usize> {
    let start = text.len();
    text.push_str(more);
    start..text.len()
}

impl From<&str> for Node {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Node {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}
