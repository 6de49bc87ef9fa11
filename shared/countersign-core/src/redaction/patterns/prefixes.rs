//! How the tokens of well-known makers begin.

/// How a maker's tokens begin, by first letter, and the least that must follow for them to be one.
const PREFIXES: [(&str, usize); 74] = [
    ("ABIA", 12),
    ("ACCA", 12),
    ("AGE-SECRET-KEY-1", 30),
    ("AIza", 30),
    ("AKIA", 12),
    ("AQE", 40),
    ("ASIA", 12),
    ("ATATT3", 20),
    ("ATCTT3", 20),
    ("EAA", 40),
    ("FwoGZXIvYXdz", 40),
    ("GOCSPX-", 20),
    ("IQoJb3JpZ2lu", 40),
    ("NRAK-", 20),
    ("PMAK-", 20),
    ("SG.", 30),
    ("access_token$", 20),
    ("ck_", 20),
    ("cs_", 20),
    ("dckr_", 20),
    ("doo_v1_", 30),
    ("dop_v1_", 30),
    ("dor_v1_", 30),
    ("dp.pt.", 30),
    ("dp.st.", 30),
    ("figd_", 20),
    ("gho_", 20),
    ("ghp_", 20),
    ("ghr_", 20),
    ("ghs_", 20),
    ("ghu_", 20),
    ("github_pat_", 20),
    ("glagent-", 16),
    ("glc_", 20),
    ("glcbt-", 16),
    ("gldt-", 16),
    ("glft-", 16),
    ("glimt-", 16),
    ("glpat-", 16),
    ("glptt-", 16),
    ("glrt-", 16),
    ("glsa_", 20),
    ("glsoat-", 16),
    ("hf_", 20),
    ("hvb.", 20),
    ("hvr.", 20),
    ("hvs.", 20),
    ("lin_api_", 20),
    ("npm_", 30),
    ("ntn_", 20),
    ("pk_live_", 10),
    ("pk_test_", 10),
    ("pscale_", 20),
    ("pypi-", 30),
    ("rk_live_", 10),
    ("rk_test_", 10),
    ("sk-", 20),
    ("sk_live_", 10),
    ("sk_test_", 10),
    ("sntrys_", 20),
    ("sq0atp-", 20),
    ("sq0csp-", 30),
    ("v1.0-", 30),
    ("wc_order_", 8),
    ("whpk_", 16),
    ("whsec_", 16),
    ("xapp-", 10),
    ("xoxa-", 10),
    ("xoxb-", 10),
    ("xoxe-", 10),
    ("xoxp-", 10),
    ("xoxr-", 10),
    ("xoxs-", 10),
    ("ya29.", 20),
];

/// Where the prefixes of each letter stand.
static BY_LETTER: [(usize, usize); 256] = {
    let mut table = [(0, 0); 256];
    let mut at = 0;
    while at < PREFIXES.len() {
        let letter = PREFIXES[at].0.as_bytes()[0] as usize;
        let (from, to) = table[letter];
        let from = if to == 0 { at } else { from };
        table[letter] = (from, at + 1);
        at += 1;
    }
    table
};

/// How long the beginning is that `text` has in common with a maker's tokens, and the least that must follow.
pub(super) fn of(text: &[u8]) -> Option<(usize, usize)> {
    let (from, to) = BY_LETTER[usize::from(*text.first()?)];
    let found = PREFIXES[from..to].iter().find(|(prefix, _)| text.starts_with(prefix.as_bytes()));
    found.map(|(prefix, least)| (prefix.len(), *least))
}
