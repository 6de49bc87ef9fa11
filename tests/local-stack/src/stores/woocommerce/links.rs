use serde_json::{Value, json};

/// The `_links` WordPress adds to every resource.
pub(super) fn links(url: &str, collection: &str, id: u32) -> Value {
    let collection = format!("{url}/wp-json/wc/v3/{collection}");
    json!({
        "self": [{
            "href": format!("{collection}/{id}"),
            "targetHints": {"allow": ["GET", "POST", "PUT", "PATCH", "DELETE"]},
        }],
        "collection": [{"href": collection}],
    })
}
