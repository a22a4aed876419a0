//! Plans and states as `terraform show -json` prints them.

use super::read;
use crate::document::{InterfaceEndpoint, RouteTable, SecurityGroup, Subnet, Target, Vpc};
use crate::interchange::imported::{Imported, Options};
use crate::interchange::testing::named;
use serde_json::{Value, json};

fn imported(json: &Value) -> Imported {
    let files = [("show.json".to_string(), json.to_string().into_bytes())].into();
    read(files, &Options::default()).unwrap()
}

fn resource(address: &str, kind: &str, values: Value) -> Value {
    let name = address.rsplit('.').next().unwrap().split('[').next().unwrap();
    let mode = if address.contains("data.") { "data" } else { "managed" };
    let mut out = json!({"address": address, "mode": mode, "type": kind, "name": name, "values": values});
    if let Some((_, key)) = address.rsplit_once('[') {
        out["index"] = serde_json::from_str(key.trim_end_matches(']')).unwrap();
    }
    out
}

#[test]
fn a_state_says_everything_by_ids() {
    let out = imported(&json!({"format_version": "1.0", "terraform_version": "1.11.4", "values": {"root_module": {
        "resources": [resource("aws_eip.n", "aws_eip", json!({"id": "eipalloc-1", "domain": "vpc", "public_ip": "198.51.100.7"}))],
        "child_modules": [{"address": "module.vpc", "resources": [
            resource("module.vpc.aws_vpc.this[0]", "aws_vpc", json!({"id": "vpc-1", "arn": "arn:aws:ec2:eu-west-1:111122223333:vpc/vpc-1",
                "cidr_block": "10.0.0.0/16", "enable_dns_hostnames": true, "default_route_table_id": "rtb-0", "default_security_group_id": "sg-0",
                "default_network_acl_id": "acl-0", "tags": {"Name": "prod", "team": "core"}, "tags_all": {"Name": "prod", "team": "core"}})),
            resource("module.vpc.aws_subnet.private[0]", "aws_subnet", json!({"id": "subnet-1", "vpc_id": "vpc-1", "cidr_block": "10.0.1.0/24",
                "availability_zone": "eu-west-1b", "tags": null})),
            resource("module.vpc.aws_route_table.private[0]", "aws_route_table", json!({"id": "rtb-1", "vpc_id": "vpc-1", "route": [
                {"cidr_block": "0.0.0.0/0", "nat_gateway_id": "nat-1", "gateway_id": ""},
                {"cidr_block": "10.9.0.0/16", "transit_gateway_id": "tgw-far", "gateway_id": ""}]})),
            resource("module.vpc.aws_route_table_association.private[0]", "aws_route_table_association",
                json!({"id": "rtbassoc-1", "subnet_id": "subnet-1", "route_table_id": "rtb-1", "gateway_id": ""})),
            resource("module.vpc.aws_nat_gateway.this[0]", "aws_nat_gateway", json!({"id": "nat-1", "subnet_id": "subnet-1", "allocation_id": "eipalloc-1",
                "connectivity_type": "public"})),
            resource("module.vpc.aws_default_security_group.this[0]", "aws_default_security_group", json!({"id": "sg-0", "vpc_id": "vpc-1", "ingress": [], "egress": []})),
            resource("module.vpc.aws_default_route_table.default[0]", "aws_default_route_table", json!({"id": "rtb-0", "default_route_table_id": "rtb-0",
                "vpc_id": "vpc-1", "route": [], "tags": {"Name": "prod-default"}})),
            resource("module.vpc.aws_security_group.web", "aws_security_group", json!({"id": "sg-1", "name": "web", "vpc_id": "vpc-1", "description": "d",
                "ingress": [{"cidr_blocks": ["10.0.0.0/8"], "from_port": 443, "to_port": 443, "protocol": "tcp", "self": true, "security_groups": ["sg-far"],
                    "ipv6_cidr_blocks": [], "prefix_list_ids": [], "description": ""}], "egress": []})),
        ]}],
    }}}));
    let vpc: Vpc = named(&out, "prod");
    assert_eq!((vpc.region.as_str(), vpc.dns_hostnames), ("eu-west-1", true));
    let subnet: Subnet = named(&out, "private-1");
    assert_eq!(subnet.zone.as_str(), "eu-west-1b");
    let table = out.design.model.get(subnet.table.unwrap()).unwrap();
    assert_eq!(table.routes.len(), 2);
    assert!(matches!(&table.routes[1].target, Target::Unknown(id) if id == "tgw-far"));
    let main: RouteTable = named(&out, "prod-default");
    assert!(main.routes.is_empty());
    let web: SecurityGroup = named(&out, "web");
    assert_eq!(web.ingress.len(), 3, "a block, the far group's members, its own members");
    assert!(out.design.model.get(vpc.default_group).unwrap().ingress.is_empty());
    assert_eq!(out.design.model.nodes().filter(|(_, n)| n.meta.aws_id.as_deref() == Some("vpc-1") && n.meta.existing).count(), 1);
    assert!(out.unknown.iter().any(|u| u.name == "tgw-far"), "{:?}", out.unknown);
}

