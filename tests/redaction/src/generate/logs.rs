//! What careless developers log.

use super::{
    Random,
    json::Json,
    layer::Layer,
    node::{Node, row},
    people::Person,
};
use crate::corpus::Tier::{A, B, E};

impl Random {
    pub(super) fn json_log(&mut self, json: Json, person: &Person) -> Node {
        let mut fields = vec![
            json.keep("TIMESTAMP", "timestamp", &self.time()),
            Json::plain("level", json.text("INFO")),
            json.keep("REQUEST_ID", "request_id", &self.uuid()),
            json.keep("TRACE_ID", "xray_trace_id", &format!("1-{}-{}", self.hex(8), self.hex(24))),
            json.keep("SHOP", "shop", &self.shop()),
        ];
        fields.extend(self.careless_fields(json, person));
        json.object(fields)
    }

    fn careless_fields(&mut self, json: Json, person: &Person) -> Vec<(String, Node)> {
        match self.0.u8(0..8) {
            0 => vec![Json::plain("body", json.string(self.woo_order(Json(Layer::Json), person)))],
            1 => vec![Json::plain("reason", json.string(self.note(person, "reason")))],
            2 => vec![
                json.secret(A, "SECRET", "access_token", &self.shopify_token()),
                json.secret(B, "CREDENTIAL", "password", "correct horse battery"),
            ],
            3 => {
                let headers = vec![
                    Json::plain("Authorization", json.string(self.authorization())),
                    json.secret(B, "CREDENTIAL", "X-API-Key", &self.opaque()),
                    json.secret(A, "IP", "X-Forwarded-For", &person.ip),
                ];
                vec![Json::plain("headers", json.object(headers))]
            }
            4 => vec![Json::plain("message", json.string(row!["secret ", self.token("message"), " loaded"]))],
            5 => {
                let card = vec![
                    ("number".to_owned(), Node::secret(A, "CARD", "number", self.card())),
                    json.secret(B, "CVV", "cvv", &self.digits(3)),
                    json.secret(B, "PERSON", "holder", &person.full),
                ];
                vec![Json::plain("payment", json.object(card))]
            }
            6 => {
                let user = Node::secret(A, "CREDENTIAL", "userinfo", format!("apiuser:{}", self.opaque()));
                vec![Json::plain("url", json.string(row!["https://", user, "@erp.example.com/v1/orders"]))]
            }
            _ => vec![
                json.keep("SHA256", "entry_hash", &self.hex(64)),
                Json::number("SEQ", "seq", &self.digits_in("#######")),
                json.secret(A, "EMAIL", "user", &person.email),
            ],
        }
    }

    pub(super) fn key_value_log(&mut self, person: &Person) -> Node {
        let head = row![Node::keep("TIMESTAMP", "ts", self.time()), " INFO webhook_intake: "];
        let secret = |tier, kind, key: &str, value: &str| Node::secret(tier, kind, key, value);
        let body = match self.0.u8(0..9) {
            0 => row![
                "shop=",
                Node::keep("SHOP", "shop", self.shop()),
                " order_id=",
                Node::keep("SHOPIFY_ID", "order_id", self.shopify_id()),
                " email=",
                secret(A, "EMAIL", "email", &person.email),
                " ip=",
                secret(A, "IP", "ip", &person.ip)
            ],
            1 => row![
                "gid=",
                Node::keep("GID", "gid", format!("gid://shopify/Refund/{}", self.shopify_id())),
                " phone=",
                secret(A, "PHONE", "phone", &format!("+44{}", self.digits_in("20########")))
            ],
            2 => row!["loaded token ", self.token(""), " for ", Node::keep("SHOP", "", self.shop())],
            3 => row![
                "card ",
                self.typed_card(""),
                " declined, trace ",
                Node::keep("TRACE_ID", "", self.hex(32))
            ],
            4 => row!["payout to ", secret(A, "IBAN", "", &self.iban()), " rejected"],
            5 => row![
                "tax id ",
                secret(A, "NATIONAL_ID", "", &person.national),
                " invalid for order ",
                Node::keep("ORDER_NO", "", "#12345")
            ],
            6 => row![
                "tracking=",
                Node::keep("TRACKING", "tracking", self.tracking()),
                " mail=",
                secret(E, "EMAIL", "mail", &person.email)
                    .within(*self.pick(&[Layer::Html, Layer::EscapedAt]))
            ],
            7 => row![
                "webhook_id=",
                Node::keep("WEBHOOK_ID", "webhook_id", self.uuid()),
                " topic=",
                Node::keep("TOPIC", "topic", "orders/paid"),
                " from=",
                secret(A, "IP", "from", &person.ip)
            ],
            _ => {
                row!["aws_secret_access_key=", secret(A, "SECRET", "aws_secret_access_key", &self.base64(40))]
            }
        };
        row![head, body]
    }

