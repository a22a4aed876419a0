//! What of a design a policy can speak of: its buckets, tables, roles, VPCs and endpoints by the names that AWS knows them by.

use portico_core::catalogue::Catalogue;
use portico_core::document::{
    Account, Body, Bucket, Document, GatewayEndpoint, InterfaceEndpoint, Model, NodeId, Region, Role, Table, Vpc, Workload,
};
use portico_core::policy::library::Ground;

/// What proposals, the form and the library are filled with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Design {
    pub ground: Ground,
    /// The prefix of the actions that the policy is likely about: `s3`.
    pub service: String,
    /// ARNs of resources, each with what it is.
    pub resources: Vec<(String, String)>,
    /// Roles of the design, the account.
    pub principals: Vec<(String, String)>,
    /// Services that the design's roles trust.
    pub trusted: Vec<(String, String)>,
    pub vpcs: Vec<(String, String)>,
    pub endpoints: Vec<(String, String)>,
}

/// Of the design, as a policy of this resource sees it.
pub fn design(doc: &Document, node: NodeId) -> Design {
    let model = &doc.model;
    let region = region(doc, node);
    let partition = partition(region.as_str());
    let own = model.vpc_of(node).and_then(|v| model.get(v)).and_then(|v| v.account);
    let account = own.and_then(|id| model.get(id)).or_else(|| model.all::<Account>().next().map(|(_, a)| a));
    let account_id = account.and_then(|a| a.account_id.clone());
    let name_of = |id: NodeId| model.name(id);
    let aws_ids = |all: &mut dyn Iterator<Item = NodeId>| {
        all.filter_map(|id| Some((model.meta(id)?.aws_id.clone()?, name_of(id)))).collect::<Vec<_>>()
    };
    let mut out = Design {
        service: service(model, node),
        vpcs: aws_ids(&mut model.all::<Vpc>().map(|(id, _)| id.node())),
        endpoints: aws_ids(
            &mut model.all::<GatewayEndpoint>().map(|(id, _)| id.node()).chain(model.all::<InterfaceEndpoint>().map(|(id, _)| id.node())),
        ),
        ..Design::default()
    };
    let mut ground = Ground {
        region: region.as_str().to_owned(),
        partition: partition.to_owned(),
        organization: account.and_then(|a| a.organization.clone()),
        account: account_id.clone(),
        vpcs: out.vpcs.iter().map(|(id, _)| id.clone()).collect(),
        endpoints: out.endpoints.iter().map(|(id, _)| id.clone()).collect(),
        ..Ground::default()
    };
    for (id, b) in model.all::<Bucket>() {
        let Some(name) = &b.bucket_name else { continue };
        let arns = ground.bucket(name);
        out.resources.extend(
            arns.iter().cloned().zip([
                crate::say!("bucket {name}", name = name_of(id.node())),
                crate::say!("objects of {name}", name = name_of(id.node())),
            ]),
        );
        if id.node() == node {
            ground.own = arns.to_vec();
        }
        ground.buckets.push(name.clone());
    }
    for (id, t) in model.all::<Table>() {
        let Some(account) = &account_id else { break };
        let arn = format!("arn:{}:dynamodb:{}:{account}:table/{}", partition, t.region.as_str(), name_of(id.node()));
        out.resources.push((arn.clone(), crate::say!("table {name}", name = name_of(id.node()))));
        out.resources.push((format!("{arn}/index/*"), crate::say!("indexes of {name}", name = name_of(id.node()))));
        if id.node() == node {
            ground.own = vec![arn.clone()];
        }
        ground.tables.push(arn);
    }
    if let Some(account) = &account_id {
        for (id, _) in model.all::<Role>() {
            out.principals.push((
                format!("arn:{partition}:iam::{account}:role/{}", name_of(id.node())),
                crate::say!("role {name}", name = name_of(id.node())),
            ));
        }
        out.principals.push((account.clone(), crate::language::t("this account").into()));
    }
    for (_, r) in model.all::<Role>() {
        if let Some(service) = &r.trusted_service
            && !out.trusted.iter().any(|(known, _)| known == service)
        {
            out.trusted.push((service.clone(), crate::language::t("trusted by a role").into()));
        }
    }
    out.ground = ground;
    out
}

fn region(doc: &Document, node: NodeId) -> Region {
    let model = &doc.model;
    let own = match model.node(node).map(|n| &n.body) {
        Some(Body::Bucket(b)) => Some(b.region.clone()),
        Some(Body::Table(t)) => Some(t.region.clone()),
        // A role acts where the workloads are that use it.
        Some(Body::Role(_)) => {
            let mut users = model.all::<Workload>().filter(|(_, w)| w.role.is_some_and(|r| r.node() == node));
            users.find_map(|(id, _)| model.vpc_of(id.node()))
        }
        .and_then(|v| model.get(v))
        .map(|v| v.region.clone()),
        _ => model.vpc_of(node).and_then(|v| model.get(v)).map(|v| v.region.clone()),
    };
    own.or_else(|| model.all::<Vpc>().next().map(|(_, v)| v.region.clone())).unwrap_or_else(|| doc.assumptions.region.clone())
}

fn partition(region: &str) -> &'static str {
    Catalogue::bundled().region(region).map_or("aws", |r| r.partition.as_str())
}

/// The prefix of the actions of a service, by the resource that the policy is attached to.
fn service(model: &Model, node: NodeId) -> String {
    let of = match model.node(node).map(|n| &n.body) {
        Some(Body::GatewayEndpoint(e)) => e.service.as_str(),
        Some(Body::InterfaceEndpoint(e)) => e.service.as_str(),
        Some(Body::Bucket(_)) => "s3",
        Some(Body::Table(_)) => "dynamodb",
        _ => "",
    };
    match of {
        "kinesis-streams" => "kinesis".into(),
        of => of.split('.').next().unwrap_or_default().to_owned(),
    }
}

/// Every object of a bucket.
pub fn objects(region: &Region, bucket: &str) -> String {
    format!("arn:{}:s3:::{bucket}/*", partition(region.as_str()))
}
