//! Flows that do not get through.

use crate::answer::{Trace, TracePath};
use crate::checks::shared::service_name;
use crate::checks::{Found, check, step};
use crate::document::{Flow, GatewayEndpoint, GroupRule, Id, Peer, Place, ServiceId, Subnet};
use crate::edit::Draft;
use crate::facts::Facts;
use crate::finding::Severity;
use crate::graph::{Interface, Point};
use crate::net::PortRange;
use crate::propose::{Item, Refusal, interface_endpoint, propose};
use crate::reach::{Hop, HopKind, Verdict};
use crate::text;
use ipnet::IpNet;

check! {
    /// A flow says that one thing calls another. This one does not get through: a group, an ACL, a missing route, a gateway
    /// or a policy stops it. Every component that blocks is named, because all of them have to change.
    ///
    /// Where the answer hangs on something that the design cannot know, such as the addresses of a service's public ranges or
    /// servers of your own that answer names, the flow is reported for information.
    ///
    /// ## Example
    ///
    /// ```text
    /// vpc main 10.0.0.0/16
    ///   group app
    ///   subnet app a 10.0.0.0/24
    ///     instance api groups app
    /// service s3
    /// flow api -> s3 tcp 443
    /// ```
    ///
    /// ## What to do
    ///
    /// Follow the path in the path panel: it shows each hop and what decided there. For a service without a way out of the
    /// subnet, an endpoint is nearly always the answer.
    ///
    /// AWS: "How Reachability Analyzer works" (Reachability Analyzer)
    "flow-blocked", "Flow that does not get through", Correctness, Error
}

fn run(facts: &Facts) -> Vec<Found> {
    let model = &facts.document.model;
    let mut out = Vec::new();
    for (id, trace) in facts.flows() {
        let Some(flow) = model.get(*id) else { continue };
        match trace.verdict {
            Verdict::Reachable | Verdict::NotModelled => {}
            Verdict::Depends => {
                let said = text!("Whether {from} can call {to} depends on what is not known here.", from = flow.from, to = flow.to);
                let mut found = Found::new(*id, said).with(flow.from).with(flow.to).severity(Severity::Info);
                for unknown in trace.unknowns.iter().take(4) {
                    found = found.because(sentence(unknown));
                }
                if trace.unknowns.is_empty() {
                    found = found.because(text!("Some of the interfaces that may take part get through and some do not."));
                }
                out.push(found);
            }
            Verdict::Blocked => {
                let said = text!("{from} cannot call {to}.", from = flow.from, to = flow.to);
                let mut found = Found::new(*id, said).with(flow.from).with(flow.to);
                for hop in trace.blockers() {
                    found = found.with(hop.at).because(sentence(&hop.say(facts.graph())));
                }
                if trace.blockers().is_empty() {
                    found = found.because(text!("No path leads there."));
                }
                out.push(fixes(facts, *id, flow, trace, found));
            }
        }
    }
    out
}

/// What a hop says, as a sentence.
fn sentence(say: &text::Text) -> text::Text {
    text!("{say}.", say = say.clone())
}

fn fixes(facts: &Facts, id: Id<Flow>, flow: &Flow, trace: &Trace, found: Found) -> Found {
    let Some(path) = trace.path() else { return found };
    let Some(from) = path.from.and_then(|i| facts.graph().interface(i)) else { return found };
    let blockers = trace.blockers();
    if !blockers.is_empty() && blockers.iter().all(|h| h.kind == HopKind::Group) {
        let port = flow.port.filter(|_| flow.protocol.has_ports()).map(PortRange::one);
        return found
            .fix(text!("Open the groups for {flow}", flow = id), step(facts, |d| open(facts, d, flow, port, path, from, &blockers)));
    }
    match (&path.point, blockers.as_slice()) {
        (Some(Point::Service(service, region)), [only])
            if only.kind == HopKind::Route && facts.graph().region_of(from.vpc) == Some(region) =>
        {
            endpoints(facts, found, from, service)
        }
        _ => found,
    }
}

