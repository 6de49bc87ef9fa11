//! What the platforms send.

use super::{
    Random,
    json::Json,
    layer::Layer,
    node::{Node, row},
    people::Person,
};
use crate::corpus::Tier::{A, B, E};

type Fields = Vec<(String, Node)>;

impl Random {
    pub(super) fn shopify_order(&mut self, json: Json, person: &Person) -> Node {
        let (id, shop) = (self.shopify_id(), self.shop());
        let number = self.0.u32(1001..99999).to_string();
        let mut order: Fields = vec![
            Json::number("SHOPIFY_ID", "id", &id),
            json.keep("GID", "admin_graphql_api_id", &format!("gid://shopify/Order/{id}")),
            json.secret(A, "IP", "browser_ip", &person.ip),
            json.secret(B, "TOKEN", "cart_token", &self.hex(32)),
            Json::number("SHOPIFY_ID", "checkout_id", &self.shopify_id()),
            json.secret(A, "EMAIL", "contact_email", &person.email),
            json.keep("TIMESTAMP", "created_at", &self.time()),
            json.keep("CURRENCY", "currency", person.country.currency),
            json.secret(A, "EMAIL", "email", &person.email),
            json.keep("STATUS", "financial_status", "partially_refunded"),
            json.keep("ORDER_NO", "name", &format!("#{number}")),
            Json::plain("note", json.string(self.note(person, "note"))),
            Json::number("ORDER_NO", "order_number", &number),
            Json::plain("note_attributes", self.labelled(json, person)),
            Json::plain("order_status_url", self.status_url(json, &shop)),
            Json::plain("landing_site", landing_site(json, person)),
            json.secret(A, "PHONE", "phone", &person.phone),
            json.secret(B, "TOKEN", "token", &self.hex(32)),
            json.keep("AMOUNT", "total_price", &self.amount()),
            Json::plain("test", "false"),
        ];
        for name in ["billing_address", "shipping_address"] {
            order.push(Json::plain(name, self.address(json, person)));
        }
        order.push(Json::plain("customer", self.customer(json, person)));
        order.push(Json::plain("line_items", self.line_items(json)));
        let tracking = json.object(vec![json.keep("TRACKING", "tracking_number", &self.tracking())]);
        order.push(Json::plain("fulfillments", Json::array(vec![tracking])));
        json.object(order)
    }

    pub(super) fn woo_order(&mut self, json: Json, person: &Person) -> Node {
        let id = self.0.u32(100..999_999).to_string();
        let billing = vec![
            json.secret(B, "PERSON", "first_name", &person.first),
            json.secret(B, "PERSON", "last_name", &person.last),
            json.secret(B, "ADDRESS", "address_1", &person.street),
            json.secret(B, "CITY", "city", &person.city),
            json.secret(B, "POSTCODE", "postcode", &person.postcode),
            json.keep("COUNTRY", "country", person.country.code),
            json.secret(A, "EMAIL", "email", &person.email),
            json.secret(A, "PHONE", "phone", &person.phone),
        ];
        let meta = vec![
            Json::number("WOO_ID", "id", "4711"),
            Json::plain("key", json.text("_billing_nif")),
            json.secret(A, "NATIONAL_ID", "value", &person.national),
        ];
        json.object(vec![
            Json::number("WOO_ID", "id", &id),
            json.keep("ORDER_NO", "number", &id),
            json.secret(A, "TOKEN", "order_key", &format!("wc_order_{}", self.alphanumeric(13))),
            json.keep("STATUS", "status", "processing"),
            json.keep("AMOUNT", "total", &self.amount()),
            json.secret(A, "IP", "customer_ip_address", &person.ip),
            Json::plain("customer_note", json.string(self.note(person, "customer_note"))),
            Json::plain("billing", json.object(billing)),
            json.keep("TXN_ID", "transaction_id", &format!("ch_3{}", self.alphanumeric(22))),
            Json::plain("meta_data", Json::array(vec![json.object(meta)])),
            Json::plain("line_items", self.line_items(json)),
        ])
    }

