//! What is said to the merchant: what was connected, or what went wrong, and what to do. Never a code or a detail that
//! helps a stranger.

use crate::store::{Platform, ShopDomain, StoreUrl};

/// How an attempt to connect a store ended.
#[derive(Clone, Copy, Debug)]
pub enum Outcome<'a> {
    /// A Shopify shop is connected, and its tokens are safe.
    ShopConnected(&'a ShopDomain),
    /// The same, but the shop could not be asked to send what happens in it.
    ShopSilent(&'a ShopDomain),
    /// A WooCommerce store is connected, and its keys are safe.
    StoreConnected(&'a StoreUrl),
    /// The administrator of a WooCommerce store said no.
    Declined(&'a StoreUrl),
    /// The administrator said yes, and the keys are not here, or not yet.
    Unfinished(&'a StoreUrl),
    /// The shop granted less than is needed.
    ScopesMissing(&'a ShopDomain, &'a [&'a str]),
    /// It was refused, or could not be done.
    Refused {
        /// Where the visitor comes from.
        platform: Platform,
        /// The code of the refusal, as answers and logs have it. It chooses the words and is not shown.
        code: &'a str,
    },
}

/// The words of a page.
pub(super) struct Words {
    pub(super) title: String,
    pub(super) told: String,
    pub(super) next: String,
    /// An address on the merchant's own store, and what the link says.
    pub(super) link: Option<(String, String)>,
}

impl Outcome<'_> {
    pub(super) fn words(&self) -> Words {
        match self {
            Self::ShopConnected(shop) => Words {
                title: "Your store is connected".to_owned(),
                told: format!("{shop} is now connected."),
                next: "Nothing more. Orders reach your systems from now on.".to_owned(),
                link: Some((format!("https://{shop}/admin"), "Back to your Shopify admin".to_owned())),
            },
            Self::ShopSilent(shop) => words(
                "Your store is connected, but not complete",
                &format!("{shop} is connected. It could not be asked to send its orders yet."),
                "Open the app again from your Shopify admin in a few minutes. If this page comes again, tell the team that sent you here.",
            ),
            Self::StoreConnected(url) => Words {
                title: "Your store is connected".to_owned(),
                told: format!("{url} is now connected."),
                // Whether its webhooks were made is not known here; what is missing is made within a day.
                next: "Nothing more. The store is asked to send its orders; if it cannot be asked now, that is tried again each day.".to_owned(),
                link: Some((format!("{url}wp-admin/"), "Back to your store’s dashboard".to_owned())),
            },
            Self::Declined(url) => words(
                "Your store was not connected",
                &format!("The request to connect {url} was not approved. Nothing was changed."),
                "If you want to connect the store after all, open your invitation again and choose “Approve”.",
            ),
            Self::Unfinished(url) => words(
                "Your store is not connected yet",
                &format!("You approved, but {url} has not handed over its keys, or they do not work."),
                "Wait a minute and load this page again. If it still says so, open your invitation again.",
            ),
            Self::ScopesMissing(shop, missing) => Words {
                link: Some((format!("https://{shop}/admin/apps"), "Go to your apps".to_owned())),
                ..words(
                    "A permission is missing",
                    &format!(
                        "{shop} did not grant everything that is needed. Missing: {}.",
                        missing.join(", ")
                    ),
                    "Open the app again from your Shopify admin and approve all of the permissions it asks for.",
                )
            },
            Self::Refused { platform, code } => refused(*platform, code),
        }
    }
}

/// A sentence for each code that a person in a browser can meet, and one for the rest.
fn refused(platform: Platform, code: &str) -> Words {
    const NOT: &str = "Your store was not connected";
    let again = match platform {
        Platform::Shopify => "Open the app again from the Apps page of your Shopify admin.",
        Platform::WooCommerce => "Open your invitation again, from the message in which you got it.",
    };
    let ask = "If that does not help, ask whoever sent you here.";
    let (told, next) = match code {
        "invalid_request" | "invalid_shop" => {
            ("The address of this page is incomplete or was changed.", again)
        }
        "invalid_hmac" | "invalid_id_token" => {
            ("We could not make sure that this request comes from your store at Shopify.", again)
        }
        "stale_request" => ("The address of this page is too old.", again),
        "invalid_state" => (
            "This connection was not begun in this browser, was completed before, or took longer than ten minutes.",
            again,
        ),
        "invalid_link" => (
            "This invitation is no longer valid, or its address was not copied as a whole.",
            "Use the whole address from the message in which you got it, or ask for a new invitation.",
        ),
        "invalid_store_url" => (
            "The address of the store in this invitation cannot be used. It must begin with https:// and be reachable on the internet.",
            "Ask for a new invitation with the right address of your store.",
        ),
        "scope_missing" => (
            "The store did not grant everything that is needed.",
            "Open the app again and approve all of the permissions it asks for.",
        ),
        "exchange_rejected" | "exchange_malformed" => ("Shopify did not complete the connection.", again),
        _ => ("Something did not work on our side.", again),
    };
    let title = if is_passing(code) { "Please try again in a minute" } else { NOT };
    words(title, told, &format!("{next} {ask}"))
}

fn is_passing(code: &str) -> bool {
    matches!(code, "unavailable" | "retry_later" | "upstream_unavailable" | "store_unreachable")
}

fn words(title: &str, told: &str, next: &str) -> Words {
    Words { title: title.to_owned(), told: told.to_owned(), next: next.to_owned(), link: None }
}
