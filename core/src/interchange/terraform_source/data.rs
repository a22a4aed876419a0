//! Data sources: what the catalogue answers, policies that are documents, and what exists already and is only looked up.

use super::eval::{Env, Here, Out, settled, unknown_of};
use super::functions::text;
use super::world::{Known, Stop, World};
use crate::catalogue::{Catalogue, ServiceKind};
use crate::document::Region;
use crate::interchange::item::{Map, Val};
use hcl_edit::structure::{Block, Body, Structure};
use std::rc::Rc;

/// An attribute of a data source.
pub fn attribute<'a>(world: &World<'a>, to: &Rc<str>, known: &Known<'a>, name: &str, at: &dyn Fn() -> String) -> Out {
    let here = Here { world, instance: &known.instance, each: &known.each, file: known.block.file, env: &Env::Empty };
    let full = format!("{to}.{name}");
    if let Some(v) = world.given(&full) {
        return Ok(v);
    }
    let unknown = || Val::unknown(full.clone(), known.block.at());
    let kind = known.kind.trim_start_matches("data.");
    let region = || region(&here, known.block.what);
    Ok(match (kind, name) {
        ("aws_region", "name" | "id" | "region") => region()?.map_or_else(unknown, Val::from),
        ("aws_region", "description") => {
            let described = region()?.and_then(|r| Catalogue::bundled().region(&r).map(|r| Val::from(r.name)));
            described.unwrap_or_else(unknown)
        }
        ("aws_partition", "partition" | "id") => Val::from(partition(region()?.as_deref())),
        ("aws_partition", "dns_suffix") => {
            let suffix = region()?.and_then(|r| Catalogue::bundled().region(&r)).map_or("amazonaws.com", |r| r.dns_suffix);
            Val::from(suffix)
        }
        ("aws_availability_zones", "names" | "zone_ids" | "group_names" | "id") => {
            let Some(region) = region()? else { return Ok(unknown()) };
            zones(&here, known.block.what, &region, name)?.unwrap_or_else(unknown)
        }
        ("aws_availability_zone", "name" | "zone_id" | "name_suffix") => match argument(&here, known.block.what, "name")? {
            Val::Text(z) if name == "name_suffix" => Val::from(z.chars().last().map(String::from).unwrap_or_default()),
            Val::Text(z) if name == "name" => Val::Text(z),
            _ => unknown(),
        },
        ("aws_vpc_endpoint_service", "service_name") => {
            let named = argument(&here, known.block.what, "service_name")?;
            let (Val::Text(service), Some(region)) = (argument(&here, known.block.what, "service")?, region()?) else {
                return Ok(if settled(&named) && !named.is_null() { named } else { unknown() });
            };
            Val::from(service_name(&service, &region))
        }
        // A text without variables is what it says.
        ("template_file", "rendered") => match argument(&here, known.block.what, "template")?.word() {
            Some(s) if !s.contains("${") && !s.contains("%{") => Val::from(s),
            _ => unknown(),
        },
        ("aws_iam_policy_document", "json" | "minified_json") => {
            let world = here.world;
            world.once(known.instance.number, full.clone(), at, || policy(&here, &known.block.what.body))?
        }
        // What is looked up and stands for something of the network: known by its name, and by what is said of it.
        (
            "aws_vpc"
            | "aws_subnet"
            | "aws_security_group"
            | "aws_route_table"
            | "aws_internet_gateway"
            | "aws_ec2_transit_gateway"
            | "aws_iam_role",
            _,
        ) => match argument(&here, known.block.what, name)? {
            Val::Null if matches!(name, "cidr_block" | "ipv6_cidr_block" | "availability_zone" | "tags" | "name" | "vpc_id") => unknown(),
            Val::Null => Val::link(to.clone(), name),
            v => v,
        },
        ("aws_prefix_list" | "aws_ec2_managed_prefix_list", "id" | "prefix_list_id" | "arn") => Val::link(to.clone(), "id"),
        ("aws_prefix_list" | "aws_ec2_managed_prefix_list", "name") => argument(&here, known.block.what, "name")?,
        _ => {
            let said = argument(&here, known.block.what, name)?;
            if said.is_null() { unknown() } else { said }
        }
    })
}

fn argument<'a>(here: &Here<'a, '_>, block: &'a Block, name: &str) -> Out {
    match block.body.get_attribute(name) {
        Some(a) => here.eval(&a.value),
        None => Ok(Val::Null),
    }
}

fn region<'a>(here: &Here<'a, '_>, block: &'a Block) -> Result<Option<String>, Stop> {
    for name in ["region", "name"] {
        if let Val::Text(r) = argument(here, block, name)?
            && Catalogue::bundled().region(&r).is_some()
        {
            return Ok(Some(r.to_string()));
        }
    }
    let provider = block.body.get_attribute("provider").and_then(|a| super::reference::dotted(&a.value)).unwrap_or_else(|| "aws".into());
    let own = here.instance.providers.get(&provider).and_then(|p| p.region.as_text()).map(Into::into);
    // Where no file says it the design is of a region that is told as a guess: what is looked up is of the same.
    Ok(own.or_else(|| here.world.region.clone()).or_else(|| Some(Region::default().to_string())))
}

