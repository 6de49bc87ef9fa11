//! `cargo demo`: the main job and the life of tokens, told in a few lines, each with its evidence. A line that is not true fails the demo.

mod journal;
mod partners;
mod proof;
mod scene;
mod screen;
mod stores;
mod woocommerce;

use std::path::Path;

use scene::Scene;
use screen::Screen;

use crate::{
    lambda::LogMark,
    stack::{StackOptions, StartError},
};

/// Tells the story on an empty system in memory. Says whether every line of it was true.
pub async fn run(binaries: &Path) -> Result<bool, StartError> {
    let mut screen = Screen::new();
    let mut options = StackOptions::in_memory(binaries);
    options.shops = stores::shops();
    let scene = Scene::start(options).await?;
    screen.opening(&scene.summary());
    screen.tell("A Shopify order is accepted", proof::accepted(&scene)).await;
    screen.tell("A forged one is refused", proof::forged(&scene)).await;
    screen.tell("A repeat is recognised", proof::repeated(&scene)).await;
    screen.tell("The same body under another webhook id, too", proof::replayed(&scene)).await;
    screen.tell("WooCommerce: three orders, one Delivery-ID", woocommerce::same_second(&scene)).await;
    screen.tell("WooCommerce's unsigned ping is answered", woocommerce::ping(&scene)).await;
    screen.tell("The order's log line, as written", proof::log_line(&scene)).await;
    screen.tell("A partner is down, then back", partners::down_and_back(&scene)).await;
    screen.tell("Three partners, one of them down", partners::one_of_three(&scene)).await;
    screen.tell("A merchant installs the app", stores::installed(&scene)).await;
    screen.tell("Its tokens are renewed", stores::renewed(&scene)).await;
    screen.tell("Renewals are killed after every step", stores::killed(&scene)).await;
    screen.tell("The journal verifies", journal::verifies(&scene, binaries)).await;
    screen.tell("One altered entry is found", journal::finds_the_altered(&scene, binaries)).await;
    let all_true = screen.closing();
    if !all_true {
        screen.last_words(&scene.stack.lambda.logs_since(LogMark::START));
    }
    scene.stop().await?;
    Ok(all_true)
}
