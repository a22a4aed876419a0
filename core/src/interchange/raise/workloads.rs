//! What runs: instances and groups of them, functions, container services, databases.

use super::context::{At, Raiser};
use super::{roles, strangers};
use crate::document::{Compute, Forwarding, Id, SecurityGroup, Subnet, Vpc, Workload};
use crate::interchange::item::Val;
use crate::text;
use crate::text::code;

pub fn raise(r: &mut Raiser) {
    for (at, id) in r.enrolled::<Workload>("aws_instance") {
        instance(r, at, id);
    }
    for (at, id) in r.enrolled::<Workload>("aws_autoscaling_group") {
        scaling(r, at, id);
    }
    for (at, id) in r.enrolled::<Workload>("aws_lambda_function") {
        function(r, at, id);
    }
    for (at, id) in r.enrolled::<Workload>("aws_ecs_service") {
        container(r, at, id);
    }
    for (kind, subnets, groups, port) in [
        ("aws_db_instance", "db_subnet_group_name", "vpc_security_group_ids", 5432),
        ("aws_rds_cluster", "db_subnet_group_name", "vpc_security_group_ids", 5432),
        ("aws_elasticache_cluster", "subnet_group_name", "security_group_ids", 6379),
        ("aws_elasticache_replication_group", "subnet_group_name", "security_group_ids", 6379),
        ("aws_redshift_cluster", "cluster_subnet_group_name", "vpc_security_group_ids", 5439),
    ] {
        for (at, id) in r.enrolled::<Workload>(kind) {
            database(r, at, id, [subnets, groups], port);
        }
    }
}

fn plain(compute: Compute, subnets: Vec<Id<Subnet>>, groups: Vec<Id<SecurityGroup>>) -> Workload {
    Workload {
        compute,
        subnets,
        groups,
        role: None,
        instance_type: None,
        private_ip: None,
        elastic_ip: None,
        public_ip: None,
        source_dest_check: true,
        forwards: Forwarding::Unknown,
        count: 1,
        port: None,
    }
}

/// Subnets of the model, and the VPC that they are in; the VPC is in doubt where they are not all known.
fn subnets(r: &mut Raiser, at: At, name: &str, v: &Val) -> (Vec<Id<Subnet>>, Option<Id<Vpc>>) {
    let (mut all, whole) = r.all_in::<Subnet>(at, name, v);
    all.retain(|s| r.model.get(*s).is_some());
    let vpc = all.first().and_then(|s| r.vpc_of(*s));
    if let (false, Some(vpc)) = (whole, vpc) {
        let who = r.address(at);
        r.doubt(vpc, text!("the subnets of {who} are not all known", who = code(who)));
    }
    (all, vpc)
}

/// The only group is the default one: what AWS gives where none is named.
fn unless_default(r: &Raiser, groups: Vec<Id<SecurityGroup>>, vpc: Option<Id<Vpc>>) -> Vec<Id<SecurityGroup>> {
    let default = vpc.and_then(|v| r.model.get(v)).map(|v| v.default_group);
    if matches!(groups.as_slice(), [only] if Some(*only) == default) { Vec::new() } else { groups }
}