fn partition(region: Option<&str>) -> &'static str {
    match region {
        Some(r) if r.starts_with("cn-") => "aws-cn",
        Some(r) if r.starts_with("us-gov-") => "aws-us-gov",
        _ => "aws",
    }
}

/// The zones that an account of today has, without those that are left out.
fn zones<'a>(here: &Here<'a, '_>, block: &'a Block, region: &str, name: &str) -> Result<Option<Val>, Stop> {
    let Some(found) = Catalogue::bundled().region(region).filter(|r| !r.zones.is_empty()) else { return Ok(None) };
    let mut out: Vec<(&str, Option<&str>)> = found.zones.iter().map(|z| (z.name, z.id)).collect();
    for (field, keep) in [("exclude_names", 0), ("exclude_zone_ids", 1)] {
        for v in argument(here, block, field)?.each() {
            let Some(s) = v.as_text() else { return Ok(None) };
            out.retain(|(n, id)| if keep == 0 { *n != s } else { *id != Some(s) });
        }
    }
    Ok(Some(match name {
        "names" => Val::list(out.into_iter().map(|(n, _)| Val::from(n)).collect()),
        "zone_ids" => Val::list(out.into_iter().map(|(_, id)| id.map_or(Val::Null, Val::from)).collect()),
        "group_names" => Val::list(vec![Val::from(region)]),
        _ => Val::from(region),
    }))
}

fn service_name(service: &str, region: &str) -> String {
    let catalogue = Catalogue::bundled();
    let known = catalogue.region(region).zip(catalogue.service(service));
    let named = known.and_then(|(r, s)| s.service_name(r, ServiceKind::Interface).or_else(|| s.service_name(r, ServiceKind::Gateway)));
    named.unwrap_or_else(|| format!("com.amazonaws.{region}.{service}"))
}

/// What is known beside the arguments of something that is looked up.
pub fn found(world: &World, address: &str) -> Map {
    let mut out = Map::new();
    for name in ["cidr_block", "availability_zone", "vpc_id"] {
        if let Some(v) = world.given(&format!("{address}.{name}")) {
            out.insert(name.into(), v);
        }
    }
    out
}

/// A policy as its JSON.
fn policy<'a>(here: &Here<'a, '_>, body: &'a Body) -> Out {
    let mut out = Map::new();
    let mut statements: Vec<Val> = Vec::new();
    let version = match body.get_attribute("version") {
        Some(a) => here.eval(&a.value)?,
        None => Val::from("2012-10-17"),
    };
    out.insert("Version".into(), version);
    if let Some(a) = body.get_attribute("policy_id") {
        out.insert("Id".into(), here.eval(&a.value)?);
    }
    for (name, over) in
        [("source_policy_documents", false), ("source_json", false), ("override_policy_documents", true), ("override_json", true)]
    {
        let Some(a) = body.get_attribute(name) else { continue };
        let v = here.eval(&a.value)?;
        for one in v.each() {
            let Val::Text(s) = one else {
                return Ok(unknown_of(one, || here.at(a)));
            };
            let Ok(json) = serde_json::from_str::<serde_json::Value>(s) else {
                return Ok(Val::unknown("a policy that is no JSON", here.at(a)));
            };
            let more = super::world::from_json(json.get("Statement").unwrap_or(&serde_json::Value::Null));
            for s in more.each() {
                let sid = s.get("Sid");
                if over && !sid.is_blank() {
                    statements.retain(|o| o.get("Sid") != sid);
                }
                statements.push(s.clone());
            }
        }
    }
    for s in body.iter() {
        let Structure::Block(b) = s else { continue };
        match (b.ident.as_str(), b.labels.first().map(|l| l.as_str())) {
            ("statement", _) => statements.push(statement(here, &b.body)?),
            ("dynamic", Some("statement")) => {
                let Some(over) = b.body.get_attribute("for_each") else { continue };
                let v = here.eval(&over.value)?;
                let Some(pairs) = here.pairs(&v) else { return Ok(unknown_of(&v, || here.at(b))) };
                let iterator =
                    b.body.get_attribute("iterator").and_then(|a| super::reference::dotted(&a.value)).unwrap_or_else(|| "statement".into());
                let Some(content) = b.body.get_blocks("content").next() else { continue };
                for (key, value) in pairs {
                    let bound = Val::map([("key".into(), key), ("value".into(), value)].into_iter().collect());
                    let env = Env::Bound { name: &iterator, value: &bound, outer: here.env };
                    statements.push(statement(&here.with(&env), &content.body)?);
                }
            }
            _ => {}
        }
    }
    out.insert("Statement".into(), Val::list(statements));
    let out = Val::map(out);
    // A policy with something in it that is not known would decide what it does not say.
    if !settled(&out) {
        return Ok(unknown_of(&out, || here.file.name.clone()));
    }
    Ok(Val::from(out.json()))
}

