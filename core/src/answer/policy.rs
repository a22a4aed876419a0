//! The endpoint policy as a hop: with a request, whether it passes; without one, which requests do.

use super::caller::{asked, endpoint_keys};
use super::trace::TracePath;
use crate::document::{Bucket, FlowRequest, GatewayEndpoint, Id, InterfaceEndpoint, NodeId, Role, ServiceId, Table, Vpc, Workload};
use crate::graph::{NetworkGraph, Point};
use crate::policy::{
    Context, Decision, Element, EndpointKind, NamedPolicy, Outcome as Decided, Passes, Policy, PolicyRole, PolicySet, Request,
    StatementRef, StatementView, Supplied, Unknown, Why, decide, endpoint_verdict, what_passes,
};
use crate::reach::{Contradiction, Hop, HopKind, Outcome, Say, Way, say};
use crate::text;
use crate::text::{Arg, Text, code};
use std::net::IpAddr;

/// An endpoint on the way.
struct Endpoint {
    id: NodeId,
    vpc: Id<Vpc>,
    kind: EndpointKind,
}

fn endpoint(graph: &NetworkGraph, way: Way) -> Option<Endpoint> {
    match way {
        Way::GatewayEndpoint(id) => {
            let e: &GatewayEndpoint = graph.model.get(id)?;
            Some(Endpoint { id: id.node(), vpc: e.vpc, kind: EndpointKind::Gateway })
        }
        Way::InterfaceEndpoint(node) => {
            let e: &InterfaceEndpoint = graph.model.get(Id::of(node)?)?;
            Some(Endpoint { id: node, vpc: e.vpc, kind: EndpointKind::Interface })
        }
        _ => None,
    }
}

fn serves(graph: &NetworkGraph, endpoint: NodeId) -> Option<&ServiceId> {
    graph.model.get(Id::<InterfaceEndpoint>::of(endpoint)?).map(|e| &e.service)
}

/// What the network tells AWS of a request by this path ("AWS global condition context keys").
fn context(graph: &NetworkGraph, path: &TracePath, from: Option<NodeId>, endpoint: Option<&Endpoint>, action: &str) -> Context {
    let interface = path.from.or_else(|| graph.interfaces_of(from?).first().copied()).and_then(|i| graph.interface(i));
    let known = |point: &Point| if let Point::Known(address) = point { Some(*address) } else { None };
    let private = path.source.as_ref().and_then(known).or_else(|| interface?.source(false));
    let text = |address: IpAddr| address.to_string();
    match (endpoint, path.way) {
        (Some(e), _) => {
            // Ids that AWS has not given yet are there with a value that is not known.
            let aws = |n: NodeId| graph.model.meta(n).and_then(|m| m.aws_id.as_deref());
            let context = Context::open().through_endpoint(aws(e.id), aws(e.vpc.node()), private.map(text).as_deref());
            endpoint_keys(&graph.model, e.vpc, action, context)
        }
        // AWS sees the public address, and of IPv6 the only one that there is.
        (None, Way::Nat(nat)) => {
            let of_nat = graph.interfaces_of(nat.node()).first().and_then(|i| graph.interface(*i));
            let public = of_nat.and_then(|f| f.public.as_ref()?.address).map(IpAddr::V4);
            Context::open().over_internet(public.map(text).as_deref())
        }
        (None, Way::InternetGateway(_) | Way::EgressOnly(_)) => {
            let six = private.filter(IpAddr::is_ipv6);
            let public = six.or_else(|| interface?.public.as_ref()?.address.map(IpAddr::V4));
            Context::open().over_internet(public.map(text).as_deref())
        }
        // By which way it leaves for AWS is not known.
        (None, _) => Context::open(),
    }
}

