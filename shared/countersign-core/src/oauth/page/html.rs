//! Words in a document. The only place where markup is made.

use super::text::Words;

/// The whole page.
pub(super) fn document(words: &Words, style: &str) -> String {
    let Words { title, told, next, link } = words;
    let (title, told, next) = (escaped(title), escaped(told), escaped(next));
    let link = link.as_ref().map_or_else(String::new, |(address, label)| {
        format!("<p><a href=\"{}\" rel=\"noreferrer\">{}</a></p>\n", escaped(address), escaped(label))
    });
    format!(
        "<!doctype html>
<html lang=\"en\">
<head>
<meta charset=\"utf-8\">
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">
<title>{title} – Countersign</title>
<style>{style}</style>
</head>
<body>
<header><p>Countersign</p></header>
<main>
<h1>{title}</h1>
<p>{told}</p>
<h2>What to do now</h2>
<p>{next}</p>
{link}</main>
<footer><p>You can close this page at any time.</p></footer>
</body>
</html>
"
    )
}

/// A text that can stand anywhere between tags or in a quoted attribute.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // No page of ours has any, and some could hide what follows or turn it round.
            other if other.is_control() || ('\u{202a}'..='\u{202e}').contains(&other) => out.push('\u{fffd}'),
            other => out.push(other),
        }
    }
    out
}
