//! The way out: from which addresses stores and partners are called.

use serde_json::{Value, json};

use crate::template::{Resource, Template, holds_until, list, wording};

/// Calls nobody but AWS, so that its answer does not depend on a network of ours.
const STAYS_INSIDE: &str = "WebhookIntake";

/// Only by asking for it does anybody pay for addresses and gateways.
fn direct_unless_asked_for(template: &Template) -> Vec<String> {
    let is = |value: &str| json!({ "Fn::Equals": [{ "Ref": "Egress" }, value] });
    let checks = [
        (template.at("Parameters/Egress/Default") == "direct", "something else than direct is the default"),
        (
            template.at("Conditions/KeepsAddresses") == &json!({ "Fn::Not": [is("direct")] }),
            "addresses cannot be had before they are used",
        ),
        (
            template.at("Conditions/UsesFixedAddresses") == &is("fixed"),
            "they are used before they are listed",
        ),
    ];
    checks.iter().filter(|(holds, _)| !holds).map(|(_, what)| (*what).to_owned()).collect()
}

/// Addresses are there from `reserved` on, everything else of the network with `fixed` only.
fn the_network_is_made_only_where_it_is_used(template: &Template) -> Vec<String> {
    let parts = template.resources().filter(|resource| resource.kind().starts_with("AWS::EC2::"));
    let wrong = parts.filter(|part| {
        let is_address = part.kind() == "AWS::EC2::EIP";
        part.attribute("Condition") != if is_address { "KeepsAddresses" } else { "UsesFixedAddresses" }
    });
    wrong.map(|part| format!("{} is made at the wrong time", part.id)).collect()
}

fn whoever_calls_outwards_takes_the_way_out(template: &Template) -> Vec<String> {
    let subnets = ["A", "B"].map(|zone| {
        let (subnet, way) = (format!("PrivateSubnet{zone}"), format!("WayOut{zone}"));
        json!({ "Fn::Select": [0, [{ "Ref": subnet }, { "Ref": way }]] })
    });
    let fixed = json!({ "SecurityGroupIds": [{ "Ref": "OutwardsOnly" }], "SubnetIds": subnets });
    let direct = json!({ "SecurityGroupIds": [], "SubnetIds": [] });
    let way_out = json!({ "Fn::If": ["UsesFixedAddresses", fixed, direct] });
    let functions = template.functions().into_iter();
    let wrong = functions.filter(|function| {
        let expected = if function.id == STAYS_INSIDE { &Value::Null } else { &way_out };
        function.at("VpcConfig") != expected
    });
    wrong.map(|function| format!("{} takes another way out", function.id)).collect()
}

/// What the policy that SAM adds for a network allows on everything, and Lambda alone needs.
const NETWORK_ACTIONS: [&str; 7] = [
    "ec2:AssignPrivateIpAddresses",
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:DetachNetworkInterface",
    "ec2:UnassignPrivateIpAddresses",
];

/// Lambda Developer Guide, "Giving Lambda functions access to resources in an Amazon VPC": what a function's own code asks
/// for carries its ARN, what Lambda asks for on its behalf does not.
fn no_code_builds_a_network(template: &Template) -> Vec<String> {
    let functions = template.functions().into_iter();
    let networked = functions.filter(|function| !function.at("VpcConfig").is_null());
    let wrong = networked.filter(|function| {
        let policies = list(function.at("Policies")).into_iter();
        let mut statements = policies.flat_map(|policy| list(&policy["Statement"]));
        !statements.any(|statement| denies_network(*function, statement))
    });
    wrong.map(|function| format!("the code of {} could build networks", function.id)).collect()
}

fn denies_network(function: Resource<'_>, statement: &Value) -> bool {
    let own = format!(
        "arn:${{AWS::Partition}}:lambda:${{AWS::Region}}:${{AWS::AccountId}}:function:{}",
        wording(function.at("FunctionName"))
    );
    statement["Effect"] == "Deny"
        && statement["Action"] == json!(NETWORK_ACTIONS)
        && statement["Resource"] == "*"
        && wording(&statement["Condition"]["ArnEquals"]["lambda:SourceFunctionArn"]) == own
        && statement["Condition"].as_object().is_some_and(|conditions| conditions.len() == 1)
}

