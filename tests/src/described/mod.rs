//! What a design should have built: the same id-free description that `oracle/tools/canon.py` writes of what was built.
mod names;
mod rules;

use names::Names;
use portico_core::document::Shape;
use portico_core::document::{
    Document, GatewayEndpoint, Id, InterfaceEndpoint, InternetGateway, Model, NatConnectivity, NatGateway, NatHome, Peering, PrivateDns,
    RouteTable, SecurityGroup, Subnet, Target, Vpc,
};
use portico_core::edit::Command;
use serde_json::{Value, json};

/// Every VPC of the design that is to be created, and the peering connections between them.
pub fn describe(design: &Document) -> Value {
    described(&design.model)
}

/// The same of a format that cannot take over what AWS makes with a VPC: subnets are associated with what stands in for the
/// main table, a group stands in for the default group where that differs, and a group without rules out has one to nowhere.
pub fn describe_stood_in(design: &Document) -> Value {
    let mut design = design.clone();
    for (id, _) in design.model.all::<Subnet>().map(|(id, s)| (id, s.cidr)).collect::<Vec<_>>() {
        if let Some(table) = design.model.table_of(id) {
            let set = Command::Set { node: id.node(), field: "table".into(), value: Some(table).to_value() };
            design = design.apply(&set).expect("a table of the same VPC");
        }
    }
    let model: &Model = &design.model;
    let mut out = described(model);
    for vpc in out["vpcs"].as_array_mut().into_iter().flatten() {
        let name = vpc["name"].clone();
        let found = model.all::<Vpc>().find(|(id, _)| name == model.name(*id));
        let born = found.map(|(_, v)| (model.name(v.default_group), v)).unwrap();
        let mut groups: Vec<Value> = vpc["groups"].as_array().cloned().unwrap_or_default();
        let plain = as_made(born.1.ipv6.is_empty());
        if !groups.contains(&plain) {
            let text = Value::Array(groups).to_string().replace("\"group default\"", &json!(format!("group {}", born.0)).to_string());
            let text = text.replace("\"name\":\"default\"", &format!("\"name\":{}", json!(born.0)));
            groups = serde_json::from_str(&text).unwrap_or_default();
            let endpoints = vpc["endpoints"].to_string().replace("[\"default\"]", &json!([born.0]).to_string());
            vpc["endpoints"] = serde_json::from_str(&endpoints).unwrap_or_default();
            groups.push(plain.clone());
        }
        for g in groups.iter_mut().filter(|g| **g != plain) {
            let inline = |r: &Value| !r[3].as_str().is_some_and(|p| p.starts_with("group "));
            let out = g["out"].as_array().cloned().unwrap_or_default();
            if !out.iter().any(inline) {
                g["out"] = ordered(out.into_iter().chain([json!(["-1", null, null, "127.0.0.1/32"])])).into();
            }
        }
        vpc["groups"] = ordered(groups).into();
    }
    out["vpcs"] = ordered(out["vpcs"].as_array().cloned().unwrap_or_default()).into();
    out
}

/// A default group as AWS makes it.
fn as_made(ipv4_only: bool) -> Value {
    let everything = |peer: &str| json!(["-1", null, null, peer]);
    let out = [everything("0.0.0.0/0")].into_iter().chain((!ipv4_only).then(|| everything("::/0")));
    json!({"name": "default", "in": [everything("group default")], "out": ordered(out)})
}

fn described(model: &Model) -> Value {
    let mut peerings: Vec<String> = model.all::<Peering>().map(|(id, _)| Names(model).target(id.node())).collect();
    peerings.sort();
    json!({ "vpcs": ordered(model.all::<Vpc>().map(|(id, vpc)| vpc_value(model, id, vpc))), "peerings": peerings })
}

fn vpc_value(model: &Model, id: Id<Vpc>, vpc: &Vpc) -> Value {
    let names = Names(model);
    let mut cidrs: Vec<String> = vpc.cidrs.iter().map(ToString::to_string).collect();
    cidrs.sort();
    let nats = model.all::<NatGateway>().filter_map(|(_, nat)| match nat.home {
        NatHome::Zonal(subnet) if model.get(subnet).is_some_and(|s| s.vpc == id) => {
            let kind = if nat.connectivity == NatConnectivity::Public { "public" } else { "private" };
            Some(json!([names.subnet(subnet), kind]))
        }
        _ => None,
    });
    let groups = model.all::<SecurityGroup>().filter(|(_, g)| g.vpc == id).map(|(group, g)| {
        json!({
            "name": names.group(group),
            "in": ordered(g.ingress.iter().map(|r| rules::group_rule(names, vpc, r))),
            "out": ordered(g.egress.iter().map(|r| rules::group_rule(names, vpc, r))),
        })
    });
    json!({
        "name": model.name(id),
        "cidrs": cidrs,
        "ipv6": !vpc.ipv6.is_empty(),
        "dns": [vpc.dns_support, vpc.dns_hostnames],
        "internet gateway": model.all::<InternetGateway>().any(|(_, g)| g.vpc == Some(id)),
        "subnets": ordered(model.subnets_of(id).map(|(subnet, s)| subnet_value(model, vpc, subnet, s))),
        "nat gateways": ordered(nats),
        "endpoints": ordered(gateway_endpoints(model, id, vpc).chain(interface_endpoints(model, id, vpc))),
        "groups": ordered(groups),
    })
}

