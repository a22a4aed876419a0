//! Who may do something to a bucket or table: every workload and flow, with what decides on the way and what is not known.

use super::{Trace, trace_flow};
use crate::document::{Bucket, Flow, FlowRequest, Id, Kind, NodeId, Role, Workload};
use crate::graph::NetworkGraph;
use crate::net::Protocol;
use crate::reach::{HopKind, Outcome, Verdict, Way};
use crate::text;
use crate::text::Text;

/// How one who calls fares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// A workload, or a flow whose request it is.
    pub who: NodeId,
    /// The action that is asked for.
    pub action: String,
    pub verdict: Verdict,
    pub way: Way,
    /// What decides: what blocks, else what the policies say, each with its statement.
    pub because: Vec<Text>,
    /// What is not known and matters.
    pub unknown: Vec<Text>,
}

/// Every workload with an action on a resource, then every flow to it that names its own request.
#[must_use]
pub fn who_may(graph: &NetworkGraph, to: NodeId, action: &str, resource: &str) -> Vec<Caller> {
    let model = &graph.model;
    let request = FlowRequest { action: action.to_owned(), resource: resource.to_owned(), principal: None };
    let workloads = model.of_kind(Kind::Workload).map(|(id, _)| {
        let flow = Flow { from: id, to, protocol: Protocol::TCP, port: Some(443), request: Some(request.clone()) };
        caller(graph, id, &flow)
    });
    let own = model.all::<Flow>().filter(|(_, f)| f.to == to && f.request.is_some()).map(|(id, f)| caller(graph, id.node(), f));
    workloads.chain(own).collect()
}

fn caller(graph: &NetworkGraph, who: NodeId, flow: &Flow) -> Caller {
    let trace = trace_flow(graph, flow);
    let mut unknown = trace.unknowns.clone();
    let mut verdict = trace.verdict;
    let policies = |trace: &Trace| {
        let hops = trace.path().into_iter().flat_map(|p| p.forward.hops.clone());
        hops.filter(|h| matches!(h.kind, HopKind::EndpointPolicy | HopKind::Policy)).collect::<Vec<_>>()
    };
    let hops = policies(&trace);
    // A path alone proves that packets arrive, not that the request is allowed.
    if verdict == Verdict::Reachable && !hops.iter().any(|h| h.kind == HopKind::Policy) {
        verdict = Verdict::Depends;
        unknown.push(match role(graph, flow.from) {
            Some(role) => text!("what {role} allows: it has no policy in the design", role = role),
            None => text!("what {from} may do: it has no role in the design", from = flow.from),
        });
    }
    if verdict == Verdict::Depends {
        let open = hops.iter().filter(|h| h.outcome == Outcome::Depends).map(|h| h.say(graph));
        for text in open {
            if !unknown.contains(&text) {
                unknown.push(text);
            }
        }
    }
    let blocking: Vec<Text> = trace.blockers().into_iter().map(|h| h.say(graph)).collect();
    let because =
        if blocking.is_empty() { hops.iter().filter(|h| h.outcome != Outcome::Depends).map(|h| h.say(graph)).collect() } else { blocking };
    let action = flow.request.as_ref().map(|r| r.action.clone()).unwrap_or_default();
    Caller { who, action, verdict, way: trace.way(), because, unknown }
}

fn role(graph: &NetworkGraph, from: NodeId) -> Option<Id<Role>> {
    graph.model.get(Id::<Workload>::of(from)?)?.role
}

/// The ARN of an object of a bucket, or of the bucket itself, as far as its name is known.
#[must_use]
pub fn in_bucket(graph: &NetworkGraph, bucket: Id<Bucket>, object: bool) -> String {
    let of = graph.model.get(bucket);
    let name = of.and_then(|b| b.bucket_name.clone()).unwrap_or_else(|| graph.model.name(bucket));
    let region = of.map_or("", |b| b.region.as_str());
    let partition = super::caller::partition(region);
    format!("arn:{partition}:s3:::{name}{}", if object { "/object" } else { "" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Catalogue;
    use crate::fixture::parse;

    fn asked(text: &str, action: &str) -> Vec<(String, Verdict, String, String)> {
        let doc = parse(text).unwrap();
        let graph = NetworkGraph::build(&doc.model, Catalogue::bundled());
        let (bucket, _) = doc.model.all::<Bucket>().next().unwrap();
        let all = who_may(&graph, bucket.node(), action, &in_bucket(&graph, bucket, true));
        let said = |all: &[Text]| all.iter().map(|t| t.render(&doc.model)).collect::<Vec<_>>().join(" | ");
        all.iter().map(|c| (doc.model.name(c.who), c.verdict, said(&c.because), said(&c.unknown))).collect()
    }

    const DESIGN: &str = r#"
region us-east-1
account prod id 123456789012 organization o-abc
role reader: p {"Version": "2012-10-17", "Statement": [{"Sid": "Reads", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::logs/*"}]}
vpc main 10.0.0.0/16
  table app
  group web: in tcp 443 from 10.0.0.0/16, out any to 0.0.0.0/0
  subnet app-a a 10.0.16.0/20 table app
    instance api groups web role reader
    instance mute groups web
  subnet lost-a a 10.0.32.0/20
    instance lost groups web role reader
  gateway-endpoint s3 tables app
bucket logs bucket-name logs
"#;

    #[test]
    fn each_workload_has_its_decision_and_what_is_not_known() {
        let read = asked(DESIGN, "s3:GetObject");
        let of = |all: &[(String, Verdict, String, String)], name: &str| all.iter().find(|c| c.0 == name).cloned().unwrap();
        let api = of(&read, "api");
        assert_eq!(api.1, Verdict::Reachable, "{api:?}");
        assert!(api.2.contains("Reads"), "{api:?}");
        let mute = of(&read, "mute");
        assert_eq!(mute.1, Verdict::Depends, "packets arrive, and no role says that the request is allowed");
        assert!(mute.3.contains("no role"), "{mute:?}");
        assert_eq!(of(&read, "lost").1, Verdict::Blocked);
        let write = asked(DESIGN, "s3:PutObject");
        let api = of(&write, "api");
        assert_eq!(api.1, Verdict::Blocked, "{api:?}");
        assert!(api.2.contains("Reads"), "the nearest statement is named: {api:?}");
    }
}
