//! `cargo stack`: keeps the system running and shows how to use it.
#![expect(clippy::print_stdout, reason = "a command for people")]

use std::{fs, io, path::Path};

use tokio::signal::unix::{SignalKind, signal};

use super::{data_dir, state::State};
use crate::{
    sites::{Proxy, WooSite},
    stack::{Stack, StackOptions, StartError},
    stores::{Gateway, curl, now, secrets::Secrets, shopify::ShopifyStore, woocommerce},
};

/// Runs until Ctrl-C or SIGTERM. Data is kept between runs, unless `fresh`.
pub async fn keep_running(binaries: &Path, fresh: bool) -> Result<(), StartError> {
    let data_dir = data_dir(binaries);
    if fresh {
        forget(&data_dir)?;
    }
    let options = StackOptions {
        data_dir: Some(data_dir.clone()),
        echo: Some(Box::new(|line| println!("{:>16} | {}", line.function, line.text))),
        // The data outlives the run, and `events/` are signed with these.
        secrets: Secrets::fixed(),
        ..StackOptions::in_memory(binaries)
    };
    let stack = Stack::start(options).await?;
    let published = State::of(&stack).publish(&data_dir)?;
    let proxy = stack.proxy().await?;
    welcome(&stack, &data_dir);
    stores(&stack, &proxy, &data_dir);
    println!("What the functions log:\n");
    until_told_to_stop().await?;
    println!("\nStopping; the data stays in {}.", data_dir.display());
    drop(published);
    stack.stop().await
}

fn forget(data_dir: &Path) -> io::Result<()> {
    match fs::remove_dir_all(data_dir) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

async fn until_told_to_stop() -> io::Result<()> {
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    Ok(())
}

fn welcome(stack: &Stack, data_dir: &Path) {
    let gateway = stack.gateway();
    println!("\nCountersign runs on this machine. Ctrl-C stops it.\n");
    println!("  Shopify webhooks      {}", gateway.for_shopify());
    println!("  WooCommerce webhooks  {}", gateway.for_woocommerce("store-1"));
    println!("  AWS                   {}", stack.aws.endpoint());
    for partner in stack.partners() {
        println!("  partner               {} at {}", partner.url(), partner.address());
    }
    println!("  data                  {} (`cargo stack --fresh` begins anew)", data_dir.display());
    println!("\nA Shopify order, signed; paste it into another terminal, and once more to see the repeat:\n");
    println!("{}\n", shopify_order(&gateway, &stack.secrets));
    println!("A WooCommerce order, signed:\n");
    println!("{}\n", woocommerce_order(&gateway, &stack.secrets));
    println!("A function's environment, to run it by hand:  cargo stack env webhook-intake\n");
}

/// How to connect stores, in a browser of one's own: their names lead nowhere else.
fn stores(stack: &Stack, proxy: &Proxy, data_dir: &Path) {
    for shop in stack.shopify.sites() {
        println!("Install the app in {}:  {}", shop.host(), stack.shopify.install_url(shop.host()));
    }
    for shop in stack.woocommerce_shops() {
        let (name, password) = (WooSite::ADMINISTRATOR, shop.password());
        let url = shop.url();
        println!(
            "A shop that runs WooCommerce: {url}, whose {name} signs in with {password}; its invitation:"
        );
        let operator = "cargo run --quiet --package countersign-operator --";
        println!(
            "  (eval \"$(cargo stack env oauth-callback)\" && {operator} invite-woocommerce store-1 {url})"
        );
    }
    println!("\nA browser that finds and trusts them (they forget their tokens when this ends):\n");
    println!(
        "chromium --user-data-dir={} --proxy-server=http://{} --ignore-certificate-errors-spki-list={}\n",
        data_dir.join("browser").display(),
        proxy.address(),
        stack.authority.key_digest()
    );
}

fn shopify_order(gateway: &Gateway, secrets: &Secrets) -> String {
    let shop = ShopifyStore::new("acme-demo.myshopify.com", &secrets.shopify_client_secret);
    let delivery = shop.delivery("orders/create", shop.order(now()).body(), now());
    curl(&gateway.for_shopify(), &delivery)
}

fn woocommerce_order(gateway: &Gateway, secrets: &Secrets) -> String {
    let store =
        woocommerce::WooStore::new("store-1", "https://shop.example.test", &secrets.woocommerce_master);
    let webhook = woocommerce::Webhook::new(11, "order.created");
    let delivery = store.delivery(&webhook, store.order(now()).body(), now());
    curl(&gateway.for_woocommerce(store.id()), &delivery)
}
