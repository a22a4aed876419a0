//! `portico export`: files that other tools run.

use crate::args::{Export as Args, ExportFormat};
use crate::{Done, input};
use portico_core::catalogue::Catalogue;
use portico_core::checks;
use portico_core::facts::Facts;
use portico_core::interchange::terraform;
use serde_json::json;

pub fn run(args: &Args, as_json: bool) -> Result<Done, String> {
    let document = input::design(&args.design)?;
    let findings: Vec<String> =
        checks::run_all(&Facts::new(&document, Catalogue::bundled())).iter().map(|f| f.message.render(&document.model)).collect();
    let files = match args.to {
        ExportFormat::Terraform => terraform::write_with(&document, Catalogue::bundled(), &findings),
    };
    for (name, text) in &files {
        let path = args.output.join(name);
        let folder = path.parent().unwrap_or(&args.output);
        std::fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
        std::fs::write(&path, text).map_err(|e| format!("{}: {e}", path.display()))?;
    }
    let names: Vec<&String> = files.keys().collect();
    let left_out: Vec<String> =
        terraform::notes(&document, Catalogue::bundled()).left_out.iter().map(|n| n.text.render(&document.model)).collect();
    let output = if as_json {
        format!("{}\n", json!({"output": args.output, "files": names, "left_out": left_out}))
    } else {
        let told: String = left_out.iter().map(|l| format!("not exported: {l}\n")).collect();
        format!("{} files written to {}\n{told}", names.len(), args.output.display())
    };
    Ok(Done { clean: true, output })
}
