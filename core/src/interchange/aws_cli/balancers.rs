//! Load balancers, their listeners, target groups and targets.

use super::build::Builder;
use super::forms::Sort;
use super::interfaces::groups;
use super::json::Json;
use super::recognise::Record;
use crate::document::{BalancerKind, Id, Kind, Listener, LoadBalancer, NetworkInterface, NodeId, Scheme, TargetGroup, Vpc};
use crate::ordered::Sorted as _;
use crate::ordered::{BTreeMap, BTreeSet};
use crate::text;
use crate::text::{Text, code};
use std::net::{IpAddr, Ipv4Addr};

/// The name in an ARN's end: `web` of `…:loadbalancer/app/web/50dc6c495c0c9188`.
fn name(arn: &str) -> &str {
    let parts: Vec<&str> = arn.split('/').collect();
    parts.len().checked_sub(2).and_then(|i| parts.get(i)).copied().unwrap_or(arn)
}

pub fn read(b: &mut Builder) {
    let vpcs: BTreeMap<&str, &str> =
        b.snapshot.all(Sort::LoadBalancer).iter().filter_map(|r| Some((r.text("LoadBalancerArn")?, r.text("VpcId")?))).collect();
    let preserving = switches(b, Sort::TargetAttributes, "TargetGroupArn", "preserve_client_ip.enabled");
    for (id, arn, r) in b.enrolled::<TargetGroup>(Sort::TargetGroup, "TargetGroupArn") {
        let of = r.get("LoadBalancerArns").texts().find_map(|a| vpcs.get(a).copied());
        let Some(vpc) = r.text("VpcId").or(of).and_then(|v| b.find::<Vpc>(v)) else {
            b.ids.remove(arn);
            b.notes.left_out(Text::of(arn), &r.at(), text!("nothing says which VPC it is in"));
            continue;
        };
        let body = TargetGroup {
            vpc,
            protocol: r.text("Protocol").unwrap_or("HTTP").to_string(),
            port: port(r.get("Port")).unwrap_or(80),
            target_type: r.text("TargetType").unwrap_or("instance").to_string(),
            targets: Vec::new(),
            addresses: Vec::new(),
            preserve_client_ip: preserving.get(arn).copied(),
            complete: true,
        };
        let tags = super::build::tags(r.get("Tags"));
        b.put_as(id, r.text("TargetGroupName").unwrap_or_else(|| name(arn)), arn, tags.tags, body);
    }
    let crossing = switches(b, Sort::BalancerAttributes, "LoadBalancerArn", "load_balancing.cross_zone.enabled");
    let mut listeners = listeners(b, &vpcs);
    for (id, arn, r) in b.enrolled::<LoadBalancer>(Sort::LoadBalancer, "LoadBalancerArn") {
        let Some(vpc) = r.text("VpcId").and_then(|v| b.find::<Vpc>(v)) else { continue };
        let balancer = match r.text("Type") {
            Some("network") => BalancerKind::Network,
            Some("gateway") => BalancerKind::Gateway,
            Some("application") => BalancerKind::Application,
            _ if arn.contains("/net/") => BalancerKind::Network,
            _ if arn.contains("/gwy/") => BalancerKind::Gateway,
            _ => BalancerKind::Application,
        };
        let mut subnets = Vec::new();
        for z in r.get("AvailabilityZones").list() {
            if let Some(s) = z.get("SubnetId").text() {
                subnets.push(b.subnet(s, vpc, z.get("ZoneName").text()));
            }
        }
        let body = LoadBalancer {
            vpc,
            balancer,
            scheme: if r.text("Scheme") == Some("internet-facing") { Scheme::InternetFacing } else { Scheme::Internal },
            subnets,
            groups: groups(b, r.get("SecurityGroups"), vpc),
            listeners: listeners.remove(arn).unwrap_or_default(),
            // On and not to be turned off for the balancer as a whole for application ones, else off until turned on.
            cross_zone: crossing.get(arn).copied().unwrap_or(balancer == BalancerKind::Application),
            complete: b.snapshot.has(Sort::Listener),
        };
        if !body.complete {
            b.notes.guess_of(
                arn,
                text!("the listeners of these load balancers are not in the snapshot (aws elbv2 describe-listeners); what they take is not known"),
            );
        }
        let tags = super::build::tags(r.get("Tags"));
        b.put_as(id, r.text("LoadBalancerName").unwrap_or_else(|| name(arn)), arn, tags.tags, body);
    }
    for arn in listeners.into_keys() {
        b.notes.left_out(text!("listeners of {arn}", arn = code(name(arn))), arn, text!("the load balancer is not in the snapshot"));
    }
}

