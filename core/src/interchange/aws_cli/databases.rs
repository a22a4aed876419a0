//! Databases, search domains and Lambda functions that stand in VPCs.

use super::build::{Builder, tags};
use super::enrol::{gone, state};
use super::forms::Sort;
use super::interfaces::{groups, plain};
use super::recognise::Record;
use super::settled::{self, unsettled};
use crate::document::{Compute, Id, Kind, Subnet, Vpc, Workload};
use crate::text;
use crate::text::{Text, code};

pub fn read(b: &mut Builder) {
    for r in b.snapshot.all(Sort::Database) {
        database(b, r);
    }
    for r in b.snapshot.all(Sort::SearchDomain) {
        search(b, r);
    }
    for r in b.snapshot.all(Sort::Function) {
        function(b, r);
    }
}

/// Gives a thing that has an ARN its node.
fn begin(b: &mut Builder, r: &Record, arn: &str, name: &str) -> Option<(Id<Workload>, String, String)> {
    let state = r.text("DBInstanceStatus").map_or_else(|| state(r.json), str::to_ascii_lowercase);
    let Some(name) = r.text(name) else {
        b.notes.left_out(text!("a workload"), &r.at(), text!("it has no {field}", field = code(name)));
        return None;
    };
    if gone(&state) {
        b.notes.left_out(Text::of(name), &r.at(), text!("it is {state}", state = code(state)));
        return None;
    }
    let region = b.regions.of_record(r);
    let unique = r.text(arn).map_or_else(|| format!("{region}:{name}"), Into::into);
    let node = b.enrol(Kind::Workload, &unique)?;
    if unsettled(Kind::Workload, &state).is_some() {
        b.notes.guess_of(name, settled::idle());
        b.idle.insert(node);
    }
    Some((Id::new(node.number()), name.to_string(), unique))
}

fn vpc(b: &mut Builder, r: &Record, aws_id: Option<&str>, subnets: &[&str]) -> Option<Id<Vpc>> {
    let standing = subnets.iter().find_map(|s| b.find::<Subnet>(s)).and_then(|s| b.model.get(s)).map(|s| s.vpc);
    let region = b.regions.of_record(r);
    standing.or_else(|| aws_id.map(|v| b.vpc(v, &[], &region, None)))
}

fn database(b: &mut Builder, r: &Record) {
    let Some((id, name, unique)) = begin(b, r, "DBInstanceArn", "DBInstanceIdentifier") else { return };
    let group = r.get("DBSubnetGroup");
    let zones: Vec<&str> = ["AvailabilityZone", "SecondaryAvailabilityZone"].iter().filter_map(|f| r.text(f)).collect();
    // An instance stands in one subnet of its group, in its zone.
    let all: Vec<(&str, Option<&str>)> = group
        .get("Subnets")
        .list()
        .iter()
        .filter_map(|s| Some((s.get("SubnetIdentifier").text()?, s.get("SubnetAvailabilityZone").get("Name").text())))
        .collect();
    let there = |zone: &Option<&str>| zones.is_empty() || zone.is_none_or(|z| zones.contains(&z));
    let chosen: Vec<&str> = all.iter().filter(|(_, z)| there(z)).map(|(s, _)| *s).collect();
    let chosen = if chosen.is_empty() { all.iter().map(|(s, _)| *s).collect() } else { chosen };
    let Some(vpc) = vpc(b, r, group.get("VpcId").text(), &chosen) else {
        b.ids.remove(&unique);
        return b.notes.left_out(Text::of(&name), &r.at(), text!("it stands in no VPC"));
    };
    let port = [r.get("Endpoint").get("Port"), r.get("DbInstancePort")].iter().find_map(|p| p.int().filter(|p| *p > 0));
    let body = Workload {
        subnets: chosen.iter().map(|s| b.subnet(s, vpc, None)).collect(),
        groups: groups(b, r.get("VpcSecurityGroups"), vpc),
        public_ip: Some(r.get("PubliclyAccessible").flag().unwrap_or(false)),
        port: port.and_then(|p| u16::try_from(p).ok()),
        ..plain(Compute::Database)
    };
    let tags = tags(r.get("TagList"));
    b.put_as(id, &name, &unique, tags.tags, body);
}

fn search(b: &mut Builder, r: &Record) {
    let options = r.get("VPCOptions");
    let subnets: Vec<&str> = options.get("SubnetIds").texts().collect();
    if subnets.is_empty() {
        return b.notes.left_out(Text::of(r.text("DomainName").unwrap_or("a search domain")), &r.at(), text!("it stands in no VPC"));
    }
    let Some((id, name, unique)) = begin(b, r, "ARN", "DomainName") else { return };
    let Some(vpc) = vpc(b, r, options.get("VPCId").text(), &subnets) else {
        b.ids.remove(&unique);
        return b.notes.left_out(Text::of(&name), &r.at(), text!("it stands in no VPC"));
    };
    let body = Workload {
        subnets: subnets.iter().map(|s| b.subnet(s, vpc, None)).collect(),
        groups: groups(b, options.get("SecurityGroupIds"), vpc),
        port: Some(443),
        ..plain(Compute::Database)
    };
    b.put_as(id, &name, &unique, Default::default(), body);
}

fn function(b: &mut Builder, r: &Record) {
    let config = r.get("VpcConfig");
    let subnets: Vec<&str> = config.get("SubnetIds").texts().collect();
    let Some((id, name, unique)) = begin(b, r, "FunctionArn", "FunctionName") else { return };
    let vpc = if subnets.is_empty() { None } else { vpc(b, r, config.get("VpcId").text(), &subnets) };
    let mut body = Workload { public_ip: None, ..plain(Compute::Function) };
    if let Some(vpc) = vpc {
        body.subnets = subnets.iter().map(|s| b.subnet(s, vpc, None)).collect();
        body.groups = groups(b, config.get("SecurityGroupIds"), vpc);
    }
    b.put_as(id, &name, &unique, tags(r.get("Tags")).tags, body);
}
