//! Load balancers, listeners, target groups and what stands behind them.

use super::context::Context;
use super::names;
use crate::document::{BalancerKind, Body as Facts, Compute, Id, Kind, Listener, LoadBalancer, NodeId, Region, Scheme, TargetGroup};
use crate::interchange::block::{Block, Body, Ref, Set};
use crate::ordered::Sorted as _;
use crate::text;

const LISTENER: Set = Set::this("aws_lb_listener");
const ATTACHMENT: Set = Set::this("aws_lb_target_group_attachment");
const PERMISSION: Set = Set::this("aws_lambda_permission");

pub fn lower(cx: &mut Context) {
    for (id, balancer) in cx.mine::<LoadBalancer>() {
        let at = cx.at_vpc(balancer.vpc);
        let gateway = balancer.balancer == BalancerKind::Gateway;
        let application = balancer.balancer == BalancerKind::Application;
        let groups = match (application, balancer.groups.is_empty()) {
            _ if gateway => None,
            // A Network Load Balancer without groups has none.
            (false, true) => None,
            _ => Some(cx.groups(&balancer.groups, Some(balancer.vpc))),
        };
        let body = Body::new()
            // AWS keeps names that begin with "internal-" for itself.
            .set("name", names::hyphenated(&format!("lb_{}", cx.key(id)), 32))
            .set("load_balancer_type", balancer.balancer.as_str())
            .opt("internal", (!gateway).then_some(balancer.scheme == Scheme::Internal))
            .set("subnets", cx.subnets(&balancer.subnets))
            .opt("security_groups", groups)
            .opt("enable_cross_zone_load_balancing", (!application).then_some(balancer.cross_zone));
        let block = cx.block(names::LOAD_BALANCER, id, at.clone(), body);
        cx.push_named(block);
        let mut seen = crate::ordered::BTreeSet::new();
        let mut listeners: Vec<_> = balancer.listeners.iter().collect();
        listeners.order_by_key(|l| (l.port, l.protocol.to_ascii_uppercase()));
        for l in listeners {
            if seen.insert((l.port, l.protocol.eq_ignore_ascii_case("UDP"))) {
                listener(cx, id, balancer, l, at.as_ref());
            }
        }
    }
    for (id, group) in cx.mine::<TargetGroup>() {
        target_group(cx, id, group);
    }
}

fn listener(cx: &mut Context, id: Id<LoadBalancer>, balancer: &LoadBalancer, listener: &Listener, at: Option<&Region>) {
    let protocol = listener.protocol.to_ascii_uppercase();
    let gateway = balancer.balancer == BalancerKind::Gateway;
    let key = if gateway { format!("{}/gateway", cx.key(id)) } else { format!("{}/{}/{protocol}", cx.key(id), listener.port) };
    let forward = listener.forward_to.map(|g| cx.reference(g, names::TARGET_GROUP, "arn"));
    if forward.is_none() && balancer.balancer != BalancerKind::Application {
        let text =
            text!("the listener of {lb} on {port} forwards to nothing, and AWS asks for a target group", lb = id, port = listener.port);
        cx.left_out(id, text);
        return;
    }
    let certificate = matches!(protocol.as_str(), "HTTPS" | "TLS").then(|| {
        let region = cx.region_of(balancer.vpc);
        let none = format!("arn:{}:acm:{region}:000000000000:certificate/00000000-0000-0000-0000-000000000000", cx.partition());
        cx.input("certificate_arns", &key, none)
    });
    let refuse =
        || Body::new().fix("content_type", "text/plain").fix("message_body", "No service is configured here.").fix("status_code", "503");
    let action = Body::new()
        .set("type", if forward.is_some() { "forward" } else { "fixed-response" })
        .opt("target_group_arn", forward.clone())
        .parts("fixed_response", forward.is_none().then(refuse).into_iter().collect());
    let body = Body::new()
        .set("load_balancer_arn", Ref { set: names::LOAD_BALANCER, key: cx.key(id), attribute: "arn" })
        .opt("port", (!gateway).then_some(listener.port))
        .opt("protocol", (!gateway).then_some(protocol))
        .opt("certificate_arn", certificate)
        .part("default_action", action);
    cx.push(Block::new(LISTENER, key, body).of(id).region(at.cloned()));
}

