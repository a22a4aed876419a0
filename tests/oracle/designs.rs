//! Designs whose export the real terraform must plan and build, and what is built compared with the design.
use crate::judge::{self, Verdict};
use libtest_mimic::{Failed, Trial};
use portico_core::catalogue::Catalogue;
use portico_core::document::Document;
use portico_core::fixture;
use portico_core::interchange::{save, terraform};
use portico_tests::described::{describe, differences};
use portico_tests::generated;
use std::path::{Path, PathBuf};
use std::{env, fs};

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

/// The designs here, the bundled ones as their files have them, and with `--long` a large generated one.
pub fn trials() -> Vec<Trial> {
    let mut all: Vec<Trial> = DESIGNS.into_iter().map(|(name, built)| trial(name.to_owned(), built, move || written(name))).collect();
    all.extend(bundled().into_iter().map(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().replace(".portico.json", "");
        trial(name, Built::Whole, move || Ok(save::read(&fs::read_to_string(&path)?)?))
    }));
    if env::var_os("PORTICO_LONG").is_some() {
        all.push(trial("generated".to_owned(), Built::Whole, || Ok(generated::design(400)?)));
    }
    all
}

fn trial(name: String, built: Built, design: impl FnOnce() -> Result<Document, Failed> + Send + 'static) -> Trial {
    Trial::test(format!("the_export_holds::{name}"), move || export(&name, &design()?, &built))
}

fn written(name: &str) -> Result<Document, Failed> {
    let path = crate::here().join("designs").join(name).with_extension("txt");
    Ok(fixture::parse(&fs::read_to_string(path)?)?)
}

/// The files of `examples/`.
fn bundled() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    let files = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut designs: Vec<PathBuf> = files.filter(|path| path.to_string_lossy().ends_with(".portico.json")).collect();
    designs.sort();
    assert!(designs.len() >= 3, "the bundled designs are gone from examples/");
    designs
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
    let found = differences(&serde_json::from_str(&built)?, &describe(design));
    if found.is_empty() { Ok(()) } else { Err(found.join("\n").into()) }
}