fn instance(r: &mut Raiser, at: At, id: Id<Workload>) {
    if r.model.get(id).is_some() {
        // One more of the same.
        let fields = ["subnet_id", "vpc_security_group_ids", "instance_type", "ami", "iam_instance_profile", "source_dest_check", "tags"];
        r.know(at, &fields);
        r.know(at, &["associate_public_ip_address", "private_ip"]);
        r.model.edit(id, |w: &mut Workload| w.count = w.count.saturating_add(1));
        return;
    }
    let template = template(r, at, "launch_template");
    let v = r.get(at, "subnet_id");
    let (mut homes, mut vpc) = subnets(r, at, "subnet_id", v);
    if homes.is_empty() {
        // In an interface of its own.
        let first = r.get(at, "network_interface").each().iter().chain(r.get(at, "primary_network_interface").each()).next();
        let found = first.and_then(|i| r.find(i.get("network_interface_id"), &["aws_network_interface"])).map(|f| f.at);
        if let Some(own) = found {
            let v = r.get(own, "subnet_id");
            (homes, vpc) = subnets(r, own, "subnet_id", v);
        }
    }
    if homes.is_empty()
        && let Some(t) = template
    {
        let v = r.get(t, "network_interfaces").get("subnet_id");
        (homes, vpc) = subnets(r, t, "network_interfaces", v);
    }
    let said = ["subnet_id", "network_interface", "primary_network_interface", "launch_template"].iter().any(|n| !r.get(at, n).is_null());
    if homes.is_empty() && !said && !r.full {
        let id = strangers::default_subnet(r, at);
        (homes, vpc) = (vec![id], r.vpc_of(id));
    }
    if homes.is_empty() {
        return r.left_out(at, text!("the subnet that it stands in is not in the files"));
    }
    let mut groups = r.groups(at, "vpc_security_group_ids", vpc);
    groups.extend(r.groups(at, "security_groups", vpc));
    if groups.is_empty()
        && let Some(t) = template
    {
        groups = of_template(r, t, vpc);
    }
    let profile = r.get(at, "iam_instance_profile");
    let mut w = plain(Compute::Instance, homes, unless_default(r, groups, vpc));
    w.role = roles::of_profile(r, profile);
    w.instance_type = r.text(at, "instance_type").map(Into::into);
    let exists = r.item(at).is_some_and(|i| i.exists);
    // AWS's choice is no choice of the design, unless it is there already.
    w.private_ip = r.text(at, "private_ip").and_then(|a| a.parse().ok());
    w.public_ip = r.flag(at, "associate_public_ip_address");
    w.source_dest_check = r.flag(at, "source_dest_check").unwrap_or(true);
    if exists && r.get(at, "public_ip").is_blank() {
        w.public_ip = Some(false);
    }
    r.know(at, &["ami", "key_name", "availability_zone"]);
    r.put(at, id, w);
}

/// The launch template that an argument names.
fn template(r: &mut Raiser, at: At, name: &'static str) -> Option<At> {
    let v = r.get(at, name);
    let named = [v.get("id"), v.get("name")].into_iter().find(|v| !v.is_blank())?;
    r.find(named, &["aws_launch_template"]).map(|f| f.at)
}

fn of_template(r: &mut Raiser, template: At, vpc: Option<Id<Vpc>>) -> Vec<Id<SecurityGroup>> {
    let mut groups = r.groups(template, "vpc_security_group_ids", vpc);
    groups.extend(r.groups(template, "security_group_names", vpc));
    for n in r.get(template, "network_interfaces").each() {
        groups.extend(r.groups_in(template, "network_interfaces", n.get("security_groups"), vpc));
    }
    groups.dedup();
    groups
}

fn scaling(r: &mut Raiser, at: At, id: Id<Workload>) {
    let v = r.get(at, "vpc_zone_identifier");
    let (homes, vpc) = subnets(r, at, "vpc_zone_identifier", v);
    if homes.is_empty() {
        return r.left_out(at, text!("the subnets that it stands in are not in the files"));
    }
    let mixed = r.get(at, "mixed_instances_policy").get("launch_template").get("launch_template_specification");
    let by_mixed = [mixed.get("launch_template_id"), mixed.get("launch_template_name")];
    let by_mixed = by_mixed.into_iter().find_map(|v| r.find(v, &["aws_launch_template"])).map(|f| f.at);
    let template = template(r, at, "launch_template").or(by_mixed);
    let v = r.get(at, "launch_configuration");
    let older = r.find(v, &["aws_launch_configuration"]).map(|f| f.at);
    let mut w = plain(Compute::Instance, homes, Vec::new());
    if let Some(t) = template {
        w.groups = of_template(r, t, vpc);
        w.instance_type = r.text(t, "instance_type").map(Into::into);
        let public = r.get(t, "network_interfaces").get("associate_public_ip_address").as_bool();
        w.public_ip = public;
        let profile = r.get(t, "iam_instance_profile");
        let profile = if profile.get("arn").is_blank() { profile.get("name") } else { profile.get("arn") };
        w.role = roles::of_profile(r, profile);
    } else if let Some(t) = older {
        w.groups = r.groups(t, "security_groups", vpc);
        w.instance_type = r.text(t, "instance_type").map(Into::into);
        w.public_ip = r.flag(t, "associate_public_ip_address");
        let profile = r.get(t, "iam_instance_profile");
        w.role = roles::of_profile(r, profile);
    } else {
        let who = r.address(at);
        r.notes.guess_of(&who, text!("what these launch is not in the files: they have the VPC's default group here"));
        if let Some(vpc) = vpc {
            r.doubt(vpc, text!("the groups of {who} are not known", who = code(who)));
        }
    }
    w.groups = unless_default(r, std::mem::take(&mut w.groups), vpc);
    let number = |r: &mut Raiser, f| r.int(at, f).and_then(|n| u32::try_from(n).ok()).filter(|n| *n > 0);
    let (wanted, least, most) = (number(r, "desired_capacity"), number(r, "min_size"), number(r, "max_size"));
    w.count = wanted.or(least).or(most).unwrap_or(1);
    r.know(at, &["name", "name_prefix", "health_check_type", "health_check_grace_period", "force_delete"]);
    r.put(at, id, w);
}

