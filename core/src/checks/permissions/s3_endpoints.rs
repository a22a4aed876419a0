//! The S3 endpoints of a VPC, and whether one lets a workload read a bucket of AWS.

use crate::checks::set;
use crate::document::{GatewayEndpoint, Id, InterfaceEndpoint, NodeId, Vpc};
use crate::edit::Command;
use crate::facts::Facts;
use crate::policy::{Context, EndpointKind, Outcome, Policy, Request, endpoint_verdict};
use serde_json::{Value, json};

/// An endpoint with what its policy says; `None` is full access.
pub(super) struct S3Endpoint<'a> {
    pub id: NodeId,
    pub kind: EndpointKind,
    pub text: Option<&'a str>,
}

pub(super) fn of<'a>(facts: &'a Facts, vpc: Id<Vpc>) -> Vec<S3Endpoint<'a>> {
    let model = &facts.document.model;
    let gateways = model.all::<GatewayEndpoint>().filter(move |(_, e)| e.vpc == vpc && e.service.as_str() == "s3");
    let gateways = gateways.map(|(id, e)| S3Endpoint { id: id.node(), kind: EndpointKind::Gateway, text: e.policy.as_deref() });
    let interfaces = model.all::<InterfaceEndpoint>().filter(move |(_, e)| e.vpc == vpc && e.service.as_str() == "s3");
    gateways
        .chain(interfaces.map(|(id, e)| S3Endpoint { id: id.node(), kind: EndpointKind::Interface, text: e.policy.as_deref() }))
        .collect()
}

/// Whether the VPC has an interface endpoint of the service.
pub(super) fn has(facts: &Facts, vpc: Id<Vpc>, service: &str) -> bool {
    facts.document.model.all::<InterfaceEndpoint>().any(|(_, e)| e.vpc == vpc && e.service.as_str() == service)
}

/// Those of the buckets that the endpoint's policy certainly does not let a workload read.
pub(super) fn shut<'b>(endpoint: &S3Endpoint, buckets: &'b [String]) -> Vec<&'b String> {
    let Some(Ok(policy)) = endpoint.text.map(Policy::parse) else { return Vec::new() };
    // The bucket is AWS's own: in no account and no organization of the design.
    let context = Context::open().through_endpoint(None, None, None);
    let context = context.with("aws:ResourceAccount", ["aws"]).with("aws:ResourceOrgID", ["aws"]);
    let refused = |bucket: &&String| {
        let request = Request::default().with_action("s3:GetObject").with_resource(&format!("arn:aws:s3:::{bucket}/object"));
        let outcome = endpoint_verdict(&policy, endpoint.kind, &request.with_context(context.clone())).outcome;
        matches!(outcome, Outcome::ExplicitDeny | Outcome::ImplicitDeny)
    };
    buckets.iter().filter(refused).collect()
}

/// The command that lets everybody read these buckets too; none where a Deny would still be in the way.
pub(super) fn opened(endpoint: &S3Endpoint, buckets: &[String]) -> Option<Command> {
    let mut policy: Value = serde_json::from_str(endpoint.text?).ok()?;
    let statement = policy.get_mut("Statement")?;
    let mut list = match statement.take() {
        Value::Array(list) => list,
        single => vec![single],
    };
    let resources: Vec<String> = buckets.iter().map(|bucket| format!("arn:aws:s3:::{bucket}/*")).collect();
    list.push(json!({"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": resources}));
    *statement = Value::Array(list);
    let text = policy.to_string();
    let after = S3Endpoint { text: Some(&text), ..*endpoint };
    shut(&after, buckets).is_empty().then(|| set(endpoint.id, "policy", &Some(text.clone())))
}
