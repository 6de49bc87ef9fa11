//! Texts between nonsense and what systems really write.

use fastrand::Rng;

use crate::escape;

/// Pieces that mean something to the engine; put together, they mean it in the wrong place.
const PIECES: &[&str] = &[
    "\"",
    "'",
    "`",
    "\\",
    "\\\"",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    ":",
    "=",
    "=>",
    ",",
    ";",
    "&",
    "?",
    "#",
    "<",
    ">",
    "</",
    "/",
    " ",
    "\n",
    "\t",
    "@",
    "+",
    "-",
    ".",
    "_",
    "%",
    "%22",
    "%40",
    "%2540",
    "&quot;",
    "&#64;",
    "&amp;",
    "\\u0040",
    "\\u0022",
    "\\n",
    "\\\\",
    "\u{200b}",
    "\u{a0}",
    "\u{202e}",
    "é",
    "日本",
    "＠",
    "４２４２",
    "😀",
    "null",
    "true",
    "1",
    "0",
    "42",
    "-1.5e3",
    "email",
    "first_name",
    "password",
    "phone",
    "note",
    "id",
    "order_id",
    "lat",
    "address",
    "card",
    "code",
    "token",
    "name",
    "authorization",
    "cookie",
    "Some(",
    "Address {",
    "line_items",
    "value",
    "metadata",
    "jane@example.com",
    "\"a b\"@x.org",
    "+44 20 7946 0958",
    "(201) 555-0123",
    "4242 4242 4242 4242",
    "4242424242424242",
    "DE89370400440532013000",
    "1.2.3.4",
    "2001:db8::8a2e:370:7334",
    "078-05-1120",
    "https://u:p@h.example/x?email=a%40b.co&x=1",
    "://",
    "Bearer abcdef123456",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln",
    "-----BEGIN PRIVATE KEY-----",
    "-----END ",
    "[email]",
    "[card:3fa9c1]",
    "[",
    "[name",
    "email]",
    "2026-11-22T03:07:00Z",
    "gid://shopify/Order/1",
    "Jane Doe <jane@example.com>",
    "wa.me/4420794",
    "123e4567-e89b-12d3-a456-426614174000",
    "x123",
    "ext. 5",
    "00",
    "tel ",
    "ssn ",
    "order ",
    "curl -u a:b ",
    "eyJ--",
    "evt_110c8b1cab209f9e436b23e6f3688193",
    "ids",
    "#<Address:0x0 @line1=",
    ":=",
    "Set-Cookie: a=\"b\"; Expires=Wed, 21 Oct 2026 07:28:00 GMT; c",
    "Authorization: GenieKey abc123",
    "Bearer\t",
    "Date of Birth: ",
    "phone_no2=",
    "住所: ",
    "\u{1b}[1m",
    "\0",
    "\u{301}",
    "(email, name) VALUES (",
    "), (",
    "(phone)=(",
    "form-data; name=\"email\"",
    "\r\n\r\n",
    "string(4) ",
    ";s:4:",
    "value",
    "\"name\":\"email\",\"value\":",
    "[\"phone\",",
    " <jane@example.com>",
    "Address[",
    "customer.name",
    "customer[name]",
    " - jane [22/Nov/2026:03:07:00",
    "<![CDATA[",
    "/reset/",
    "cvv ",
    "Digest ",
];

/// An endless row of texts.
pub struct Input(Rng);

impl Input {
    /// The same texts for the same seed.
    pub fn new(seed: u64) -> Self {
        Self(Rng::with_seed(seed))
    }

    /// The next text.
    pub fn next_text(&mut self) -> String {
        match self.0.u8(0..4) {
            0 => self.document(3),
            1 => {
                let document = self.document(3);
                self.damaged(&document)
            }
            _ => self.pieces(30),
        }
    }

    fn pieces(&mut self, most: usize) -> String {
        let count = self.0.usize(0..most);
        (0..count).map(|_| *self.0.choice(PIECES).unwrap_or(&"")).collect()
    }

    /// A JSON document with pieces in its names and values, and documents in its strings.
    fn document(&mut self, depth: usize) -> String {
        let space = *self.0.choice(&["", " ", "\n  "]).unwrap_or(&"");
        match self.0.u8(0..10) {
            0..4 if depth > 0 => {
                let fields = (0..self.0.usize(0..5)).map(|_| {
                    let (name, value) = (self.pieces(3), self.document(depth - 1));
                    format!("{}:{space}{value}", self.string(&name))
                });
                format!("{{{space}{}}}", fields.collect::<Vec<_>>().join(","))
            }
            4 | 5 if depth > 0 => {
                let items: Vec<_> = (0..self.0.usize(0..4)).map(|_| self.document(depth - 1)).collect();
                format!("[{}{space}]", items.join(&format!(",{space}")))
            }
            6 if depth > 0 => {
                let inner = self.document(depth - 1);
                self.string(&inner)
            }
            7 => self.number(),
            8 => (*self.0.choice(&["null", "true", "false"]).unwrap_or(&"null")).to_owned(),
            _ => {
                let text = self.pieces(6);
                self.string(&text)
            }
        }
    }

    fn number(&mut self) -> String {
        let numbers =
            ["4242424242424242", "-4242424242424242", "378282246310005", "4242424242424242.5", "1e5", "-0"];
        let fixed = (*self.0.choice(&numbers).unwrap_or(&"0")).to_owned();
        if self.0.bool() { fixed } else { self.0.i64(..).to_string() }
    }

    /// A JSON string, sometimes with more escapes than it needs.
    fn string(&mut self, text: &str) -> String {
        let plain = serde_json::Value::from(text).to_string();
        if self.0.u8(0..3) > 0 {
            return plain;
        }
        let escaped = text.chars().map(|c| {
            if self.0.u8(0..4) == 0 || c.is_control() || matches!(c, '"' | '\\') {
                escape::unicode(c)
            } else {
                c.to_string()
            }
        });
        format!("\"{}\"", escaped.collect::<String>())
    }

    fn damaged(&mut self, text: &str) -> String {
        let mut text: Vec<char> = text.chars().collect();
        for _ in 0..self.0.usize(1..4) {
            if text.is_empty() {
                break;
            }
            let at = self.0.usize(0..text.len());
            let more: Vec<char> = self.pieces(2).chars().collect();
            let end = (at + self.0.usize(0..6)).min(text.len());
            text.splice(at..end, more);
        }
        text.into_iter().collect()
    }
}