fn port(json: &Json) -> Option<u16> {
    json.int().and_then(|p| u16::try_from(p).ok()).filter(|p| *p > 0)
}

/// An attribute that is on or off, by ARN.
fn switches<'a>(b: &Builder<'a>, sort: Sort, arn: &str, key: &str) -> BTreeMap<&'a str, bool> {
    let mut out = BTreeMap::new();
    for r in b.snapshot.all(sort) {
        let Some(arn) = r.text(arn) else { continue };
        for a in r.get("Attributes").list() {
            if let (true, Some(on)) = (a.get("Key").text() == Some(key), a.get("Value").flag()) {
                out.insert(arn, on);
            }
        }
    }
    out
}

fn listeners<'a>(b: &mut Builder<'a>, vpcs: &BTreeMap<&str, &str>) -> BTreeMap<&'a str, Vec<Listener>> {
    let mut out: BTreeMap<&str, Vec<Listener>> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    // Some tools put a balancer's listeners into one item.
    let nested = b.snapshot.all(Sort::Listener).iter().flat_map(|r| match r.get("Listeners") {
        Json::List(all) => all.iter().map(|json| r.inside(json)).collect(),
        _ => vec![*r],
    });
    for r in nested.collect::<Vec<_>>() {
        let Some(arn) = r.text("LoadBalancerArn") else {
            b.notes.left_out(text!("a listener"), &r.at(), text!("it has no LoadBalancerArn"));
            continue;
        };
        if r.text("ListenerArn").is_some_and(|l| !seen.insert(l)) {
            continue;
        }
        let mut forward = Vec::new();
        for action in r.get("DefaultActions").list() {
            let many = action.get("ForwardConfig").get("TargetGroups").list().iter().filter_map(|t| t.get("TargetGroupArn").text());
            for t in action.get("TargetGroupArn").text().into_iter().chain(many) {
                if !forward.contains(&t) {
                    forward.push(t);
                }
            }
        }
        for more in forward.get(1..).unwrap_or_default() {
            b.notes.left_out(
                text!("the listener's target group {group}", group = code(name(more))),
                &r.at(),
                text!("a listener forwards to one target group in the design"),
            );
        }
        if let Some(t) = forward.first().filter(|t| b.find::<TargetGroup>(t).is_none()) {
            b.notes.guess_of(
                name(t),
                text!("listeners forward to these target groups, which are not in the snapshot; their targets are not known"),
            );
            if let Some(vpc) = vpcs.get(arn).and_then(|v| b.find::<Vpc>(v)) {
                let body = TargetGroup {
                    vpc,
                    protocol: r.text("Protocol").unwrap_or("HTTP").to_string(),
                    port: port(r.get("Port")).unwrap_or(80),
                    target_type: "instance".into(),
                    targets: Vec::new(),
                    addresses: Vec::new(),
                    preserve_client_ip: None,
                    complete: false,
                };
                b.invent(name(t), Some(t), body);
            }
        }
        let protocol = r.text("Protocol").unwrap_or("GENEVE").to_string();
        let number = port(r.get("Port")).unwrap_or(if protocol == "GENEVE" { 6081 } else { 443 });
        let forward_to = forward.first().and_then(|t| b.find(t));
        if let (Some(first), true) = (forward_to, forward.len() > 1) {
            b.beside.insert(first);
        }
        out.entry(arn).or_default().push(Listener { protocol, port: number, forward_to });
    }
    for all in out.values_mut() {
        all.order_by_key(|l| l.port);
    }
    out
}