/// A plan of a module with two counted subnets, a table for each, an endpoint in both, and something that cannot be told.
fn plan() -> Value {
    let planned = vec![
        resource("module.net.aws_vpc.this[0]", "aws_vpc", json!({"cidr_block": "10.0.0.0/16", "tags": {"Name": "net"}})),
        resource("module.net.aws_subnet.private[0]", "aws_subnet", json!({"cidr_block": "10.0.1.0/24", "availability_zone": "eu-west-1a"})),
        resource("module.net.aws_subnet.private[1]", "aws_subnet", json!({"cidr_block": "10.0.2.0/24", "availability_zone": "eu-west-1b"})),
        resource("module.net.aws_route_table.private[0]", "aws_route_table", json!({})),
        resource("module.net.aws_route_table.private[1]", "aws_route_table", json!({})),
        resource("module.net.aws_route_table_association.private[0]", "aws_route_table_association", json!({})),
        resource("module.net.aws_route_table_association.private[1]", "aws_route_table_association", json!({})),
    ];
    let root = vec![
        resource(
            "aws_vpc_endpoint.ssm",
            "aws_vpc_endpoint",
            json!({"service_name": "com.amazonaws.eu-west-1.ssm", "vpc_endpoint_type": "Interface",
            "private_dns_enabled": true}),
        ),
        resource("aws_security_group.g", "aws_security_group", json!({"description": "d", "name": "g"})),
        resource(
            "aws_vpc_security_group_ingress_rule.r[\"x\"]",
            "aws_vpc_security_group_ingress_rule",
            json!({"ip_protocol": "tcp", "from_port": 1, "to_port": 1,
            "referenced_security_group_id": null}),
        ),
    ];
    let refs = |names: &[&str]| json!({"references": names});
    let unknown = |address: &str, fields: &[&str]| {
        let all: serde_json::Map<String, Value> = fields.iter().map(|f| ((*f).to_string(), json!(true))).collect();
        json!({"address": address, "change": {"actions": ["create"], "before": null, "after": {}, "after_unknown": all}})
    };
    let mut changes = vec![
        unknown("aws_vpc_endpoint.ssm", &["id", "vpc_id", "subnet_ids", "security_group_ids"]),
        unknown("aws_security_group.g", &["id", "vpc_id"]),
        unknown("aws_vpc_security_group_ingress_rule.r[\"x\"]", &["security_group_id", "referenced_security_group_id"]),
    ];
    for n in 0..2 {
        changes.push(unknown(&format!("module.net.aws_subnet.private[{n}]"), &["id", "vpc_id"]));
        changes.push(unknown(&format!("module.net.aws_route_table.private[{n}]"), &["id", "vpc_id"]));
        changes.push(unknown(&format!("module.net.aws_route_table_association.private[{n}]"), &["subnet_id", "route_table_id"]));
    }
    let config = |address: &str, expressions: Value| json!({"address": address, "mode": "managed", "provider_config_key": "aws", "expressions": expressions});
    let module = json!({
        "outputs": {"vpc_id": {"expression": refs(&["aws_vpc.this[0].id", "aws_vpc.this[0]", "aws_vpc.this"])},
            "subnets": {"expression": refs(&["aws_subnet.private"])}},
        "resources": [
            config("aws_subnet.private", json!({"vpc_id": refs(&["local.vpc_id"])})),
            config("aws_route_table.private", json!({"vpc_id": refs(&["local.vpc_id"])})),
            config("aws_route_table_association.private", json!({"subnet_id": refs(&["aws_subnet.private", "count.index"]),
                "route_table_id": refs(&["aws_route_table.private", "count.index"])})),
        ],
    });
    json!({
        "format_version": "1.2", "terraform_version": "1.11.4", "variables": {"region": {"value": "eu-west-1"}},
        "planned_values": {"root_module": {"resources": root, "child_modules": [{"address": "module.net", "resources": planned}]}},
        "resource_changes": changes,
        "configuration": {
            "provider_config": {"aws": {"name": "aws", "expressions": {"region": refs(&["var.region"])}}},
            "root_module": {
                "resources": [
                    config("aws_vpc_endpoint.ssm", json!({"vpc_id": refs(&["module.net.vpc_id", "module.net"]), "subnet_ids": refs(&["module.net.subnets", "module.net"]),
                        "security_group_ids": refs(&["aws_security_group.g.id", "aws_security_group.g"])})),
                    config("aws_security_group.g", json!({"vpc_id": refs(&["module.net.vpc_id", "module.net"])})),
                    config("aws_vpc_security_group_ingress_rule.r", json!({"security_group_id": refs(&["aws_security_group.g.id", "aws_security_group.g"]),
                        "referenced_security_group_id": refs(&["each.value"])})),
                ],
                "module_calls": {"net": {"source": "./net", "module": module}},
            },
        },
    })
}