/// One rule in the first group of each end that blocks.
fn open(
    facts: &Facts,
    d: &mut Draft,
    flow: &Flow,
    port: Option<PortRange>,
    path: &TracePath,
    from: &Interface,
    blockers: &[&Hop],
) -> Result<(), Refusal> {
    let to = path.to.and_then(|i| facts.graph().interface(i));
    let rule = |peer: Peer| GroupRule { protocol: flow.protocol, ports: port, icmp: None, peer, description: String::new() };
    // A reference to the far end's group where both are in one VPC, else its block.
    let peer = |far: Option<&Interface>, near: &Interface| match far {
        Some(f) if f.vpc == near.vpc && !f.groups.is_empty() => f.groups.first().map(|g| Peer::Group(*g)),
        Some(f) => facts.document.model.get(f.subnet).and_then(|s| s.cidr).map(|c| Peer::Cidr(IpNet::V4(c))),
        None => crate::checks::shared::anywhere(false).map(Peer::Cidr),
    };
    for hop in blockers {
        let outbound = hop.subnet == Some(from.subnet.node()) && from.groups.iter().any(|g| g.node() == hop.at);
        let inbound = to.filter(|t| hop.subnet == Some(t.subnet.node()) && t.groups.iter().any(|g| g.node() == hop.at));
        // Both ends may have the very group: then the first such hop is the way out.
        let first = blockers.first().is_some_and(|b| std::ptr::eq(*b, *hop));
        let (group, field, peer) = match inbound {
            Some(t) if !(outbound && first) => (t.groups.first(), "ingress", peer(Some(from), t)),
            _ if outbound => (from.groups.first(), "egress", peer(to, from)),
            _ => return Err(text!("A hop between the ends blocks.").into()),
        };
        if let (Some(group), Some(peer)) = (group, peer) {
            let g = d.doc.model.get(*group);
            let mut rules = g.map(|g| if field == "ingress" { g.ingress.clone() } else { g.egress.clone() }).unwrap_or_default();
            rules.push(rule(peer));
            d.set(*group, field, &rules)?;
        }
    }
    Ok(())
}

/// Endpoints as a way to a service that no route leads to.
fn endpoints(facts: &Facts, found: Found, from: &Interface, service: &ServiceId) -> Found {
    let (model, doc) = (&facts.document.model, &facts.document);
    let name = || service_name(facts, service);
    let table = model.table_of(from.subnet);
    let gateway = model.all::<GatewayEndpoint>().find(|(_, e)| e.vpc == from.vpc && e.service == *service);
    let offers = |kind| facts.catalogue.service(service.as_str()).is_some_and(|s| s.offers(kind));
    let mut found = found;
    if let (Some(table), true) = (table, offers(crate::catalogue::ServiceKind::Gateway)) {
        found = match gateway {
            Some((e, body)) => {
                let tables = [body.tables.as_slice(), &[table]].concat();
                found.fix(text!("Associate {table} with {endpoint}", table = table, endpoint = e), crate::checks::set(e, "tables", &tables))
            }
            None => found.fix(
                text!("Add a gateway endpoint for {service} and associate {table}", service = name(), table = table),
                step(facts, |d| {
                    d.add(None, GatewayEndpoint { vpc: from.vpc, service: service.clone(), tables: vec![table], policy: None })?;
                    Ok(())
                }),
            ),
        };
    } else if offers(crate::catalogue::ServiceKind::Interface) && interface_endpoint(model, from.vpc, service).is_none() {
        let place = Place::Node(Id::<Subnet>::node(from.subnet));
        let proposal = propose(doc, &facts.catalogue, &Item::InterfaceEndpoint(service.clone()), Some(&place)).ok();
        found = found.option(
            text!("Add an interface endpoint for {service} in {subnet}", service = name(), subnet = from.subnet),
            proposal.map(|p| p.command),
        );
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{check, fixed, mends};

    const TEXT: &str = "vpc v 10.0.0.0/16 dns-hostnames
  igw igw
  table out: 0.0.0.0/0 -> igw
  group app: out any to 0.0.0.0/0
  group shut
  subnet app a 10.0.0.0/24
    instance api groups app
    instance db groups shut port 5432
    instance mute groups shut
  subnet public a 10.0.1.0/24 table out public-ip
    instance web groups app
service s3
service ssm
flow api -> s3 tcp 443 #! api cannot call s3
flow web -> s3 tcp 443
flow api -> ssm tcp 443 #! api cannot call ssm
flow api -> db tcp 5432 #! api cannot call db
flow mute -> api tcp 80 #! mute cannot call api
";

    #[test]
    fn fires_and_stays_silent() {
        check(&CHECK, TEXT);
    }

    #[test]
    fn mended() {
        mends(
            &CHECK,
            TEXT,
            &[
                "Add a gateway endpoint for S3 and associate v-main",
                "Add an interface endpoint for Systems Manager API in app",
                "Open the groups for api to db",
                "Open the groups for mute to api",
            ],
        );
        assert_eq!(fixed(&CHECK, TEXT, 2, "group shut"), "group shut: in tcp 5432 from app");
        assert_eq!(fixed(&CHECK, TEXT, 3, "group shut"), "group shut: out tcp 80 to app");
    }

    #[test]
    fn what_is_not_known_is_said() {
        check(
            &CHECK,
            "vpc v 10.0.0.0/16\n  igw igw\n  table out: 0.0.0.0/0 -> igw\n  group g: out tcp 443 to 52.0.0.0/8\n  subnet a a 10.0.0.0/24 table out public-ip\n    instance i groups g\nservice s3\nflow i -> s3 tcp 443 #! Whether i can call s3 depends",
        );
    }
}
