//! What runs: EC2 instances, Lambda functions, container services, databases.

use super::context::Context;
use super::{names, roles, servers};
use crate::document::{Compute, Id, NodeId, Subnet, TargetGroup, Vpc, Workload};
use crate::interchange::block::{Block, Body, Expr, Ref, Set};
use crate::text;

const CLUSTER: Set = Set::this("aws_ecs_cluster");
const TASK: Set = Set::this("aws_ecs_task_definition");
const SERVICE: Set = Set::this("aws_ecs_service");
const SUBNET_GROUP: Set = Set::this("aws_db_subnet_group");
const DATABASE: Set = Set::this("aws_db_instance");

pub fn lower(cx: &mut Context) {
    for (id, w) in cx.mine::<Workload>() {
        match w.compute {
            Compute::Instance => servers::instance(cx, id, w),
            Compute::Function => function(cx, id, w),
            Compute::Container => container(cx, id, w),
            Compute::Database => database(cx, id, w),
        }
    }
    servers::interfaces(cx);
}

fn field(input: &Expr, field: &'static str) -> Expr {
    match input {
        Expr::Input { variable, key, .. } => Expr::Input { variable, key: key.clone(), field: Some(field) },
        other => other.clone(),
    }
}

fn map(fields: &[(&str, Expr)]) -> Expr {
    Expr::Map(fields.iter().map(|(k, v)| ((*k).to_string(), v.clone())).collect())
}

/// The role of a workload; one of its own, with nothing but what the service asks for, where the design has none.
fn role(cx: &mut Context, id: Id<Workload>, w: &Workload) -> Expr {
    if let Some(role) = w.role {
        return cx.reference(role, names::ROLE, "arn");
    }
    let key = format!("{}/{}", w.compute, cx.key(id));
    let body = Body::new()
        .set("name", names::hyphenated(&format!("{}_{}", cx.key(id), w.compute), 64))
        .set("assume_role_policy", roles::trust(cx, roles::principal(w.compute)))
        .opt("permissions_boundary", None::<Expr>);
    let mut block = cx.named(Block::new(names::ROLE, key.clone(), body).of(id));
    block.of = None;
    cx.push(block);
    cx.assume(id, text!("{it} gets a role of its own that allows nothing, as the design gives it none", it = id));
    if w.compute == Compute::Function && !w.subnets.is_empty() {
        roles::vpc_access(cx, &key, Expr::Ref(Ref { set: names::ROLE, key: key.clone(), attribute: "name" }));
    }
    Expr::Ref(Ref { set: names::ROLE, key, attribute: "arn" })
}

fn function(cx: &mut Context, id: Id<Workload>, w: &Workload) {
    let key = cx.key(id);
    let package = map(&[("filename", format!("{key}.zip").into()), ("handler", "index.handler".into()), ("runtime", "python3.13".into())]);
    let package = cx.input("functions", &key, package);
    let vpc = cx.model.vpc_of(id);
    let inside = (!w.subnets.is_empty())
        .then(|| Body::new().set("subnet_ids", cx.subnets(&w.subnets)).set("security_group_ids", cx.groups(&w.groups, vpc)));
    let body = Body::new()
        .set("function_name", names::hyphenated(&key, 64))
        .set("role", role(cx, id, w))
        .set("filename", field(&package, "filename"))
        .set("handler", field(&package, "handler"))
        .set("runtime", field(&package, "runtime"))
        .parts("vpc_config", inside.into_iter().collect());
    let block = cx.block(names::FUNCTION, id, vpc.and_then(|v| cx.at_vpc(v)), body);
    cx.push_named(block);
}

