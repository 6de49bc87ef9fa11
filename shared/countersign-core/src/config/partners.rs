//! The partners of a stage and the fields each may see.

use super::reader::Section;
use crate::{
    Stage,
    json::{FieldPath, FieldTree},
    partner::{PartnerName, PartnerUrl},
    store::Platform,
    topic::{Class, Topic, rule},
};

/// Someone who is handed events.
#[derive(Clone, Debug)]
pub struct Partner {
    /// Its name.
    pub name: PartnerName,
    /// Where it takes events.
    pub url: PartnerUrl,
    /// The name of the secret that holds its credentials.
    pub secret: String,
    /// What it takes.
    pub subscriptions: Vec<Subscription>,
}

/// One topic that a partner takes.
#[derive(Clone, Debug)]
pub struct Subscription {
    /// The topic.
    pub topic: Topic,
    /// The allow-list, as written.
    pub paths: Vec<FieldPath>,
    /// The allow-list, as used.
    pub fields: FieldTree,
}

impl Partner {
    /// What it may see of a topic; none if it does not take it.
    pub fn fields(&self, topic: &Topic) -> Option<&FieldTree> {
        self.subscription(topic).map(|subscription| &subscription.fields)
    }

    pub(super) fn paths(&self, topic: &Topic) -> Option<&[FieldPath]> {
        self.subscription(topic).map(|subscription| subscription.paths.as_slice())
    }

    fn subscription(&self, topic: &Topic) -> Option<&Subscription> {
        self.subscriptions.iter().find(|subscription| subscription.topic == *topic)
    }
}

pub(super) fn read(section: &mut Section<'_>, stage: Stage) -> Vec<Partner> {
    let names = section.keys();
    names.into_iter().filter_map(|name| partner(section, name, stage)).collect()
}

fn partner(section: &mut Section<'_>, name: &str, stage: Stage) -> Option<Partner> {
    let parsed = PartnerName::parse(name);
    if parsed.is_none() {
        section.problem(name, "must be a name of lower-case letters, digits and dashes");
    }
    let (url, secret, subscriptions) = section.section(name, |partner| {
        (url(partner), secret(partner, stage, name), partner.section("topics", subscriptions).flatten())
    })?;
    if subscriptions.is_none() {
        section.problem(name, "takes no topic; add a table `topics`");
    }
    Some(Partner { name: parsed?, url: url?, secret: secret?, subscriptions: subscriptions? })
}

fn url(partner: &mut Section<'_>) -> Option<PartnerUrl> {
    let url = PartnerUrl::parse(partner.text("url")?);
    url.map_err(|fault| partner.problem("url", fault.to_string())).ok()
}

/// A partner's secret carries stage and name, so that a copied line cannot hand one partner's key to another.
fn secret(partner: &mut Section<'_>, stage: Stage, name: &str) -> Option<String> {
    let secret = partner.text("secret")?;
    let expected = format!("countersign/{stage}/partner/{name}");
    if secret != expected {
        partner.problem("secret", format!("must be {expected:?}"));
        return None;
    }
    Some(expected)
}

fn subscriptions(section: &mut Section<'_>) -> Option<Vec<Subscription>> {
    let names = section.keys();
    let any = !names.is_empty();
    any.then(|| names.into_iter().filter_map(|name| subscription(section, name)).collect())
}

fn subscription(section: &mut Section<'_>, name: &str) -> Option<Subscription> {
    let topic = deliverable(section, name);
    let paths: Vec<_> =
        section.texts(name)?.into_iter().filter_map(|path| field(section, name, path)).collect();
    report_overlaps(section, name, &paths);
    if paths.is_empty() {
        section.problem(name, "allows no field; name at least one");
    }
    Some(Subscription { topic: topic?, fields: FieldTree::of(&paths), paths })
}

fn deliverable(section: &mut Section<'_>, name: &str) -> Option<Topic> {
    let topic = name.split_once('/').and_then(|(platform, topic)| match platform {
        "shopify" => Topic::parse(Platform::Shopify, topic),
        "woocommerce" => Topic::parse(Platform::WooCommerce, topic),
        _ => None,
    });
    let known = topic.filter(|topic| {
        topic.to_string() == name && rule(topic).is_some_and(|rule| rule.class == Class::Deliver)
    });
    if known.is_none() {
        section.problem(
            name,
            "is not a topic that is handed on, such as \"shopify/orders/create\" or \"woocommerce/order.created\"",
        );
    }
    known
}

fn field(section: &mut Section<'_>, topic: &str, path: &str) -> Option<FieldPath> {
    let field = FieldPath::parse(path);
    if field.is_none() {
        section.problem(topic, format!("holds {path:?}, which is not a field such as \"line_items.sku\""));
    }
    field
}

/// An overlap is a mistake: whoever lists `customer.id` beside `customer` believes that only the id is seen.
fn report_overlaps(section: &mut Section<'_>, topic: &str, paths: &[FieldPath]) {
    for (at, path) in paths.iter().enumerate() {
        if paths[..at].contains(path) {
            section.problem(topic, format!("names \"{path}\" twice"));
        }
        for inner in paths.iter().filter(|inner| path.covers(inner)) {
            section.problem(
                topic,
                format!("names \"{inner}\", which \"{path}\" allows already; keep one of them"),
            );
        }
    }
}
