use super::*;
use crate::store::Platform;

const GOOD: &str = r#"
memory_days = 90

[delivery]
waits_s = [5, 60]
longest_queue_wait_s = 900
deadline_s = 10

[partners.warehouse]
url = "https://warehouse.partner.test/hooks"
secret = "countersign/dev/partner/warehouse"
topics."shopify/orders/create" = ["id", "line_items.sku"]

[partners.mailer]
url = "https://mailer.partner.test/hooks"
secret = "countersign/dev/partner/mailer"
topics."shopify/orders/create" = ["id", "email"]
topics."woocommerce/order.created" = ["id"]
"#;

fn problems(text: &str) -> Vec<String> {
    let problems = Config::parse(Stage::Dev, "config/dev.toml", text).expect_err("a problem");
    problems.to_string().lines().map(str::to_owned).collect()
}

#[test]
fn a_good_file_gives_the_union_of_what_its_partners_may_see() {
    let config = Config::parse(Stage::Dev, "config/dev.toml", GOOD).unwrap();
    let topic = Topic::parse(Platform::Shopify, "orders/create").unwrap();
    assert_eq!(config.subscribers(&topic).count(), 2);
    let kept = config.kept_fields(&topic, Class::Deliver);
    let body = r#"{"id":1,"email":"a@b.test","line_items":[{"sku":"A","title":"B"}],"note":"x"}"#;
    assert_eq!(
        crate::json::project(body, &kept).unwrap(),
        r#"{"id":1,"email":"a@b.test","line_items":[{"sku":"A"}]}"#
    );
    let nobody = Topic::parse(Platform::Shopify, "orders/updated").unwrap();
    assert!(config.kept_fields(&nobody, Class::Deliver).is_empty());
}

#[test]
fn a_change_of_policy_changes_its_version() {
    let version = |text: &str| Config::parse(Stage::Dev, "f", text).unwrap().version;
    assert_ne!(version(GOOD), version(&GOOD.replace("days = 90", "days = 91")));
}

#[test]
fn all_problems_are_told_together_with_file_key_and_sentence() {
    let bad = GOOD
        .replace("memory_days = 90", "memory_days = 5\nmemory = 1")
        .replace("deadline_s = 10", "deadline = 10")
        .replace("https://warehouse", "http://warehouse")
        .replace("dev/partner/mailer", "prod/partner/mailer")
        .replace("\"line_items.sku\"", "\"line_items.sku\", \"line_items\", \"a..b\"")
        .replace("woocommerce/order.created", "woocommerce/order.teleported");
    let told = problems(&bad);
    let expected = [
        "config/dev.toml: `memory_days` must be a whole number from 7 to 3650",
        "config/dev.toml: `delivery.deadline_s` is missing",
        "config/dev.toml: `delivery.deadline` is not a setting; remove it or correct its name",
        "config/dev.toml: `partners.mailer.secret` must be \"countersign/dev/partner/mailer\"",
        "config/dev.toml: `partners.warehouse.url` must begin with https://",
        "config/dev.toml: `memory` is not a setting; remove it or correct its name",
    ];
    for line in expected {
        assert!(told.iter().any(|one| one == line), "{line}\nnot in\n{}", told.join("\n"));
    }
    assert!(told.iter().any(|line| line.contains("order.teleported") && line.contains("not a topic")));
    assert!(told.iter().any(|line| line.contains("\"a..b\"")));
    assert!(told.iter().any(|line| line.contains("keep one of them")));
    assert_eq!(told.len(), 9, "{}", told.join("\n"));
}

#[test]
fn topics_that_nobody_may_be_handed_are_refused() {
    for topic in
        ["shopify/customers/redact", "shopify/app/uninstalled", "shopify/ORDERS_CREATE", "orders/create"]
    {
        let told = problems(&GOOD.replace("shopify/orders/create", topic));
        assert!(told.iter().all(|line| line.contains("is not a topic that is handed on")), "{told:?}");
    }
}

#[test]
fn what_is_not_toml_names_the_line() {
    let told = problems("memory_days = 90\n[delivery\n");
    assert!(told[0].starts_with("config/dev.toml: `line 2` is not TOML"), "{told:?}");
}
