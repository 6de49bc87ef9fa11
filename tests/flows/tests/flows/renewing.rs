//! Tokens are renewed before they end.

use flows::{play, play_among, until};
use futures_util::{
    StreamExt,
    future::{join, join_all},
    stream,
};
use serde_json::Value;

use crate::installing::{install, shop};

/// Shops that are due at once.
const MANY: usize = 200;
/// Workers at once.
const AT_ONCE: usize = 20;
/// Browsers at once.
const BROWSERS: usize = 4;

fn outcome(report: &Value) -> &str {
    report["outcome"].as_str().unwrap_or_default()
}

#[test]
fn an_operator_renews_a_shop_and_its_new_pair_works() {
    play(async |system| {
        let shop = shop(system);
        install(system, &shop).await;
        let before = system.pair(&shop).await.unwrap();
        let report = system.refresh(&shop).await.unwrap();
        assert_eq!(outcome(&report), "ok", "{report}");
        let after = system.pair(&shop).await.unwrap();
        assert_ne!(before["access_token"], after["access_token"]);
        assert_eq!(after["kept_refresh_token"], before["refresh_token"]);
        assert!(system.works(&shop).await);
        assert_eq!((system.exchanges(&shop), system.generation(&shop).await), (2, 2));
    });
}

#[test]
fn twenty_turns_at_once_renew_a_due_shop_once() {
    play(async |system| {
        let shop = shop(system);
        install(system, &shop).await;
        system.make_due(&shop).await;
        let reports = join_all((0..AT_ONCE).map(|_| system.renew_due())).await;
        let renewed = reports.iter().filter_map(|report| report.as_ref().unwrap()["outcomes"]["ok"].as_u64());
        assert_eq!(renewed.sum::<u64>(), 1, "{reports:?}");
        assert_eq!((system.exchanges(&shop), system.generation(&shop).await), (2, 2));
        assert!(system.works(&shop).await);
    });
}

/// Each insists; none comes in between another's exchange and what follows.
#[test]
fn twenty_operators_at_once_leave_one_chain() {
    play(async |system| {
        let shop = shop(system);
        install(system, &shop).await;
        let reports = join_all((0..AT_ONCE).map(|_| system.refresh(&shop))).await;
        let renewed =
            reports.iter().filter(|report| outcome(report.as_ref().unwrap()) == "ok").count() as u64;
        assert!(renewed > 0, "{reports:?}");
        assert_eq!((system.exchanges(&shop), system.generation(&shop).await), (1 + renewed, 1 + renewed));
        assert!(system.works(&shop).await);
    });
}

#[test]
fn an_installation_that_races_renewals_leaves_one_chain_that_goes_on() {
    const RACES: usize = 6;
    play_among(RACES, async |system| {
        for shop in system.shops() {
            install(system, shop).await;
        }
        for shop in system.shops() {
            let renewals = join_all((0..3).map(|_| system.refresh(shop)));
            let (page, reports) = join(system.install(shop), renewals).await;
            assert_eq!(page.answer.status, 200, "{} {reports:?}", page.answer.body);
        }
        system.repair(system.shops()).await;
        for shop in system.shops() {
            let exchanges = system.exchanges(shop);
            let report = system.refresh(shop).await.unwrap();
            assert_eq!(outcome(&report), "ok", "{report}");
            assert_eq!(system.exchanges(shop), exchanges + 1);
            assert!(system.works(shop).await, "{shop}");
        }
    });
}

#[test]
fn two_hundred_due_shops_are_renewed_once_each() {
    play_among(MANY, async |system| {
        let shops = system.shops();
        let open = async |shop: &String| assert_eq!(system.open_embedded(shop).await.status, 200, "{shop}");
        stream::iter(shops).for_each_concurrent(BROWSERS, open).await;
        join_all(shops.iter().map(|shop| system.make_due(shop))).await;
        until("every shop is renewed", async || {
            system.renew_due().await.expect("a turn of the schedule");
            let generations = join_all(shops.iter().map(|shop| system.generation(shop))).await;
            generations.iter().all(|generation| *generation == 2).then_some(())
        })
        .await;
        for shop in shops {
            assert!(system.works(shop).await, "{shop}");
            assert_eq!(system.exchanges(shop), 2, "{shop}");
        }
    });
}
