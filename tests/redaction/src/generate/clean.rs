//! Lines with nothing personal in them: all of each must survive.

use super::{
    Random,
    node::{Node, row},
};

impl Random {
    pub(super) fn clean(&mut self) -> Node {
        let time = Node::keep("TIMESTAMP", "ts", self.time());
        let body = match self.0.u8(0..11) {
            kind @ 0..=5 => self.of_business(kind),
            kind => self.of_machines(kind),
        };
        row![time, " INFO ", body]
    }

    fn of_business(&mut self, kind: u8) -> Node {
        match kind {
            0 => row![
                "order ",
                self.id("order"),
                " total ",
                Node::keep("AMOUNT", "total", self.amount()),
                " EUR"
            ],
            1 => row![
                "tracking ",
                Node::keep("TRACKING", "tracking", self.tracking()),
                " ean ",
                Node::keep("EAN", "ean", self.digits_in("#############"))
            ],
            2 => row![
                "epoch_ms ",
                Node::keep("EPOCH", "epoch_ms", format!("1790000{}", self.digits(6))),
                " idempotency_key=",
                Node::keep("IDEMPOTENCY_KEY", "", self.uuid())
            ],
            3 => row![
                "webhook accepted shop=",
                Node::keep("SHOP", "shop", self.shop()),
                " topic=",
                Node::keep("TOPIC", "topic", "app/uninstalled"),
                " webhook_id=",
                Node::keep("WEBHOOK_ID", "webhook_id", self.uuid())
            ],
            4 => row![
                "audit seq=",
                Node::keep("SEQ", "seq", self.digits_in("#######")),
                " hash=",
                Node::keep("SHA256", "hash", self.hex(64)),
                " commit ",
                Node::keep("COMMIT", "commit", self.hex(40))
            ],
            _ => row![
                "product \"",
                Node::keep("PRODUCT", "product", "Dr. Martens 1460 Boots"),
                "\" by ",
                Node::keep("VENDOR", "vendor", "Paul Smith"),
                " qty=12"
            ],
        }
    }

    fn of_machines(&mut self, kind: u8) -> Node {
        match kind {
            6 => row![
                "gid ",
                Node::keep("GID", "gid", format!("gid://shopify/Customer/{}", self.shopify_id())),
                " updated_at=",
                Node::keep("TIMESTAMP", "", self.time())
            ],
            7 => row![
                "assumed ",
                Node::keep(
                    "ARN",
                    "",
                    format!("arn:aws:lambda:eu-west-1:{}:function:gateway:42", self.digits(12))
                ),
                " attempt=2/7"
            ],
            8 => row![
                "the item with key ",
                Node::keep("EVENT_ID", "", format!("evt_{}", self.hex(32))),
                " is gone, order_ids=[",
                Node::keep("SHOPIFY_ID", "order_ids", self.shopify_id()),
                "]"
            ],
            9 => row![
                "window 2026-01-04..2026-02-03 rate ",
                Node::keep("AMOUNT", "rate", format!("0.{}", self.digits(9))),
                " build ",
                Node::keep("VERSION", "build", "9.40.9")
            ],
            _ => row![
                "PutItem 200 in ",
                Node::keep("DURATION", "", "12.3ms"),
                " cursor=",
                Node::keep("CURSOR", "cursor", format!("eyJsYXN0X2lkIjo{}", self.alphanumeric(20))),
                " reference ",
                Node::keep("NOT_LUHN", "reference", self.not_a_card())
            ],
        }
    }

    fn id(&mut self, key: &str) -> Node {
        Node::keep("SHOPIFY_ID", key, self.shopify_id())
    }

    /// Sixteen digits whose check digit is wrong.
    fn not_a_card(&mut self) -> String {
        let body = format!("4{}", self.digits(14));
        format!("{body}{}", (super::numbers::luhn(&body) + 1) % 10)
    }
}
