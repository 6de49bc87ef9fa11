//! Lines as other systems write them: what must go and what must stay in each. The cases stand in `systems/*.txt`: a line
//! (`⏎` for a line break), then the parts that must go behind `-` and those that must stay behind `+`, with ` | ` between
//! them. A line with neither must come back as it is.

use redaction::lines::check;

fn check_all(cases: &str) {
    for case in cases.split("\n\n").map(str::trim).filter(|case| !case.is_empty()) {
        let mut rows = case.lines();
        let line = rows.next().unwrap_or_default().replace('⏎', "\n");
        let (mut gone, mut kept) = (Vec::new(), Vec::new());
        for row in rows {
            let (list, parts) = match row.split_at_checked(2) {
                Some(("- ", parts)) => (&mut gone, parts),
                Some(("+ ", parts)) => (&mut kept, parts),
                _ => unreachable!("neither `- ` nor `+ ` begins {row:?}"),
            };
            list.extend(parts.split(" | "));
        }
        if gone.is_empty() && kept.is_empty() {
            kept.push(&line);
        }
        check(&line, &gone, &kept);
    }
}

#[test]
fn web_servers() {
    check_all(include_str!("systems/web.txt"));
}

#[test]
fn languages() {
    check_all(include_str!("systems/languages.txt"));
}

#[test]
fn notations() {
    check_all(include_str!("systems/notations.txt"));
}

#[test]
fn databases_and_tools() {
    check_all(include_str!("systems/tools.txt"));
}

#[test]
fn prose() {
    check_all(include_str!("systems/prose.txt"));
}

#[test]
fn lines_without_anything_personal_stay_as_they_are() {
    check_all(include_str!("systems/clean.txt"));
}
