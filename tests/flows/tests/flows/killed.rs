//! Both functions die (SIGKILL) over every call that they make, and every shop works afterwards, and sends what it should,
//! without anybody having installed again; but for an installation that dies between the exchange of its code and the vault,
//! where the merchant begins again.

use std::collections::BTreeMap;

use flows::{CONNECT, Kill, Moment, REFRESH, System, play_among, until};
use serde_json::Value;

use crate::installing::install;

/// More than any of the two functions makes calls, before and after.
const MOST: usize = 120;

/// Has `trial` die at each place in turn, at a shop of its own. Gives the shops with the calls over which it died.
async fn die_everywhere(
    system: &System,
    mut trial: impl AsyncFnMut(&str, Kill) -> Option<String>,
) -> BTreeMap<String, (Kill, String)> {
    let mut shops = system.shops().iter();
    let mut died = BTreeMap::new();
    for first in Kill::firsts() {
        let mut kill = first;
        loop {
            let shop = shops.next().expect("a shop that is left");
            let Some(over) = trial(shop, kill).await else { break };
            died.insert(shop.clone(), (kill, over));
            kill = kill.next();
        }
    }
    died
}

/// Each of these calls must be among those over which a function died, before and after.
fn assert_died_over(died: &BTreeMap<String, (Kill, String)>, calls: &[&str]) {
    for call in calls {
        for moment in [Moment::Before, Moment::After] {
            let there = died.values().any(|(kill, over)| {
                let (Kill::Aws(_, when) | Kill::Shop(_, _, when)) = kill;
                *when == moment && over.contains(call)
            });
            assert!(there, "it did not die {moment:?} {call}: {died:#?}");
        }
    }
}

#[test]
fn a_renewal_killed_over_each_of_its_calls_is_completed_by_a_later_turn() {
    play_among(MOST, async |system| {
        let died = die_everywhere(system, async |shop, kill| {
            install(system, shop).await;
            system.stack().die_over(REFRESH, shop, kill, system.refresh(shop)).await.err()
        })
        .await;
        assert_died_over(
            &died,
            &[
                "UpdateItem",
                "PutSecretValue",
                "TransactWriteItems",
                "UpdateSecretVersionStage",
                "Token",
                "Api",
            ],
        );
        let shops: Vec<_> = died.keys().cloned().collect();
        system.repair(&shops).await;
        for shop in &shops {
            assert_goes_on(system, shop, &died[shop]).await;
        }
    });
}

#[test]
fn an_installation_killed_over_each_of_its_calls_is_completed_or_begun_again() {
    play_among(MOST, async |system| {
        let died = die_everywhere(system, async |shop, kill| {
            let mut browser = system.browser();
            let back = system.consent_in(&mut browser, shop).await.location().unwrap();
            let opened = browser.open(back.as_str());
            system.stack().die_over(CONNECT, shop, kill, opened).await.err()
        })
        .await;
        assert_died_over(
            &died,
            &["DeleteItem", "UpdateItem", "TransactWriteItems", "UpdateSecretVersionStage", "Token", "Api"],
        );
        // Whatever was bought and kept becomes current; the merchant of any other shop, who looks at an error, begins again.
        for shop in died.keys() {
            if !system.is_kept(shop).await {
                begin_again(system, shop).await;
            }
        }
        let shops: Vec<_> = died.keys().cloned().collect();
        system.repair(&shops).await;
        for shop in &shops {
            assert_goes_on(system, shop, &died[shop]).await;
        }
    });
}

/// The first renewal may find something to be completed; the next one exchanges.
async fn assert_goes_on(system: &System, shop: &str, died: &(Kill, String)) {
    let let_in = async || {
        let told = system.refresh(shop).await.unwrap();
        (told["outcome"] != "busy").then_some(told)
    };
    let first = until("the lease of the one that died is over", let_in).await;
    let next = if first["outcome"] == "repaired" { system.refresh(shop).await.unwrap() } else { first };
    assert_eq!(next["outcome"], "ok", "{shop} {died:?}");
    assert_eq!(system.trouble(shop).await, None, "{shop} {died:?}");
}

/// Until nobody waits any more for the one that died.
async fn begin_again(system: &System, shop: &str) {
    until("the merchant is let in", async || (system.install(shop).await.answer.status == 200).then_some(()))
        .await;
    assert_eq!(system.trouble(shop).await, None, "{shop}");
}

/// What was there before goes on working, until the code is exchanged, which makes it void. From then on it is as with a first
/// installation: what is in the vault becomes current; what is not is lost, and that is said.
#[test]
fn an_installation_of_a_connected_shop_killed_over_each_of_its_calls_is_completed_or_its_loss_is_told() {
    play_among(MOST, async |system| {
        system.expects_error("reauth_required");
        let died = die_everywhere(system, async |shop, kill| {
            install(system, shop).await;
            let mut browser = system.browser();
            let back = system.consent_in(&mut browser, shop).await.location().unwrap();
            system.stack().die_over(CONNECT, shop, kill, browser.open(back.as_str())).await.err()
        })
        .await;
        assert_died_over(
            &died,
            &[
                "DeleteItem",
                "UpdateItem",
                "PutSecretValue",
                "TransactWriteItems",
                "UpdateSecretVersionStage",
                "Token",
                "Api",
            ],
        );
        let (mut kept, mut lost) = (Vec::new(), Vec::new());
        for shop in died.keys() {
            let exchanged = system.exchanges(shop) > 1;
            // Where nothing was exchanged a kill costs nothing at all.
            assert!(exchanged || system.works(shop).await, "{shop} {died:?}");
            if system.is_kept(shop).await { kept.push(shop.clone()) } else { lost.push(shop.clone()) }
        }
        assert!(!lost.is_empty(), "no pair was lost on its way to the vault");
        system.repair(&kept).await;
        for shop in &kept {
            assert_goes_on(system, shop, &died[shop]).await;
        }
        for shop in &lost {
            assert_loss_is_told(system, shop, &died[shop]).await;
            begin_again(system, shop).await;
            assert_goes_on(system, shop, &died[shop]).await;
        }
    });
}

/// That the merchant must begin again is known before he complains.
async fn assert_loss_is_told(system: &System, shop: &str, died: &(Kill, String)) {
    system.let_a_while_pass(shop).await;
    let told = system.refresh(shop).await.unwrap();
    let known = ["reauth_required", "still_reauth_required"].map(Value::from);
    assert!(known.contains(&told["outcome"]), "{shop} {died:?} {told}");
}
