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
