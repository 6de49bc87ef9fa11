//! What each function may do, said a second time: whoever widens a policy must say so here too.

use std::collections::BTreeSet;

use crate::template::{Resource, Template, holds_until, list, wording};

type Permission = (&'static str, &'static str);

const SECRETS: &str =
    "arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:countersign/${Stage}/";

const WEBHOOK_INTAKE: &[Permission] = &[
    ("dynamodb:PutItem", "Journal.Arn"),
    ("secretsmanager:GetSecretValue", "shopify/app-??????"),
    ("secretsmanager:GetSecretValue", "woocommerce/webhook-master-??????"),
    ("secretsmanager:GetSecretValue", "journal-??????"),
    ("secretsmanager:GetSecretValue", "audit-??????"),
];

const PARTNER_DELIVERY: &[Permission] = &[
    ("dynamodb:GetItem", "Journal.Arn"),
    ("dynamodb:GetItem", "Connections.Arn"),
    ("dynamodb:GetItem", "Deliveries.Arn"),
    ("dynamodb:UpdateItem", "Deliveries.Arn"),
    ("dynamodb:Query", "${Deliveries.Arn}/index/due"),
    ("sqs:ReceiveMessage", "DeliveriesQueue.Arn"),
    ("sqs:DeleteMessage", "DeliveriesQueue.Arn"),
    ("sqs:GetQueueAttributes", "DeliveriesQueue.Arn"),
    ("sqs:ChangeMessageVisibility", "DeliveriesQueue.Arn"),
    ("sqs:SendMessage", "DeliveriesQueue.Arn"),
    ("secretsmanager:GetSecretValue", "journal-??????"),
    ("secretsmanager:GetSecretValue", "audit-??????"),
    ("secretsmanager:GetSecretValue", "partner/*"),
];

const OAUTH_CALLBACK: &[Permission] = &[
    ("dynamodb:GetItem", "OAuthStates.Arn"),
    ("dynamodb:PutItem", "OAuthStates.Arn"),
    ("dynamodb:DeleteItem", "OAuthStates.Arn"),
    ("dynamodb:GetItem", "Connections.Arn"),
    ("dynamodb:UpdateItem", "Connections.Arn"),
    ("dynamodb:PutItem", "Audit.Arn"),
    ("secretsmanager:CreateSecret", "store/*"),
    ("secretsmanager:DescribeSecret", "store/*"),
    ("secretsmanager:PutSecretValue", "store/*"),
    ("secretsmanager:RestoreSecret", "store/*"),
    ("secretsmanager:UpdateSecretVersionStage", "store/*"),
    ("secretsmanager:GetSecretValue", "oauth-??????"),
    ("secretsmanager:GetSecretValue", "shopify/app-??????"),
    ("secretsmanager:GetSecretValue", "woocommerce/webhook-master-??????"),
];

const TOKEN_REFRESH: &[Permission] = &[
    ("dynamodb:GetItem", "Connections.Arn"),
    ("dynamodb:UpdateItem", "Connections.Arn"),
    ("dynamodb:Query", "${Connections.Arn}/index/due"),
    ("dynamodb:Scan", "Connections.Arn"),
    ("dynamodb:PutItem", "Audit.Arn"),
    ("secretsmanager:DescribeSecret", "store/*"),
    ("secretsmanager:GetSecretValue", "store/*"),
    ("secretsmanager:PutSecretValue", "store/*"),
    ("secretsmanager:UpdateSecretVersionStage", "store/*"),
    ("secretsmanager:GetSecretValue", "shopify/app-??????"),
    ("secretsmanager:GetSecretValue", "woocommerce/webhook-master-??????"),
];

const STORE_LIFECYCLE: &[Permission] = &[
    ("dynamodb:GetItem", "Journal.Arn"),
    ("dynamodb:GetItem", "Connections.Arn"),
    ("dynamodb:UpdateItem", "Connections.Arn"),
    ("dynamodb:UpdateItem", "Compliance.Arn"),
    ("dynamodb:PutItem", "Audit.Arn"),
    ("secretsmanager:DescribeSecret", "store/*"),
    ("secretsmanager:GetSecretValue", "store/*"),
    ("secretsmanager:PutSecretValue", "store/*"),
    ("secretsmanager:UpdateSecretVersionStage", "store/*"),
    ("secretsmanager:GetSecretValue", "shopify/app-??????"),
    ("secretsmanager:GetSecretValue", "journal-??????"),
    ("secretsmanager:GetSecretValue", "audit-??????"),
    ("sqs:ReceiveMessage", "LifecycleQueue.Arn"),
    ("sqs:DeleteMessage", "LifecycleQueue.Arn"),
    ("sqs:GetQueueAttributes", "LifecycleQueue.Arn"),
];

