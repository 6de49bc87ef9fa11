//! The cookie that ties an installation to one browser.

use super::Nonce;

/// `__Host-`: browsers take it only over TLS, for this host alone and all of its paths, so that no neighbouring host can
/// plant one. Every installation has a cookie of its own, so that two tabs do not undo each other's.
const PREFIX: &str = "__Host-countersign-";
/// As long as the state lives.
const LIFE_S: u64 = super::state::LIVES.as_secs();

/// The value of `Set-Cookie` at the start of an installation.
///
/// `Lax`, because the way back leads here from the store's own pages by a link; a stricter cookie would stay behind.
pub(super) fn set(state: &Nonce, browser: &Nonce) -> String {
    format!("{}={}; Path=/; Max-Age={LIFE_S}; Secure; HttpOnly; SameSite=Lax", name(state), browser.expose())
}

/// The value of `Set-Cookie` at its end.
pub(super) fn forget(state: &Nonce) -> String {
    format!("{}=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax", name(state))
}

/// What the browser was given with this state. None if it brings nothing, something malformed, or two of the name:
/// one of those was not set by us.
pub(super) fn find<'c>(cookies: impl IntoIterator<Item = &'c str>, state: &Nonce) -> Option<Nonce> {
    let name = name(state);
    let pairs = cookies.into_iter().flat_map(|line| line.split(';'));
    let mut ours = pairs
        .filter_map(|pair| pair.trim_matches([' ', '\t']).strip_prefix(name.as_str())?.strip_prefix('='));
    let first = ours.next()?;
    if ours.next().is_some() { None } else { Nonce::parse(first) }
}

/// A piece of the state makes the name; whoever sees it holds the whole state.
fn name(state: &Nonce) -> String {
    format!("{PREFIX}{}", &state.expose()[..8])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nonce(digit: char) -> Nonce {
        Nonce::parse(&digit.to_string().repeat(64)).unwrap()
    }

    fn found(cookies: &[&str]) -> bool {
        find(cookies.iter().copied(), &nonce('a')).is_some_and(|browser| browser == nonce('b'))
    }

    #[test]
    fn the_cookie_is_for_this_host_over_tls_and_not_for_scripts() {
        let set = set(&nonce('a'), &nonce('b'));
        let expected = format!(
            "__Host-countersign-aaaaaaaa={}; Path=/; Max-Age=600; Secure; HttpOnly; SameSite=Lax",
            "b".repeat(64)
        );
        assert_eq!(set, expected);
        assert!(!set.contains("Domain") && !set.contains(&"a".repeat(9)));
        assert!(forget(&nonce('a')).starts_with("__Host-countersign-aaaaaaaa=; Path=/; Max-Age=0; Secure"));
    }

    #[test]
    fn oa_009_011_one_cookie_of_the_name_or_none() {
        let (right, other) = (format!("__Host-countersign-aaaaaaaa={}", "b".repeat(64)), "c".repeat(64));
        let twin = format!("__Host-countersign-aaaaaaaa={other}");
        assert!(found(&[&right]));
        assert!(found(&["theme=dark", &right, &format!("__Host-countersign-bbbbbbbb={other}")]));
        assert!(found(&[&format!("theme=dark; {right}")]));
        for cookies in [
            &[][..],
            &["theme=dark"],
            &[&right, &twin],
            &[&right, &right],
            &[&format!("{right}; {right}")],
            &[&format!("{right}; __Host-countersign-aaaaaaaa=")],
            &[&right.replace("__Host-", "")],
            &[&right.replace('=', "")],
            &[&format!("x{right}")],
            &[&format!("{right}0")],
        ] {
            assert!(!found(cookies), "{cookies:?}");
        }
    }
}
