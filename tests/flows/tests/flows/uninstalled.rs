//! Merchants remove the app, and shops tell of it.

use flows::{System, play, taken, text, until};
use local_stack::{sites::Place, stores::now};

use crate::installing::{install, shop};

async fn status(system: &System, shop: &str) -> String {
    let row = system.connection(&format!("shopify#{shop}")).await.unwrap();
    text(&row, "status").to_owned()
}

/// The shop says that the app was removed.
async fn tell(system: &System) -> String {
    system.plant(system.shopify.people());
    let record = system.shopify.record(now());
    let delivery = system.shopify.delivery("app/uninstalled", record, now());
    taken(&system.send(&delivery).await, "accepted")
}

#[test]
fn a_shop_whose_merchant_removed_the_app_is_disconnected_until_it_is_installed_again() {
    play(async |system| {
        let shop = shop(system);
        install(system, &shop).await;
        system.stack().shopify.platform().uninstall(&shop);
        tell(system).await;
        let gone = async || (status(system, &shop).await == "disconnected").then_some(());
        until("the shop is disconnected", gone).await;
        install(system, &shop).await;
        assert_eq!(status(system, &shop).await, "connected");
    });
}

/// What is told arrives late, or is a lie of whoever has the app's secret; the shop itself knows better.
#[test]
fn a_shop_that_still_answers_stays_connected_whatever_is_told() {
    play(async |system| {
        let shop = shop(system);
        install(system, &shop).await;
        let site = system.stack().shopify.site(&shop);
        let before = site.calls(Place::Api).len();
        tell(system).await;
        let asked = async || (site.calls(Place::Api).len() > before).then_some(());
        until("the shop is asked", asked).await;
        system.rest().await;
        assert_eq!(status(system, &shop).await, "connected");
        assert!(system.works(&shop).await);
    });
}