fn target_group(cx: &mut Context, id: Id<TargetGroup>, group: &TargetGroup) {
    let at = cx.at_vpc(group.vpc);
    let lambda = group.target_type == "lambda";
    let body = Body::new()
        .set("name", names::hyphenated(&format!("tg_{}", cx.key(id)), 32))
        .set("target_type", group.target_type.as_str())
        .opt("vpc_id", (!lambda).then(|| cx.vpc(group.vpc)))
        .opt("protocol", (!lambda).then(|| group.protocol.to_ascii_uppercase()))
        .opt("port", (!lambda).then_some(group.port));
    let block = cx.block(names::TARGET_GROUP, id, at.clone(), body);
    cx.push_named(block);
    let mut targets = group.targets.clone();
    targets.order();
    targets.dedup();
    for to in targets {
        attach(cx, id, group, to, at.as_ref());
    }
}

fn attach(cx: &mut Context, id: Id<TargetGroup>, group: &TargetGroup, to: NodeId, at: Option<&Region>) {
    let by_ip = group.target_type == "ip";
    let key = format!("{}/{}", cx.key(id), cx.key(to));
    let own = |attribute| Ref { set: names::TARGET_GROUP, key: cx.model.key(id).to_string(), attribute };
    let target = match cx.model.node(to).map(|n| &n.body) {
        Some(Facts::Workload(w)) => match w.compute {
            Compute::Instance => cx.reference(to, names::INSTANCE, if by_ip { "private_ip" } else { "id" }),
            Compute::Function => {
                let body = Body::new()
                    .fix("action", "lambda:InvokeFunction")
                    .fix("principal", "elasticloadbalancing.amazonaws.com")
                    .set("function_name", cx.reference(to, names::FUNCTION, "function_name"))
                    .set("source_arn", own("arn"));
                cx.push(Block::new(PERMISSION, key.clone(), body).of(id).region(at.cloned()));
                cx.reference(to, names::FUNCTION, "arn")
            }
            // The service registers its tasks itself.
            Compute::Container => return,
            Compute::Database => {
                cx.left_out(
                    id,
                    text!("{target} is a database, whose address may change: it is not registered in {group}", target = to, group = id),
                );
                return;
            }
        },
        Some(Facts::InterfaceEndpoint(e)) if by_ip && e.subnets.iter().all(|s| s.ip.is_some()) => {
            for ip in e.subnets.iter().filter_map(|s| s.ip) {
                let body = Body::new().set("target_group_arn", own("arn")).set("target_id", ip).opt("port", Some(group.port));
                cx.push(Block::new(ATTACHMENT, format!("{key}/{ip}"), body).of(id).region(at.cloned()));
            }
            return;
        }
        Some(Facts::InterfaceEndpoint(_)) => {
            let text = text!(
                "{target} is not registered in {group}: its addresses are known only where the design chooses them",
                target = to,
                group = id
            );
            cx.left_out(id, text);
            return;
        }
        Some(Facts::NetworkInterface(_)) if by_ip => cx.reference(to, names::NETWORK_INTERFACE, "private_ip"),
        Some(Facts::LoadBalancer(_)) if to.kind() == Kind::LoadBalancer => cx.reference(to, names::LOAD_BALANCER, "arn"),
        _ => {
            cx.left_out(id, text!("{target} cannot be a target of {group}", target = to, group = id));
            return;
        }
    };
    let port = (group.target_type != "lambda").then_some(group.port);
    let body = Body::new().set("target_group_arn", own("arn")).set("target_id", target).opt("port", port);
    cx.push(Block::new(ATTACHMENT, key, body).of(id).region(at.cloned()));
}
