//! What a renewal costs, in time and in calls of AWS: `cargo bench -p flows --bench renewals`.
//!
//! Two hundred shops are due at once, and one instance of the real `token-refresh` is invoked as its schedule does it, on a
//! local stack in memory. It begins no more renewals per second than Secrets Manager's quotas allow, so beside it the same
//! code renews the same shops, in this process: one after another, and as many at once as there, but not paced. Each begins
//! with warm connections to AWS and none to a shop, as after fifty minutes.
//!
//! The figures of time are for people, who know what else their machine does. What is checked is a count.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark for people, which reads the clock and fails by panicking"
)]

#[path = "renewals/calls.rs"]
mod calls;
#[path = "renewals/neighbour.rs"]
mod neighbour;
#[path = "renewals/processor.rs"]
mod processor;

use std::time::{Duration, Instant};

use flows::{REFRESH, System, measure_among};
use futures_util::{StreamExt, stream};
use local_stack::sites::{Behaviour, Place};

use crate::{calls::Spent, neighbour::Neighbour};

/// Shops that are due at once.
const MANY: usize = 200;
/// So many of them are renewed one after another, which takes its time.
const ONE_BY_ONE: usize = 50;
/// Each takes its turn so often, and the median counts: a machine that others use is never twice the same.
const ROUNDS: usize = 3;
/// Browsers, or clients of AWS, at once.
const AT_ONCE: usize = 4;
/// How long each of Shopify's answers takes, on top of what it takes here: to renew needs two of them.
const LATENCIES: [Duration; 2] = [Duration::ZERO, Duration::from_millis(150)];

fn main() {
    measure_among(MANY, async |system| {
        let shops = system.shops();
        let open = async |shop: &String| assert_eq!(system.open_embedded(shop).await.status, 200, "{shop}");
        stream::iter(shops).for_each_concurrent(AT_ONCE, open).await;
        let build = if cfg!(debug_assertions) { "unoptimised" } else { "optimised" };
        println!("{MANY} shops due at once, {build} build, medians of {ROUNDS} rounds");
        for latency in LATENCIES {
            answer_after(system, latency);
            println!("\nShopify answers after {} ms", latency.as_millis());
            compare(system).await;
        }
    });
}

fn answer_after(system: &System, latency: Duration) {
    let behaviour = if latency.is_zero() { Behaviour::Up } else { Behaviour::Delay(latency) };
    for (shop, place) in system.shops().iter().flat_map(|shop| [(shop, Place::Token), (shop, Place::Api)]) {
        system.stack().shopify.site(shop).behave(place, behaviour.clone());
    }
}

async fn compare(system: &System) {
    let mut spent = Spent::default();
    let (mut instance, mut processor) = (Vec::new(), Vec::new());
    let (mut one_by_one, mut not_paced) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let (rate, used) = by_instance(system, &mut spent).await;
        instance.push(rate);
        processor.push(used);
        one_by_one.push(one_after_another(system).await);
        not_paced.push(all_at_once(system).await);
    }
    println!("  {:<40} {:8.1} refreshes/s", "one instance of token-refresh", median(instance.clone()));
    println!("  {:<40} {:8.1} ms of processor time per refresh", "", median(processor));
    for (name, rates) in [("one after another", one_by_one), ("as many at once, but not paced", not_paced)] {
        let ratios = instance.iter().zip(&rates).map(|(instance, rate)| instance / rate).collect();
        let (rate, ratio) = (median(rates), median(ratios));
        println!("  {name:<40} {rate:8.1} refreshes/s; the instance does {ratio:.2} times as many");
    }
    spent.show();
    spent.check();
}

/// Refreshes per second of one turn of the schedule, and milliseconds of processor time for each.
async fn by_instance(system: &System, spent: &mut Spent) -> (f64, f64) {
    // A new process, which has no connection to a shop; its first turn finds nothing to do.
    system.stack().lambda.retire(REFRESH).await;
    system.renew_due().await.unwrap();
    make_due(system, MANY).await;
    let (mark, before, begun) = (system.mark(), processor::used_by(REFRESH), Instant::now());
    let report = system.renew_due().await.unwrap();
    let (took, used) = (begun.elapsed(), processor::used_by(REFRESH).saturating_sub(before));
    assert_eq!(report["outcomes"]["ok"], MANY, "{report}");
    spent.add(&system.calls(mark, REFRESH), MANY);
    (rate(MANY, took), 1000.0 / rate(MANY, used))
}

async fn one_after_another(system: &System) -> f64 {
    let neighbour = Neighbour::new(system).await;
    make_due(system, ONE_BY_ONE).await;
    let begun = Instant::now();
    for shop in &system.shops()[..ONE_BY_ONE] {
        neighbour.renew(shop).await;
    }
    rate(ONE_BY_ONE, begun.elapsed())
}

async fn all_at_once(system: &System) -> f64 {
    let neighbour = Neighbour::new(system).await;
    make_due(system, MANY).await;
    let begun = Instant::now();
    assert_eq!(neighbour.renew_all().await, MANY);
    rate(MANY, begun.elapsed())
}

async fn make_due(system: &System, shops: usize) {
    let due = async |shop: &String| system.make_due(shop).await;
    stream::iter(&system.shops()[..shops]).for_each_concurrent(AT_ONCE, due).await;
}

fn rate(shops: usize, took: Duration) -> f64 {
    f64::from(u32::try_from(shops).unwrap()) / took.as_secs_f64()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