#[test]
fn a_plan_says_by_names_what_is_known_after_apply() {
    let out = imported(&plan());
    let vpc: Vpc = named(&out, "net");
    assert_eq!(vpc.region.as_str(), "eu-west-1");
    let model = &out.design.model;
    let tables: Vec<String> = ["private-1", "private-2"].map(|n| model.name(named::<Subnet>(&out, n).table.unwrap())).to_vec();
    assert_eq!(tables, ["private-1", "private-2"]);
    let (_, ssm) = model.all::<InterfaceEndpoint>().next().unwrap();
    assert_eq!((ssm.subnets.len(), ssm.groups.len()), (2, 1));
    // Who the rule is for, nobody can say: it may be anybody.
    let g: SecurityGroup = named(&out, "g");
    assert_eq!(g.ingress.len(), 1);
    assert!(out.unknown.iter().any(|u| u.name.contains("each.value")), "{:?}", out.unknown);
}

#[test]
fn our_own_plans_say_what_refers_to_what() {
    let mut plan = plan();
    plan["planned_values"]["root_module"]["resources"].as_array_mut().unwrap().push(resource(
        "aws_security_group.this[\"web\"]",
        "aws_security_group",
        json!({"description": "Security group web"}),
    ));
    plan["resource_changes"].as_array_mut().unwrap().push(json!({"address": "aws_security_group.this[\"web\"]",
        "change": {"after_unknown": {"vpc_id": true}}}));
    plan["planned_values"]["outputs"] = json!({"references": {"sensitive": true, "value": {
        "aws_security_group.this": {"web": {"vpc_id": ["->", "module.net.aws_vpc.this", "x", "id"]}}}}});
    // The hint is exact where it is right; here it names nothing, so that the group has the only VPC.
    let out = imported(&plan);
    assert!(out.unknown.iter().any(|u| u.name.contains("module.net.aws_vpc.this[\"x\"]")), "{:?}", out.unknown);
}

#[test]
fn a_state_file_is_read_too() {
    let out = imported(&json!({"version": 4, "terraform_version": "1.9.0", "serial": 1, "lineage": "x", "outputs": {}, "resources": [
        {"mode": "managed", "type": "aws_vpc", "name": "main", "provider": "p", "instances": [
            {"schema_version": 1, "attributes": {"id": "vpc-1", "cidr_block": "10.0.0.0/16", "tags": {"Name": "old"}}}]},
        {"module": "module.a", "mode": "managed", "type": "aws_subnet", "name": "s", "provider": "p", "instances": [
            {"index_key": "x", "attributes": {"id": "subnet-1", "vpc_id": "vpc-1", "cidr_block": "10.0.0.0/24", "availability_zone": "us-west-2a"}}]},
    ]}));
    assert_eq!(named::<Vpc>(&out, "old").region.as_str(), "us-west-2");
    assert_eq!(named::<Subnet>(&out, "s-x").cidr.unwrap().to_string(), "10.0.0.0/24");
}

#[test]
fn what_is_no_plan_is_refused_with_its_place() {
    let refuse = |bytes: &[u8]| read([("x.json".to_string(), bytes.to_vec())].into(), &Options::default()).unwrap_err().to_string();
    assert!(refuse(b"{\"a\": ").starts_with("x.json, line 1"));
    assert!(refuse(b"{\"a\": 1}").contains("terraform show -json"));
    assert!(refuse(b"\xff\xfe\xff").contains("UTF-8") || !refuse(b"{\"\xff").is_empty());
    assert!(refuse("[".repeat(200_000).as_bytes()).contains("recursion"));
    assert!(refuse(b"{\"format_version\": \"1.0\", \"terraform_version\": \"1.0\"}").contains("no resources"));
}

