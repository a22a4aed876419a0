//! Interface and resource endpoints whose groups refuse the workloads that call them.

use crate::checks::shared::blocks;
use crate::checks::{Found, check, set};
use crate::document::{Flow, GroupRule, Id, InterfaceEndpoint, NodeId, Peer, SecurityGroup};
use crate::facts::Facts;
use crate::graph::{Interface, InterfaceRole};
use crate::net::{PortRange, Protocol};
use crate::ordered::BTreeMap;
use crate::ordered::Sorted as _;
use crate::reach::HopKind;
use crate::text;
use crate::text::{Arg, code};

check! {
    /// The security groups of an interface or resource endpoint decide who may connect to its interfaces. They must let clients in on
    /// the port of the service, nearly always TCP 443, or of the resource. Where they do not, calls time out although name and route are right.
    ///
    /// ## Example
    ///
    /// ```text
    /// vpc main 10.0.0.0/16 dns-hostnames
    ///   group app: out any to 0.0.0.0/0
    ///   group endpoints: in tcp 80 from 10.0.0.0/16
    ///   subnet app a 10.0.0.0/24
    ///     instance api groups app
    ///   interface-endpoint ssm in app groups endpoints private-dns
    /// service ssm
    /// flow api -> ssm tcp 443
    /// ```
    ///
    /// ## What to do
    ///
    /// Let the client's group in, or the blocks of the VPC. A reference to a group works within the VPC and across a
    /// peering in one Region; everywhere else name blocks.
    ///
    /// AWS: "Access an AWS service using an interface VPC endpoint" (AWS PrivateLink Guide), "Security group rules"
    /// (Amazon VPC User Guide)
    "endpoint-group-refuses-clients", "Endpoint's groups refuse its clients", Correctness, Error
}

/// Who is refused, and at which interfaces they stand.
#[derive(Default)]
struct Refused {
    flows: Vec<Id<Flow>>,
    clients: Vec<NodeId>,
    from: Vec<usize>,
}

fn run(facts: &Facts) -> Vec<Found> {
    let model = &facts.document.model;
    let mut refused: BTreeMap<(NodeId, u16), Refused> = BTreeMap::new();
    for (flow, trace) in facts.flows() {
        let Some(f) = model.get(*flow) else { continue };
        for path in &trace.paths {
            let Some(to) = path.to.and_then(|i| facts.graph().interface(i)) else { continue };
            if to.role != InterfaceRole::Endpoint {
                continue;
            }
            let inbound = |h: &crate::reach::Hop| h.kind == HopKind::Group && to.groups.iter().any(|g| g.node() == h.at);
            if path.forward.blockers().any(|h| inbound(h) && h.subnet == Some(to.subnet.node())) && !sent_by_same(facts, path.from, to) {
                let slot = refused.entry((to.owner, f.port.unwrap_or(443))).or_default();
                if !slot.flows.contains(flow) {
                    slot.flows.push(*flow);
                }
                if !slot.clients.contains(&f.from) {
                    slot.clients.push(f.from);
                }
                slot.from.extend(path.from);
            }
        }
    }
    let mut out = Vec::new();
    for ((endpoint, port), Refused { flows, clients, from }) in refused {
        let Some(e) = model.private_endpoint(endpoint) else { continue };
        let default = model.get(e.vpc).map(|v| v.default_group);
        let groups: Vec<Id<SecurityGroup>> = if e.groups.is_empty() { default.into_iter().collect() } else { e.groups.clone() };
        let Some(group) = groups.first().copied() else { continue };
        let said = text!(
            "The groups of {endpoint} refuse {clients} on TCP {port}.",
            endpoint = endpoint,
            clients = clients.iter().copied().collect::<Arg>(),
            port = port
        );
        let mut found = Found::new(endpoint, said).because(text!(
            "No inbound rule of {groups} covers them, so their packets are dropped at the endpoint.",
            groups = groups.iter().copied().collect::<Arg>()
        ));
        for n in groups.iter().map(|g| g.node()).chain(flows.iter().map(|f| f.node())) {
            found = found.with(n);
        }
        let ingress = model.get(group).map(|g| g.ingress.clone()).unwrap_or_default();
        let theirs: Vec<&Interface> = from.iter().filter_map(|i| facts.graph().interface(*i)).collect();
        let near = theirs.iter().all(|f| f.vpc == e.vpc);
        let mut rules = ingress.clone();
        let mut of_groups: Vec<Id<SecurityGroup>> = theirs.iter().filter_map(|f| f.groups.first().copied()).collect();
        of_groups.order();
        of_groups.dedup();
        rules.extend(of_groups.iter().map(|g| GroupRule::tcp(PortRange::one(port), Peer::Group(*g))));
        let names = of_groups.iter().copied().collect::<Arg>();
        found = found.fix(
            text!("Let {peers} in on TCP {port} in {group}", peers = names, port = port, group = group),
            (near && !of_groups.is_empty()).then(|| set(group, "ingress", &rules)),
        );
        let mut vpcs: Vec<_> = theirs.iter().map(|f| f.vpc).collect();
        vpcs.order();
        vpcs.dedup();
        let nets: Vec<_> = vpcs.iter().flat_map(|v| blocks(model, *v)).collect();
        let mut rules = ingress;
        rules.extend(nets.iter().map(|n| GroupRule::tcp(PortRange::one(port), Peer::Cidr(*n))));
        let names = nets.iter().map(code).collect::<Vec<_>>();
        out.push(found.option(
            text!("Let {peers} in on TCP {port} in {group}", peers = Arg::List(names), port = port, group = group),
            (!nets.is_empty()).then(|| set(group, "ingress", &rules)),
        ));
    }
    out.extend(closed_to_all(facts));
    out
}