fn function(r: &mut Raiser, at: At, id: Id<Workload>) {
    let config = r.get(at, "vpc_config");
    let (homes, vpc) = subnets(r, at, "vpc_config", config.get("subnet_ids"));
    if homes.is_empty() && !config.get("subnet_ids").is_blank() {
        r.left_out(at, text!("the subnets that it stands in are not in the files"));
        return;
    }
    let groups = r.groups_in(at, "vpc_config", config.get("security_group_ids"), vpc);
    let mut w = plain(Compute::Function, homes, unless_default(r, groups, vpc));
    w.role = roles::named(r, at, "role");
    r.know(at, &["filename", "handler", "runtime", "s3_bucket", "s3_key", "image_uri", "source_code_hash", "timeout", "memory_size"]);
    r.know(at, &["function_name"]);
    let own = r.get(at, "function_name").as_text();
    let (name, tags) = r.name_of(at);
    let tagged = !r.get(at, "tags").get("Name").is_null() || !r.get(at, "tags_all").get("Name").is_null();
    r.put_as(at, id, own.filter(|_| !tagged).unwrap_or(&name), tags, w);
}

fn container(r: &mut Raiser, at: At, id: Id<Workload>) {
    let network = r.get(at, "network_configuration");
    let (homes, vpc) = subnets(r, at, "network_configuration", network.get("subnets"));
    if homes.is_empty() {
        return r.left_out(at, text!("it names no subnets of the files: its tasks use the network of their instances"));
    }
    let groups = r.groups_in(at, "network_configuration", network.get("security_groups"), vpc);
    let mut w = plain(Compute::Container, homes, unless_default(r, groups, vpc));
    let public = network.get("assign_public_ip").as_bool().unwrap_or(false);
    let open = w.subnets.iter().all(|s| r.model.get(*s).is_some_and(|s| s.public_ip_on_launch));
    // Said only where it is not what the subnets say.
    w.public_ip = (public != open).then_some(public);
    w.count = r.int(at, "desired_count").and_then(|n| u32::try_from(n).ok()).unwrap_or(1);
    r.know(at, &["name", "cluster", "launch_type", "platform_version", "capacity_provider_strategy"]);
    let v = r.get(at, "task_definition");
    if let Some(found) = r.find(v, &["aws_ecs_task_definition"]) {
        let task = found.at;
        w.role = roles::named(r, task, "task_role_arn");
        r.know(task, &["family", "requires_compatibilities", "network_mode", "cpu", "memory", "execution_role_arn", "tags"]);
        w.port = port_of(r, task);
    }
    let behind = r.get(at, "load_balancer");
    if w.port.is_none() {
        w.port = behind.each().iter().find_map(|b| b.get("container_port").as_int()).and_then(|p| u16::try_from(p).ok());
    }
    let own = r.get(at, "name").as_text();
    let (name, tags) = r.name_of(at);
    let tagged = !r.get(at, "tags").get("Name").is_null() || !r.get(at, "tags_all").get("Name").is_null();
    r.put_as(at, id, own.filter(|_| !tagged).unwrap_or(&name), tags, w);
    for c in r.of("aws_ecs_cluster") {
        r.know(c, &["name", "tags"]);
    }
}