#[test]
fn values_of_each_and_keys_on_the_way_lead_to_resources() {
    let planned = |address: &str, kind: &str, values: Value| resource(address, kind, values);
    let mut resources = vec![planned(
        "aws_vpc.v",
        "aws_vpc",
        json!({"cidr_block": "10.0.0.0/16", "tags": {"Name": "v"}, "tags_all": {"Name": "v", "Owner": "net"}}),
    )];
    let mut changes = vec![];
    let open = |address: &str, names: &[&str]| {
        let unknown: serde_json::Map<String, Value> = names.iter().map(|n| ((*n).to_string(), json!(true))).collect();
        json!({"address": address, "change": {"after_unknown": unknown}})
    };
    for (n, key) in ["a", "b"].iter().enumerate() {
        let s = format!("aws_subnet.s[\"{key}\"]");
        resources.push(planned(
            &s,
            "aws_subnet",
            json!({"cidr_block": format!("10.0.{n}.0/24"), "availability_zone": "us-east-1a", "tags": {"Name": key}}),
        ));
        changes.push(open(&s, &["vpc_id"]));
        let t = format!("module.t.aws_route_table.t[\"{key}\"]");
        resources.push(planned(&t, "aws_route_table", json!({"tags": {"Name": format!("t-{key}")}})));
        changes.push(open(&t, &["vpc_id"]));
        let a = format!("aws_route_table_association.a[\"{key}\"]");
        resources.push(planned(&a, "aws_route_table_association", json!({})));
        changes.push(open(&a, &["subnet_id", "route_table_id"]));
    }
    resources.push(planned("aws_route.r", "aws_route", json!({"destination_cidr_block": "10.9.0.0/16", "transit_gateway_id": "tgw-1"})));
    changes.push(open("aws_route.r", &["route_table_id"]));
    let refers = |names: &[&str]| json!({"references": names});
    let (own, child): (Vec<Value>, Vec<Value>) =
        resources.into_iter().partition(|r| !r["address"].as_str().unwrap().starts_with("module."));
    let out = imported(&json!({"format_version": "1.2", "terraform_version": "1.11.4",
        "planned_values": {"root_module": {"resources": own, "child_modules": [{"address": "module.t", "resources": child}]}},
        "resource_changes": changes,
        "configuration": {"root_module": {
            "resources": [
                {"address": "aws_subnet.s", "expressions": {"vpc_id": refers(&["aws_vpc.v.id", "aws_vpc.v"])}},
                {"address": "aws_route_table_association.a", "for_each_expression": refers(&["aws_subnet.s"]), "expressions": {
                    "subnet_id": refers(&["each.value.id", "each.value"]),
                    "route_table_id": refers(&["module.t.ids", "module.t", "each.key"])}},
                {"address": "aws_route.r", "expressions": {"route_table_id": refers(&["module.t.ids[\"b\"]", "module.t.ids", "module.t"])}}],
            "module_calls": {"t": {"expressions": {"vpc": refers(&["aws_vpc.v.id", "aws_vpc.v"])}, "module": {
                "outputs": {"ids": {"expression": refers(&["aws_route_table.t"])}},
                "resources": [{"address": "aws_route_table.t", "expressions": {"vpc_id": refers(&["var.vpc"])}}]}}}}}}));
    for key in ["a", "b"] {
        let subnet: Subnet = named(&out, key);
        assert_eq!(out.design.model.name(subnet.table.unwrap()), format!("t-{key}"));
    }
    let routes = |name: &str| named::<RouteTable>(&out, name).routes.len();
    assert_eq!((routes("t-a"), routes("t-b")), (0, 1), "{:?}", out.unknown);
    // What the provider adds to tags is theirs too.
    let (_, vpc) = out.design.model.nodes().find(|(_, n)| n.meta.name == "v").unwrap();
    assert_eq!(vpc.meta.tags.get("Owner").map(String::as_str), Some("net"));
}

#[test]
fn a_field_of_one_object_among_several_is_not_guessed() {
    let vpc = |key: &str| resource(&format!("aws_vpc.{key}"), "aws_vpc", json!({"cidr_block": "10.0.0.0/16", "tags": {"Name": key}}));
    let out = imported(&json!({"format_version": "1.2", "terraform_version": "1.11.4",
        "planned_values": {"root_module": {"resources": [vpc("x"), vpc("y"), resource("module.m.aws_subnet.s[\"k\"]", "aws_subnet", json!({"cidr_block": "10.0.0.0/24"}))]}},
        "resource_changes": [{"address": "module.m.aws_subnet.s[\"k\"]", "change": {"after_unknown": {"vpc_id": true}}}],
        "configuration": {"root_module": {"module_calls": {"m": {
            "expressions": {"all": {"references": ["aws_vpc.x.id", "aws_vpc.x", "aws_vpc.y.id", "aws_vpc.y"]}},
            "module": {"resources": [{"address": "aws_subnet.s", "for_each_expression": {"references": ["var.all"]},
                "expressions": {"vpc_id": {"references": ["each.value.vpc", "each.value"]}}}]}}}}}}));
    // A subnet of one of two VPCs is of neither: it stands in one that has the name of what is not known.
    let subnet: Subnet = named(&out, "s-k");
    let vpc = out.design.model.get(subnet.vpc).unwrap();
    assert!(vpc.opaque && vpc.cidrs.is_empty() && out.design.model.meta(subnet.vpc).unwrap().existing, "{vpc:?}");
    assert!(out.unknown.iter().any(|u| u.name.contains("vpc_id")), "{:?}", out.unknown);
}