/// The targets, once all interfaces are known.
pub fn targets(b: &mut Builder) {
    let mut at: BTreeMap<(Id<Vpc>, Ipv4Addr), NodeId> = BTreeMap::new();
    for (id, n) in b.model.all::<NetworkInterface>() {
        if let Some(s) = b.model.get(n.subnet) {
            at.extend(n.private_ips.iter().map(|a| ((s.vpc, *a), id.node())));
        }
    }
    let mut all: BTreeMap<Id<TargetGroup>, Vec<(&Json, String)>> = BTreeMap::new();
    for r in b.snapshot.all(Sort::TargetHealth) {
        let nested = r.get("TargetHealthDescriptions").list();
        let descriptions: Vec<&Json> = if nested.is_empty() && r.json.has("Target") { vec![r.json] } else { nested.iter().collect() };
        let Some(group) = r.text("TargetGroupArn").and_then(|a| b.find::<TargetGroup>(a)).or_else(|| of_file(b, r)) else {
            if !descriptions.is_empty() {
                b.notes.left_out(
                    text!("targets"),
                    &r.at(),
                    text!("nothing says which target group they are of; put its name into the file's name"),
                );
            }
            continue;
        };
        all.entry(group).or_default().extend(descriptions.into_iter().map(|d| (d, r.at())));
    }
    if !b.snapshot.has(Sort::TargetHealth) && !b.snapshot.all(Sort::TargetGroup).is_empty() {
        b.notes.guess(
            text!("the targets of target groups are not in the snapshot (aws elbv2 describe-target-health); what load balancers forward to is not known"),
        );
    }
    let silent: Vec<Id<TargetGroup>> = b.model.all::<TargetGroup>().map(|(id, _)| id).filter(|id| !all.contains_key(id)).collect();
    // Where a listener forwards to several, the design has the first: others may be in reach where its targets are not.
    let beside: Vec<Id<TargetGroup>> = std::mem::take(&mut b.beside).into_iter().collect();
    for id in silent.into_iter().chain(beside) {
        b.model.edit(id, |g: &mut TargetGroup| g.complete = false);
    }
    for (group, descriptions) in all {
        let Some(mut body) = b.model.get(group).cloned() else { continue };
        let mut ports = BTreeSet::new();
        for (d, place) in descriptions {
            let health = d.get("TargetHealth").get("State").text().unwrap_or_default();
            let Some(target) = d.get("Target").get("Id").text() else { continue };
            if health == "draining" {
                b.notes.left_out(Text::of(target), &place, text!("this target is draining"));
                continue;
            }
            if health == "unhealthy" {
                b.notes.guess_of(
                    target,
                    text!("these targets were unhealthy; health is not modelled, and they are taken as if they were well"),
                );
            }
            ports.extend(port(d.get("Target").get("Port")));
            let node = match target.parse::<IpAddr>() {
                Ok(IpAddr::V4(a)) => at.get(&(body.vpc, a)).copied(),
                Ok(IpAddr::V6(_)) => None,
                Err(_) => b.node(target).filter(|n| matches!(n.kind(), Kind::Workload | Kind::LoadBalancer | Kind::NetworkInterface)),
            };
            match (node, target.parse::<IpAddr>()) {
                (Some(node), _) if !body.targets.contains(&node) => body.targets.push(node),
                (Some(_), _) => {}
                (None, Ok(a)) => body.addresses.push(a),
                (None, Err(_)) => {
                    b.notes.left_out(Text::of(target), &place, text!("this target is not in the snapshot"));
                    body.complete = false;
                }
            }
        }
        match ports.iter().copied().collect::<Vec<_>>().as_slice() {
            [one] => body.port = *one,
            [] => {}
            _ => {
                let name = b.model.name(group);
                b.notes.guess(text!(
                    "{name}: its targets have several ports, and those of a group have one in the design; they are left out",
                    name = code(name)
                ));
                (body.targets, body.addresses, body.complete) = (Vec::new(), Vec::new(), false);
            }
        }
        b.model.edit(group, |g: &mut TargetGroup| *g = body);
    }
}

/// The target group that a file's name tells, or the only one there is.
fn of_file(b: &Builder, r: &Record) -> Option<Id<TargetGroup>> {
    let all: Vec<(Id<TargetGroup>, String)> = b.model.all::<TargetGroup>().map(|(id, _)| (id, b.model.name(id))).collect();
    if let [(one, _)] = all.as_slice() {
        return Some(*one);
    }
    let file = r.file.name.rsplit_once('/').map_or(r.file.name.as_str(), |(_, f)| f);
    all.iter().filter(|(_, name)| file.contains(name.as_str())).max_by_key(|(_, name)| name.len()).map(|(id, _)| *id)
}
