//! The events in `events/oauth-callback`: read by this test, by `sam local invoke` and by the local stack.

use std::{collections::BTreeMap, fs, path::Path};

use crate::bench::Bench;

#[tokio::test]
async fn each_event_comes_to_what_is_expected_of_it() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../events/oauth-callback");
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    let expected: BTreeMap<String, u64> = serde_json::from_str(&read("expected.json")).unwrap();
    for (name, status) in expected {
        let told = Bench::new().invoke(&read(&name)).await;
        let got = told.map_or(500, |answer| answer["statusCode"].as_u64().unwrap_or(200));
        assert_eq!(got, status, "{name}");
    }
}