/// The hops that policies add to a path: the endpoint's, then those of identity and resource where the design has them.
pub(super) fn hops(
    graph: &NetworkGraph,
    path: &TracePath,
    from: Option<NodeId>,
    to: Option<NodeId>,
    request: Option<&FlowRequest>,
) -> Vec<Hop> {
    let mut out = Vec::new();
    let endpoint = endpoint(graph, path.way);
    let request = request.map(|r| {
        let context = context(graph, path, from, endpoint.as_ref(), &r.action);
        asked(&graph.model, from, to, r, context)
    });
    let parsed = endpoint.as_ref().and_then(|e| graph.endpoint_policy(e.id));
    if let Some(e) = &endpoint {
        let (outcome, say) = match (parsed, &request) {
            (None, _) => (Outcome::Passed, say!("{e} has the default policy: full access", e = e.id)),
            (Some(Err(problem)), _) => {
                (Outcome::Depends, text!("the policy of {e} cannot be read: {why}", e = e.id, why = problem.to_string()).into())
            }
            (Some(Ok(p)), Some(r)) => said(of_decision(e.id, &endpoint_verdict(p, e.kind, r))),
            (Some(Ok(p)), None) => said(of_summary(e.id, p)),
        };
        // A private inbound endpoint of App Runner.
        let disputed = parsed.is_some() && serves(graph, e.id).is_some_and(|s| s.as_str() == "apprunner.requests");
        let contradiction = disputed.then_some(Contradiction::AppRunnerPolicy);
        out.push(Hop { contradiction, ..Hop::new(e.id, HopKind::EndpointPolicy, outcome, say) });
    }
    if let (Some(r), Some(to)) = (&request, to) {
        let endpoint_policy = match (endpoint, parsed) {
            (None, _) => Supplied::None,
            (Some(e), None) => Supplied::Given(vec![NamedPolicy::new(&graph.model.name(e.id), Policy::full_access())]),
            (Some(e), Some(Ok(p))) => Supplied::Given(vec![NamedPolicy::new(&graph.model.name(e.id), p.clone())]),
            (Some(_), Some(Err(_))) => Supplied::Unknown,
        };
        out.extend(identity_and_resource(graph, from, to, r, endpoint_policy));
    }
    out
}

fn said((outcome, text): (Outcome, Text)) -> (Outcome, Say) {
    (outcome, text.into())
}

fn statement(s: &StatementRef) -> Arg {
    code(s.sid.as_deref().map_or_else(|| format!("statement {}", s.index + 1), ToString::to_string))
}

fn of_decision(at: NodeId, d: &Decision) -> (Outcome, Text) {
    let by: Arg = Arg::List(d.by.iter().map(statement).collect());
    match d.outcome {
        Decided::Allow => (Outcome::Passed, text!("{by} of the policy of {e} lets the request pass", by = by, e = at)),
        Decided::ExplicitDeny => (Outcome::Denied, text!("{by} of the policy of {e} denies the request", by = by, e = at)),
        Decided::ImplicitDeny => {
            let near = nearest(d);
            (Outcome::Denied, text!("no statement of the policy of {e} allows the request{near}", e = at, near = near))
        }
        Decided::Depends => {
            (Outcome::Depends, text!("whether the policy of {e} lets the request pass depends on {what}", e = at, what = unknowns(d)))
        }
    }
}

/// What came nearest to allowing, and what about it does not fit.
fn nearest(d: &Decision) -> Text {
    let Why::NothingAllows { near, .. } = &d.why else { return Text::plain("") };
    let Some(miss) = near.iter().min_by_key(|miss| miss.mismatches.len()) else { return Text::plain("") };
    let one = |element: &Element| match element {
        Element::Principal => Arg::Plain("who asks".into()),
        Element::Action => Arg::Plain("the action".into()),
        Element::Resource => Arg::Plain("the resource".into()),
        Element::Condition { operator, key } => code(format!("{operator} {key}")),
    };
    let all = Arg::List(miss.mismatches.iter().map(one).collect());
    text!("; the nearest, {statement}, does not fit {all}", statement = statement(&miss.statement), all = all)
}

/// In which kinds of policy an Allow is missing.
fn missing(d: &Decision) -> Text {
    match &d.why {
        Why::NothingAllows { missing, any_would_do: false, .. } => {
            let kinds = missing.iter().map(|role| Arg::Plain(kind(*role).into())).collect();
            text!("an Allow for the request is missing in {kinds}", kinds = Arg::List(kinds))
        }
        _ => Text::plain("no identity or resource policy allows the request"),
    }
}

fn kind(role: PolicyRole) -> &'static str {
    match role {
        PolicyRole::Rcp => "the resource control policies",
        PolicyRole::Scp => "the service control policies",
        PolicyRole::Endpoint => "the endpoint policy",
        PolicyRole::Resource => "the resource policy",
        PolicyRole::Identity => "the identity policies",
        PolicyRole::Boundary => "the permissions boundary",
        PolicyRole::Session => "the session policy",
    }
}

fn of_summary(at: NodeId, p: &Policy) -> (Outcome, Text) {
    match what_passes(p) {
        Passes::FullAccess => (Outcome::Passed, text!("the policy of {e} lets every request pass", e = at)),
        Passes::Nothing => (Outcome::Denied, text!("the policy of {e} lets no request pass", e = at)),
        Passes::Restricted { allows, denies } => {
            let list = Arg::List(allows.iter().take(3).map(|s| code(summary(s))).collect());
            let but = if denies.is_empty() { Text::plain("") } else { Text::plain(", less what it denies") };
            (Outcome::Passed, text!("packets arrive; of requests, the policy of {e} lets pass {what}{but}", e = at, what = list, but = but))
        }
    }
}

