//! Pages for people and for scripts: plain HTML.

use crate::https::Answer;

/// A page with a title and what stands below it.
pub(super) fn page(status: u16, title: &str, content: &str) -> Answer {
    let title = escaped(title);
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title></head>\
         <body><main><h1>{title}</h1>{content}</main></body></html>"
    );
    Answer::text(status, "text/html; charset=utf-8", html)
}

/// A form with hidden values, and a button.
pub(super) fn form(action: &str, hidden: &[(&str, &str)], visible: &str, button: &str) -> String {
    let inputs: String = hidden
        .iter()
        .map(|(name, value)| format!("<input type=\"hidden\" name=\"{name}\" value=\"{}\">", escaped(value)))
        .collect::<Vec<_>>()
        .concat();
    let action = escaped(action);
    format!("<form method=\"post\" action=\"{action}\">{inputs}{visible}<button>{button}</button></form>")
}

pub(super) fn paragraph(text: &str) -> String {
    format!("<p>{}</p>", escaped(text))
}

pub(super) fn link(to: &str, text: &str) -> String {
    format!("<p><a href=\"{}\">{}</a></p>", escaped(to), escaped(text))
}

/// A redirect of a browser.
pub(super) fn found(location: &str) -> Answer {
    Answer::status(302).with("Location", location).with("Cache-Control", "no-store")
}

pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

pub(super) fn unescaped(text: &str) -> String {
    text.replace("&quot;", "\"").replace("&gt;", ">").replace("&lt;", "<").replace("&amp;", "&")
}