    pub(super) fn graphql(&mut self, json: Json, person: &Person) -> Node {
        let gid = format!("gid://shopify/Order/{}", self.shopify_id());
        let address = vec![
            json.secret(B, "ADDRESS", "address1", &person.street),
            json.secret(B, "CITY", "city", &person.city),
            json.secret(B, "POSTCODE", "zip", &person.postcode),
        ];
        let customer = vec![
            json.secret(B, "PERSON", "displayName", &person.full),
            json.secret(A, "PHONE", "phone", &person.phone),
        ];
        let query = row![
            "{customers(first:1,query:\"email:",
            Node::secret(A, "EMAIL", "query", person.email.clone()),
            "\"){nodes{id}}}"
        ];
        json.object(vec![
            Json::plain("query", json.string(query)),
            json.keep("GID", "id", &gid),
            Json::plain("customer", json.object(customer)),
            Json::plain("shippingAddress", json.object(address)),
            json.keep("REQUEST_ID", "requestId", &self.uuid()),
        ])
    }

    fn address(&mut self, json: Json, person: &Person) -> Node {
        json.object(vec![
            json.secret(B, "PERSON", "first_name", &person.first),
            json.secret(B, "PERSON", "last_name", &person.last),
            json.secret(B, "PERSON", "name", &person.full),
            json.secret(B, "ADDRESS", "address1", &person.street),
            Json::plain("address2", "null"),
            json.secret(B, "CITY", "city", &person.city),
            json.secret(B, "POSTCODE", "zip", &person.postcode),
            json.keep("COUNTRY", "country_code", person.country.code),
            (
                "latitude".to_owned(),
                Node::secret(B, "GEO", "latitude", format!("-{}.{}", self.0.u8(10..90), self.digits(6))),
            ),
            (
                "longitude".to_owned(),
                Node::secret(B, "GEO", "longitude", format!("{}.{}", self.0.u8(10..90), self.digits(6))),
            ),
        ])
    }

    fn customer(&mut self, json: Json, person: &Person) -> Node {
        json.object(vec![
            Json::number("SHOPIFY_ID", "id", &self.shopify_id()),
            json.secret(A, "EMAIL", "email", &person.email),
            json.secret(B, "PERSON", "first_name", &person.first),
            json.secret(B, "DOB", "birthday", &person.birth),
            Json::plain("verified_email", "true"),
            Json::plain("default_address", self.address(json, person)),
        ])
    }

    fn line_items(&mut self, json: Json) -> Node {
        let engraving =
            vec![Json::plain("name", json.text("Engraving")), json.secret(B, "PERSON", "value", "Für Zoë")];
        let item = vec![
            Json::number("SHOPIFY_ID", "id", &self.shopify_id()),
            json.keep("PRODUCT", "name", self.title()),
            json.keep("PRODUCT", "title", self.title()),
            json.keep("VENDOR", "vendor", "Hugo Boss"),
            json.keep("SKU", "sku", &format!("TEE-{}", self.digits(7))),
            json.keep("EAN", "barcode", &self.digits_in("#############")),
            Json::plain("properties", Json::array(vec![json.object(engraving)])),
        ];
        Json::array(vec![json.object(item)])
    }

    fn title(&mut self) -> &'static str {
        const TITLES: [&str; 6] = [
            "Levi's 501 Jeans",
            "Dr. Martens 1460 Boots",
            "Jack Daniel Hoodie",
            "抹茶セット",
            "USB-C Cable 2m",
            "Paris Lamp",
        ];
        TITLES[self.0.usize(0..TITLES.len())]
    }

    fn labelled(&mut self, json: Json, person: &Person) -> Node {
        let fields = vec![
            Json::plain("name", json.text("Gift message")),
            Json::plain("value", json.string(self.note(person, "value"))),
        ];
        Json::array(vec![json.object(fields)])
    }

    fn status_url(&mut self, json: Json, shop: &str) -> Node {
        let token = Node::secret(B, "TOKEN", "key", self.hex(32));
        json.string(row![format!("https://{shop}/1/orders/"), "authenticate?key=", token])
    }
}

fn landing_site(json: Json, person: &Person) -> Node {
    let email = Node::secret(E, "EMAIL", "landing_site", person.email.clone()).within(Layer::Percent);
    json.string(row!["/products/tee?utm_source=mail&email=", email])
}
