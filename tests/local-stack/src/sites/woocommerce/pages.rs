//! What an administrator sees: the sign-in, the page that asks for keys, and the way back.

use platforms::woocommerce::Wish;
use url::{Url, form_urlencoded::parse};

use super::{
    Shared, WooSite,
    sessions::{COOKIE, nonce},
};
use crate::sites::{
    Answer,
    page::{form, found, link, page, paragraph},
    site::Asked,
};

const AUTHORIZE: &str = "/wc-auth/v1/authorize";
const GRANTED: &str = "/wc-auth/v1/access_granted";
const LOGIN: &str = "/wp-login.php";
const NONCE: &str = "wc_auth_nonce";

pub(super) async fn answer(shared: &Shared, asked: &Asked) -> Answer {
    // WordPress takes these addresses with and without a slash at the end.
    match (asked.method.as_str(), asked.path.trim_end_matches('/')) {
        ("GET", AUTHORIZE) => authorize(shared, asked),
        ("GET", GRANTED) => grant(shared, asked).await,
        ("GET", LOGIN) => login_page(200, &get(&asked.query, "redirect_to"), ""),
        ("POST", LOGIN) => login(shared, &asked.text()),
        ("GET", "") => page(200, "A shop", &paragraph("Everything is sold out.")),
        _ => page(404, "There is no page here", ""),
    }
}

fn authorize(shared: &Shared, asked: &Asked) -> Answer {
    let wish = match Wish::read(&asked.query) {
        Ok(wish) => wish,
        Err(wrong) => return error(&wrong),
    };
    let Some(session) = shared.sessions.find(asked.header("cookie")) else {
        let back = format!("{AUTHORIZE}?{}", asked.query);
        return found(&with(LOGIN, &[("redirect_to", &back)]));
    };
    if !shared.store().owner_may {
        return page(403, "Sorry, you may not do this", "");
    }
    let granted = format!("{}&{NONCE}={}", asked.query, nonce(&session));
    let asks = format!("{} would like to have {} access.", wish.app_name, wish.scope.as_str());
    let links = [link(&format!("{GRANTED}/?{granted}"), "Approve"), link(&wish.way_back(false), "Deny")];
    page(200, "An app would like to connect", &[paragraph(&asks), links.concat()].concat())
}

/// The keys are posted before the browser goes on; they are kept if the answer is 200 and nothing else.
async fn grant(shared: &Shared, asked: &Asked) -> Answer {
    let session = shared.sessions.find(asked.header("cookie"));
    if session.is_none_or(|session| get(&asked.query, NONCE) != nonce(&session)) {
        return error("Invalid nonce verification");
    }
    let wish = match Wish::read(&asked.query) {
        Ok(wish) => wish,
        Err(wrong) => return error(&wrong),
    };
    let (handed, agent) = {
        let mut store = shared.store();
        (store.approve(&wish), format!("WordPress/6.9; {}", store.home))
    };
    let answered = match Url::parse(&wish.callback_url) {
        Ok(url) => {
            let headers = [("Content-Type", "application/json;charset=UTF-8"), ("User-Agent", &*agent)];
            shared.roads.send("POST", &url, &headers, handed.body).await.ok().map(|answer| answer.status)
        }
        Err(_) => None,
    };
    if shared.store().settle(handed.key_id, answered) {
        found(&wish.way_back(true))
    } else {
        error("An error occurred in the request and at the time were unable to send the consumer data")
    }
}

fn login(shared: &Shared, sent: &str) -> Answer {
    let back = get(sent, "redirect_to");
    if get(sent, "log") != WooSite::ADMINISTRATOR || get(sent, "pwd") != shared.password {
        return login_page(200, &back, "The password you entered is incorrect.");
    }
    let session = shared.sessions.begin();
    // Within this shop only.
    let to = if back.starts_with('/') && !back.starts_with("//") { back } else { "/".to_owned() };
    found(&to).with("Set-Cookie", &format!("{COOKIE}={session}; path=/; secure; HttpOnly"))
}

fn login_page(status: u16, back: &str, wrong: &str) -> Answer {
    let fields = r#"<label>Username <input type="text" name="log" value=""></label><label>Password <input type="password" name="pwd" value=""></label>"#;
    let content = [paragraph(wrong), form(LOGIN, &[("redirect_to", back)], fields, "Log In")].concat();
    page(status, "Log In", &content)
}

fn error(wrong: &str) -> Answer {
    page(401, "Error", &paragraph(&format!("Error: {wrong}.")))
}

fn get(query: &str, name: &str) -> String {
    let found = parse(query.as_bytes()).find(|(known, _)| known == name);
    found.map(|(_, value)| value.into_owned()).unwrap_or_default()
}

fn with(path: &str, pairs: &[(&str, &str)]) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    format!("{path}?{query}")
}