/// Each private subnet has the one way through its own gateway, and each gateway an address of its own.
fn every_zone_leaves_by_its_own_address(template: &Template) -> Vec<String> {
    let routes = template.all("AWS::EC2::Route");
    let mut wrong = Vec::new();
    for zone in ["A", "B"] {
        let [table, nat, subnet, address, public] =
            ["PrivateRoutes", "Nat", "PrivateSubnet", "EgressAddress", "PublicSubnet"]
                .map(|name| format!("{name}{zone}"));
        let ways: Vec<_> = routes.iter().filter(|route| wording(route.at("RouteTableId")) == table).collect();
        let through_nat = matches!(ways[..], [way] if wording(way.at("NatGatewayId")) == nat
            && way.at("DestinationCidrBlock") == "0.0.0.0/0");
        let associations = template.all("AWS::EC2::SubnetRouteTableAssociation");
        let led_there = associations
            .iter()
            .any(|one| wording(one.at("SubnetId")) == subnet && wording(one.at("RouteTableId")) == table);
        let gateway = template.resources().find(|resource| resource.id == nat);
        let addressed = gateway.is_some_and(|gateway| {
            wording(gateway.at("AllocationId")) == format!("{address}.AllocationId")
                && wording(gateway.at("SubnetId")) == public
        });
        if !(through_nat && led_there && addressed) {
            wrong.push(format!("zone {zone} does not leave by its own address"));
        }
    }
    wrong
}

fn only_https_leaves_and_nothing_enters(template: &Template) -> Vec<String> {
    let guards = template.all("AWS::EC2::SecurityGroup").into_iter();
    let open = guards.filter(|guard| {
        let [rule] = list(guard.at("SecurityGroupEgress"))[..] else { return true };
        let https = rule["IpProtocol"] == "tcp" && rule["FromPort"] == 443 && rule["ToPort"] == 443;
        !https || !guard.at("SecurityGroupIngress").is_null()
    });
    let rules = template.resources().filter(|one| one.kind().starts_with("AWS::EC2::SecurityGroup"));
    let beside = rules.filter(|one| one.kind() != "AWS::EC2::SecurityGroup");
    open.chain(beside).map(|guard| format!("{} lets more through than HTTPS outwards", guard.id)).collect()
}

/// From inside the network not even stolen credentials reach another table.
fn the_network_reaches_our_own_tables_only(template: &Template) -> Vec<String> {
    let own = "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/countersign-${Stage}-*";
    let endpoints = template.all("AWS::EC2::VPCEndpoint").into_iter();
    let wide = endpoints.filter(|endpoint| {
        let [statement] = list(endpoint.at("PolicyDocument/Statement"))[..] else { return true };
        wording(&statement["Resource"]) != own
    });
    wide.map(|endpoint| format!("{} leads to more than our tables", endpoint.id)).collect()
}

fn the_addresses_are_told(template: &Template) -> Vec<String> {
    let output = template.at("Outputs/EgressAddresses");
    let told = wording(&output["Value"]) == "${EgressAddressA}/32, ${EgressAddressB}/32"
        && output["Condition"] == "KeepsAddresses";
    if told { Vec::new() } else { vec!["nobody learns which addresses are to be listed".to_owned()] }
}

#[test]
fn a_network_that_nobody_asked_for_is_found() {
    holds_until(
        direct_unless_asked_for,
        &[
            ("    Default: direct\n", "    Default: fixed\n"),
            ("!Not [!Equals [!Ref Egress, direct]]", "!Equals [!Ref Egress, fixed]"),
            (
                "UsesFixedAddresses: !Equals [!Ref Egress, fixed]",
                "UsesFixedAddresses: !Equals [!Ref Egress, reserved]",
            ),
        ],
    );
}