/// Who may read a store's tokens. Whoever meets strangers or partners may not.
const READS_TOKENS: [&str; 2] = ["StoreLifecycle", "TokenRefresh"];

fn permissions_are_exactly_these(template: &Template) -> Vec<String> {
    template.functions().into_iter().flat_map(differences).collect()
}

fn differences(function: Resource<'_>) -> Vec<String> {
    let may: BTreeSet<_> = match function.id {
        "WebhookIntake" => WEBHOOK_INTAKE,
        "PartnerDelivery" => PARTNER_DELIVERY,
        "OauthCallback" => OAUTH_CALLBACK,
        "TokenRefresh" => TOKEN_REFRESH,
        "StoreLifecycle" => STORE_LIFECYCLE,
        _ => &[],
    }
    .iter()
    .map(|(action, resource)| ((*action).to_owned(), (*resource).to_owned()))
    .collect();
    let can = granted(function);
    let too_much = can.difference(&may).map(|granted| format!("{} may not {granted:?}", function.id));
    let too_little = may.difference(&can).map(|missing| format!("{} cannot {missing:?}", function.id));
    too_much.chain(too_little).collect()
}

fn granted(function: Resource<'_>) -> BTreeSet<(String, String)> {
    let policies = list(function.at("Policies")).into_iter();
    let statements = policies.flat_map(|policy| list(&policy["Statement"]));
    let allowed = statements.filter(|statement| statement["Effect"] != "Deny");
    allowed
        .flat_map(|statement| {
            let resources = list(&statement["Resource"]);
            let pairs = list(&statement["Action"]).into_iter().flat_map(move |action| {
                resources.clone().into_iter().map(move |resource| (wording(action), short(resource)))
            });
            pairs.collect::<Vec<_>>()
        })
        .collect()
}

fn few_read_tokens(template: &Template) -> Vec<String> {
    let functions = template.functions().into_iter();
    let readers = functions.filter(|function| {
        let may = granted(*function);
        may.iter().any(|(action, resource)| {
            action == "secretsmanager:GetSecretValue" && resource.starts_with("store/")
        })
    });
    let readers: Vec<_> = readers.map(|function| function.id.to_owned()).collect();
    if readers == READS_TOKENS { Vec::new() } else { readers }
}

fn short(resource: &serde_json::Value) -> String {
    let words = wording(resource);
    words.strip_prefix(SECRETS).map_or(words.clone(), str::to_owned)
}

#[test]
fn a_permission_too_many_or_too_few_is_found() {
    holds_until(
        permissions_are_exactly_these,
        &[
            ("Action: dynamodb:PutItem", "Action: [dynamodb:PutItem, dynamodb:DeleteItem]"),
            ("Action: dynamodb:PutItem", "Action: dynamodb:*"),
            ("Action: [dynamodb:GetItem, dynamodb:UpdateItem]", "Action: [dynamodb:UpdateItem]"),
            ("                - sqs:SendMessage\n", ""),
            ("countersign/${Stage}/shopify/app-??????", "countersign/${Stage}/shopify/*"),
            ("${Deliveries.Arn}/index/due", "${Deliveries.Arn}/index/*"),
            ("Resource: [!GetAtt Journal.Arn, !GetAtt Connections.Arn]", "Resource: \"*\""),
            ("                - secretsmanager:CreateSecret\n", ""),
            (
                "                - secretsmanager:CreateSecret\n",
                "                - secretsmanager:GetSecretValue\n",
            ),
            (
                "                - secretsmanager:RestoreSecret\n",
                "                - secretsmanager:DeleteSecret\n",
            ),
            (
                "[dynamodb:GetItem, dynamodb:PutItem, dynamodb:DeleteItem]",
                "[dynamodb:GetItem, dynamodb:PutItem]",
            ),
            ("${Connections.Arn}/index/due", "${Connections.Arn}/index/*"),
            ("Resource: !GetAtt Compliance.Arn", "Resource: !GetAtt Journal.Arn"),
            (
                "[sqs:ReceiveMessage, sqs:DeleteMessage, sqs:GetQueueAttributes]",
                "[sqs:ReceiveMessage, sqs:DeleteMessage]",
            ),
        ],
    );
}

#[test]
fn somebody_else_who_reads_tokens_is_found() {
    let deposits = "                - secretsmanager:CreateSecret\n";
    holds_until(
        few_read_tokens,
        &[
            (deposits, "                - secretsmanager:GetSecretValue\n"),
            ("countersign/${Stage}/partner/*", "countersign/${Stage}/store/*"),
        ],
    );
}
