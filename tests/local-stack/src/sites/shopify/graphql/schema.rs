//! The types that are played, with the fields that are played of them. An empty type is a scalar.

type Fields = &'static [(&'static str, &'static str)];

const TYPES: &[(&str, Fields)] = &[
    (
        "QueryRoot",
        &[
            ("currentAppInstallation", "AppInstallation"),
            ("publicApiVersions", "ApiVersion"),
            ("shop", "Shop"),
            ("webhookSubscription", "WebhookSubscription"),
            ("webhookSubscriptions", "WebhookSubscriptionConnection"),
        ],
    ),
    (
        "Mutation",
        &[
            ("webhookSubscriptionCreate", "WebhookSubscriptionCreatePayload"),
            ("webhookSubscriptionDelete", "WebhookSubscriptionDeletePayload"),
        ],
    ),
    (
        "Shop",
        &[("id", ""), ("name", ""), ("myshopifyDomain", ""), ("currencyCode", ""), ("plan", "ShopPlan")],
    ),
    ("ShopPlan", &[("publicDisplayName", ""), ("shopifyPlus", "")]),
    ("AppInstallation", &[("id", ""), ("accessScopes", "AccessScope")]),
    ("AccessScope", &[("handle", ""), ("description", "")]),
    ("ApiVersion", &[("handle", ""), ("displayName", ""), ("supported", "")]),
    (
        "WebhookSubscriptionConnection",
        &[("nodes", "WebhookSubscription"), ("edges", "WebhookSubscriptionEdge"), ("pageInfo", "PageInfo")],
    ),
    ("WebhookSubscriptionEdge", &[("cursor", ""), ("node", "WebhookSubscription")]),
    ("PageInfo", &[("hasNextPage", ""), ("hasPreviousPage", ""), ("startCursor", ""), ("endCursor", "")]),
    (
        "WebhookSubscription",
        &[
            ("id", ""),
            ("legacyResourceId", ""),
            ("topic", ""),
            ("uri", ""),
            ("callbackUrl", ""),
            ("format", ""),
            ("name", ""),
            ("filter", ""),
            ("includeFields", ""),
            ("metafieldNamespaces", ""),
            ("createdAt", ""),
            ("updatedAt", ""),
            ("apiVersion", "ApiVersion"),
        ],
    ),
    (
        "WebhookSubscriptionCreatePayload",
        &[("webhookSubscription", "WebhookSubscription"), ("userErrors", "UserError")],
    ),
    (
        "WebhookSubscriptionDeletePayload",
        &[("deletedWebhookSubscriptionId", ""), ("userErrors", "UserError")],
    ),
    ("UserError", &[("field", ""), ("message", "")]),
];

/// The type of a field; an empty text for a scalar, none if the field does not exist.
pub(super) fn field(of: &str, name: &str) -> Option<&'static str> {
    let (_, fields) = TYPES.iter().find(|(known, _)| *known == of)?;
    fields.iter().find(|(known, _)| *known == name).map(|(_, to)| *to)
}
