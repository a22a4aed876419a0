//! Designs whose exports must plan and build, and what is built compared with the design.
use crate::judge::{self, Verdict};
use libtest_mimic::{Failed, Trial};
use portico_core::catalogue::Catalogue;
use portico_core::document::Document;
use portico_core::fixture;
use portico_core::interchange::carried::{self, BLOCKS};
use portico_core::interchange::cloudformation::{self, Format};
use portico_core::interchange::imported::{Options, Sources};
use portico_core::interchange::{aws_cli, reader, save, terraform};
use portico_tests::described::{describe, describe_stood_in, differences};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

/// Whether moto builds all that the description shows of a design.
enum Built {
    Whole,
    /// What it shows is not what was designed, for a reason that is moto's: built, but not compared.
    InPart,
}

const DESIGNS: [(&str, Built); 6] = [
    ("network", Built::Whole),
    ("intents", Built::Whole),
    ("everything", Built::InPart),
    ("regions", Built::InPart),
    ("ipv6", Built::InPart),
    ("hostile", Built::Whole),
];

pub fn trials() -> Vec<Trial> {
    let forms: [(&str, Judge); 2] = [("the_export_holds", export), ("the_cloudformation_holds", cloudformation)];
    forms.into_iter().flat_map(|(form, judge)| written(form, judge).into_iter().chain(examples(form, judge))).collect()
}

/// Exports a design, has it judged, and compares what was built.
type Judge = fn(&str, &Document, &Built) -> Result<(), Failed>;

fn written(form: &str, judge: Judge) -> Vec<Trial> {
    let trial = |(name, built): (&'static str, Built)| {
        Trial::test(format!("{form}::{name}"), move || {
            let path = crate::here().join("designs").join(name).with_extension("txt");
            judge(name, &fixture::parse(&fs::read_to_string(path)?)?, &built)
        })
    };
    DESIGNS.into_iter().map(trial).collect()
}

/// Every bundled design, built and compared.
fn examples(form: &str, judge: Judge) -> Vec<Trial> {
    let folder = crate::here().join("../../examples");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.path()).collect();
    paths.retain(|p| p.to_string_lossy().ends_with(".portico.json"));
    paths.sort();
    let name = |p: &PathBuf| p.file_name().map(|n| n.to_string_lossy().replace(".portico.json", "")).unwrap_or_default();
    let trial = |p: PathBuf| {
        let name = format!("example_{}", name(&p));
        Trial::test(format!("{form}::{name}"), move || {
            let design = save::read(&fs::read_to_string(&p)?).map_err(|e| e.to_string())?;
            judge(&name, &design, &Built::Whole)
        })
    };
    paths.into_iter().map(trial).collect()
}

fn export(name: &str, design: &Document, compare: &Built) -> Result<(), Failed> {
    let files = terraform::write(design, Catalogue::bundled());
    compared(judge::apply(name, &pairs(&files))?, compare, &describe(design))?;
    reread(name, design, &files)?;
    if matches!(compare, Built::InPart) {
        return Ok(());
    }
    let found = imported(name, design)?;
    if found.is_empty() { Ok(()) } else { Err(format!("imported: {}", found.join("\nimported: ")).into()) }
}

/// The plan, and the source, read back are the design that was written, in everything that blocks carry; the state is the same network.
fn reread(name: &str, design: &Document, files: &BTreeMap<String, String>) -> Result<(), Failed> {
    let said = carried::said(design, &BLOCKS);
    let built = |what: &str| -> Result<Sources, Failed> {
        let file = format!("built-{what}.json");
        Ok([(file.clone(), fs::read(judge::folder(name).join(file))?)].into())
    };
    let options = Options { region: Some(design.assumptions.region.clone()), ..Options::default() };
    let source: Sources = files.iter().map(|(n, t)| (n.clone(), t.clone().into_bytes())).collect();
    for (what, sources) in [("plan", built("plan")?), ("source", source)] {
        let options = if what == "plan" { &options } else { &Options::default() };
        let out = reader::read(sources, None, options)?;
        let apart = carried::changes(&said, &carried::said(&out.design, &BLOCKS));
        if !apart.is_empty() {
            let all: Vec<String> = apart.iter().map(|c| format!("{what}: {c:?}")).collect();
            return Err(format!("{}\n{:?}\n{:?}", all.join("\n"), out.left_out, out.unknown).into());
        }
    }
    // A state has the IPv6 blocks that AWS picked in place of those of the design; nothing of another account; and of a route to a
    // Gateway Load Balancer endpoint moto keeps no target.
    if matches!(name, "ipv6" | "everything") {
        return Ok(());
    }
    let out = reader::read(built("state")?, None, &options)?;
    let found = differences(&describe(&out.design), &describe(design));
    if found.is_empty() { Ok(()) } else { Err(format!("state: {}", found.join("\nstate: ")).into()) }
}

/// The same network from templates, as far as CloudFormation can say it; and JSON says what YAML says.
fn cloudformation(name: &str, design: &Document, compare: &Built) -> Result<(), Failed> {
    let out = cloudformation::export(design, Catalogue::bundled(), Format::Yaml, &[]);
    if !out.too_large.is_empty() {
        return Err(out.too_large.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n").into());
    }
    compared(judge::apply_cloudformation(name, &pairs(&out.files))?, compare, &describe_stood_in(design))?;
    if name != "network" {
        return Ok(());
    }
    let json = cloudformation::write(design, Catalogue::bundled(), Format::Json);
    compared(judge::apply_cloudformation(&format!("{name}-json"), &pairs(&json))?, compare, &describe_stood_in(design))
}

pub fn pairs(files: &BTreeMap<String, String>) -> Vec<(&str, &str)> {
    files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect()
}

fn compared((verdict, built): (Verdict, String), compare: &Built, designed: &Value) -> Result<(), Failed> {
    if let Verdict::Fails { step, log } = verdict {
        return Err(format!("{step} failed:\n{log}").into());
    }
    if matches!(compare, Built::InPart) {
        return Ok(());
    }
    let found = differences(&serde_json::from_str(&built)?, designed);
    if found.is_empty() { Ok(()) } else { Err(found.join("\n").into()) }
}

/// The ids that the stand-in provider gives AWS's own lists, which moto does not list.
const STAND_IN: &str = r#"{"PrefixLists": [
    {"PrefixListId": "pl-c3b7e584", "PrefixListName": "com.amazonaws.us-east-1.s3", "OwnerId": "AWS"},
    {"PrefixListId": "pl-fba65f80", "PrefixListName": "com.amazonaws.us-east-1.dynamodb", "OwnerId": "AWS"}]}"#;

/// Where the import of what moto shows of the account differs from the design.
fn imported(name: &str, design: &Document) -> Result<Vec<String>, Failed> {
    let mut files = Sources::new();
    for file in fs::read_dir(judge::folder(name).join("built"))? {
        let path = file?.path();
        files.insert(path.file_name().unwrap_or_default().to_string_lossy().into_owned(), fs::read(path)?);
    }
    files.insert("stand-in.json".into(), STAND_IN.into());
    let mut seen = describe(&aws_cli::read(files, &Options::default())?.design);
    // Every region of an account has a default VPC, which nobody designed.
    if let Some(vpcs) = seen["vpcs"].as_array_mut() {
        vpcs.retain(|v| v["cidrs"] != serde_json::json!(["172.31.0.0/16"]));
    }
    Ok(differences(&seen, &describe(design)))
}
