//! `portico export`: files that other tools run.

use crate::args::{Export as Args, ExportFormat, Notation};
use crate::{Done, input};
use portico_core::catalogue::Catalogue;
use portico_core::checks;
use portico_core::document::Document;
use portico_core::drawing::svg;
use portico_core::facts::Facts;
use portico_core::interchange::{cloudformation, papers, terraform};
use serde_json::json;

pub fn run(args: &Args, as_json: bool) -> Result<Done, String> {
    let document = input::design(&args.design)?;
    let catalogue = Catalogue::bundled();
    let facts = Facts::new(&document, catalogue);
    if let Some(text) = paper(args.to, &document, &facts) {
        return one(args, &text, as_json);
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
            (export.files, export.left_out, export.too_large)
        }
        ExportFormat::Svg | ExportFormat::Drawio | ExportFormat::AddressPlan | ExportFormat::Bill | ExportFormat::Report => {
            Default::default()
        }
    };
    for (name, text) in &files {
        let path = args.output.join(name);
        let folder = path.parent().unwrap_or(&args.output);
        std::fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
        std::fs::write(&path, text).map_err(|e| format!("{}: {e}", path.display()))?;
    }
    let names: Vec<&String> = files.keys().collect();
    let left_out: Vec<String> = left_out.iter().map(|n| n.text.render(&document.model)).collect();
    let output = if as_json {
        format!("{}\n", json!({"output": args.output, "files": names, "left_out": left_out, "too_large": too_large}))
    } else {
        let told: String =
            left_out.iter().map(|l| format!("not exported: {l}\n")).chain(too_large.iter().map(|l| format!("{l}\n"))).collect();
        format!("{} files written to {}\n{told}", names.len(), args.output.display())
    };
    Ok(Done { clean: true, output })
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

fn one(args: &Args, text: &str, as_json: bool) -> Result<Done, String> {
    if args.output.as_os_str() == "-" {
        return Ok(Done { clean: true, output: text.into() });
    }
    let folder = args.output.parent().filter(|f| !f.as_os_str().is_empty());
    if let Some(folder) = folder {
        std::fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    }
    std::fs::write(&args.output, text).map_err(|e| format!("{}: {e}", args.output.display()))?;
    let output = if as_json { format!("{}\n", json!({"output": args.output})) } else { format!("written to {}\n", args.output.display()) };
    Ok(Done { clean: true, output })
}