    pub(super) fn url(&mut self, person: &Person) -> Node {
        let shop = Node::keep("SHOP", "shop", self.shop());
        match self.0.u8(0..6) {
            0 => row![
                "GET /auth/callback?code=",
                Node::secret(B, "OAUTH_CODE", "code", self.hex(32)),
                "&shop=",
                shop,
                "&state=",
                Node::secret(B, "OAUTH_STATE", "state", self.hex(32)),
                "&timestamp=",
                Node::keep("EPOCH", "timestamp", "1790000000")
            ],
            1 => row![
                "https://",
                shop,
                "/admin/api/2026-10/orders/",
                Node::keep("SHOPIFY_ID", "", self.shopify_id()),
                ".json?customer=",
                Node::secret(E, "EMAIL", "customer", person.email.clone()).within(Layer::Percent)
            ],
            2 => row![
                "https://erp.example.com/hook?name=",
                Node::secret(B, "PERSON", "name", person.full.clone())
                    .within(*self.pick(&[Layer::Form, Layer::Percent])),
                "&phone=",
                Node::secret(E, "PHONE", "phone", format!("+44{}", self.digits(10))).within(Layer::Percent),
                "&order=",
                Node::keep("ORDER_NO", "order", self.digits_in("#####"))
            ],
            3 => row![
                "https://",
                Node::secret(A, "CREDENTIAL", "", format!("svc:{}", self.opaque())),
                "@partner.example.net:8443/in?token=",
                Node::secret(B, "TOKEN", "token", self.alphanumeric(40))
            ],
            4 => row![
                "mailto:",
                Node::secret(A, "EMAIL", "", person.email.clone()),
                "?subject=Order%20",
                Node::keep("ORDER_NO", "", self.digits_in("#####"))
            ],
            _ => row![
                "https://wa.me/",
                Node::secret(B, "PHONE", "wa.me", format!("44{}", self.digits(10))),
                "?text=order+",
                Node::keep("ORDER_NO", "", "763411")
            ],
        }
    }

    pub(super) fn error(&mut self, person: &Person) -> Node {
        let email = || Node::secret(A, "EMAIL", "", person.email.clone());
        match self.0.u8(0..5) {
            0 => row![
                "thread 'main' panicked at src/intake.rs:",
                Node::keep("LINE", "", "235"),
                ": called `Result::unwrap()` on an `Err` value: Error(\"invalid type: string ",
                row!["\"", email(), "\", expected u64"].within(Layer::Debug),
                "\", line: 1)"
            ],
            1 => row![
                "ConditionalCheckFailedException: item {\"pk\":{\"S\":\"shop#",
                Node::keep("SHOP", "", self.shop()),
                "\"},\"email\":{\"S\":\"",
                email().within(Layer::Json),
                "\"}}"
            ],
            2 => row![
                "partner answered 400: {\"error\":\"phone ",
                Node::secret(A, "PHONE", "error", person.phone.clone()),
                " is invalid\",\"orderRef\":\"",
                Node::keep("ORDER_NO", "orderRef", self.digits_in("######")),
                "\"}"
            ],
            3 => row![
                "OAuth exchange failed: code ",
                Node::secret(A, "OAUTH_CODE", "", self.hex(32)),
                " was already used by ",
                email()
            ],
            _ => row![
                "AccessDeniedException: User: ",
                Node::keep("ARN", "", format!("arn:aws:sts::{}:assumed-role/gateway", self.digits(12))),
                "; ip ",
                Node::secret(A, "IP", "", person.ip.clone())
            ],
        }
    }
}
