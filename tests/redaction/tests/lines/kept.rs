//! What operators need.

use super::{check, stay};

#[test]
fn our_own_identifiers_and_keys_of_objects() {
    stay(&[
        "the item with key evt_110c8b1cab209f9e436b23e6f3688193 is gone",
        "code evt_110c8b1cab209f9e436b23e6f3688193",
        "key=evt_110c8b1cab209f9e436b23e6f3688193",
        "{\"key\":\"evt_110c8b1cab209f9e436b23e6f3688193\"}",
        "key=orders/2026/11/22/evt_110c8b1cab209f9e436b23e6f3688193.json",
        "cache key 4bf92f3577b34da6a3ce929d0e0e4736",
        "key 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "state=1-5759e988-bd862e3fe1be46a994272793",
    ]);
    check(&[("api key 4bf92f3577b34da6a3ce929d0e0e4736", "api key [secret]")]);
}

#[test]
fn identifiers_in_lists() {
    stay(&[
        "{\"order_ids\":[4222222222222]}",
        "{\"ids\":[\"4222222222222\"]}",
        "order_ids=[4222222222222, 4222222222222]",
        "ids=[[4222222222222]]",
    ]);
    check(&[
        ("{\"orders\":[{\"typed\":4222222222222}]}", "{\"orders\":[{\"typed\":\"[card]\"}]}"),
        ("{\"ids\":[1],\"typed\":[4222222222222]}", "{\"ids\":[1],\"typed\":[\"[card]\"]}"),
    ]);
}

#[test]
fn a_mail_servers_status_and_the_names_of_own_machines() {
    stay(&[
        "status=sent dsn=2.0.0",
        "host.name=ip-10-0-1-23",
        "ip-172-31-0-9.ec2.internal",
        "ip-192-168-0-9",
    ]);
    check(&[
        ("dsn=https://abc@o1.ingest.example/2", "dsn=[secret]"),
        ("{\"dsn\":\"host=db password=hunter2\"}", "{\"dsn\":\"[secret]\"}"),
        ("ip-198-51-100-7.example", "ip-[ip].example"),
    ]);
}

#[test]
fn amounts_changes_times_and_versions() {
    stay(&[
        "tax: 123456.78",
        "tax 1234567.89 VAT 19.00",
        "2026-11-22 05:34:12 +0000 1764000000.123",
        "2026-11-22 05:34:12 +1030 1764000000",
        "read +1234567 bytes, delta +12345678",
        "text 1234567 bytes, call 12345678 returned, nr 12345678, cell 1234567 changed",
        "{\"version\":\"1.2.3.4\"} app_version=\"4.5.6.7\" plugin_version: 7.1.2.3",
        "php 8.2.13.1, WooCommerce 8.9.1.2 active, kernel 5.15.0.91",
        "address: 0x7ffd1234",
        "1-a35b80fe-ad40bb0ff3990eddace4461c",
    ]);
    check(&[
        ("call 0612345678 or text 2025550143", "call [phone] or text [phone]"),
        ("tel 5551234, phone +1234567", "tel [phone], phone [phone]"),
        ("nr 12 34 56 78", "nr [phone]"),
        ("from 8.9.1.2", "from [ip]"),
    ]);
}
