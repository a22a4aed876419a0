//! Endpoints whose policy allows everything.

use crate::checks::shared::service_name;
use crate::checks::{Found, check, set};
use crate::document::{Account, Flow, GatewayEndpoint, Id, InterfaceEndpoint, NodeId, ServiceId, Vpc};
use crate::facts::Facts;
use crate::ordered::{BTreeMap, BTreeSet};
use crate::policy::Policy;
use crate::reach::Way;
use crate::text;
use crate::text::code;
use serde_json::{Value, json};

check! {
    /// An endpoint without a policy lets every principal do everything to every resource through it: also with credentials of
    /// a stranger, to a bucket of a stranger. That is the default, and often the one hole left in a network without internet
    /// access. The policy grants nothing by itself: identity and resource policies still decide, and a request needs both.
    ///
    /// ## Example
    ///
    /// ```text
    /// vpc main 10.0.0.0/16
    ///   table app
    ///   gateway-endpoint s3 tables app
    /// ```
    ///
    /// ## What to do
    ///
    /// Allow principals of your own organization or account, or just the requests that the design makes. On S3 endpoints mind
    /// buckets that belong to AWS: agents, package mirrors and image layers are read from there, and fail when they are not
    /// allowed too.
    ///
    /// AWS: "Control access to VPC endpoints using endpoint policies" (AWS PrivateLink Guide)
    "endpoint-policy-full-access", "Endpoint policy allows everything", Permissions, Info
}

fn run(facts: &Facts) -> Vec<Found> {
    let model = &facts.document.model;
    let gateways = model.all::<GatewayEndpoint>().map(|(id, e)| (id.node(), e.vpc, &e.service, &e.policy));
    let interfaces = model.all::<InterfaceEndpoint>().map(|(id, e)| (id.node(), e.vpc, &e.service, &e.policy));
    let through = through(facts);
    let flows = |id: &NodeId| through.get(id).map(Vec::as_slice).unwrap_or_default();
    gateways
        .chain(interfaces)
        .filter_map(|(id, vpc, service, policy)| judge(facts, id, vpc, service, policy.as_deref(), flows(&id)))
        .collect()
}

/// The flows that go through each endpoint.
fn through(facts: &Facts) -> BTreeMap<NodeId, Vec<Id<Flow>>> {
    let mut out: BTreeMap<NodeId, Vec<Id<Flow>>> = BTreeMap::new();
    for (flow, trace) in facts.flows() {
        for path in &trace.paths {
            let endpoint = match path.way {
                Way::GatewayEndpoint(e) => e.node(),
                Way::InterfaceEndpoint(e) => e,
                _ => continue,
            };
            let flows = out.entry(endpoint).or_default();
            if flows.last() != Some(flow) {
                flows.push(*flow);
            }
        }
    }
    out
}

fn judge(facts: &Facts, id: NodeId, vpc: Id<Vpc>, service: &ServiceId, policy: Option<&str>, flows: &[Id<Flow>]) -> Option<Found> {
    let full = policy.is_none_or(|p| Policy::parse(p).is_ok_and(|p| p.is_full_access()));
    let known = facts.catalogue.service(service.as_str());
    let supported = known.and_then(|s| s.policy_supported).is_none_or(|s| s.value);
    if !full || !supported {
        return None;
    }
    let said = match policy {
        None => text!("{endpoint} has no policy, so it allows every request of everybody.", endpoint = id),
        Some(_) => text!("The policy of {endpoint} allows every request of everybody.", endpoint = id),
    };
    let mut found = Found::new(id, said)
        .because(text!("Whoever is in {vpc} can use it with any credentials, for resources of any account.", vpc = vpc));
    if service.as_str() == "s3" {
        found = found.because(text!("When you narrow it, allow buckets of AWS that agents, package mirrors and image pulls read from."));
    }
    let account = account(facts, vpc);
    if let Some(org) = account.and_then(|a| a.organization.as_deref()) {
        found = found.option(
            text!("Allow principals of {organization} only", organization = code(org)),
            policy_of(id, &own("aws:PrincipalOrgID", org)),
        );
    }
    if let Some(own_id) = account.and_then(|a| a.account_id.as_deref()) {
        found = found.option(
            text!("Allow principals of account {account} only", account = code(own_id)),
            policy_of(id, &own("aws:PrincipalAccount", own_id)),
        );
    }
    if let Some(statement) = requests(facts, flows) {
        let label = text!(
            "Allow only the requests of the flows through {endpoint} ({service})",
            endpoint = id,
            service = service_name(facts, service)
        );
        found = found.option(label, policy_of(id, &statement));
    }
    Some(found)
}

/// The account of a VPC: its own, else the first of the design.
fn account(facts: &Facts, vpc: Id<Vpc>) -> Option<&Account> {
    let model = &facts.document.model;
    let own = model.get(vpc).and_then(|v| v.account);
    own.and_then(|a| model.get(a)).or_else(|| model.all::<Account>().next().map(|(_, a)| a))
}

fn own(key: &str, value: &str) -> Value {
    json!({"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*", "Condition": {"StringEquals": {key: value}}})
}

/// One statement with the actions and resources of the flows; none where a flow does not say them.
fn requests(facts: &Facts, flows: &[Id<Flow>]) -> Option<Value> {
    let (mut actions, mut resources) = (BTreeSet::new(), BTreeSet::new());
    for flow in flows.iter().filter_map(|f| facts.document.model.get(*f)) {
        let request = flow.request.as_ref()?;
        actions.insert(request.action.clone());
        resources.insert(request.resource.clone());
    }
    (!actions.is_empty()).then(|| json!({"Effect": "Allow", "Principal": "*", "Action": actions, "Resource": resources}))
}

fn policy_of(id: NodeId, statement: &Value) -> crate::edit::Command {
    let policy = json!({"Version": "2012-10-17", "Statement": [statement]});
    set(id, "policy", &Some(policy.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::{check, fixed, mends};

    const TEXT: &str = "account prod id 123456789012 organization o-abc
vpc v 10.0.0.0/16 dns-hostnames account prod
  group g: in tcp 443 from 10.0.0.0/16, out any to 0.0.0.0/0
  table t
  subnet a a 10.0.0.0/24 table t
    instance api groups g
  gateway-endpoint s3 tables t #! s3-gw has no policy, so it allows every request of everybody
  interface-endpoint ssm in a groups g policy {\"Statement\": [{\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"*\", \"Resource\": \"*\"}]} #! The policy of ssm allows every request
  interface-endpoint kms in a groups g policy {\"Statement\": [{\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"kms:Decrypt\", \"Resource\": \"*\"}]}
service s3
flow api -> s3 tcp 443 request s3:GetObject arn:aws:s3:::logs/*
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
                "Allow principals of o-abc only",
                "Allow principals of account 123456789012 only",
                "Allow only the requests of the flows through s3-gw (S3)",
                "Allow principals of o-abc only",
                "Allow principals of account 123456789012 only",
            ],
        );
        let after = fixed(&CHECK, TEXT, 2, "gateway-endpoint");
        assert!(after.contains(r#""Action":["s3:GetObject"]"#) && after.contains(r#""Resource":["arn:aws:s3:::logs/*"]"#), "{after}");
    }
}
