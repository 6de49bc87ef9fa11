//! The events in `events/store-lifecycle`: read by this test, by `sam local invoke` and by the local stack.

use std::{collections::BTreeMap, fs, path::Path};

use crate::bench::{Bench, staying};

#[tokio::test]
async fn each_event_comes_to_what_is_expected_of_it() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../events/store-lifecycle");
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    let expected: BTreeMap<String, u64> = serde_json::from_str(&read("expected.json")).unwrap();
    for (name, status) in expected {
        let told = Bench::new().await.invoke(&read(&name)).await;
        let got = match told {
            Ok(failures) if failures == staying(&[]) => 200,
            Ok(_) => 207,
            Err(_) => 500,
        };
        assert_eq!(got, status, "{name}");
    }
}
