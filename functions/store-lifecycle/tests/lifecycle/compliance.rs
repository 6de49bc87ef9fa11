use std::time::Duration;

use countersign_core::{lifecycle::RequestKind, testing::Trouble};

use crate::{
    bench::{Bench, now, store},
    log::{logged, told},
};

const REDACT: (&str, &str) = (
    "customers/redact",
    r#"{"shop_id":954889,"shop_domain":"test-shop.myshopify.com","customer":{"id":7,"email":"ada@example.com"},"orders_to_redact":[1]}"#,
);
const DATA: (&str, &str) = (
    "customers/data_request",
    r#"{"shop_id":954889,"shop_domain":"test-shop.myshopify.com","customer":{"id":7,"email":"ada@example.com"},"orders_requested":[1],"data_request":{"id":9}}"#,
);
const SHOP: (&str, &str) = ("shop/redact", r#"{"shop_id":954889,"shop_domain":"test-shop.myshopify.com"}"#);

#[tokio::test]
async fn each_request_is_kept_with_its_thirty_days_and_rings() {
    for (webhook, kind) in [
        (DATA, RequestKind::DataRequest),
        (REDACT, RequestKind::RedactCustomer),
        (SHOP, RequestKind::RedactShop),
    ] {
        let mut bench = Bench::new().await;
        let (stays, lines) = logged(bench.handles(webhook)).await;
        assert!(!stays);
        let [request] = &bench.ports.records.requests()[..] else { unreachable!("one request") };
        assert_eq!((request.kind, &request.store), (kind, &store()));
        assert_eq!(request.received_at, now() + Duration::from_hours(2));
        assert_eq!(request.due_at, request.received_at + Duration::from_hours(30 * 24));
        let line = format!("outcome=\"compliance_request\" code=\"{}\"", kind.as_str());
        assert!(told(&lines, "WARN", &line) && !lines.contains("ada"), "{lines}");
    }
}

#[tokio::test]
async fn a_repeat_is_one_request() {
    let mut bench = Bench::new().await;
    for _ in 0..3 {
        assert!(!bench.handles(REDACT).await);
    }
    assert_eq!(bench.ports.records.requests().len(), 1);
}

#[tokio::test]
async fn a_request_that_cannot_be_kept_stays_in_the_queue() {
    let mut bench = Bench::new().await;
    bench.ports.records.trouble = Some(Trouble::Passing);
    assert!(bench.handles(REDACT).await);
    bench.ports.records.trouble = None;
    assert!(!bench.handles(REDACT).await);
    assert_eq!(bench.ports.records.requests().len(), 1);
}
