//! Who makes a flow's request, and what the design's accounts tell AWS about them.

use crate::document::{Account, Bucket, FlowRequest, Id, Model, NodeId, Role, Table, Vpc, Workload};
use crate::policy::{Context, KeyState, Principal, Request, endpoint_key};

/// The request of a flow: made by the principal it names, else by the workload's role.
pub(super) fn asked(model: &Model, from: Option<NodeId>, to: Option<NodeId>, r: &FlowRequest, context: Context) -> Request {
    let said = r.principal.as_deref().and_then(Principal::parse);
    let principal = if r.principal.is_some() { said } else { from.and_then(|n| role_of(model, n)) };
    // A workload calls by itself, not through another service.
    let mut context = context.with("aws:ViaAWSService", ["false"]);
    let account = principal.as_ref().and_then(Principal::account);
    let ours = account.and_then(|id| model.all::<Account>().find(|(_, a)| a.account_id.as_deref() == Some(id)));
    if let Some(organization) = ours.and_then(|(_, a)| a.organization.as_deref()) {
        context = context.with("aws:PrincipalOrgID", [organization]);
    }
    let mut out = Request::default().with_action(&r.action).with_resource(&r.resource).with_context(context);
    if let Some(p) = principal {
        out = out.with_principal(p);
    }
    match to.and_then(|n| owner(model, n)) {
        Some(account) => out.with_resource_account(account),
        None => out,
    }
}

/// Keys of requests through an endpoint that only some services have. The endpoint's VPC counts, not the client's.
pub(super) fn endpoint_keys(model: &Model, vpc: Id<Vpc>, action: &str, context: Context) -> Context {
    let Some(v) = model.get(vpc) else { return context };
    let owner = account_id(model, v.account);
    let of_owner = v.account.or_else(|| model.all::<Account>().next().map(|(id, _)| id)).and_then(|a| model.get::<Account>(a));
    let organization = of_owner.and_then(|a| a.organization.as_deref());
    let aws_id = model.meta(vpc.node()).and_then(|m| m.aws_id.as_deref());
    let arn =
        owner.zip(aws_id).map(|(owner, id)| format!("arn:{}:ec2:{}:{owner}:vpc/{id}", partition(v.region.as_str()), v.region.as_str()));
    let values =
        [("aws:SourceVpcArn", arn.as_deref()), ("aws:VpceAccount", owner), ("aws:VpceOrgID", organization), ("aws:VpceOrgPaths", None)];
    values.into_iter().fold(context, |context, (key, value)| {
        let state = match value {
            _ if !endpoint_key(action, key) => KeyState::Absent,
            Some(value) => KeyState::Present(vec![value.to_owned()]),
            // An account that names no organization may be in one or in none.
            None if key.starts_with("aws:VpceOrg") => KeyState::Unknown,
            None => KeyState::SomeValue,
        };
        context.set(key, state)
    })
}

pub(super) fn partition(region: &str) -> &'static str {
    match region {
        r if r.starts_with("cn-") => "aws-cn",
        r if r.starts_with("us-gov-") => "aws-us-gov",
        _ => "aws",
    }
}

/// The first account of a design is "this account".
fn account_id(model: &Model, account: Option<Id<Account>>) -> Option<&str> {
    let account = account.or_else(|| model.all::<Account>().next().map(|(id, _)| id))?;
    model.get(account)?.account_id.as_deref()
}

fn role_of(model: &Model, workload: NodeId) -> Option<Principal> {
    let role = model.get(Id::<Workload>::of(workload)?)?.role?;
    let account = account_id(model, model.get::<Role>(role)?.account)?;
    let region = model.vpc_of(workload).and_then(|v| model.get(v)).map_or("", |v| v.region.as_str());
    Principal::parse(&format!("arn:{}:iam::{account}:role/{}", partition(region), model.name(role)))
}

/// The account of a bucket or table of the design.
fn owner(model: &Model, to: NodeId) -> Option<&str> {
    if let Some(bucket) = Id::<Bucket>::of(to) {
        return account_id(model, model.get(bucket)?.account);
    }
    account_id(model, model.get(Id::<Table>::of(to)?)?.account)
}
