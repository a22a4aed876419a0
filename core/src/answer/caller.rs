//! Who makes a flow's request, and what the design's accounts tell AWS about them.

use crate::document::{Account, Bucket, FlowRequest, Id, Model, NodeId, Role, Table, Workload};
use crate::policy::{Context, Principal, Request};

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

/// The first account of a design is "this account".
fn account_id(model: &Model, account: Option<Id<Account>>) -> Option<&str> {
    let account = account.or_else(|| model.all::<Account>().next().map(|(id, _)| id))?;
    model.get(account)?.account_id.as_deref()
}

fn role_of(model: &Model, workload: NodeId) -> Option<Principal> {
    let role = model.get(Id::<Workload>::of(workload)?)?.role?;
    let account = account_id(model, model.get::<Role>(role)?.account)?;
    let region = model.vpc_of(workload).and_then(|v| model.get(v)).map_or("", |v| v.region.as_str());
    let partition = match region {
        r if r.starts_with("cn-") => "aws-cn",
        r if r.starts_with("us-gov-") => "aws-us-gov",
        _ => "aws",
    };
    Principal::parse(&format!("arn:{partition}:iam::{account}:role/{}", model.name(role)))
}

/// The account of a bucket or table of the design.
fn owner(model: &Model, to: NodeId) -> Option<&str> {
    if let Some(bucket) = Id::<Bucket>::of(to) {
        return account_id(model, model.get(bucket)?.account);
    }
    account_id(model, model.get(Id::<Table>::of(to)?)?.account)
}
