//! Merchants, who connect their stores in a browser.

use local_stack::{
    aws::REGION,
    sites::{Answer, Browser, Page, WooSite},
    stack::PUBLIC_URL,
    stores::secrets::STAGE,
};
use tokio::process::Command;
use url::Url;

use crate::{System, scan};

/// The host of the shop that runs WooCommerce.
pub const SHOP_HOST: &str = "shop.example.test";

impl System {
    /// A new browser.
    pub fn browser(&self) -> Browser {
        self.stack().browser()
    }

    /// A merchant installs the app in `shop`, and consents; gives the last page.
    pub async fn install(&self, shop: &str) -> Page {
        self.install_in(&mut self.browser(), shop).await
    }

    /// The same in this browser.
    pub async fn install_in(&self, browser: &mut Browser, shop: &str) -> Page {
        let consented = self.consent_in(browser, shop).await;
        let last = browser.follow(consented).await.unwrap();
        self.plant_cookies(browser);
        last
    }

    /// A merchant opens the app within the admin of `shop`; gives what its page is answered.
    pub async fn open_embedded(&self, shop: &str) -> Answer {
        let shopify = &self.stack().shopify;
        shopify.platform().install(shop, "read_orders");
        let bearer = format!("Bearer {}", shopify.id_token(shop));
        let url = format!("{PUBLIC_URL}/oauth/shopify/token");
        self.call("POST", &url, &[("Authorization", &bearer)]).await
    }

    /// A merchant begins to install the app and consents; gives what sends the browser back to us.
    pub async fn consent_in(&self, browser: &mut Browser, shop: &str) -> Page {
        let mut page = browser.open(&self.stack().shopify.install_url(shop)).await.unwrap();
        // To us, and to the shop's page for consent.
        for _ in 0..2 {
            page = browser.follow(page).await.unwrap();
            self.plant_cookies(browser);
        }
        match page.form() {
            Some(form) => browser.submit(&form).await.unwrap(),
            None => page,
        }
    }

    /// An operator makes the link that a merchant connects the WooCommerce shop with, as `store`.
    pub async fn invitation(&self, store: &str) -> String {
        let output = Command::new(crate::binaries().join("countersign"))
            .args(["invite-woocommerce", store, &format!("https://{SHOP_HOST}")])
            .env_clear()
            .env("STAGE", STAGE)
            .env("PUBLIC_URL", PUBLIC_URL)
            .env("OAUTH_SECRET", format!("countersign/{STAGE}/oauth"))
            .env("AWS_REGION", REGION)
            .env("AWS_ACCESS_KEY_ID", "operator")
            .env("AWS_SECRET_ACCESS_KEY", &self.secrets.aws_secret_access_key)
            .env("AWS_ENDPOINT_URL", self.stack().aws.endpoint())
            .output()
            .await
            .expect("the operator's command");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// The administrator of the WooCommerce shop follows `invitation`, signs in and approves; gives the last page.
    pub async fn hand_over(&self, invitation: &str) -> Page {
        let mut browser = self.browser();
        let mut page = browser.open(invitation).await.unwrap();
        self.plant_cookies(&browser);
        while page.location().is_some() {
            page = browser.follow(page).await.unwrap();
        }
        let password = self.stack().woocommerce(SHOP_HOST).password().to_owned();
        let form = page.form().expect("a page to sign in").with("log", WooSite::ADMINISTRATOR);
        let signed_in = browser.submit(&form.with("pwd", &password)).await.unwrap();
        let asked = browser.follow(signed_in).await.unwrap();
        let approve = asked.link("Approve").expect("a page for consent");
        let approved = browser.open(approve.as_str()).await.unwrap();
        browser.follow(approved).await.unwrap()
    }

    /// Somebody calls an address, without a browser.
    pub async fn call(&self, method: &str, url: &str, headers: &[(&str, &str)]) -> Answer {
        let url = Url::parse(url).expect("an address");
        self.stack().roads().send(method, &url, headers, "").await.unwrap()
    }

    /// What our own host has given the browser may be met nowhere but there.
    fn plant_cookies(&self, browser: &Browser) {
        let host = self.stack().front().host();
        let values = browser.cookies(host).into_iter().map(|(_, value)| value);
        self.notes.lock().planted.extend(values.flat_map(|value| scan::state(&value)));
    }
}
