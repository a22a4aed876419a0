//! Load balancers with their listeners, target groups with their targets.

use super::context::{At, Raiser};
use crate::document::{
    BalancerKind, Id, InterfaceEndpoint, Kind, Listener, LoadBalancer, NetworkInterface, NodeId, Scheme, Subnet, TargetGroup, Workload,
};
use crate::interchange::item::Val;
use crate::text;
use crate::text::code;
use std::net::IpAddr;

pub fn raise(r: &mut Raiser) {
    for kind in ["aws_lb_target_group", "aws_alb_target_group"] {
        for (at, id) in r.enrolled::<TargetGroup>(kind) {
            target_group(r, at, id);
        }
    }
    for kind in ["aws_lb", "aws_alb"] {
        for (at, id) in r.enrolled::<LoadBalancer>(kind) {
            balancer(r, at, id);
        }
    }
    for (at, id) in r.enrolled::<LoadBalancer>("aws_elb") {
        classic(r, at, id);
    }
    for kind in ["aws_lb_listener", "aws_alb_listener"] {
        for at in r.of(kind) {
            listener(r, at);
        }
    }
}

fn target_group(r: &mut Raiser, at: At, id: Id<TargetGroup>) {
    let target_type = r.text(at, "target_type").unwrap_or("instance").to_string();
    let vpc = if target_type == "lambda" { None } else { r.refer(at, "vpc_id") };
    // A group of functions names no VPC; the design's stands in one.
    let Some(vpc) = vpc.or_else(|| of_listeners(r, at)).or_else(|| r.model.all().map(|(id, _)| id).next()) else {
        return r.left_out(at, text!("its VPC is not in the files"));
    };
    let protocol = r.text(at, "protocol").unwrap_or("HTTP").to_string();
    let port = r.int(at, "port").and_then(|p| u16::try_from(p).ok());
    let port = port.unwrap_or(if protocol == "HTTPS" { 443 } else { 80 });
    let preserve_client_ip = r.flag(at, "preserve_client_ip");
    r.know(at, &["name", "name_prefix"]);
    let body =
        TargetGroup { vpc, protocol, port, target_type, targets: Vec::new(), addresses: Vec::new(), preserve_client_ip, complete: true };
    let (name, tags) = named(r, at);
    r.put_as(at, id, &name, tags, body);
}

/// The VPC of the load balancer whose listener forwards to a group.
fn of_listeners(r: &mut Raiser, group: At) -> Option<Id<crate::document::Vpc>> {
    for at in r.of("aws_lb_listener") {
        let to = r.get(at, "default_action").get("target_group_arn");
        if r.finds(to).iter().any(|f| f.at == group) {
            let v = r.get(at, "load_balancer_arn");
            let balancer = r.finds(v).first().map(|f| f.at)?;
            let subnets = r.get(balancer, "subnets");
            return subnets.each().iter().find_map(|s| r.id::<Subnet>(s)).and_then(|s| r.vpc_of(s));
        }
    }
    None
}

/// Its `Name` tag, else the name that it is made under, which says more than a label.
fn named(r: &mut Raiser, at: At) -> (String, crate::ordered::BTreeMap<String, String>) {
    let (name, tags) = r.name_of(at);
    let tagged = ["tags", "tags_all"].iter().any(|f| r.item(at).and_then(|i| i.body.get(*f)).is_some_and(|t| !t.get("Name").is_null()));
    let own = r.get(at, "name").as_text().filter(|_| !tagged);
    (own.map_or(name, Into::into), tags)
}

fn balancer(r: &mut Raiser, at: At, id: Id<LoadBalancer>) {
    let (mut subnets, mut whole) = r.all::<Subnet>(at, "subnets");
    for m in r.get(at, "subnet_mapping").each() {
        let (more, known) = r.all_in::<Subnet>(at, "subnet_mapping", m.get("subnet_id"));
        whole &= known;
        subnets.extend(more.into_iter().filter(|s| !subnets.contains(s)).collect::<Vec<_>>());
    }
    subnets.retain(|s| r.model.get(*s).is_some());
    let groups = r.get(at, "security_groups");
    let Some(vpc) = r.vpc_of_any(&subnets, groups) else {
        return r.left_out(at, text!("its subnets are not in the files"));
    };
    if !whole {
        let who = r.address(at);
        r.doubt(vpc, text!("the subnets of {who} are not all known", who = code(who)));
    }
    let kind = match r.text(at, "load_balancer_type") {
        Some("network") => BalancerKind::Network,
        Some("gateway") => BalancerKind::Gateway,
        _ => BalancerKind::Application,
    };
    let scheme =
        if r.flag(at, "internal") == Some(true) || kind == BalancerKind::Gateway { Scheme::Internal } else { Scheme::InternetFacing };
    let mut groups = r.groups(at, "security_groups", Some(vpc));
    if let ([only], Some(v)) = (groups.as_slice(), r.model.get(vpc))
        && *only == v.default_group
        && kind == BalancerKind::Application
    {
        groups.clear();
    }
    // Always on for an Application Load Balancer, off for the others unless it is said.
    let cross_zone =
        r.flag(at, "enable_cross_zone_load_balancing").unwrap_or(kind == BalancerKind::Application) || kind == BalancerKind::Application;
    r.know(at, &["name_prefix", "ip_address_type"]);
    let body = LoadBalancer { vpc, balancer: kind, scheme, subnets, groups, listeners: Vec::new(), cross_zone, complete: true };
    let (name, tags) = named(r, at);
    r.put_as(at, id, &name, tags, body);
}

