//! A merchant's browser, as far as forms, redirects and cookies go.

use std::collections::BTreeMap;

use url::{Url, form_urlencoded::Serializer};

use super::{Astray, Roads, page::unescaped};
use crate::https::Answer;

/// More than any way here is long.
const MOST_STEPS: usize = 20;

/// A browser with its cookies, which are kept for each host.
pub struct Browser {
    roads: Roads,
    cookies: BTreeMap<String, BTreeMap<String, String>>,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Page {
    /// Where it came from.
    pub url: Url,
    /// Status, headers and body.
    pub answer: Answer,
}

/// A form of a page, with the values that it holds.
#[derive(Clone, Debug)]
pub struct Form {
    /// Where it goes.
    pub action: Url,
    /// Names and values, in their order.
    pub fields: Vec<(String, String)>,
}

impl Browser {
    /// A new one, without cookies.
    pub fn new(roads: &Roads) -> Self {
        Self { roads: roads.clone(), cookies: BTreeMap::new() }
    }

    /// Opens an address. Panics if it is none: that is a mistake in a test.
    pub async fn open(&mut self, url: &str) -> Result<Page, Astray> {
        self.go("GET", parsed(url), &[], String::new()).await
    }

    /// Sends a form.
    pub async fn submit(&mut self, form: &Form) -> Result<Page, Astray> {
        let body = Serializer::new(String::new()).extend_pairs(&form.fields).finish();
        let kind = [("Content-Type", "application/x-www-form-urlencoded")];
        self.go("POST", form.action.clone(), &kind, body).await
    }

    /// Goes where a page redirects to; stays if it does not.
    pub async fn follow(&mut self, page: Page) -> Result<Page, Astray> {
        match page.location() {
            Some(location) => self.go("GET", location, &[], String::new()).await,
            None => Ok(page),
        }
    }

    /// Goes wherever a page leads, as people do: follows redirects, and sends each form that it comes to, with the values
    /// that it holds.
    pub async fn go_on(&mut self, page: Page) -> Result<Page, Astray> {
        let mut page = page;
        for _ in 0..MOST_STEPS {
            page = match (page.location(), page.form()) {
                (Some(_), _) => self.follow(page).await?,
                (None, Some(form)) => self.submit(&form).await?,
                (None, None) => break,
            };
        }
        Ok(page)
    }

    /// The cookies that it would send to a host.
    pub fn cookies(&self, host: &str) -> Vec<(String, String)> {
        self.cookies.get(host).map(|jar| jar.clone().into_iter().collect()).unwrap_or_default()
    }

    async fn go(
        &mut self,
        method: &str,
        url: Url,
        headers: &[(&str, &str)],
        body: String,
    ) -> Result<Page, Astray> {
        let host = url.host_str().unwrap_or_default().to_owned();
        let pairs = self.cookies(&host).into_iter().map(|(name, value)| format!("{name}={value}"));
        let cookies = pairs.collect::<Vec<_>>().join("; ");
        let mut headers = headers.to_vec();
        if !cookies.is_empty() {
            headers.push(("Cookie", &cookies));
        }
        let answer = self.roads.send(method, &url, &headers, body).await?;
        self.keep(&host, &answer);
        Ok(Page { url, answer })
    }

    fn keep(&mut self, host: &str, answer: &Answer) {
        let jar = self.cookies.entry(host.to_owned()).or_default();
        let lines = answer.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"));
        for (_, line) in lines {
            let (pair, rest) = line.split_once(';').unwrap_or((line, ""));
            let Some((name, value)) = pair.split_once('=') else { continue };
            if rest.to_ascii_lowercase().contains("max-age=0") {
                jar.remove(name);
            } else {
                jar.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

impl Page {
    /// Where it redirects to.
    pub fn location(&self) -> Option<Url> {
        let redirects = (300..400).contains(&self.answer.status);
        self.answer.header("location").filter(|_| redirects).and_then(|to| self.url.join(to).ok())
    }

    /// Its first form.
    pub fn form(&self) -> Option<Form> {
        let html = self.answer.body.split_once("<form ")?.1.split("</form>").next()?;
        let action = self.url.join(&attribute(html, "action")?).ok()?;
        let inputs = html.split("<input ").skip(1);
        let fields = inputs.filter_map(|input| {
            let tag = input.split('>').next()?;
            Some((attribute(tag, "name")?, attribute(tag, "value").unwrap_or_default()))
        });
        Some(Form { action, fields: fields.collect() })
    }

    /// Where the first link with this text leads.
    pub fn link(&self, text: &str) -> Option<Url> {
        let before = self.answer.body.split(&format!("\">{text}</a>")).next()?;
        let (_, to) = before.rsplit_once("<a href=\"")?;
        self.url.join(&unescaped(to)).ok()
    }
}

impl Form {
    /// With another value, or one more.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.fields.retain(|(known, _)| known != name);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!("{name}=\""))?;
    rest.split('"').next().map(unescaped)
}

#[expect(clippy::panic, reason = "an address that is none is a mistake in a test")]
fn parsed(url: &str) -> Url {
    Url::parse(url).unwrap_or_else(|_| panic!("`{url}` is no address"))
}
