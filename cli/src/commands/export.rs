//! `portico export`: files that other tools run.

use crate::args::{Export as Args, ExportFormat, Notation};
use crate::{Done, input};
use portico_core::catalogue::Catalogue;
use portico_core::checks;
use portico_core::facts::Facts;
use portico_core::interchange::{cloudformation, terraform};
use serde_json::json;

pub fn run(args: &Args, as_json: bool) -> Result<Done, String> {
    let document = input::design(&args.design)?;
    let findings: Vec<String> =
        checks::run_all(&Facts::new(&document, Catalogue::bundled())).iter().map(|f| f.message.render(&document.model)).collect();
    let catalogue = Catalogue::bundled();
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
