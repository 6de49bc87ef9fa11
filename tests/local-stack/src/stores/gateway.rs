/// Where a deployment takes webhooks, as it is pasted into a store's settings.
#[derive(Clone, Debug)]
pub struct Gateway {
    /// Scheme, host and port, without a slash at the end.
    pub url: String,
    /// The deployment's own path segment.
    pub door: String,
}

impl Gateway {
    /// The address every Shopify store sends to.
    pub fn for_shopify(&self) -> String {
        format!("{}/webhooks/shopify/{}", self.url, self.door)
    }

    /// The address the WooCommerce store of this id sends to.
    pub fn for_woocommerce(&self, store: &str) -> String {
        format!("{}/webhooks/woocommerce/{}/{store}", self.url, self.door)
    }
}