/// A Classic Load Balancer. Like an Application Load Balancer it stands in subnets, has groups and sends from its own addresses.
fn classic(r: &mut Raiser, at: At, id: Id<LoadBalancer>) {
    let (mut subnets, _) = r.all::<Subnet>(at, "subnets");
    subnets.retain(|s| r.model.get(*s).is_some());
    let groups = r.get(at, "security_groups");
    let Some(vpc) = r.vpc_of_any(&subnets, groups) else {
        return r.left_out(at, text!("its subnets are not in the files"));
    };
    let who = r.address(at);
    r.notes.guess_of(&who, text!("Classic Load Balancers are taken for Application Load Balancers: the same subnets, groups and ports"));
    let groups = r.groups(at, "security_groups", Some(vpc));
    let scheme = if r.flag(at, "internal") == Some(true) { Scheme::Internal } else { Scheme::InternetFacing };
    let (name, tags) = named(r, at);
    let mut listeners = Vec::new();
    for l in r.get(at, "listener").each() {
        let number = |f: &str| l.get(f).as_int().and_then(|p| u16::try_from(p).ok());
        let (Some(port), Some(to)) = (number("lb_port"), number("instance_port")) else { continue };
        let protocol =
            l.get("instance_protocol").as_text().or_else(|| l.get("lb_protocol").as_text()).unwrap_or("HTTP").to_ascii_uppercase();
        let mut targets: Vec<NodeId> = Vec::new();
        for i in r.get(at, "instances").each() {
            targets.extend(r.id::<Workload>(i).map(|w| w.node()));
        }
        let group = TargetGroup {
            vpc,
            protocol,
            port: to,
            target_type: "instance".into(),
            targets,
            addresses: Vec::new(),
            preserve_client_ip: None,
            complete: true,
        };
        let group = r.invent(&format!("{name}-{to}"), false, group);
        let protocol = l.get("lb_protocol").as_text().unwrap_or("HTTP").to_ascii_uppercase();
        let protocol = if protocol == "SSL" || protocol == "TCP" { "HTTPS".to_string() } else { protocol };
        listeners.push(Listener { protocol, port, forward_to: Some(group) });
    }
    let body =
        LoadBalancer { vpc, balancer: BalancerKind::Application, scheme, subnets, groups, listeners, cross_zone: true, complete: true };
    r.put_as(at, id, &name, tags, body);
}

fn listener(r: &mut Raiser, at: At) {
    let Some(id) = r.refer::<LoadBalancer>(at, "load_balancer_arn").filter(|b| r.model.get(*b).is_some()) else {
        return r.left_out(at, text!("its load balancer is not in the files"));
    };
    let gateway = r.model.get(id).is_some_and(|b| b.balancer == BalancerKind::Gateway);
    let port = r.int(at, "port").and_then(|p| u16::try_from(p).ok());
    let protocol = r.text(at, "protocol").map(str::to_ascii_uppercase);
    // A Gateway Load Balancer listens on every port; what it sends is GENEVE on 6081.
    let (port, protocol) = if gateway { (Some(6081), Some("GENEVE".into())) } else { (port, protocol) };
    r.know(at, &["certificate_arn", "ssl_policy", "alpn_policy"]);
    let Some(port) = port else {
        return r.left_out(at, text!("its port is not known"));
    };
    let mut forward_to = None;
    for action in r.get(at, "default_action").each() {
        let to = action.get("target_group_arn");
        let many = action.get("forward").get("target_group");
        let groups: Vec<&Val> = if to.is_blank() { many.each().iter().map(|g| g.get("arn")).collect() } else { vec![to] };
        for g in groups {
            let found = r.id::<TargetGroup>(g).filter(|g| r.model.get(*g).is_some());
            if found.is_none() {
                r.missing(at, "default_action", g);
            } else if forward_to.is_some() && forward_to != found {
                r.left_out(at, text!("a listener forwards to one group here: the first is taken"));
            }
            forward_to = forward_to.or(found);
        }
    }
    let listener = Listener { protocol: protocol.unwrap_or_else(|| "HTTP".into()), port, forward_to };
    r.model.edit(id, |b: &mut LoadBalancer| b.listeners.push(listener));
}

