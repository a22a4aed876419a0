//! Who can do something to a bucket or table, and who calls through an endpoint: as data, for the list and for the canvas.

use super::design::design;
use crate::state::trace::Question;
use portico_core::answer::{in_bucket, who_may};
use portico_core::document::{Bucket, Flow, Id, Kind, NodeId};
use portico_core::facts::Facts;
use portico_core::net::Protocol;
use portico_core::reach::{HopKind, Party, Verdict, Way};
use portico_core::text::Text;

/// What is asked: about which resource, and for one that takes requests, which of `asks`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    pub node: NodeId,
    pub ask: usize,
}

/// What may be asked of a bucket or table: the action, whether it is about an object, and what it is called.
type Ask = (&'static str, bool, &'static str);
const OF_BUCKET: [Ask; 4] = [
    ("s3:GetObject", true, "Read objects"),
    ("s3:PutObject", true, "Write objects"),
    ("s3:DeleteObject", true, "Delete objects"),
    ("s3:ListBucket", false, "List the bucket"),
];
const OF_TABLE: [Ask; 4] = [
    ("dynamodb:GetItem", false, "Read items"),
    ("dynamodb:Query", false, "Query"),
    ("dynamodb:PutItem", false, "Write items"),
    ("dynamodb:DeleteItem", false, "Delete items"),
];

/// What may be asked of a resource; nothing of one that takes no requests.
pub fn asks(node: NodeId) -> &'static [Ask] {
    match node.kind() {
        Kind::Bucket => &OF_BUCKET,
        Kind::Table => &OF_TABLE,
        _ => &[],
    }
}

/// One who calls, as a line.
#[derive(Clone, Debug, PartialEq)]
pub struct CallerLine {
    pub who: NodeId,
    pub action: String,
    pub verdict: Verdict,
    pub because: Vec<Text>,
    pub unknown: Vec<Text>,
    /// What the Path panel is asked to draw it.
    pub question: Question,
}

/// Who can do something to a bucket or table: every workload, then flows with requests of their own; of an endpoint, whose flows go
/// through it. None where the ARN of what is asked about is not known.
pub fn callers(facts: &Facts, asked: Asked) -> Option<Vec<CallerLine>> {
    let node = asked.node;
    if matches!(node.kind(), Kind::GatewayEndpoint | Kind::InterfaceEndpoint) {
        return Some(through(facts, node));
    }
    let (action, object, _) = asks(node).get(asked.ask).copied()?;
    let graph = facts.graph();
    let resource = match Id::<Bucket>::of(node) {
        Some(bucket) => in_bucket(graph, bucket, object),
        None => design(&facts.document, node).ground.own.first()?.clone(),
    };
    let line = |c: portico_core::answer::Caller| {
        let to = Some(Party::Node(node));
        let plain = Question { flow: None, from: Some(Party::Node(c.who)), to, protocol: Protocol::TCP, ..Question::default() };
        let of_flow = Id::<Flow>::of(c.who).and_then(|f| Question::of_flow(&facts.document.model, f));
        CallerLine {
            who: c.who,
            action: c.action,
            verdict: c.verdict,
            because: c.because,
            unknown: c.unknown,
            question: of_flow.unwrap_or(plain),
        }
    };
    Some(who_may(graph, node, action, &resource).into_iter().map(line).collect())
}

/// The flows that go through an endpoint, or would, were it not for its groups or policy.
fn through(facts: &Facts, endpoint: NodeId) -> Vec<CallerLine> {
    let model = &facts.document.model;
    let way = |w: Way| match w {
        Way::GatewayEndpoint(e) => Some(e.node()),
        Way::InterfaceEndpoint(e) => Some(e),
        _ => None,
    };
    let line = |(id, trace): (&Id<Flow>, &portico_core::answer::Trace)| {
        let path = trace.paths.iter().find(|p| way(p.way) == Some(endpoint))?;
        let graph = facts.graph();
        let blocking: Vec<Text> = path.forward.blockers().map(|h| h.say(graph)).collect();
        let policies = path.forward.hops.iter().filter(|h| matches!(h.kind, HopKind::EndpointPolicy | HopKind::Policy));
        let because = if blocking.is_empty() { policies.map(|h| h.say(graph)).collect() } else { blocking };
        Some(CallerLine {
            who: id.node(),
            action: model.get(*id)?.request.as_ref().map(|r| r.action.clone()).unwrap_or_default(),
            verdict: trace.verdict,
            because,
            unknown: trace.unknowns.clone(),
            question: Question::of_flow(model, *id)?,
        })
    };
    facts.flows().iter().filter_map(line).collect()
}

/// A caller on the canvas: where from, where to, and whether it can.
pub type Call = (NodeId, NodeId, Verdict);

/// The callers, from their workloads. Of two requests of one workload the one that gets through is shown.
pub fn calls(facts: &Facts, asked: Asked) -> Vec<Call> {
    let mut out: Vec<Call> = Vec::new();
    for line in callers(facts, asked).unwrap_or_default() {
        let flow = Id::<Flow>::of(line.who).and_then(|f| facts.document.model.get(f));
        let from = flow.map_or(line.who, |f| f.from);
        match out.iter_mut().find(|(f, ..)| *f == from) {
            Some(known) if line.verdict.rank() < known.2.rank() => known.2 = line.verdict,
            Some(_) => {}
            None => out.push((from, asked.node, line.verdict)),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use portico_core::catalogue::Catalogue;
    use portico_core::document::Document;
    use portico_core::interchange::save;

    fn shop() -> Document {
        save::read(include_str!("../../../examples/three-tier.portico.json")).unwrap()
    }

    fn found(doc: &Document, name: &str, kind: Kind, ask: usize) -> Vec<(String, Verdict)> {
        let facts = Facts::new(doc, Catalogue::bundled());
        let node = doc.model.of_kind(kind).map(|(id, _)| id).find(|id| doc.model.name(*id) == name).unwrap();
        let mut all: Vec<_> = calls(&facts, Asked { node, ask }).into_iter().map(|(from, _, v)| (doc.model.name(from), v)).collect();
        all.sort_by(|a, b| a.0.cmp(&b.0));
        all
    }

    #[test]
    fn a_bucket_shows_every_workload_and_an_endpoint_those_that_go_through_it() {
        let doc = shop();
        let workloads = doc.model.of_kind(Kind::Workload).count();
        let of_bucket = found(&doc, "pictures", Kind::Bucket, 0);
        assert_eq!(of_bucket.len(), workloads);
        assert!(of_bucket.contains(&("web".into(), Verdict::Reachable)), "{of_bucket:?}");
        assert!(of_bucket.iter().any(|(_, v)| *v == Verdict::Blocked || *v == Verdict::Depends), "{of_bucket:?}");
        assert_eq!(
            found(&doc, "secretsmanager", Kind::InterfaceEndpoint, 0).iter().map(|(n, _)| n.as_str()).collect::<Vec<_>>(),
            ["mailer", "web"]
        );
    }
}
