//! Designs whose export the real terraform must plan and build, and what is built compared with the design.
use crate::judge::{self, Verdict};
use libtest_mimic::{Failed, Trial};
use portico_core::catalogue::Catalogue;
use portico_core::document::Document;
use portico_core::fixture;
use portico_core::interchange::imported::Sources;
use portico_core::interchange::{aws_cli, save, terraform};
use portico_tests::described::{describe, differences};
use std::fs;
use std::path::PathBuf;

/// Whether moto builds all that the description shows of a design.
enum Built {
    Whole,
    /// What it shows is not what was designed, for a reason that is moto's: built, but not compared.
    InPart,
}

const DESIGNS: [(&str, Built); 5] = [
    ("network", Built::Whole),
    ("everything", Built::InPart),
    ("regions", Built::InPart),
    ("ipv6", Built::InPart),
    ("hostile", Built::Whole),
];

pub fn trials() -> Vec<Trial> {
    let written = DESIGNS.into_iter().map(|(name, built)| {
        Trial::test(format!("the_export_holds::{name}"), move || {
            let path = crate::here().join("designs").join(name).with_extension("txt");
            export(name, &fixture::parse(&fs::read_to_string(path)?)?, &built)
        })
    });
    written.chain(examples()).collect()
}

/// Every bundled design, built and compared.
fn examples() -> Vec<Trial> {
    let folder = crate::here().join("../../examples");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.path()).collect();
    paths.retain(|p| p.to_string_lossy().ends_with(".portico.json"));
    paths.sort();
    let name = |p: &PathBuf| p.file_name().map(|n| n.to_string_lossy().replace(".portico.json", "")).unwrap_or_default();
    let trial = |p: PathBuf| {
        let name = name(&p);
        Trial::test(format!("the_example_holds::{name}"), move || {
            let design = save::read(&fs::read_to_string(&p)?).map_err(|e| e.to_string())?;
            export(&name, &design, &Built::Whole)
        })
    };
    paths.into_iter().map(trial).collect()
}

fn export(name: &str, design: &Document, compare: &Built) -> Result<(), Failed> {
    let files = terraform::write(design, Catalogue::bundled());
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let (verdict, built) = judge::apply(name, &files)?;
    if let Verdict::Fails { step, log } = verdict {
        return Err(format!("{step} failed:\n{log}").into());
    }
    if matches!(compare, Built::InPart) {
        return Ok(());
    }
    let mut found = differences(&serde_json::from_str(&built)?, &describe(design));
    found.extend(imported(name, design)?.into_iter().map(|d| format!("imported: {d}")));
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
    let mut seen = describe(&aws_cli::read(files, &aws_cli::Options::default())?.design);
    // Every region of an account has a default VPC, which nobody designed.
    if let Some(vpcs) = seen["vpcs"].as_array_mut() {
        vpcs.retain(|v| v["cidrs"] != serde_json::json!(["172.31.0.0/16"]));
    }
    Ok(differences(&seen, &describe(design)))
}
