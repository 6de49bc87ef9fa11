//! What a merchant sees: the app is opened, and consent is given or not.

use platforms::shopify::{AuthorizeFault, Wish};
use url::form_urlencoded::parse;

use super::{
    desk::{Desk, not_found},
    now,
};
use crate::sites::{
    Answer,
    page::{form, found, link, page, paragraph},
    site::Asked,
};

const AUTHORIZE: &str = "/admin/oauth/authorize";
const INSTALL: &str = "/admin/oauth/install";

pub(super) fn answer(desk: &Desk, method: &str, path: &str, asked: &Asked) -> Answer {
    match (method, path) {
        ("GET", INSTALL) => open_app(desk, &asked.query),
        ("GET", AUTHORIZE) => ask(desk, &Wish::read(&asked.query)),
        ("POST", AUTHORIZE) => consent(desk, &Wish::read(&asked.text())),
        ("GET", "/admin") => page(200, "Your shop", &paragraph("The app's place is empty.")),
        _ => not_found(),
    }
}

/// The browser is sent to the app, which cannot know the shop but by the signature.
fn open_app(desk: &Desk, query: &str) -> Answer {
    let platform = desk.platform();
    let ours = parse(query.as_bytes()).any(|(name, value)| name == "client_id" && value == platform.app.id);
    if ours {
        found(&format!("{}?{}", desk.app_url, platform.launch(&desk.domain, now())))
    } else {
        fault(AuthorizeFault::UnknownApp)
    }
}

/// Whoever has granted all of it before is not asked again.
fn ask(desk: &Desk, wish: &Wish) -> Answer {
    let platform = desk.platform();
    if let Err(why) = platform.consider(&desk.domain, wish) {
        return fault(why);
    }
    let shop = &platform.shops[&desk.domain];
    let mut scopes = wish.scope.split(',').map(str::trim).filter(|scope| !scope.is_empty());
    let granted = shop.installed && scopes.all(|scope| shop.scopes.grant(scope));
    drop(platform);
    if granted { consent(desk, wish) } else { consent_page(desk, wish) }
}

fn consent_page(desk: &Desk, wish: &Wish) -> Answer {
    let hidden = [
        ("client_id", wish.client_id.as_str()),
        ("scope", &wish.scope),
        ("redirect_uri", &wish.redirect_uri),
        ("state", &wish.state),
    ];
    let asks = format!("This app asks {} for: {}.", desk.domain, wish.scope);
    let content =
        [paragraph(&asks), form(AUTHORIZE, &hidden, "", "Install"), link("/admin", "Cancel")].concat();
    page(200, "Install app", &content)
}

fn consent(desk: &Desk, wish: &Wish) -> Answer {
    match desk.platform().consent(&desk.domain, wish, now()) {
        Ok(location) => found(&location),
        Err(why) => fault(why),
    }
}

fn fault(why: AuthorizeFault) -> Answer {
    let status = if why == AuthorizeFault::NoShop { 404 } else { 400 };
    page(status, "This app can't be installed", &paragraph(why.message()))
}