#[test]
fn a_part_of_the_network_made_at_the_wrong_time_is_found() {
    holds_until(
        the_network_is_made_only_where_it_is_used,
        &[
            ("    Condition: KeepsAddresses\n", "    Condition: UsesFixedAddresses\n"),
            ("    Condition: UsesFixedAddresses\n", ""),
        ],
    );
}

#[test]
fn a_function_that_calls_from_elsewhere_is_found() {
    holds_until(
        whoever_calls_outwards_takes_the_way_out,
        &[
            ("      VpcConfig: *WayOut\n", ""),
            ("[!Ref PrivateSubnetA, !Ref WayOutA]", "[!Ref PublicSubnetA, !Ref WayOutA]"),
            ("[!Ref PrivateSubnetB, !Ref WayOutB]", "[!Ref PrivateSubnetB]"),
            ("          - UsesFixedAddresses\n", "          - KeepsAddresses\n"),
            ("      MemorySize: 256\n", "      MemorySize: 256\n      VpcConfig: { SubnetIds: [any] }\n"),
        ],
    );
}

#[test]
fn code_that_could_build_a_network_is_found() {
    holds_until(
        no_code_builds_a_network,
        &[
            ("                - ec2:CreateNetworkInterface\n", ""),
            (
                "              Effect: Deny\n              Action: *NetworkActions",
                "              Effect: Allow\n              Action: *NetworkActions",
            ),
            ("function:countersign-${Stage}-token-refresh", "function:countersign-${Stage}-oauth-callback"),
            ("                ArnEquals:\n", "                ArnLike:\n"),
        ],
    );
}

#[test]
fn a_zone_without_an_address_of_its_own_is_found() {
    holds_until(
        every_zone_leaves_by_its_own_address,
        &[
            ("NatGatewayId: !Ref NatB }", "GatewayId: !Ref InternetGateway }"),
            ("NatGatewayId: !Ref NatB }", "NatGatewayId: !Ref NatA }"),
            (
                "AllocationId: !GetAtt EgressAddressB.AllocationId",
                "AllocationId: !GetAtt EgressAddressA.AllocationId",
            ),
            (
                "SubnetId: !Ref PrivateSubnetA, RouteTableId: !Ref PrivateRoutesA",
                "SubnetId: !Ref PrivateSubnetA, RouteTableId: !Ref PublicRoutes",
            ),
            ("SubnetId: !Ref PublicSubnetA, AllocationId", "SubnetId: !Ref PrivateSubnetA, AllocationId"),
        ],
    );
}

#[test]
fn a_guard_that_lets_more_through_is_found() {
    let rule = "FromPort: 443, ToPort: 443, CidrIp";
    holds_until(
        only_https_leaves_and_nothing_enters,
        &[
            (rule, "FromPort: 0, ToPort: 65535, CidrIp"),
            ("IpProtocol: tcp", "IpProtocol: -1"),
            (
                "      SecurityGroupEgress:\n",
                "      SecurityGroupIngress: [any]\n      SecurityGroupEgress:\n",
            ),
            ("      SecurityGroupEgress:\n", "      Egress:\n"),
        ],
    );
}

#[test]
fn an_endpoint_that_leads_to_more_is_found() {
    holds_until(
        the_network_reaches_our_own_tables_only,
        &[
            ("table/countersign-${Stage}-*", "table/*"),
            (
                "        Statement:\n          - Effect: Allow\n            Principal: \"*\"\n            Action: dynamodb:*",
                "        Other:\n          - Effect: Allow\n            Principal: \"*\"\n            Action: dynamodb:*",
            ),
        ],
    );
}

#[test]
fn addresses_that_are_not_told_are_found() {
    holds_until(
        the_addresses_are_told,
        &[
            ("${EgressAddressA}/32, ${EgressAddressB}/32", "${EgressAddressA}/32"),
            (
                "    Condition: KeepsAddresses\n    Description",
                "    Condition: UsesFixedAddresses\n    Description",
            ),
        ],
    );
}