/// Once everything that can be a target is there.
pub fn targets(r: &mut Raiser) {
    for kind in ["aws_lb_target_group_attachment", "aws_alb_target_group_attachment"] {
        for at in r.of(kind) {
            let Some(group) = r.refer::<TargetGroup>(at, "target_group_arn").filter(|g| r.model.get(*g).is_some()) else {
                r.left_out(at, text!("its target group is not in the files"));
                continue;
            };
            r.know(at, &["port", "availability_zone"]);
            let v = r.get(at, "target_id");
            attach(r, at, group, v);
        }
    }
    for at in r.of("aws_autoscaling_attachment") {
        let v = r.get(at, "lb_target_group_arn");
        let v = if v.is_blank() { r.get(at, "alb_target_group_arn") } else { v };
        let (elb, w) = (r.get(at, "elb"), r.refer::<Workload>(at, "autoscaling_group_name"));
        if let (Some(b), Some(w)) = (r.id::<LoadBalancer>(elb), w) {
            behind(r, b, w.node());
            continue;
        }
        let (Some(group), Some(w)) = (r.id::<TargetGroup>(v), w) else {
            r.left_out(at, text!("its group or its target group is not in the files"));
            continue;
        };
        add(r, group, w.node());
    }
    for (at, w) in r.enrolled::<Workload>("aws_ecs_service") {
        for b in r.get(at, "load_balancer").each() {
            let to = b.get("target_group_arn");
            match r.id::<TargetGroup>(to).filter(|g| r.model.get(*g).is_some()) {
                Some(group) => add(r, group, w.node()),
                None => r.missing(at, "load_balancer", to),
            }
        }
    }
    for at in r.of("aws_elb_attachment") {
        let (v, w) = (r.get(at, "elb"), r.refer::<Workload>(at, "instance"));
        match (r.id::<LoadBalancer>(v), w) {
            (Some(b), Some(w)) => behind(r, b, w.node()),
            _ => r.left_out(at, text!("its load balancer or its instance is not in the files")),
        }
    }
    for (at, w) in r.enrolled::<Workload>("aws_autoscaling_group") {
        let (balancers, _) = r.all::<LoadBalancer>(at, "load_balancers");
        for b in balancers {
            behind(r, b, w.node());
        }
        let (groups, _) = r.all::<TargetGroup>(at, "target_group_arns");
        for g in groups {
            add(r, g, w.node());
        }
    }
}

/// A target of everything that a Classic Load Balancer listens for.
fn behind(r: &mut Raiser, balancer: Id<LoadBalancer>, node: NodeId) {
    let groups: Vec<_> = r.model.get(balancer).into_iter().flat_map(|b| b.listeners.iter().filter_map(|l| l.forward_to)).collect();
    for g in groups {
        add(r, g, node);
    }
}

/// A target by its reference, or by its address.
fn attach(r: &mut Raiser, at: At, group: Id<TargetGroup>, v: &Val) {
    const TARGETS: &[Kind] = &[Kind::Workload, Kind::NetworkInterface, Kind::LoadBalancer];
    if let Some(node) = r.nodes_of(v).into_iter().find(|n| TARGETS.contains(&n.kind()) && r.model.contains(*n)) {
        return add(r, group, node);
    }
    match v.as_text().and_then(|s| s.parse::<IpAddr>().ok()) {
        Some(ip) => match holder(r, ip) {
            Some(node) => add(r, group, node),
            None => drop(r.model.edit(group, |g: &mut TargetGroup| g.addresses.push(ip))),
        },
        None => {
            r.missing(at, "target_id", v);
            r.left_out(at, text!("its target is not in the files"));
        }
    }
}

/// What has a chosen address: an endpoint, an interface, an instance.
fn holder(r: &Raiser, ip: IpAddr) -> Option<NodeId> {
    let endpoint = r.model.all::<InterfaceEndpoint>().find(|(_, e)| e.subnets.iter().any(|s| s.ip.map(IpAddr::V4) == Some(ip)));
    let interface = r.model.all::<NetworkInterface>().find(|(_, i)| i.private_ips.first().map(|a| IpAddr::V4(*a)) == Some(ip));
    let instance = r.model.all::<Workload>().find(|(_, w)| w.private_ip.map(IpAddr::V4) == Some(ip));
    endpoint.map(|(id, _)| id.node()).or(interface.map(|(id, _)| id.node())).or(instance.map(|(id, _)| id.node()))
}

pub fn add(r: &mut Raiser, group: Id<TargetGroup>, node: NodeId) {
    r.model.edit(group, |g: &mut TargetGroup| {
        if !g.targets.contains(&node) {
            g.targets.push(node);
        }
    });
}