fn subnet_value(model: &Model, vpc: &Vpc, id: Id<Subnet>, subnet: &Subnet) -> Value {
    let acl = model.acl_of(id).and_then(|acl| model.get(acl));
    let entries = acl.iter().flat_map(|acl| {
        let way = |name: &'static str, entries: &[_]| entries.iter().map(|e| rules::acl_entry(name, e)).collect::<Vec<_>>();
        way("in", &acl.ingress).into_iter().chain(way("out", &acl.egress)).collect::<Vec<_>>()
    });
    json!({
        "cidr": subnet.cidr.map(|c| c.to_string()),
        "name": model.name(id),
        "zone": subnet.zone.as_str(),
        "public ip": subnet.public_ip_on_launch,
        "routes": ordered(model.table_of(id).map(|table| routes(model, vpc, table)).unwrap_or_default()),
        "acl": ordered(entries),
    })
}

/// The table's own routes, and those that AWS adds: local ones, and one for each gateway endpoint.
fn routes(model: &Model, vpc: &Vpc, id: Id<RouteTable>) -> Vec<Value> {
    let names = Names(model);
    let mut out: Vec<Value> = vpc.cidrs.iter().map(|c| json!([c.to_string(), "local"])).collect();
    for route in model.get(id).iter().flat_map(|table| &table.routes) {
        // A route to what is gone cannot be built; the export leaves it out and says so.
        if let Target::Node(target) = route.target {
            out.push(json!([names.destination(vpc, &route.destination), names.target(target)]));
        }
    }
    for (_, endpoint) in model.all::<GatewayEndpoint>().filter(|(_, e)| e.tables.contains(&id)) {
        let service = names.service(&vpc.region, &endpoint.service);
        out.push(json!([service, format!("endpoint {service}")]));
    }
    out
}

fn gateway_endpoints<'a>(model: &'a Model, id: Id<Vpc>, vpc: &'a Vpc) -> impl Iterator<Item = Value> + 'a {
    let names = Names(model);
    model.all::<GatewayEndpoint>().filter(move |(_, e)| e.vpc == id).map(move |(_, e)| {
        // Only subnets that are associated with a table in so many words: moto knows no others.
        let served = model.subnets_of(id).filter(|(_, s)| s.table.is_some_and(|t| e.tables.contains(&t)));
        json!({
            "type": "Gateway",
            "service": names.service(&vpc.region, &e.service),
            "subnets": [],
            "groups": [],
            "private dns": null,
            "serves": sorted(served.map(|(s, _)| names.subnet(s))),
            "policy": rules::policy(e.policy.as_deref()),
        })
    })
}

fn interface_endpoints<'a>(model: &'a Model, id: Id<Vpc>, vpc: &'a Vpc) -> impl Iterator<Item = Value> + 'a {
    let names = Names(model);
    model.all::<InterfaceEndpoint>().filter(move |(_, e)| e.vpc == id).map(move |(_, e)| {
        let groups = if e.groups.is_empty() { vec![vpc.default_group] } else { e.groups.clone() };
        json!({
            "type": "Interface",
            "service": names.service(e.service_region.as_ref().unwrap_or(&vpc.region), &e.service),
            "subnets": sorted(e.subnets.iter().map(|s| names.subnet(s.subnet))),
            "groups": sorted(groups.into_iter().map(|g| names.group(g))),
            "private dns": e.private_dns != PrivateDns::Off,
            "serves": [],
            "policy": rules::policy(e.policy.as_deref()),
        })
    })
}

fn sorted(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut all: Vec<String> = names.collect();
    all.sort();
    all
}

/// In the order of their JSON text, as the other side has them.
fn ordered(values: impl IntoIterator<Item = Value>) -> Vec<Value> {
    let mut all: Vec<Value> = values.into_iter().collect();
    all.sort_by_cached_key(ToString::to_string);
    all
}

/// Where two descriptions differ, path by path: `vpcs[0].subnets[1].zone: built "a", designed "b"`.
pub fn differences(built: &Value, designed: &Value) -> Vec<String> {
    let mut out = Vec::new();
    compare("", built, designed, &mut out);
    out
}

fn compare(at: &str, built: &Value, designed: &Value, out: &mut Vec<String>) {
    match (built, designed) {
        (Value::Object(a), Value::Object(b)) if a.keys().eq(b.keys()) => {
            for (key, x) in a {
                compare(&format!("{at}.{key}"), x, &b[key], out);
            }
        }
        (Value::Array(a), Value::Array(b)) => {
            // Both are ordered by text: what one side lacks is told alone, and not as a shift of all that follow.
            let only = |of: &[Value], than: &[Value]| of.iter().filter(|x| !than.contains(x)).cloned().collect::<Vec<_>>();
            let (left, right) = (only(a, b), only(b, a));
            if left.len() == right.len() {
                for (n, (x, y)) in left.iter().zip(&right).enumerate() {
                    compare(&format!("{at}[{n}]"), x, y, out);
                }
            } else {
                left.iter().for_each(|x| out.push(format!("{at}: built, not designed: {x}")));
                right.iter().for_each(|y| out.push(format!("{at}: designed, not built: {y}")));
            }
        }
        (a, b) if a == b => {}
        (a, b) => out.push(format!("{at}: built {a}, designed {b}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_told_by_their_place() {
        let built = json!({"vpcs": [{"dns": [true, true], "groups": [{"in": ["a"], "name": "g"}]}], "peerings": []});
        let mut designed = built.clone();
        assert_eq!(differences(&built, &designed), Vec::<String>::new());
        designed["vpcs"][0]["groups"][0]["in"] = json!(["a", "b"]);
        assert_eq!(differences(&built, &designed), [".vpcs[0].groups[0].in: designed, not built: \"b\""]);
    }
}
