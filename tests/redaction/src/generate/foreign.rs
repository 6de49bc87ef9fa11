//! What other systems log.

use super::{
    Random,
    layer::Layer,
    node::{Node, row},
    people::Person,
};
use crate::corpus::Tier::{A, B, E};

impl Random {
    pub(super) fn foreign(&mut self, person: &Person) -> Node {
        match self.0.u8(0..9) {
            0 => self.nginx(person),
            1 => self.rails(person),
            2 => java(person),
            3 => php(person),
            4 => self.rust(person),
            5 => yaml(person),
            6 => xml(person),
            7 => self.headers(person),
            _ => python(person),
        }
    }

    fn nginx(&mut self, person: &Person) -> Node {
        row![
            Node::secret(A, "IP", "", person.ip.clone()),
            " - - [22/Nov/2026:03:07:00 +0000] \"GET /orders/",
            Node::keep("SHOPIFY_ID", "", self.shopify_id()),
            "?email=",
            Node::secret(E, "EMAIL", "email", person.email.clone()).within(Layer::Percent),
            " HTTP/1.1\" 200 ",
            Node::keep("SIZE", "", self.digits_in("######")),
            " \"-\" \"",
            Node::keep("USER_AGENT", "", "Mozilla/5.0 (X11; Linux x86_64) Chrome/126.0.0.0 Safari/537.36"),
            "\""
        ]
    }

    fn rails(&mut self, person: &Person) -> Node {
        row![
            "Parameters: {\"utf8\"=>\"✓\", \"authenticity_token\"=>\"",
            Node::secret(B, "TOKEN", "authenticity_token", self.base64(43)),
            "\", \"user\"=>{\"email\"=>\"",
            Node::secret(A, "EMAIL", "email", person.email.clone()).within(Layer::Debug),
            "\", \"first_name\"=>\"",
            Node::secret(B, "PERSON", "first_name", person.first.clone()),
            "\", \"password\"=>\"",
            Node::secret(B, "CREDENTIAL", "password", "hunter 2"),
            "\"}, \"order_id\"=>\"",
            Node::keep("ORDER_NO", "order_id", "1001"),
            "\"}"
        ]
    }

    fn rust(&mut self, person: &Person) -> Node {
        let text = |kind, key, value: &str| Node::secret(B, kind, key, value).within(Layer::Debug);
        row![
            "Customer { id: ",
            Node::keep("SHOPIFY_ID", "id", self.shopify_id()),
            ", name: Name { first: \"",
            text("PERSON", "first", &person.first),
            "\", last: \"",
            text("PERSON", "last", &person.last),
            "\" }, email: Some(\"",
            Node::secret(A, "EMAIL", "email", person.email.clone()).within(Layer::Debug),
            "\"), address: Address { line: \"",
            text("ADDRESS", "line", &person.street),
            "\" }, token: AccessToken(\"",
            Node::secret(B, "TOKEN", "token", self.opaque()),
            "\") }"
        ]
    }

    fn headers(&mut self, person: &Person) -> Node {
        row![
            "x-api-key: ",
            Node::secret(B, "CREDENTIAL", "x-api-key", self.opaque()),
            " idempotency-key: ",
            Node::keep("IDEMPOTENCY_KEY", "", self.uuid()),
            " cookie: session=",
            Node::secret(B, "TOKEN", "cookie", self.base64(32)),
            "; theme=dark x-forwarded-for: ",
            Node::secret(A, "IP", "", person.ip.clone()),
            ", ",
            Node::secret(A, "IP", "", self.ip())
        ]
    }
}

fn java(person: &Person) -> Node {
    row![
        "IllegalArgumentException: Customer(id=",
        Node::keep("WOO_ID", "id", "4711"),
        ", firstName=",
        Node::secret(B, "PERSON", "firstName", person.first.clone()),
        ", lastName=",
        Node::secret(B, "PERSON", "lastName", person.last.clone()),
        ", email=",
        Node::secret(A, "EMAIL", "email", person.email.clone()),
        ", status=ACTIVE)"
    ]
}

fn php(person: &Person) -> Node {
    row![
        "Array ( [first_name] => ",
        Node::secret(B, "PERSON", "first_name", person.first.clone()),
        " [last_name] => ",
        Node::secret(B, "PERSON", "last_name", person.last.clone()),
        " [email] => ",
        Node::secret(A, "EMAIL", "email", person.email.clone()),
        " [total] => ",
        Node::keep("AMOUNT", "total", "12.50"),
        " )"
    ]
}

fn yaml(person: &Person) -> Node {
    row![
        "order: ",
        Node::keep("ORDER_NO", "order", "1001"),
        "\ncustomer:\n  first_name: ",
        Node::secret(B, "PERSON", "first_name", person.first.clone()),
        "\n  phone: ",
        Node::secret(A, "PHONE", "phone", person.phone.clone()),
        "\n  city: ",
        Node::secret(B, "CITY", "city", person.city.clone()),
        "\nstatus: paid"
    ]
}

fn xml(person: &Person) -> Node {
    row![
        "<order><id>",
        Node::keep("ORDER_NO", "id", "1001"),
        "</id><ns:FirstName>",
        Node::secret(B, "PERSON", "FirstName", person.first.clone()),
        "</ns:FirstName><email>",
        Node::secret(A, "EMAIL", "email", person.email.clone()).within(Layer::Html),
        "</email></order>"
    ]
}

fn python(person: &Person) -> Node {
    row![
        "ValueError: {'email': '",
        Node::secret(A, "EMAIL", "email", person.email.replace('\'', "")),
        "', 'city': \"",
        Node::secret(B, "CITY", "city", person.city.clone()),
        "\", 'lat': ",
        Node::secret(B, "GEO", "lat", "48.858370"),
        ", 'ok': True, 'order_id': ",
        Node::keep("ORDER_NO", "order_id", "1001"),
        "}"
    ]
}