/// A statement in a line: `s3:GetObject on arn:aws:s3:::logs/* if aws:PrincipalOrgID`.
fn summary(s: &StatementView) -> String {
    let short = |all: &[String], but: bool| {
        let shown = all.iter().take(2).cloned().collect::<Vec<_>>().join(" ");
        format!("{}{shown}{}", if but { "all but " } else { "" }, if all.len() > 2 { " …" } else { "" })
    };
    let mut out = short(&s.actions, s.except_actions);
    if !s.resources.is_empty() && s.resources != ["*"] {
        out.push_str(&format!(" on {}", short(&s.resources, s.except_resources)));
    }
    if !s.conditions.is_empty() {
        let keys: Vec<&str> = s.conditions.iter().map(|(_, key, _)| key.as_str()).collect();
        out.push_str(&format!(" if {}", keys.join(", ")));
    }
    out
}

fn unknowns(d: &Decision) -> Arg {
    let name = |u: &Unknown| match u {
        Unknown::Principal => Arg::Plain("who asks".into()),
        Unknown::Action => Arg::Plain("the action".into()),
        Unknown::Resource => Arg::Plain("the resource".into()),
        Unknown::ResourceAccount => Arg::Plain("the account of the resource".into()),
        Unknown::Key(k) => code(k),
        Unknown::Policy(_) => Arg::Plain("a policy that is not in the design".into()),
        Unknown::Open(_) => Arg::Plain("a case that AWS does not document".into()),
    };
    Arg::List(d.unknown.iter().map(name).collect())
}

/// Identity and resource policies, where the design has any: all of them together, as AWS combines them.
fn identity_and_resource(
    graph: &NetworkGraph,
    from: Option<NodeId>,
    to: NodeId,
    request: &Request,
    endpoint: Supplied<Vec<NamedPolicy>>,
) -> Option<Hop> {
    let model = &graph.model;
    let role: Option<(Id<Role>, &Role)> =
        from.and_then(Id::<Workload>::of).and_then(|w| model.get(w)?.role).and_then(|r| Some((r, model.get(r)?)));
    let resource = Id::<Bucket>::of(to)
        .and_then(|b| model.get(b)?.policy.as_deref())
        .or_else(|| Id::<Table>::of(to).and_then(|t| model.get(t)?.policy.as_deref()));
    let named = |name: String, text: &str| Policy::parse(text).ok().map(|p| NamedPolicy::new(&name, p));
    let all = |list: Vec<Option<NamedPolicy>>| list.into_iter().collect::<Option<Vec<_>>>().map_or(Supplied::Unknown, Supplied::Given);
    let identity = match role {
        Some((_, r)) if !r.policies.is_empty() => all(r.policies.iter().map(|p| named(p.name.clone(), &p.document)).collect()),
        _ => Supplied::Unknown,
    };
    if identity == Supplied::Unknown && resource.is_none() {
        return None;
    }
    let set = PolicySet {
        identity,
        resource: match resource {
            Some(t) => all(vec![named(model.name(to), t)]),
            // Key policies and trust policies must allow by themselves, and they are not in the design.
            None if matches!(request.service(), Some("kms" | "sts")) => Supplied::Unknown,
            None => Supplied::None,
        },
        endpoint,
        boundary: match role.and_then(|(id, r)| r.boundary.as_deref().map(|b| (id, b))) {
            Some((id, b)) => all(vec![named(format!("boundary of {}", model.name(id)), b)]),
            None => Supplied::None,
        },
        ..PolicySet::default()
    };
    let d = decide(&set, request);
    let at = if resource.is_some() { to } else { role.map_or(to, |(id, _)| id.node()) };
    let by = Arg::List(
        d.by.iter().map(|s| text!("{statement} of {policy}", statement = statement(s), policy = s.name.to_string()).into()).collect(),
    );
    let (outcome, say) = match d.outcome {
        Decided::Allow => (Outcome::Passed, text!("the request is allowed by {by}", by = by)),
        Decided::ExplicitDeny => (Outcome::Denied, text!("the request is denied by {by}", by = by)),
        Decided::ImplicitDeny => (Outcome::Denied, text!("{missing}{near}", missing = missing(&d), near = nearest(&d))),
        Decided::Depends => {
            (Outcome::Depends, text!("whether identity and resource policies allow the request depends on {what}", what = unknowns(&d)))
        }
    };
    Some(Hop::new(at, HopKind::Policy, outcome, say))
}
