//! The routes of merchants are those that `oauth-callback` knows.

use std::{collections::BTreeSet, fs};

use crate::{
    repository::{production_code, root},
    template::{Template, holds_until, wording},
};

/// Method and path of every `("GET", "/path", …)` in the function's table.
fn known() -> BTreeSet<String> {
    let source = fs::read_to_string(root().join("functions/oauth-callback/src/route.rs")).unwrap();
    let code = production_code(&source);
    let entries = code.split("(\"").skip(1).filter_map(|rest| rest.split_once("\", \"/oauth/"));
    entries
        .filter_map(|(method, rest)| Some(format!("{method} /oauth/{}", rest.split('"').next()?)))
        .collect()
}

fn merchants_find_what_the_function_answers(template: &Template) -> Vec<String> {
    let routes = template.all("AWS::ApiGatewayV2::Route").into_iter();
    let led: BTreeSet<_> = routes
        .filter(|route| wording(route.at("Target")).contains("OauthCallbackIntegration"))
        .map(|route| wording(route.at("RouteKey")))
        .collect();
    led.symmetric_difference(&known()).cloned().collect()
}

/// Hooks that are made are asked for at `PUBLIC_URL`. If those that are pasted had another host, every event would come twice.
fn what_is_pasted_is_what_the_functions_know(template: &Template) -> Vec<String> {
    let public = template.at("Resources/OauthCallback/Properties/Environment/Variables/PUBLIC_URL");
    let named = ["ShopifyWebhookUrl", "WooCommerceWebhookUrl", "ShopifyAppUrl", "ShopifyRedirectUrl"];
    let elsewhere = named.into_iter().filter(|name| {
        let value = template.at(&format!("Outputs/{name}/Value"));
        public.is_null() || value["Fn::Join"][1][0] != *public
    });
    elsewhere.map(|name| format!("{name} does not begin with PUBLIC_URL")).collect()
}

#[test]
fn an_address_of_another_host_is_found() {
    let value = "Value: !Join [\"\", [*PublicUrl , ";
    let elsewhere = "Value: !Join [\"\", [https://elsewhere.example , ";
    holds_until(what_is_pasted_is_what_the_functions_know, &[(value, elsewhere)]);
}

#[test]
fn a_route_too_many_or_too_few_is_found() {
    assert_eq!(known().len(), 6, "{:?}", known());
    holds_until(
        merchants_find_what_the_function_answers,
        &[
            ("RouteKey: GET /oauth/shopify/install", "RouteKey: GET /oauth/shopify/start"),
            ("RouteKey: POST /oauth/woocommerce/keys", "RouteKey: GET /oauth/woocommerce/keys"),
            (
                "Target: !Sub integrations/${OauthCallbackIntegration}",
                "Target: !Sub integrations/${WebhookIntakeIntegration}",
            ),
        ],
    );
}
