//! Everybody else: partners, the stores' own sites, and the roads between all of them and us.

use std::{collections::BTreeMap, net::SocketAddr};

use platforms::shopify::App;
use uuid::Uuid;

use super::{PUBLIC_URL, StackOptions, StartError};
use crate::{
    partner::{Credentials, Partner},
    sites::{Roads, Shopify, ShopifyOptions, WooSite, WooSiteOptions},
    stores::secrets::{self, SHOPIFY_CLIENT_ID},
    tls::{Authority, Front, LocalNet},
};

/// All that is not ours, behind one throw-away authority.
pub(super) struct Neighbours {
    pub(super) authority: Authority,
    pub(super) partners: BTreeMap<String, Partner>,
    pub(super) shopify: Shopify,
    pub(super) woocommerce: BTreeMap<String, WooSite>,
    pub(super) roads: Roads,
    pub(super) net: LocalNet,
}

impl Neighbours {
    pub(super) async fn start(options: &StackOptions) -> Result<Self, StartError> {
        let authority = Authority::new()?;
        let (net, roads) = (LocalNet::new(&authority), Roads::new(&authority)?);
        // Stands in every token and key, so that whatever is found later is known to be of this run.
        let mark = Uuid::new_v4().simple().to_string();
        let shopify = Shopify::new(&authority, shopify_options(options, &mark));
        let (partners, woocommerce) = (BTreeMap::new(), BTreeMap::new());
        let mut neighbours = Self { authority, partners, shopify, woocommerce, roads, net };
        neighbours.start_partners(options).await?;
        for domain in &options.shops {
            let address = neighbours.shopify.open(domain).await?.address();
            neighbours.lead(domain, address);
        }
        for host in &options.woocommerce_shops {
            neighbours.start_woocommerce(options, host, &mark).await?;
        }
        Ok(neighbours)
    }

    /// The name in front of API Gateway.
    pub(super) async fn front(&self, api: SocketAddr) -> Result<Front, StartError> {
        let front = Front::start(&self.authority, PUBLIC_URL.trim_start_matches("https://"), api).await?;
        self.roads.lead(front.host(), front.address());
        Ok(front)
    }

    async fn start_partners(&mut self, options: &StackOptions) -> Result<(), StartError> {
        for name in secrets::PARTNERS {
            let (key, secret) = (options.secrets.api_key(name), options.secrets.signing_secret(name));
            let credentials = Credentials::new(key, secret)?;
            let partner = Partner::start(&self.authority, name, credentials).await?;
            partner.record(options.recorder.clone());
            self.lead(&partner.host(), partner.address());
            self.partners.insert(name.to_owned(), partner);
        }
        Ok(())
    }

    async fn start_woocommerce(
        &mut self,
        options: &StackOptions,
        host: &str,
        mark: &str,
    ) -> Result<(), StartError> {
        let options = WooSiteOptions {
            host: host.to_owned(),
            password: format!("test-password-{mark}"),
            mark: format!("{mark}-{host}"),
            roads: self.roads.clone(),
            recorder: options.recorder.clone(),
        };
        let shop = WooSite::start(&self.authority, options).await?;
        self.lead(host, shop.site().address());
        self.woocommerce.insert(host.to_owned(), shop);
        Ok(())
    }

    fn lead(&mut self, host: &str, address: SocketAddr) {
        self.roads.lead(host, address);
        self.net = self.net.clone().with_host(host, address);
    }
}

fn shopify_options(options: &StackOptions, mark: &str) -> ShopifyOptions {
    let callback = format!("{PUBLIC_URL}/oauth/shopify/callback");
    ShopifyOptions {
        app: App::new(SHOPIFY_CLIENT_ID, &options.secrets.shopify_client_secret, &[&callback]),
        app_url: format!("{PUBLIC_URL}/oauth/shopify/install"),
        mark: mark.to_owned(),
        recorder: options.recorder.clone(),
    }
}
