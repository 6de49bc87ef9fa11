//! A Shopify store: orders, refunds, its own record, and the webhooks about them, signed with the app's secret.

mod bulk;
mod compliance;
mod line;
mod order;
mod order_body;
mod refund;
mod shop;
mod store;
mod subscription;

pub use bulk::{Bulk, Texture, TooSmall};
pub use order::Order;
pub use refund::Refund;
pub use store::{ShopifyStore, new_webhook_id};
pub use subscription::{Journey, MadeBy, RETRY_STEPS, Step, Subscription};
