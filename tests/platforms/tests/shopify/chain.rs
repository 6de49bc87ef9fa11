use platforms::shopify::{Lives, Offer, Refusal, Refuses, Repeats};

use crate::{DAY, MINUTE, NOW, SHOP, bought, granted, installed, is_refused, refreshed};

#[test]
fn a_pair_lives_an_hour_and_ninety_days() {
    let (mut platform, pair) = installed();
    assert!(platform.works(SHOP, &pair.access, NOW + 60 * MINUTE - 1));
    assert!(!platform.works(SHOP, &pair.access, NOW + 60 * MINUTE));
    assert!(platform.is_alive(SHOP, &pair.refresh, NOW + 90 * DAY - 1));
    is_refused(&mut platform, Offer::Refresh(&pair.refresh), NOW + 90 * DAY, Refusal::NotActive);
    let grant = granted(&platform.exchange(SHOP, Offer::Refresh(&pair.refresh), true, NOW));
    assert_eq!(grant.expires_in, Some(3600));
    assert_eq!(grant.refresh.map(|(_, life)| life), Some(7_776_000));
}

#[test]
fn lives_can_be_shorter() {
    let (mut platform, pair) = installed();
    platform.lives = Lives { access: 10 * MINUTE, refresh: DAY };
    let grant = granted(&platform.exchange(SHOP, Offer::Refresh(&pair.refresh), true, NOW));
    assert_eq!((grant.expires_in, grant.refresh.unwrap().1), (Some(600), 86_400));
}

#[test]
fn the_old_access_token_lives_to_its_own_end() {
    let (mut platform, first) = installed();
    let second = refreshed(&mut platform, &first.refresh, NOW + MINUTE);
    for access in [&first.access, &second.access] {
        assert!(platform.works(SHOP, access, NOW + 59 * MINUTE));
    }
    assert!(!platform.works(SHOP, &first.access, NOW + 60 * MINUTE + 1));
}

#[test]
fn a_refresh_token_may_be_sent_again_until_its_replacement_is_used() {
    let (mut platform, first) = installed();
    let second = refreshed(&mut platform, &first.refresh, NOW);
    let again = refreshed(&mut platform, &first.refresh, NOW + MINUTE);
    assert_eq!(second.refresh, again.refresh);
    // To use the replacement's access token does not count.
    assert!(platform.works(SHOP, &second.access, NOW + MINUTE));
    assert!(platform.is_alive(SHOP, &first.refresh, NOW + 2 * MINUTE));
    refreshed(&mut platform, &second.refresh, NOW + 3 * MINUTE);
    is_refused(&mut platform, Offer::Refresh(&first.refresh), NOW + 4 * MINUTE, Refusal::NotActive);
    assert!(platform.is_alive(SHOP, &second.refresh, NOW + 4 * MINUTE));
}

#[test]
fn a_used_refresh_token_ends_thirty_days_after_its_first_use() {
    let (mut platform, first) = installed();
    refreshed(&mut platform, &first.refresh, NOW + DAY);
    assert!(platform.is_alive(SHOP, &first.refresh, NOW + 31 * DAY - 1));
    is_refused(&mut platform, Offer::Refresh(&first.refresh), NOW + 31 * DAY, Refusal::NotActive);
}

#[test]
fn a_repeat_gets_what_the_reading_says() {
    for (repeats, same, first_lives) in [
        (Repeats::Same, true, true),
        (Repeats::AnotherThatVoids, false, false),
        (Repeats::AnotherBeside, false, true),
    ] {
        let (mut platform, pair) = installed();
        platform.repeats = repeats;
        let second = refreshed(&mut platform, &pair.refresh, NOW);
        let again = refreshed(&mut platform, &pair.refresh, NOW);
        assert_eq!(second.refresh == again.refresh, same, "{repeats:?}");
        assert_eq!(platform.is_alive(SHOP, &second.refresh, NOW), first_lives, "{repeats:?}");
        refreshed(&mut platform, &again.refresh, NOW);
        assert_eq!(platform.is_alive(SHOP, &second.refresh, NOW), same, "a first use decides: {repeats:?}");
    }
}

#[test]
fn there_is_one_chain_for_an_app_and_a_shop() {
    let (mut platform, first) = installed();
    let code = platform.approve(SHOP);
    let second = bought(&mut platform, Offer::Code { code: &code, redirect_uri: None }, NOW);
    is_refused(&mut platform, Offer::Refresh(&first.refresh), NOW, Refusal::NotActive);
    assert!(platform.works(SHOP, &first.access, NOW), "the access token lives to its end");
    let token = platform.id_token(SHOP, NOW);
    bought(&mut platform, Offer::IdToken(&token), NOW);
    is_refused(&mut platform, Offer::Refresh(&second.refresh), NOW, Refusal::NotActive);
}

#[test]
fn removing_the_app_ends_everything_at_once() {
    let (mut platform, pair) = installed();
    let code = platform.approve(SHOP);
    platform.uninstall(SHOP);
    assert!(!platform.works(SHOP, &pair.access, NOW));
    is_refused(&mut platform, Offer::Refresh(&pair.refresh), NOW, Refusal::NotActive);
    is_refused(&mut platform, Offer::Code { code: &code, redirect_uri: None }, NOW, Refusal::SpentCode);
    let token = platform.id_token(SHOP, NOW);
    is_refused(&mut platform, Offer::IdToken(&token), NOW, Refusal::InvalidSubject);
}

#[test]
fn a_shop_in_trouble_refuses_without_an_effect() {
    for (refuses, refusal, status) in [
        (Refuses::Frozen, Refusal::Frozen, 402),
        (Refuses::Forbidden, Refusal::Forbidden, 403),
        (Refuses::Locked, Refusal::Locked, 423),
        (Refuses::App, Refusal::InvalidClient, 401),
    ] {
        let (mut platform, pair) = installed();
        platform.open(SHOP).refuses = Some(refuses);
        is_refused(&mut platform, Offer::Refresh(&pair.refresh), NOW, refusal);
        assert_eq!(refusal.status(), status);
        let admitted = platform.admit(SHOP, &pair.access, NOW);
        let denied = admitted.err().map(platforms::shopify::Denied::status);
        assert_eq!(denied, Some(status).filter(|_| refuses != Refuses::App));
        platform.open(SHOP).refuses = None;
        refreshed(&mut platform, &pair.refresh, NOW);
    }
}

#[test]
fn the_terminal_answer_is_the_documented_one() {
    let body =
        r#"{"error":"invalid_request","error_description":"This request requires an active refresh_token"}"#;
    assert_eq!((Refusal::NotActive.status(), Refusal::NotActive.body()), (401, body));
}
