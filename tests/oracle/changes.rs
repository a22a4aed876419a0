//! Edits that must leave everything else as it stands: built before the edit, planned after it, and the plan read.
use crate::designs::pairs;
use crate::judge::{self, Verdict};
use libtest_mimic::{Failed, Trial};
use portico_core::catalogue::Catalogue;
use portico_core::document::{Document, Kind};
use portico_core::edit::Command;
use portico_core::fixture;
use portico_core::interchange::terraform;
use serde_json::Value;
use std::fs;

pub fn trials() -> Vec<Trial> {
    let all: [(&'static str, fn(&str) -> Result<Document, Failed>, usize); 3] =
        [("another_zone", zone, 5), ("a_rename", rename, 0), ("an_endpoint", endpoint, 1)];
    let trial = |(name, edit, made): (&'static str, fn(&str) -> Result<Document, Failed>, usize)| {
        Trial::test(format!("an_edit_replaces_nothing::{name}"), move || {
            let text = fs::read_to_string(crate::here().join("designs/network.txt"))?;
            let (before, after) = (fixture::parse(&text)?, edit(&text)?);
            leaves(name, &before, &after, made)
        })
    };
    let mut out: Vec<Trial> = all.into_iter().map(trial).collect();
    out.push(Trial::test("a_plan_tells_of_what_goes", gone));
    out
}

fn zone(text: &str) -> Result<Document, Failed> {
    let more = "  subnet app-c c 10.0.12.0/24 table app-a acl app\n  subnet public-c c 10.0.2.0/24 table public public-ip\n    nat nat-c\n";
    Ok(fixture::parse(&text.replace("vpc hub", &format!("{more}vpc hub")))?)
}

fn endpoint(text: &str) -> Result<Document, Failed> {
    let more = "  interface-endpoint kms in app-a, app-b groups endpoints private-dns\n";
    Ok(fixture::parse(&text.replace("vpc hub", &format!("{more}vpc hub")))?)
}

/// Everything gets another name.
fn rename(text: &str) -> Result<Document, Failed> {
    let before = fixture::parse(text)?;
    let mut after = before.clone();
    for (n, (id, _)) in
        before.model.nodes().enumerate().filter(|(_, (id, _))| matches!(id.kind(), Kind::Subnet | Kind::SecurityGroup | Kind::RouteTable))
    {
        after = after.apply(&Command::Rename { node: id, name: format!("renamed {n}") }).map_err(|e| format!("{e:?}"))?;
    }
    Ok(after)
}

/// Resources of a plan by what is done with them.
pub fn doings(plan: &str) -> Result<Vec<(String, Vec<String>)>, Failed> {
    let plan: Value = serde_json::from_str(plan)?;
    let all = plan["resource_changes"].as_array().ok_or("the plan names no resources")?;
    let one = |c: &Value| {
        let actions = c["change"]["actions"].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned);
        (c["address"].as_str().unwrap_or_default().to_owned(), actions.collect())
    };
    Ok(all.iter().map(one).collect())
}

fn planned(name: &str, before: &Document, after: &Document) -> Result<Vec<(String, Vec<String>)>, Failed> {
    let (old, new) = (terraform::write(before, Catalogue::bundled()), terraform::write(after, Catalogue::bundled()));
    match judge::change(&format!("an-edit-{name}"), &pairs(&old), &pairs(&new))? {
        (Verdict::Holds, plan) => doings(&plan),
        (Verdict::Fails { step, log }, _) => Err(format!("{step} failed:\n{log}").into()),
    }
}

/// Nothing goes or is replaced, and as much is made as the edit says, at least.
fn leaves(name: &str, before: &Document, after: &Document, made: usize) -> Result<(), Failed> {
    let all = planned(name, before, after)?;
    let gone: Vec<&String> =
        all.iter().filter(|(_, a)| a.iter().any(|a| a == "delete" || a == "forget")).map(|(address, _)| address).collect();
    if !gone.is_empty() {
        return Err(format!("this goes or is replaced: {gone:?}").into());
    }
    let count = |what: &str| all.iter().filter(|(_, a)| a.iter().any(|a| a == what)).count();
    if count("create") < made || (made == 0 && (count("create") > 0 || count("update") == 0)) {
        return Err(format!("{} are made and {} changed", count("create"), count("update")).into());
    }
    Ok(())
}

/// The reading itself: another block for a subnet is another subnet.
fn gone() -> Result<(), Failed> {
    let text = fs::read_to_string(crate::here().join("designs/network.txt"))?;
    let after = fixture::parse(&text.replace("subnet data-a a 10.1.0.0/24", "subnet data-a a 10.1.8.0/24"))?;
    let all = planned("moved-block", &fixture::parse(&text)?, &after)?;
    let subnet = all.iter().find(|(address, _)| address == "aws_subnet.this[\"data_a\"]");
    match subnet {
        Some((_, actions)) if actions.iter().any(|a| a == "delete") => Ok(()),
        other => Err(format!("the subnet is not replaced: {other:?}").into()),
    }
}