/// Field and blocks of a statement, by what they are in JSON.
fn statement<'a>(here: &Here<'a, '_>, body: &'a Body) -> Out {
    let mut out = Map::new();
    out.insert("Effect".into(), Val::from("Allow"));
    for a in body.attributes() {
        let v = here.eval(&a.value)?;
        let name = match a.key.as_str() {
            "sid" => "Sid",
            "effect" => "Effect",
            "actions" => "Action",
            "not_actions" => "NotAction",
            "resources" => "Resource",
            "not_resources" => "NotResource",
            _ => continue,
        };
        if !v.is_blank() || !settled(&v) {
            out.insert(name.into(), template_variables(v));
        }
    }
    let (mut principals, mut conditions): (Vec<(&str, Val)>, Vec<Val>) = (Vec::new(), Vec::new());
    for s in body.iter() {
        let Structure::Block(b) = s else { continue };
        let name = if b.ident.as_str() == "dynamic" { b.labels.first().map_or("", |l| l.as_str()) } else { b.ident.as_str() };
        let all = blocks(here, b)?;
        match name {
            "principals" => principals.extend(all.into_iter().map(|v| ("Principal", v))),
            "not_principals" => principals.extend(all.into_iter().map(|v| ("NotPrincipal", v))),
            "condition" => conditions.extend(all),
            _ => {}
        }
    }
    for (name, p) in principals {
        if !matches!(p, Val::Map(_)) {
            return Ok(p);
        }
        let kind = p.get("type").clone();
        let ids = p.get("identifiers").clone();
        let Some(kind) = text::string(&kind) else { return Ok(kind) };
        if &*kind == "*" {
            out.insert(name.into(), Val::from("*"));
            continue;
        }
        let mut had = match out.get(name) {
            Some(Val::Map(m)) => (**m).clone(),
            _ => Map::new(),
        };
        let before = had.get(&kind).map(|v| v.each().to_vec()).unwrap_or_default();
        had.insert(kind, Val::list(before.into_iter().chain(ids.each().iter().cloned()).collect()));
        out.insert(name.into(), Val::map(had));
    }
    let mut by_test = Map::new();
    for c in conditions {
        if !matches!(c, Val::Map(_)) {
            return Ok(c);
        }
        let (Some(test), Some(variable)) = (text::string(c.get("test")), text::string(c.get("variable"))) else { return Ok(c) };
        let mut had = match by_test.get(&test) {
            Some(Val::Map(m)) => (**m).clone(),
            _ => Map::new(),
        };
        let before = had.get(&variable).map(|v: &Val| v.each().to_vec()).unwrap_or_default();
        let all: Vec<Val> = before.into_iter().chain(c.get("values").each().iter().cloned()).collect();
        had.insert(variable, template_variables(Val::list(all)));
        by_test.insert(test, Val::map(had));
    }
    if !by_test.is_empty() {
        out.insert("Condition".into(), Val::map(by_test));
    }
    Ok(Val::map(out))
}

/// Policy variables, which Terraform's own syntax keeps apart: `&{aws:username}`.
fn template_variables(v: Val) -> Val {
    match v {
        Val::Text(s) if s.contains("&{") => Val::from(s.replace("&{", "${")),
        Val::List(all) => Val::list(all.iter().cloned().map(template_variables).collect()),
        other => other,
    }
}

fn blocks<'a>(here: &Here<'a, '_>, b: &'a Block) -> Result<Vec<Val>, Stop> {
    let plain = |here: &Here<'a, '_>, body: &'a Body| -> Out {
        let mut out = Map::new();
        for a in body.attributes() {
            out.insert(a.key.as_str().into(), here.eval(&a.value)?);
        }
        Ok(Val::map(out))
    };
    if b.ident.as_str() != "dynamic" {
        return Ok(vec![plain(here, &b.body)?]);
    }
    let name = b.labels.first().map_or("", |l| l.as_str());
    let Some(over) = b.body.get_attribute("for_each") else { return Ok(Vec::new()) };
    let v = here.eval(&over.value)?;
    let Some(pairs) = here.pairs(&v) else { return Ok(vec![unknown_of(&v, || here.at(b))]) };
    let iterator = b.body.get_attribute("iterator").and_then(|a| super::reference::dotted(&a.value)).unwrap_or_else(|| name.into());
    let Some(content) = b.body.get_blocks("content").next() else { return Ok(Vec::new()) };
    let mut out = Vec::new();
    for (key, value) in pairs {
        let bound = Val::map([("key".into(), key), ("value".into(), value)].into_iter().collect());
        let env = Env::Bound { name: &iterator, value: &bound, outer: here.env };
        out.push(plain(&here.with(&env), &content.body)?);
    }
    Ok(out)
}