/// The first port that a container of a task definition has.
fn port_of(r: &mut Raiser, task: At) -> Option<u16> {
    let v = r.get(task, "container_definitions");
    let text = match v {
        Val::Text(s) => s.to_string(),
        v => v.json(),
    };
    let json: serde_json::Value = serde_json::from_str(&text).ok()?;
    let ports = json.as_array()?.iter().filter_map(|c| c.get("portMappings").or_else(|| c.get("PortMappings"))?.as_array());
    let port = ports.flatten().find_map(|p| p.get("containerPort").or_else(|| p.get("ContainerPort"))?.as_u64());
    port.and_then(|p| u16::try_from(p).ok())
}

/// Arguments of a database that stands where another stands.
const PART_OF: &[&str] = &[
    "cluster_identifier",
    "replicate_source_db",
    "replication_group_id",
    "DBClusterIdentifier",
    "SourceDBInstanceIdentifier",
    "ReplicationGroupId",
];

fn database(r: &mut Raiser, at: At, id: Id<Workload>, [subnet_group, groups]: [&'static str; 2], usual: u16) {
    let v = r.get(at, subnet_group);
    let kinds = ["aws_db_subnet_group", "aws_elasticache_subnet_group", "aws_redshift_subnet_group"];
    let (homes, vpc) = if let Some(own) = r.find(v, &kinds).map(|f| f.at) {
        r.know(own, &["name", "name_prefix", "description", "tags"]);
        let v = r.get(own, "subnet_ids");
        subnets(r, own, "subnet_ids", v)
    } else if v.is_null() && (r.full || PART_OF.iter().any(|n| r.item(at).is_some_and(|i| i.body.contains_key(*n)))) {
        return r.left_out(at, text!("its subnet group is not in the files"));
    } else {
        r.missing(at, subnet_group, v);
        let id = if v.is_null() { strangers::default_subnet(r, at) } else { strangers::beside(r, at, v) };
        (vec![id], r.vpc_of(id))
    };
    if homes.is_empty() {
        return r.left_out(at, text!("the subnets that it stands in are not in the files"));
    }
    let groups = r.groups(at, groups, vpc);
    let mut w = plain(Compute::Database, homes, unless_default(r, groups, vpc));
    w.port = r.int(at, "port").and_then(|p| u16::try_from(p).ok());
    let engine = r.text(at, "engine").unwrap_or_default().to_ascii_lowercase();
    if w.port.is_none() {
        w.port = Some(match engine.as_str() {
            e if e.contains("mysql") || e.contains("mariadb") || e == "aurora" => 3306,
            e if e.contains("sqlserver") => 1433,
            e if e.contains("oracle") => 1521,
            e if e.contains("memcached") => 11211,
            _ => usual,
        });
        // A design that says nothing is written without a port.
        if r.item(at).is_some_and(|i| i.index.is_some() && i.name == "this") && engine == "postgres" {
            w.port = None;
        }
    }
    let class = r.text(at, "instance_class");
    // What an export writes where the design says none.
    w.instance_type = class.filter(|c| *c != "db.t4g.medium").map(Into::into);
    w.public_ip = r.flag(at, "publicly_accessible").filter(|p| *p);
    if r.flag(at, "multi_az") == Some(true) {
        w.count = 2;
    }
    const SILENT: &[&str] = &[
        "allocated_storage",
        "username",
        "password",
        "manage_master_user_password",
        "storage_encrypted",
        "final_snapshot_identifier",
        "skip_final_snapshot",
        "identifier",
        "identifier_prefix",
        "engine_version",
        "db_name",
        "parameter_group_name",
    ];
    r.know(at, SILENT);
    r.put(at, id, w);
}
