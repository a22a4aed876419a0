//! `portico import`: a design from what an account holds.

use crate::args::{Import as Args, ImportFormat};
use crate::{Done, sources};
use portico_core::document::{Document, Kind};
use portico_core::interchange::aws_cli::{self, Options};
use portico_core::interchange::imported::{Imported, Sources};
use portico_core::interchange::save;
use portico_core::ordered::BTreeMap;
use serde_json::{Map, Value, json};
use std::path::Path;

pub fn run(args: &Args, as_json: bool) -> Result<Done, String> {
    let files = sources::read(&args.path)?;
    let imported = match args.form.unwrap_or_else(|| recognised(&files)) {
        ImportFormat::Portico => own(&files)?,
        ImportFormat::AwsCli => {
            let title = title(&args.path);
            aws_cli::read(files, &Options { region: args.region.clone(), title }).map_err(|e| e.to_string())?
        }
    };
    std::fs::write(&args.output, save::write(&imported.design)).map_err(|e| format!("{}: {e}", args.output.display()))?;
    let output = if as_json { format!("{}\n", to_json(&args.output, &imported)) } else { to_text(&args.output, &imported) };
    Ok(Done { clean: true, output })
}

/// The only design among the files is Portico's own; everything else is what AWS answers.
fn recognised(files: &Sources) -> ImportFormat {
    match files.values().collect::<Vec<_>>().as_slice() {
        [one] if serde_json::from_slice::<Head>(one).is_ok_and(|h| h.0) => ImportFormat::Portico,
        _ => ImportFormat::AwsCli,
    }
}

/// Whether a JSON object has a field "portico", without keeping the rest.
struct Head(bool);

impl<'de> serde::Deserialize<'de> for Head {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let all = std::collections::BTreeMap::<String, serde::de::IgnoredAny>::deserialize(d)?;
        Ok(Self(all.contains_key("portico")))
    }
}

fn own(files: &Sources) -> Result<Imported, String> {
    let Some((name, bytes)) = files.iter().next().filter(|_| files.len() == 1) else {
        return Err("a design of Portico is one file".into());
    };
    let text = std::str::from_utf8(bytes).map_err(|_| format!("{name}: this is not UTF-8 text"))?;
    let design = save::read(text).map_err(|e| format!("{name}: {e}"))?;
    let understood = counts(&design);
    Ok(Imported { design, understood, guessed: Vec::new(), left_out: Vec::new() })
}

fn counts(design: &Document) -> BTreeMap<Kind, usize> {
    let mut out = BTreeMap::new();
    for (id, _) in design.model.nodes() {
        *out.entry(id.kind()).or_default() += 1;
    }
    out
}

/// The design's name: the file's or folder's.
fn title(path: &Path) -> Option<String> {
    let name = path.file_stem()?.to_string_lossy().chars().filter(|c| !c.is_control()).take(255).collect::<String>();
    (!name.trim().is_empty() && path != Path::new("-")).then(|| name.trim().to_string())
}

fn to_json(output: &Path, i: &Imported) -> Value {
    let understood: Map<String, Value> = i.understood.iter().map(|(k, n)| (k.as_str().into(), json!(n))).collect();
    let left_out: Vec<Value> = i.left_out.iter().map(|l| json!({"what": l.what, "where": l.at, "why": l.why})).collect();
    json!({"design": output, "understood": understood, "guessed": i.guessed, "left_out": left_out})
}

fn to_text(output: &Path, i: &Imported) -> String {
    let understood: Vec<String> = i.understood.iter().map(|(k, n)| format!("{n} {}", k.label())).collect();
    let mut out = format!("{} written\nunderstood: {}\n", output.display(), understood.join(", "));
    for g in &i.guessed {
        out.push_str(&format!("guessed: {g}\n"));
    }
    for l in &i.left_out {
        let at = if l.at.is_empty() { String::new() } else { format!(" ({})", l.at) };
        out.push_str(&format!("left out: {}{at}: {}\n", l.what, l.why));
    }
    out
}