fn container(cx: &mut Context, id: Id<Workload>, w: &Workload) {
    let key = cx.key(id);
    let Some(vpc) = cx.model.vpc_of(id) else {
        cx.left_out(id, text!("{it} stands in no subnet", it = id));
        return;
    };
    let at = cx.at_vpc(vpc);
    // One cluster for the container services of a VPC.
    let cluster = cx.key(vpc);
    cx.push_once(Block::new(CLUSTER, cluster.clone(), Body::new().set("name", names::hyphenated(&cluster, 255))).region(at.clone()));
    let image = map(&[
        ("image", format!("placeholder/{}:latest", names::hyphenated(&key, 60)).into()),
        ("cpu", Expr::Int(256)),
        ("memory", Expr::Int(512)),
    ]);
    let image = cx.input("containers", &key, image);
    let name = names::hyphenated(&key, 255);
    let ports = w.port.map(|p| map(&[("containerPort", p.into()), ("protocol", "tcp".into())]));
    let definition = map(&[
        ("name", name.clone().into()),
        ("image", field(&image, "image")),
        ("essential", true.into()),
        ("portMappings", Expr::List(ports.into_iter().collect())),
    ]);
    let body = Body::new()
        .set("family", name.clone())
        .fix("requires_compatibilities", vec![Expr::from("FARGATE")])
        .fix("network_mode", "awsvpc")
        .set("cpu", field(&image, "cpu"))
        .set("memory", field(&image, "memory"))
        .set("execution_role_arn", execution_role(cx))
        .opt("task_role_arn", w.role.map(|r| cx.reference(r, names::ROLE, "arn")))
        .set("container_definitions", Expr::Json(Box::new(Expr::List(vec![definition]))));
    let block = Block::new(TASK, key.clone(), body).of(id).region(at.clone());
    let block = cx.named(block);
    cx.push(block);
    let behind: Vec<Body> = cx
        .mine::<TargetGroup>()
        .into_iter()
        .filter(|(_, g)| g.targets.contains(&NodeId::from(id)))
        .map(|(g, group)| {
            Body::new()
                .set("target_group_arn", Ref { set: names::TARGET_GROUP, key: cx.key(g), attribute: "arn" })
                .set("container_name", name.clone())
                .set("container_port", w.port.unwrap_or(group.port))
        })
        .collect();
    let network = Body::new()
        .set("subnets", cx.subnets(&w.subnets))
        .set("security_groups", cx.groups(&w.groups, Some(vpc)))
        .set("assign_public_ip", public(cx, w));
    let body = Body::new()
        .set("name", name)
        .set("cluster", Ref { set: CLUSTER, key: cluster, attribute: "id" })
        .own("task_definition", Ref { set: TASK, key: key.clone(), attribute: "arn" })
        .fix("launch_type", "FARGATE")
        .set("desired_count", w.count)
        .part("network_configuration", network)
        .parts("load_balancer", behind);
    let block = cx.named(Block::new(SERVICE, key, body).of(id).region(at));
    cx.push(block);
}

/// Whether it gets public addresses: as said, else as its subnets have it.
fn public(cx: &Context, w: &Workload) -> bool {
    let open = |s: &Id<Subnet>| cx.model.get(*s).is_some_and(|s| s.public_ip_on_launch);
    w.public_ip.unwrap_or_else(|| !w.subnets.is_empty() && w.subnets.iter().all(open))
}

/// What ECS itself needs to fetch images and write logs. One for all services.
fn execution_role(cx: &mut Context) -> Expr {
    let key = "ecs/execution";
    let body = Body::new()
        .set("name", "ecs-execution")
        .set("assume_role_policy", roles::trust(cx, roles::principal(Compute::Container)))
        .opt("permissions_boundary", None::<Expr>);
    let own = |attribute| Expr::Ref(Ref { set: names::ROLE, key: key.into(), attribute });
    let mut block = Block::new(names::ROLE, key, body);
    block.name = Some("ecs-execution".into());
    if cx.push_once(block) {
        roles::attach(cx, key, own("name"), "AmazonECSTaskExecutionRolePolicy");
    }
    own("arn")
}

fn database(cx: &mut Context, id: Id<Workload>, w: &Workload) {
    let key = cx.key(id);
    let vpc: Option<Id<Vpc>> = cx.model.vpc_of(id);
    let Some(at) = vpc.map(|v| cx.at_vpc(v)) else {
        cx.left_out(id, text!("{it} stands in no subnet", it = id));
        return;
    };
    let name = format!("db-{}", names::hyphenated(&key, 60));
    let body = Body::new().set("name", name.clone()).set("subnet_ids", cx.subnets(&w.subnets));
    let block = cx.named(Block::new(SUBNET_GROUP, key.clone(), body).of(id).region(at.clone()));
    cx.push(block);
    let engine = match w.port {
        Some(3306) => "mysql",
        Some(1433) => "sqlserver-ex",
        Some(1521) => "oracle-se2",
        _ => "postgres",
    };
    let class = w.instance_type.as_deref().filter(|t| t.starts_with("db.")).unwrap_or("db.t4g.medium");
    let settings = map(&[
        ("engine", engine.into()),
        ("instance_class", class.into()),
        ("allocated_storage", Expr::Int(20)),
        ("username", "portico".into()),
    ]);
    let settings = cx.input("databases", &key, settings);
    let body = Body::new()
        .set("identifier", name.clone())
        .set("engine", field(&settings, "engine"))
        .set("instance_class", field(&settings, "instance_class"))
        .set("allocated_storage", field(&settings, "allocated_storage"))
        .set("username", field(&settings, "username"))
        // The password is made and kept by AWS Secrets Manager: none is in the files or the state.
        .fix("manage_master_user_password", true)
        .fix("storage_encrypted", true)
        .opt("port", w.port)
        .set("multi_az", w.count > 1)
        .own("db_subnet_group_name", Ref { set: SUBNET_GROUP, key: key.clone(), attribute: "name" })
        .set("vpc_security_group_ids", cx.groups(&w.groups, vpc))
        .set("publicly_accessible", w.public_ip.unwrap_or(false))
        .set("final_snapshot_identifier", format!("{name}-final"));
    let block = cx.block(DATABASE, id, at, body);
    cx.push_named(block);
}
