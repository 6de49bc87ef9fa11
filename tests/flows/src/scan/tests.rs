//! What is planted can be told from everything else.

use std::{collections::BTreeSet, fs, path::Path};

use canary::Canaries;
use local_stack::stores::{now, secrets::Secrets, shopify::ShopifyStore, woocommerce::WooStore};

use super::*;

/// What everybody may read, and what a function or a partner is told without harm.
const PUBLIC: [&str; 6] = [
    "template.yaml",
    "config/local.toml",
    "README.md",
    "docs/SEMANTICS.md",
    "docs/ARCHITECTURE.md",
    "Cargo.lock",
];

struct Run {
    shopify: ShopifyStore,
    woocommerce: WooStore,
    secrets: Secrets,
}

impl Run {
    fn new() -> Self {
        let secrets = Secrets::fresh();
        Self {
            shopify: ShopifyStore::new("acme-flows.myshopify.com", &secrets.shopify_client_secret),
            woocommerce: WooStore::new("store-1", "https://shop.example.test", &secrets.woocommerce_master),
            secrets,
        }
    }

    /// The people of as many orders as a long flow sends.
    fn people(&self) -> Vec<String> {
        let orders = (0..100).flat_map(|_| self.shopify.order(now()).people());
        let others = (0..100).flat_map(|_| self.woocommerce.order(now()).people());
        let accounts = (0..20).flat_map(|_| self.woocommerce.customer(now()).people());
        orders.chain(others).chain(accounts).chain(self.shopify.people()).collect()
    }

    fn planted(&self) -> Vec<Planted> {
        let people = self.people().into_iter().map(person);
        people.chain(of_a_run(&self.secrets, &["store-1"])).collect()
    }
}

#[test]
fn no_two_planted_values_of_a_run_are_the_same_and_none_is_short() {
    let planted = Run::new().planted();
    // Panics for a value that is too short.
    assert_eq!(Canaries::new(planted.iter().cloned()).len(), planted.len());
    let distinct: BTreeSet<_> = planted.iter().map(|planted| &planted.value).collect();
    assert!(
        planted.len() > 2_500 && planted.len() - distinct.len() <= 2,
        "{} of {}",
        distinct.len(),
        planted.len()
    );
}

#[test]
fn two_runs_plant_nothing_in_common() {
    let secrets = || of_a_run(&Secrets::fresh(), &["store-1"]).into_iter().collect::<BTreeSet<_>>();
    assert_eq!(secrets().intersection(&secrets()).count(), 0);
}

#[test]
fn what_is_public_holds_nothing_planted() {
    let canaries = Canaries::new(Run::new().planted());
    for file in PUBLIC {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(file);
        let found = canaries.find(&fs::read(path).unwrap());
        assert!(found.is_empty(), "{file}: {found:?}");
    }
    // The same kinds of bodies, about other people.
    let other = Run::new();
    let orders = [other.shopify.order(now()).body(), other.woocommerce.order(now()).body()];
    for body in orders.into_iter().chain([other.shopify.record(now())]) {
        let found = canaries.find(&body);
        assert!(found.is_empty(), "{found:?} in {}", String::from_utf8_lossy(&body));
    }
}

#[test]
fn each_secret_is_planted_whole_and_in_pieces() {
    let secrets = Secrets::fresh();
    let planted = of_a_run(&secrets, &["store-1"]);
    let canaries = Canaries::new(planted.iter().cloned());
    let wholes = [
        &secrets.shopify_client_secret,
        &secrets.woocommerce_master,
        &secrets.journal,
        &secrets.audit,
        &secrets.oauth,
    ];
    let wholes = wholes.into_iter().chain([&secrets.aws_secret_access_key, &secrets.aws_session_token]);
    let partners = ["warehouse", "accounting", "mailer"];
    let agreed = partners.iter().flat_map(|name| [secrets.api_key(name), secrets.signing_secret(name)]);
    for secret in wholes.map(String::as_str).chain(agreed) {
        let half = &secret[secret.len() / 3..secret.len() / 3 + 24];
        for text in [secret, half] {
            assert!(!canaries.find(text.as_bytes()).is_empty(), "{text} of {secret} is not found");
        }
    }
    let names: BTreeSet<_> = planted.iter().map(|planted| planted.name.as_str()).collect();
    assert_eq!(names.len(), 5 + 2 * 3 + 1 + 2, "{names:?}");
}
