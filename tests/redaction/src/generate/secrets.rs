//! Tokens in the shapes their makers publish, random in every corpus. Prefixes are put together at run time, so that
//! nobody's scanner takes this file for what it makes.

use super::{
    Random,
    node::{Node, row},
};
use crate::corpus::Tier;

impl Random {
    /// A token that its own shape gives away.
    pub(super) fn token(&mut self, key: &str) -> Node {
        Node::secret(Tier::A, "SECRET", key, self.token_text())
    }

    pub(super) fn shopify_token(&mut self) -> String {
        let kind = *self.pick(&["at", "ca", "pa", "ss", "rt", "ua"]);
        let length = *self.pick(&[32, 32, 38, 64]);
        if length == 38 {
            return format!("shp{kind}_{}", self.alphanumeric(length));
        }
        format!("shp{kind}_{}", self.hex(length))
    }

    pub(super) fn token_text(&mut self) -> String {
        match self.0.u8(0..14) {
            0 | 1 => self.shopify_token(),
            2 => format!("{}_{}", "ck", self.hex(40)),
            3 => format!("{}_{}", "cs", self.hex(40)),
            4 => self.jwt(),
            5 => format!("{}IA{}", self.pick(&["AK", "AS"]), self.alphanumeric(16).to_uppercase()),
            6 => format!("{}sec_{}", "wh", self.base64(32)),
            7 => format!(
                "{}_{}_{}",
                self.pick(&["sk", "rk"]),
                self.pick(&["live", "test"]),
                self.alphanumeric(24)
            ),
            8 => format!("gh{}_{}", self.pick(&["p", "o", "s"]), self.alphanumeric(36)),
            9 => format!("{}.{}.{}", "SG", self.alphanumeric(22), self.alphanumeric(43)),
            10 => format!("{}za{}", "AI", self.alphanumeric(35)),
            11 => format!("xox{}-{}-{}", self.pick(&["b", "p"]), self.digits(12), self.alphanumeric(24)),
            12 => format!("glpat-{}", self.alphanumeric(20)),
            _ => {
                let (team, bot) = (self.alphanumeric(8).to_uppercase(), self.alphanumeric(8).to_uppercase());
                format!("https://hooks.slack.com/services/T{team}/B{bot}/{}", self.alphanumeric(24))
            }
        }
    }

    /// Something after the name of an authentication scheme.
    pub(super) fn authorization(&mut self) -> Node {
        match self.0.u8(0..3) {
            0 => row![
                "Basic ",
                Node::secret(Tier::A, "CREDENTIAL", "Authorization", format!("{}=", self.base64(43)))
            ],
            1 => row!["Bearer ", Node::secret(Tier::A, "CREDENTIAL", "Authorization", self.opaque())],
            _ => row!["Bearer ", self.token("Authorization")],
        }
    }

    /// Random, with at least one digit and one letter.
    pub(super) fn opaque(&mut self) -> String {
        format!("k{}7", self.alphanumeric(30))
    }

    fn jwt(&mut self) -> String {
        format!("eyJhbGciOiJIUzI1NiJ9.eyJ{}.{}", self.alphanumeric(60), self.alphanumeric(43))
    }
}
