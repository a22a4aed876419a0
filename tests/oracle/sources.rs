//! Terraform source read by itself, and the real terraform's plan of it read: the same design.
use crate::judge::{self, Verdict};
use libtest_mimic::{Failed, Trial};
use portico_core::interchange::carried::{self, BLOCKS};
use portico_core::interchange::imported::{Options, Sources};
use portico_core::interchange::reader::{self, Form};
use std::fs;
use std::path::{Path, PathBuf};

pub fn trials() -> Vec<Trial> {
    let mut folders: Vec<PathBuf> =
        fs::read_dir(crate::here().join("sources")).into_iter().flatten().flatten().map(|e| e.path()).filter(|p| p.is_dir()).collect();
    folders.sort();
    let name = |p: &Path| p.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    folders.into_iter().map(|p| Trial::test(format!("source_and_plan_agree::{}", name(&p)), move || agree(&name(&p), &p))).collect()
}

fn collect(folder: &Path, within: &str, out: &mut Vec<(String, String)>) -> Result<(), Failed> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let whole = if within.is_empty() { name } else { format!("{within}/{name}") };
        if path.is_dir() { collect(&path, &whole, out)? } else { out.push((whole, fs::read_to_string(&path)?)) }
    }
    Ok(())
}

fn agree(name: &str, folder: &Path) -> Result<(), Failed> {
    let mut files = Vec::new();
    collect(folder, "", &mut files)?;
    let shown = judge::folder(&format!("source-{name}")).with_extension("plan.json");
    let pairs: Vec<(&str, &str)> = files.iter().map(|(n, t)| (n.as_str(), t.as_str())).collect();
    let line = format!("terraform show -json plan.bin > '{}'", shown.display());
    if let Verdict::Fails { step, log } = judge::recipe(&format!("source-{name}"), &pairs, &line)? {
        return Err(format!("{step} failed:\n{log}").into());
    }
    let read = |form: Form, sources: Sources| reader::read(sources, Some(form), &Options::default()).map_err(|e| e.to_string());
    let source = read(Form::Terraform, files.iter().map(|(n, t)| (n.clone(), t.as_bytes().to_vec())).collect())?;
    let plan = read(Form::TerraformJson, [("plan.json".to_string(), fs::read(&shown)?)].into())?;
    let apart = carried::changes(&carried::said(&plan.design, &BLOCKS), &carried::said(&source.design, &BLOCKS));
    if apart.is_empty() && source.unknown.is_empty() {
        return Ok(());
    }
    let told = |i: &portico_core::interchange::imported::Imported| format!("{:#?}\n{:#?}\n{:#?}", i.guessed, i.unknown, i.left_out);
    Err(format!("{apart:#?}\nplan: {}\nsource: {}", told(&plan), told(&source)).into())
}
