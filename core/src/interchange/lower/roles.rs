//! IAM roles with their inline policies, boundaries and instance profiles.

use super::context::Context;
use super::names;
use crate::document::{Compute, Id, Role, Workload};
use crate::interchange::block::{Block, Body, Expr, Ref, Set};
use crate::ordered::{BTreeMap, BTreeSet};
use crate::text;

const POLICY: Set = Set::this("aws_iam_role_policy");
const BOUNDARY: Set = Set::named("aws_iam_policy", "boundary");
pub(super) const PROFILE: Set = Set::this("aws_iam_instance_profile");
pub(super) const ATTACHMENT: Set = Set::this("aws_iam_role_policy_attachment");
/// What lets a service take a role, by service.
pub(super) const TRUST: Set = Set::named("data.aws_iam_policy_document", "trust");

pub fn lower(cx: &mut Context) {
    let mut users: BTreeMap<Id<Role>, BTreeSet<Compute>> = BTreeMap::new();
    let mut in_vpc: BTreeSet<Id<Role>> = BTreeSet::new();
    for (_, w) in cx.mine::<Workload>() {
        if let Some(role) = w.role {
            users.entry(role).or_default().insert(w.compute);
            if w.compute == Compute::Function && !w.subnets.is_empty() {
                in_vpc.insert(role);
            }
        }
    }
    for (id, role) in cx.mine::<Role>() {
        let used = users.get(&id).cloned().unwrap_or_default();
        let service = role.trusted_service.clone().filter(|s| !s.trim().is_empty()).unwrap_or_else(|| {
            let first = used.first().copied().unwrap_or(Compute::Instance);
            let service = principal(first);
            cx.assume(id, text!("{role} is trusted to {service}, as it names no service", role = id, service = text::code(service)));
            service.into()
        });
        role_block(cx, id, role, &service);
        if used.contains(&Compute::Instance) {
            let own = Ref { set: names::ROLE, key: cx.key(id), attribute: "name" };
            let body = Body::new().set("name", names::hyphenated(&cx.key(id), 64)).own("role", own);
            cx.push(Block::new(PROFILE, cx.key(id), body).of(id));
        }
        if in_vpc.contains(&id) {
            let own = Expr::Ref(Ref { set: names::ROLE, key: cx.key(id), attribute: "name" });
            vpc_access(cx, &cx.key(id), own);
            let text = text!("{role} may also make network interfaces, without which its function cannot be in a VPC", role = id);
            cx.assume(id, text);
        }
    }
}

/// What a function in a VPC needs. [Giving Lambda functions access to resources in an Amazon VPC]
pub(super) fn vpc_access(cx: &mut Context, key: &str, role: Expr) {
    attach(cx, &format!("{key}/lambda_vpc"), role, "AWSLambdaVPCAccessExecutionRole");
}

/// Attaches one of AWS's own policies to a role.
pub(super) fn attach(cx: &mut Context, key: &str, role: Expr, policy: &str) {
    let arn = format!("arn:{}:iam::aws:policy/service-role/{policy}", cx.partition());
    cx.push(Block::new(ATTACHMENT, key, Body::new().set("role", role).set("policy_arn", arn)));
}

/// The service that takes the role of a workload.
pub(in crate::interchange) fn principal(compute: Compute) -> &'static str {
    match compute {
        Compute::Instance => "ec2.amazonaws.com",
        Compute::Function => "lambda.amazonaws.com",
        Compute::Container => "ecs-tasks.amazonaws.com",
        Compute::Database => "rds.amazonaws.com",
    }
}

/// The trust policy for a service.
pub(super) fn trust(cx: &mut Context, service: &str) -> Expr {
    cx.push_once(Block::new(TRUST, service, Body::new()));
    Expr::Ref(Ref { set: TRUST, key: service.into(), attribute: "json" })
}

fn role_block(cx: &mut Context, id: Id<Role>, role: &Role, service: &str) {
    let key = cx.key(id);
    let boundary = role.boundary.as_deref().and_then(|text| {
        let document = cx.document(id, format!("boundary_{key}"), text, "the permissions boundary")?;
        let name = names::hyphenated(&format!("{key}_boundary"), 128);
        cx.push(Block::new(BOUNDARY, key.clone(), Body::new().set("name", name).set("policy", document)).of(id));
        Some(Ref { set: BOUNDARY, key: key.clone(), attribute: "arn" })
    });
    let body = Body::new()
        .set("name", names::hyphenated(&key, 64))
        .set("assume_role_policy", trust(cx, service))
        .opt("permissions_boundary", boundary);
    // A role is imported by its name, which the design does not hold.
    let block = cx.block(names::ROLE, id, None, body);
    cx.push_named(block);
    let mut seen = BTreeMap::new();
    for policy in &role.policies {
        let slug = crate::edit::key::slug(&policy.name);
        let n: &mut u32 = seen.entry(slug.clone()).or_default();
        *n += 1;
        let part = if *n == 1 { slug } else { format!("{slug}_{n}") };
        let Some(document) = cx.document(id, format!("role_{key}_{part}"), &policy.document, "a policy") else { continue };
        let own = Ref { set: names::ROLE, key: key.clone(), attribute: "id" };
        let body = Body::new().set("role", own).set("name", names::hyphenated(&part, 128)).set("policy", document);
        cx.push(Block::new(POLICY, format!("{key}/{part}"), body).of(id));
    }
}