/// The client has the very group that drops it, and the hop is its own way out.
fn sent_by_same(facts: &Facts, from: Option<usize>, to: &Interface) -> bool {
    let same = from.and_then(|i| facts.graph().interface(i)).filter(|f| f.subnet == to.subnet);
    same.is_some_and(|f| {
        f.groups == to.groups && f.groups.iter().all(|g| facts.document.model.get(*g).is_some_and(|g| g.egress.is_empty()))
    })
}

/// Endpoints that let nobody in at all on any of the service's ports: of no use, whoever calls.
fn closed_to_all(facts: &Facts) -> Vec<Found> {
    let model = &facts.document.model;
    let mut out = Vec::new();
    for (id, e) in model.all::<InterfaceEndpoint>().filter(|(_, e)| !e.groups.is_empty()) {
        let ports = facts.catalogue.service(e.service.as_str()).map_or(vec![443], |s| s.ports.value.clone());
        let serves = |r: &GroupRule| match r.protocol {
            Protocol::Any => true,
            Protocol::TCP => ports.iter().any(|p| r.ports.is_none_or(|range| range.contains(*p))),
            _ => false,
        };
        let rules = e.groups.iter().filter_map(|g| model.get(*g)).flat_map(|g| &g.ingress);
        let Some(group) = e.groups.first().copied().filter(|_| !rules.clone().any(serves)) else { continue };
        let called = facts
            .flows()
            .values()
            .any(|t| t.paths.iter().any(|p| p.to.and_then(|i| facts.graph().interface(i)).is_some_and(|f| f.owner == id.node())));
        if called {
            continue;
        }
        let names = Arg::List(ports.iter().map(code).collect());
        let nets = blocks(model, e.vpc);
        let mut ingress = model.get(group).map(|g| g.ingress.clone()).unwrap_or_default();
        for p in &ports {
            ingress.extend(nets.iter().map(|n| GroupRule::tcp(PortRange::one(*p), Peer::Cidr(*n))));
        }
        out.push(
            Found::new(id, text!("The groups of {endpoint} let nobody in on TCP {ports}.", endpoint = id, ports = names.clone()))
                .with(group)
                .because(text!(
                    "No inbound rule of {groups} covers the service's port.",
                    groups = e.groups.iter().copied().collect::<Arg>()
                ))
                .fix(
                    text!("Let {vpc} in on TCP {ports} in {group}", vpc = e.vpc, ports = names, group = group),
                    set(group, "ingress", &ingress),
                ),
        );
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{check, fixed, mends};

    const TEXT: &str = "vpc v 10.0.0.0/16 dns-hostnames
  group app: out any to 0.0.0.0/0
  group ok: in tcp 443 from app
  group closed: in tcp 80 from 10.0.0.0/16
  subnet a a 10.0.0.0/24
    instance api groups app
  subnet b b 10.0.1.0/24
  interface-endpoint ssm in b groups closed private-dns #! The groups of ssm refuse api on TCP 443
  interface-endpoint kms in b groups ok private-dns
  interface-endpoint sqs in b groups closed private-dns #! The groups of sqs let nobody in on TCP 443
  resource-endpoint orders in b groups closed #! The groups of orders refuse api on TCP 5432
service ssm
service kms
flow api -> ssm tcp 443
flow api -> kms tcp 443
flow api -> orders tcp 5432
";

    #[test]
    fn fires_and_stays_silent() {
        check(&CHECK, TEXT);
    }

    #[test]
    fn mended() {
        let text = TEXT.lines().filter(|l| !l.contains("sqs") && !l.contains("orders")).collect::<Vec<_>>().join("\n");
        mends(&CHECK, &text, &["Let app in on TCP 443 in closed", "Let 10.0.0.0/16 in on TCP 443 in closed"]);
        assert_eq!(fixed(&CHECK, &text, 0, "group closed"), "group closed: in tcp 80 from 10.0.0.0/16, in tcp 443 from app");
        let alone = "vpc v 10.0.0.0/16\n  group g\n  subnet a a 10.0.0.0/24\n  interface-endpoint sqs in a groups g";
        mends(&CHECK, alone, &["Let v in on TCP 443 in g"]);
    }
}
