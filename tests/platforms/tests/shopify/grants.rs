use platforms::shopify::{Denied, Exchange, Offer, Platform, Refusal, Reply};

use crate::{CALLBACK, DAY, MINUTE, NOW, SHOP, bought, granted, installed, is_refused, platform, refreshed};

fn asked<'a>(secret: &'a str, offer: Offer<'a>) -> Exchange<'a> {
    Exchange { client_id: "test-id", client_secret: secret, offer, expiring: true }
}

/// An access token that never ends.
fn lasting(platform: &mut Platform) -> String {
    let code = platform.approve(SHOP);
    granted(&platform.exchange(SHOP, Offer::Code { code: &code, redirect_uri: None }, false, NOW)).access
}

#[test]
fn a_code_is_good_once() {
    let mut platform = platform();
    let code = platform.approve(SHOP);
    let offer = Offer::Code { code: &code, redirect_uri: None };
    bought(&mut platform, offer, NOW);
    is_refused(&mut platform, offer, NOW, Refusal::SpentCode);
}

#[test]
fn a_code_is_another_apps_and_another_addresss_not() {
    let mut platform = platform();
    let code = platform.approve(SHOP);
    let other = Offer::Code { code: &code, redirect_uri: Some("https://evil.test/") };
    is_refused(&mut platform, other, NOW, Refusal::SpentCode);
    let code = platform.approve(SHOP);
    let offer = Offer::Code { code: &code, redirect_uri: None };
    let stranger = Exchange { client_id: "test-other", ..asked("test-secret-1", offer) };
    assert_eq!(platform.token(SHOP, &stranger, NOW), Reply::Refused(Refusal::InvalidClient));
    platform.open("two.myshopify.com").installed = true;
    let elsewhere = platform.token("two.myshopify.com", &asked("test-secret-1", offer), NOW);
    assert_eq!(elsewhere, Reply::Refused(Refusal::SpentCode));
    assert!(
        platform.token(SHOP, &asked("test-secret-1", offer), NOW).granted().is_some(),
        "not used up by them"
    );
}

#[test]
fn a_wrong_secret_is_an_invalid_client_and_an_unknown_shop_is_none() {
    let (mut platform, pair) = installed();
    let offer = Offer::Refresh(&pair.refresh);
    let reply = platform.token(SHOP, &asked("test-wrong", offer), NOW);
    assert_eq!((reply.status(), reply.body()), (401, r#"{"error":"invalid_client"}"#.to_owned()));
    assert_eq!(platform.token("no.myshopify.com", &asked("test-secret-1", offer), NOW).status(), 404);
}

#[test]
fn tokens_end_only_when_that_was_asked_for() {
    let mut platform = platform();
    let token = lasting(&mut platform);
    assert!(platform.works(SHOP, &token, NOW + 400 * DAY));
    platform.refuses_lasting = true;
    assert_eq!(platform.admit(SHOP, &token, NOW), Err(Denied::Lasting));
    assert_eq!(Denied::Lasting.status(), 403);
}

#[test]
fn a_migration_is_one_way_and_may_be_repeated_for_a_week() {
    let mut platform = platform();
    let token = lasting(&mut platform);
    let first = bought(&mut platform, Offer::Lasting(&token), NOW);
    assert!(!platform.works(SHOP, &token, NOW));
    let again = bought(&mut platform, Offer::Lasting(&token), NOW + DAY);
    assert_eq!((&first.access, &first.refresh), (&again.access, &again.refresh));
    assert!(platform.works(SHOP, &first.access, NOW + DAY), "the access token got more time");
    is_refused(&mut platform, Offer::Lasting(&token), NOW + 7 * DAY, Refusal::InvalidSubject);
    refreshed(&mut platform, &first.refresh, NOW + DAY);
    is_refused(&mut platform, Offer::Lasting(&token), NOW + DAY, Refusal::InvalidSubject);
}

#[test]
fn an_id_token_is_good_for_a_minute_one_app_and_one_shop() {
    let mut platform = platform();
    platform.install(SHOP, "write_orders");
    platform.install("two.myshopify.com", "write_orders");
    let token = platform.id_token(SHOP, NOW);
    let offer = Offer::IdToken(&token);
    bought(&mut platform, offer, NOW + MINUTE - 1000);
    is_refused(&mut platform, offer, NOW + MINUTE, Refusal::InvalidSubject);
    assert_eq!(
        platform.exchange("two.myshopify.com", offer, true, NOW),
        Reply::Refused(Refusal::InvalidSubject)
    );
    let altered = token.replacen('.', ".e30", 1);
    is_refused(&mut platform, Offer::IdToken(&altered), NOW, Refusal::InvalidSubject);
    "test-other".clone_into(&mut platform.app.id);
    is_refused(&mut platform, offer, NOW, Refusal::InvalidSubject);
}

#[test]
fn client_credentials_are_for_shops_of_the_own_organisation() {
    let mut platform = platform();
    platform.install(SHOP, "write_orders");
    is_refused(&mut platform, Offer::Credentials, NOW, Refusal::ShopNotPermitted);
    platform.open(SHOP).own_organisation = true;
    let grant = granted(&platform.exchange(SHOP, Offer::Credentials, true, NOW));
    assert_eq!((grant.expires_in, grant.refresh), (Some(86_399), None));
    assert!(platform.works(SHOP, &grant.access, NOW + 86_398_000));
    assert!(!platform.works(SHOP, &grant.access, NOW + 86_399_000));
}

#[test]
fn a_secret_is_replaced_without_a_gap_and_takes_its_tokens_along() {
    let mut platform = platform();
    let code = platform.approve(SHOP);
    let by_code = asked("test-secret-1", Offer::Code { code: &code, redirect_uri: None });
    let old = granted(&platform.token(SHOP, &by_code, NOW));
    platform.app.add_secret("test-secret-2");
    assert_eq!(platform.app.signing_secret(), "test-secret-1", "the oldest signs");
    let refresh = old.refresh.unwrap().0;
    let new = granted(&platform.token(SHOP, &asked("test-secret-2", Offer::Refresh(&refresh)), NOW));
    platform.revoke_secret("test-secret-1");
    assert_eq!(platform.app.signing_secret(), "test-secret-2");
    assert!(!platform.works(SHOP, &old.access, NOW) && platform.works(SHOP, &new.access, NOW));
    let reply = platform.token(SHOP, &asked("test-secret-1", Offer::Credentials), NOW);
    assert_eq!(reply, Reply::Refused(Refusal::InvalidClient));
}

#[test]
fn nothing_is_made_twice_and_everything_is_listed() {
    let (mut platform, pair) = installed();
    let (token, planted) = (platform.id_token(SHOP, NOW), platform.planted());
    for secret in [&pair.access, &pair.refresh, &token] {
        assert!(planted.contains(secret) && secret.len() > 10, "{secret}");
    }
    let mut other =
        Platform::new(platforms::shopify::App::new("test-id", "test-secret-1", &[CALLBACK]), "other");
    other.approve(SHOP);
    assert!(other.planted().iter().all(|text| !planted.contains(text)));
}
