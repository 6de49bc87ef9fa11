use hyper::body::Bytes;
use serde_json::{Value, json};

use super::{Order, line::Line};

/// What a large order is large with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bulk {
    /// Many lines, which is what real large orders have; the last bytes are in the note's attributes.
    LineItems,
    /// Few long attributes, which a checkout extension can write.
    NoteAttributes,
}

/// How a large order takes to compression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Texture {
    /// The same text over and over: a thousandth is left of it.
    Compressible,
    /// Random letters and digits: three quarters are left of it, the least JSON allows.
    Incompressible,
}

/// The order alone is larger than was asked for.
#[derive(Debug, thiserror::Error)]
#[error("an order takes at least {least} bytes, so a body of {wanted} is not possible")]
pub struct TooSmall {
    /// Bytes of the smallest possible body.
    pub least: usize,
    /// Bytes asked for.
    pub wanted: usize,
}

/// Letters in one attribute or line; any size will do that is small beside the body and large beside the rest of it.
const PIECE: usize = 8 * 1024;

impl Order {
    /// The order's body, made to be exactly `bytes` long.
    pub fn body_of(&self, bytes: usize, bulk: Bulk, texture: Texture) -> Result<Bytes, TooSmall> {
        let mut order = self.clone();
        order.attributes = vec![attribute("")];
        let least = order.body().len();
        let missing = bytes.checked_sub(least).ok_or(TooSmall { least, wanted: bytes })?;
        let piece = order.grown(bulk, texture, 1).body().len() - least;
        order.attributes = vec![attribute(&texture.text(missing % piece))];
        Ok(order.grown(bulk, texture, missing / piece).body())
    }

    fn grown(&self, bulk: Bulk, texture: Texture, pieces: usize) -> Self {
        let mut order = self.clone();
        for _ in 0..pieces {
            match bulk {
                Bulk::LineItems => order.lines.push(long_line(texture)),
                Bulk::NoteAttributes => order.attributes.push(attribute(&texture.text(PIECE))),
            }
        }
        order
    }
}

impl Texture {
    fn text(self, letters: usize) -> String {
        match self {
            Self::Compressible => "a".repeat(letters),
            Self::Incompressible => std::iter::repeat_with(fastrand::alphanumeric).take(letters).collect(),
        }
    }
}

/// Free of charge, so that every one is equally long and the total keeps its length too.
fn long_line(texture: Texture) -> Line {
    Line { properties: vec![attribute(&texture.text(PIECE))], ..Line::new("Engraving", 1, 0) }
}

fn attribute(value: &str) -> Value {
    json!({"name": "engraving", "value": value})
}
