//! A WooCommerce shop: keys over `wc-auth`, and the REST API.

use base64::{Engine, prelude::BASE64_STANDARD};
use local_stack::{
    record::Recorder,
    sites::{Answer, Behaviour, Browser, Page, Place, Roads, WooSite, WooSiteOptions},
    tls::Authority,
};
use serde_json::{Value, json};
use url::Url;

use super::{World, parameter, read, says};
use crate::client::SOON;

const HOST: &str = "shop.example.test";
const PASSWORD: &str = "test-password-of-the-administrator";

struct Shop {
    site: WooSite,
    roads: Roads,
    /// Takes keys, as our own address would.
    ours: World,
}

impl Shop {
    async fn new() -> Self {
        let ours = World::new().await;
        let (authority, roads) = (ours.authority.clone(), ours.roads.clone());
        let site = start(&authority, &roads).await;
        roads.lead(HOST, site.site().address());
        let taker = ours.shopify.site(super::SHOP);
        taker.behave(Place::Pages, Behaviour::status(200));
        roads.lead("connect.merchant.test", taker.address());
        Self { site, roads, ours }
    }

    /// The administrator signs in and comes to the page that asks for keys.
    async fn asked(&self, browser: &mut Browser, url: &str) -> Page {
        let sign_in = browser.open(url).await.unwrap();
        let sign_in = browser.follow(sign_in).await.unwrap();
        let form = sign_in.form().unwrap().with("log", "admin").with("pwd", PASSWORD);
        let signed_in = browser.submit(&form).await.unwrap();
        browser.follow(signed_in).await.unwrap()
    }

    async fn approved(&self) -> Page {
        let mut browser = Browser::new(&self.roads);
        let page = self.asked(&mut browser, &authorize("read_write")).await;
        browser.open(page.link("Approve").unwrap().as_str()).await.unwrap()
    }

    async fn rest(&self, method: &str, path: &str, body: &Value) -> Answer {
        let key = self.site.store().keys[0].clone();
        let pair = BASE64_STANDARD.encode(format!("{}:{}", key.consumer_key, key.consumer_secret));
        let url = Url::parse(&format!("https://{HOST}/wp-json/wc/v3/{path}")).unwrap();
        let basic = format!("Basic {pair}");
        let headers = [("Authorization", basic.as_str()), ("Content-Type", "application/json")];
        self.roads.send(method, &url, &headers, body.to_string()).await.unwrap()
    }
}

/// The site of our own address has another name in its certificate, so this one stands in for it.
async fn start(authority: &Authority, roads: &Roads) -> WooSite {
    let options = WooSiteOptions {
        host: HOST.to_owned(),
        password: PASSWORD.to_owned(),
        mark: "run".to_owned(),
        roads: roads.clone(),
        recorder: Recorder::default(),
    };
    WooSite::start(authority, options).await.unwrap()
}

fn authorize(scope: &str) -> String {
    format!(
        "https://{HOST}/wc-auth/v1/authorize?app_name=Countersign&scope={scope}&user_id=the-state\
         &return_url=https%3A%2F%2F{0}%2Freturn&callback_url=https%3A%2F%2F{0}%2Fkeys",
        super::SHOP
    )
}

#[tokio::test]
async fn an_administrator_signs_in_approves_and_the_keys_are_posted_before_the_browser_goes_on() {
    let shop = Shop::new().await;
    let done = shop.approved().await;
    let back = done.location().unwrap();
    assert_eq!((parameter(&back, "success"), parameter(&back, "user_id")), ("1".into(), "the-state".into()));
    let taker = shop.ours.shopify.site(super::SHOP);
    let calls = taker.wait_until(SOON, |ledger| ledger.calls.len() == 1).await.unwrap().calls;
    assert_eq!((calls[0].method.as_str(), calls[0].path.as_str()), ("POST", "/keys"));
    assert_eq!(calls[0].header("content-type"), Some("application/json;charset=UTF-8"));
    assert!(calls[0].header("user-agent").unwrap().starts_with("WordPress/"));
    let posted: Value = serde_json::from_slice(&calls[0].body).unwrap();
    let key = shop.site.store().keys[0].clone();
    assert_eq!(posted["consumer_secret"], key.consumer_secret.as_str());
    assert!([key.consumer_key, key.consumer_secret].iter().all(|one| shop.site.planted().contains(one)));
}

#[tokio::test]
async fn any_answer_but_200_deletes_the_key_and_says_so() {
    for behaviour in [Behaviour::status(201), Behaviour::status(302), Behaviour::status(500), Behaviour::Down]
    {
        let shop = Shop::new().await;
        shop.ours.shopify.site(super::SHOP).behave(Place::Pages, behaviour);
        let page = shop.approved().await;
        assert!(page.answer.status == 401 && says(&page, "unable to send the consumer data"));
        assert!(shop.site.store().keys.is_empty());
    }
}

