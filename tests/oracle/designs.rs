//! Designs whose export the real terraform must plan and build, and what is built compared with the design.
use crate::judge::{self, Verdict};
use libtest_mimic::{Failed, Trial};
use portico_core::catalogue::Catalogue;
use portico_core::fixture;
use portico_core::interchange::terraform;
use portico_tests::described::{describe, differences};
use std::fs;

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
    DESIGNS.into_iter().map(|(name, built)| Trial::test(format!("the_export_holds::{name}"), move || export(name, &built))).collect()
}

fn export(name: &str, compare: &Built) -> Result<(), Failed> {
    let path = crate::here().join("designs").join(name).with_extension("txt");
    let design = fixture::parse(&fs::read_to_string(path)?)?;
    let files = terraform::write(&design, Catalogue::bundled());
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let (verdict, built) = judge::apply(name, &files)?;
    if let Verdict::Fails { step, log } = verdict {
        return Err(format!("{step} failed:\n{log}").into());
    }
    if matches!(compare, Built::InPart) {
        return Ok(());
    }
    let found = differences(&serde_json::from_str(&built)?, &describe(&design));
    if found.is_empty() { Ok(()) } else { Err(found.join("\n").into()) }
}
