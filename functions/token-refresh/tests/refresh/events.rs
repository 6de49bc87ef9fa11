//! The events in `events/token-refresh`: read by this test, by `sam local invoke` and by the local stack.

use std::{collections::BTreeMap, fs, path::Path};

use crate::bench::Bench;

#[tokio::test]
async fn each_event_comes_to_what_is_expected_of_it() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../events/token-refresh");
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    let expected: BTreeMap<String, u64> = serde_json::from_str(&read("expected.json")).unwrap();
    for (name, status) in expected {
        let told = Bench::with_shops(1).await.invoke(&read(&name)).await;
        let got = if told.is_ok() { 200 } else { 500 };
        assert_eq!(got, status, "{name}");
    }
}