#[tokio::test]
async fn whoever_denies_goes_back_without_keys() {
    let shop = Shop::new().await;
    let mut browser = Browser::new(&shop.roads);
    let page = shop.asked(&mut browser, &authorize("read_write")).await;
    let back = page.link("Deny").unwrap();
    assert_eq!(parameter(&back, "success"), "0");
    assert!(shop.site.store().keys.is_empty());
}

#[tokio::test]
async fn nobody_approves_without_signing_in_or_by_a_link_from_elsewhere() {
    let shop = Shop::new().await;
    let mut browser = Browser::new(&shop.roads);
    let granted = authorize("read").replace("authorize", "access_granted");
    assert_eq!(browser.open(&granted).await.unwrap().answer.status, 401);
    let page = browser.open(&authorize("read")).await.unwrap();
    let form = browser.follow(page).await.unwrap().form().unwrap();
    let wrong = browser.submit(&form.with("log", "admin").with("pwd", "guessed")).await.unwrap();
    assert!(says(&wrong, "incorrect") && browser.cookies(HOST).is_empty());
    shop.asked(&mut browser, &authorize("read")).await;
    let forged = format!("{granted}&wc_auth_nonce=0123456789");
    assert_eq!(browser.open(&forged).await.unwrap().answer.status, 401);
    assert!(shop.site.store().keys.is_empty());
}

#[tokio::test]
async fn what_is_wrong_with_a_wish_is_said_on_the_page() {
    let shop = Shop::new().await;
    let mut browser = Browser::new(&shop.roads);
    for (wrong, said) in [
        (authorize("all"), "Invalid scope all"),
        (authorize("read").replace("callback_url=https", "callback_url=http"), "needs to be over SSL"),
        (authorize("read").replace("user_id", "other"), "Missing parameter user_id"),
    ] {
        let page = browser.open(&wrong).await.unwrap();
        assert!(page.answer.status == 401 && says(&page, said), "{}", page.answer.body);
    }
}

#[tokio::test]
async fn keys_open_the_api_and_webhooks_never_show_their_secret() {
    let shop = Shop::new().await;
    shop.approved().await;
    assert_eq!(shop.rest("GET", "system_status", &Value::Null).await.status, 200);
    let hook = json!({
        "name": "Orders", "topic": "order.updated", "secret": "test-secret-of-a-webhook",
        "delivery_url": "https://connect.merchant.test/webhooks/woocommerce/door/store-1",
    });
    let made = shop.rest("POST", "webhooks", &hook).await;
    assert!(made.status == 201 && !made.body.contains("secret"), "{}", made.body);
    let id = read(&made)["id"].clone();
    assert_eq!(shop.site.store().hooks[0].secret, "test-secret-of-a-webhook");
    let listed = shop.rest("GET", "webhooks?per_page=100", &Value::Null).await;
    assert_eq!(
        (listed.header("x-wp-total"), &read(&listed)[0]["topic"]),
        (Some("1"), &json!("order.updated"))
    );
    let changed = shop.rest("PUT", &format!("webhooks/{id}"), &json!({"status": "paused"})).await;
    assert_eq!(read(&changed)["status"], "paused");
    assert_eq!(shop.rest("DELETE", &format!("webhooks/{id}"), &Value::Null).await.status, 501);
    assert_eq!(shop.rest("DELETE", &format!("webhooks/{id}?force=true"), &Value::Null).await.status, 200);
    assert_eq!(shop.rest("GET", &format!("webhooks/{id}"), &Value::Null).await.status, 404);
}

#[tokio::test]
async fn strangers_revoked_keys_and_unknown_routes_get_errors_with_codes() {
    let shop = Shop::new().await;
    shop.approved().await;
    let url = Url::parse(&format!("https://{HOST}/wp-json/wc/v3/webhooks")).unwrap();
    let stranger = shop.roads.send("GET", &url, &[], "").await.unwrap();
    assert_eq!((stranger.status, &read(&stranger)["code"]), (401, &json!("woocommerce_rest_cannot_view")));
    assert_eq!(shop.rest("GET", "unknown", &Value::Null).await.status, 404);
    assert_eq!(shop.rest("POST", "webhooks", &json!({"topic": "x"})).await.status, 400);
    shop.site.store().owner_may = false;
    assert_eq!(shop.rest("GET", "webhooks", &Value::Null).await.status, 403);
    let index = Url::parse(&format!("https://{HOST}/wp-json/")).unwrap();
    assert_eq!(shop.roads.send("GET", &index, &[], "").await.unwrap().status, 200);
}
