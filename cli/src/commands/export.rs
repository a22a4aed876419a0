//! `portico export`: files that other tools run.

use super::import;
use crate::args::{Export as Args, ExportFormat, Notation};
use crate::{Done, input, sources};
use portico_core::catalogue::Catalogue;
use portico_core::checks;
use portico_core::document::Document;
use portico_core::drawing::svg;
use portico_core::facts::Facts;
use portico_core::interchange::imported::Options;
use portico_core::interchange::reader::Form;
use portico_core::interchange::{cloudformation, papers, terraform, terraform_source};
use portico_core::text::Text;
use serde_json::json;
use std::path::Path;

pub fn run(args: &Args, as_json: bool) -> Result<Done, String> {
    let document = input::design(&args.design)?;
    let catalogue = Catalogue::bundled();
    if let Some(folder) = &args.into {
        return into(args, folder, &document, as_json);
    }
    let output = args.output.as_deref().unwrap_or(Path::new("."));
    let facts = Facts::new(&document, catalogue);
    if let Some(text) = paper(args.to, &document, &facts) {
        return one(output, &text, as_json);
    }
    let findings: Vec<String> = checks::run_all(&facts).iter().map(|f| f.message.render(&document.model)).collect();
    let (files, left_out, too_large) = match args.to {
        ExportFormat::Terraform => {
            let notes = terraform::notes(&document, catalogue);
            (terraform::write_with(&document, catalogue, &findings), notes.left_out, Vec::new())
        }
        ExportFormat::Cloudformation => {
            let format = match args.notation {
                Notation::Yaml => cloudformation::Format::Yaml,
                Notation::Json => cloudformation::Format::Json,
            };
            let export = cloudformation::export(&document, catalogue, format, &findings);
            (export.files, export.left_out, english(&export.too_large))
        }
        ExportFormat::Svg | ExportFormat::Drawio | ExportFormat::AddressPlan | ExportFormat::Bill | ExportFormat::Report => {
            Default::default()
        }
    };
    for (name, text) in &files {
        let path = output.join(name);
        let folder = path.parent().unwrap_or(output);
        std::fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
        std::fs::write(&path, text).map_err(|e| format!("{}: {e}", path.display()))?;
    }
    let names: Vec<&String> = files.keys().collect();
    let left_out: Vec<String> = left_out.iter().map(|n| n.text.render(&document.model)).collect();
    let told = if as_json {
        format!("{}\n", json!({"output": output, "files": names, "left_out": left_out, "too_large": too_large}))
    } else {
        let told: String =
            left_out.iter().map(|l| format!("not exported: {l}\n")).chain(too_large.iter().map(|l| format!("{l}\n"))).collect();
        format!("{} files written to {}\n{told}", names.len(), output.display())
    };
    Ok(Done { clean: true, output: told })
}

/// What is one file.
fn paper(to: ExportFormat, document: &Document, facts: &Facts) -> Option<String> {
    Some(match to {
        ExportFormat::Terraform | ExportFormat::Cloudformation => return None,
        ExportFormat::Svg => svg(document),
        ExportFormat::Drawio => papers::drawio(document),
        ExportFormat::AddressPlan => papers::address_plan(document),
        ExportFormat::Bill => papers::bill(facts, document),
        ExportFormat::Report => papers::report(facts, document),
    })
}

fn english(told: &[Text]) -> Vec<String> {
    told.iter().map(ToString::to_string).collect()
}

/// Puts what the design has otherwise than its source into the source.
fn into(args: &Args, folder: &Path, document: &Document, as_json: bool) -> Result<Done, String> {
    if args.to != ExportFormat::Terraform {
        return Err("--into edits Terraform source: --to terraform is wanted".into());
    }
    let mut files = sources::read(folder)?;
    sources::beside(folder, Form::Terraform, &mut files)?;
    let region = Some(document.assumptions.region.clone());
    let options = Options { region, title: import::title(folder), given: import::given(&args.given)? };
    let edited = terraform_source::edit(&files, document, &options, Catalogue::bundled()).map_err(|e| e.to_string())?;
    for (name, text) in &edited.files {
        let path = if folder.is_dir() { folder.join(name) } else { folder.to_path_buf() };
        std::fs::write(&path, text).map_err(|e| format!("{}: {e}", path.display()))?;
    }
    let names: Vec<&String> = edited.files.keys().collect();
    let output = if as_json {
        format!("{}\n", json!({"into": folder, "files": names, "placed": english(&edited.placed), "left": english(&edited.left)}))
    } else {
        let placed: String = edited.placed.iter().map(|p| format!("changed: {p}\n")).collect();
        let left: String = edited.left.iter().map(|l| format!("not in the source: {l}\n")).collect();
        format!("{} of its files changed in {}\n{placed}{left}", names.len(), folder.display())
    };
    Ok(Done { clean: true, output })
}

fn one(to: &Path, text: &str, as_json: bool) -> Result<Done, String> {
    if to.as_os_str() == "-" {
        return Ok(Done { clean: true, output: text.into() });
    }
    let folder = to.parent().filter(|f| !f.as_os_str().is_empty());
    if let Some(folder) = folder {
        std::fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    }
    std::fs::write(to, text).map_err(|e| format!("{}: {e}", to.display()))?;
    let output = if as_json { format!("{}\n", json!({"output": to})) } else { format!("written to {}\n", to.display()) };
    Ok(Done { clean: true, output })
}
