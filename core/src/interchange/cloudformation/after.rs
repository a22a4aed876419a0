//! What a resource must wait for although it does not refer to it.

use super::build::Build;
use super::template::Resource;
use crate::document::{Id, Kind, NodeId, Vpc};
use crate::interchange::block::Expr;
use crate::ordered::{BTreeMap, BTreeSet};

pub fn waits(b: &mut Build) {
    let model = b.model;
    let vpc = |of: Option<NodeId>| of.and_then(|id| if id.kind() == Kind::Vpc { Id::<Vpc>::of(id) } else { model.vpc_of(id) });
    let listeners = listeners(b);
    for template in b.templates.values_mut() {
        let all: Vec<(String, &'static str, Option<Id<Vpc>>, Resource)> =
            template.resources.iter().map(|r| (r.id.clone(), r.kind, vpc(r.of), r.clone())).collect();
        let attached: BTreeMap<&str, &str> = all
            .iter()
            .filter_map(|(id, ..)| Some((id.strip_suffix("Attached").filter(|g| all.iter().any(|(i, ..)| i == g))?, id.as_str())))
            .collect();
        let of_kind = |kind: &'static str| all.iter().filter(move |(_, k, ..)| *k == kind);
        for r in &mut template.resources {
            let home = vpc(r.of);
            let refers = names(r);
            let here = |kind: &'static str| of_kind(kind).filter(move |(.., v, _)| v.is_some() && *v == home).map(|(id, ..)| id.clone());
            let gateways = |here: bool| {
                let mine =
                    all.iter().filter(move |(_, k, v, _)| *k == "AWS::EC2::InternetGateway" && (!here || (v.is_some() && *v == home)));
                mine.filter_map(|(id, ..)| attached.get(id.as_str()).map(|a| (*a).to_string())).collect::<Vec<_>>()
            };
            let mut after: BTreeSet<String> = BTreeSet::new();
            match r.kind {
                "AWS::EC2::EIP" => after.extend(gateways(false)),
                "AWS::EC2::NatGateway" | "AWS::EC2::EIPAssociation" | "AWS::ElasticLoadBalancingV2::LoadBalancer" => {
                    after.extend(gateways(true))
                }
                "AWS::EC2::Subnet" => after.extend(here("AWS::EC2::VPCCidrBlock").filter(|id| !id.ends_with("Ipv6"))),
                "AWS::EC2::VPCEndpoint" if r.id.ends_with("InterfaceEndpoint") => {
                    after.extend(here("AWS::EC2::VPCEndpoint").filter(|id| id.ends_with("GatewayEndpoint")));
                }
                "AWS::EC2::Route" | "AWS::EC2::VPNGatewayRoutePropagation" | "AWS::EC2::GatewayRouteTableAssociation" => {
                    after.extend(refers.iter().filter_map(|n| attached.get(n.as_str()).map(|a| (*a).to_string())));
                    let transit = refers.iter().any(|n| n.ends_with("TransitGateway"));
                    after.extend(here_transit(&all, transit, home));
                }
                "AWS::ECS::Service" => after.extend(listeners.iter().filter(|(_, to)| refers.contains(to)).map(|(id, _)| id.clone())),
                "AWS::ElasticLoadBalancingV2::TargetGroup" => {
                    let permissions = of_kind("AWS::Lambda::Permission").filter(|(.., p)| names(p).iter().any(|f| refers.contains(f)));
                    after.extend(permissions.map(|(id, ..)| id.clone()));
                    // A load balancer can be a target once it listens.
                    let balancers = of_kind("AWS::ElasticLoadBalancingV2::LoadBalancer").filter(|(id, ..)| refers.contains(id));
                    for (balancer, ..) in balancers {
                        let its = of_kind("AWS::ElasticLoadBalancingV2::Listener").filter(|(.., l)| names(l).contains(balancer));
                        after.extend(its.map(|(id, ..)| id.clone()));
                    }
                }
                _ => {}
            }
            // Whatever takes part of a VPC's IPv6 block waits until there is one.
            after.extend(refers.iter().map(|n| format!("{n}Ipv6")).filter(|n| takes_ipv6(r) && all.iter().any(|(id, ..)| id == n)));
            after.remove(&r.id);
            r.after = after;
        }
    }
}

/// Routes to a transit gateway wait until their VPC is attached to one.
fn here_transit(all: &[(String, &'static str, Option<Id<Vpc>>, Resource)], transit: bool, home: Option<Id<Vpc>>) -> Vec<String> {
    let kind = "AWS::EC2::TransitGatewayVpcAttachment";
    all.iter().filter(|(_, k, ..)| transit && *k == kind && home.is_some()).map(|(id, ..)| id.clone()).collect()
}

/// Listeners, each with a target group that it forwards to.
fn listeners(b: &Build) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for entry in b.entries.values().filter(|e| e.block.set.resource == "aws_lb_listener") {
        for a in entry.block.body.parts.iter().flat_map(|p| &p.bodies).flat_map(|x| &x.attributes).filter(|a| a.name == "target_group_arn")
        {
            if let Some(Expr::Ref(r)) = a.value.value()
                && let Some(group) = b.entries.get(&(r.set, r.key.as_str()))
            {
                out.push((entry.id(), group.id()));
            }
        }
    }
    out
}

fn names(r: &Resource) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    r.properties.iter().for_each(|(_, v)| v.names(&mut |n| out.extend([n.to_string()])));
    out
}

fn takes_ipv6(r: &Resource) -> bool {
    r.properties.iter().any(|(_, v)| v.gets("Ipv6CidrBlocks"))
}
