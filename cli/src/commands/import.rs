//! `portico import`: a design from infrastructure code, or from what an account holds.

use crate::args::{Import as Args, ImportFormat};
use crate::{Done, sources};
use portico_core::catalogue::Catalogue;
use portico_core::document::Region;
use portico_core::interchange::imported::{Imported, Options, Unknown};
use portico_core::interchange::reader::{self, Form};
use portico_core::interchange::save;
use portico_core::ordered::BTreeMap;
use portico_core::text;
use portico_core::text::Text;
use serde_json::{Map, Value, json};
use std::io::Write as _;
use std::path::Path;

pub fn run(args: &Args, as_json: bool, quiet: bool) -> Result<Done, String> {
    let unknown = args.region.as_ref().map(region).transpose()?.flatten();
    let form = args.form.map(|f| match f {
        ImportFormat::AwsCli => Form::AwsCli,
        ImportFormat::Terraform => Form::Terraform,
        ImportFormat::TerraformJson => Form::TerraformJson,
        ImportFormat::Cloudformation => Form::CloudFormation,
        ImportFormat::Portico => Form::Portico,
    });
    let given = given(&args.given)?;
    let mut files = sources::read(&args.path)?;
    let form = form.unwrap_or_else(|| reader::recognise(&files));
    sources::beside(&args.path, form, &mut files)?;
    if form == Form::Terraform {
        for (n, path) in args.var_file.iter().enumerate() {
            // Loaded last, as Terraform does with what it is told to load.
            let end = if path.extension().is_some_and(|e| e == "json") { ".json" } else { "" };
            files.insert(format!("~{n}.auto.tfvars{end}"), std::fs::read(path).map_err(|e| format!("{}: {e}", path.display()))?);
        }
    }
    let options = Options { region: args.region.clone(), title: title(&args.path), given };
    let mut imported = reader::read(files, Some(form), &options).map_err(|e| e.to_string())?;
    imported.guessed.extend(unknown);
    if args.output == Path::new("-") {
        let told = if as_json { format!("{}\n", to_json(&args.output, &imported)) } else { to_text(&args.output, form, &imported) };
        if !quiet || as_json {
            let _ = std::io::stderr().lock().write_all(told.as_bytes());
        }
        return Ok(Done { clean: true, output: save::write(&imported.design) });
    }
    std::fs::write(&args.output, save::write(&imported.design)).map_err(|e| format!("{}: {e}", args.output.display()))?;
    let output = if as_json { format!("{}\n", to_json(&args.output, &imported)) } else { to_text(&args.output, form, &imported) };
    Ok(Done { clean: true, output })
}

/// Values by name, of `NAME=VALUE`.
pub fn given(all: &[String]) -> Result<BTreeMap<String, String>, String> {
    let one = |g: &String| {
        // A name may have an equals sign in its key: the first one that leaves whole brackets before it parts them.
        let at = g.match_indices('=').map(|(i, _)| i).find(|i| {
            let name = g.get(..*i).unwrap_or_default();
            name.matches(['[', '(']).count() == name.matches([']', ')']).count()
        });
        let (name, value) =
            at.and_then(|i| Some((g.get(..i)?, g.get(i + 1..)?))).ok_or_else(|| format!("--set {g}: NAME=VALUE is wanted"))?;
        Ok((name.trim().to_string(), value.to_string()))
    };
    all.iter().map(one).collect()
}

/// Refuses what is no region's code; what may be the code of a region that the catalogue does not have is told.
fn region(region: &Region) -> Result<Option<Text>, String> {
    let code = region.as_str();
    let regions = Catalogue::bundled().regions();
    if regions.iter().any(|r| r.code == code) {
        return Ok(None);
    }
    let parts: Vec<&str> = code.split('-').collect();
    let (number, words) = parts.split_last().unwrap_or((&"", &[]));
    let shaped = words.len() >= 2
        && words.iter().all(|w| !w.is_empty() && w.bytes().all(|b| b.is_ascii_lowercase()))
        && number.parse::<u8>().is_ok();
    if !shaped {
        return Err(format!("--region {code}: this is no region's code, such as us-east-1 or eu-west-1"));
    }
    Ok(Some(text!("{code} is no region that Portico knows; its zones, services and prices are not known", code = text::code(code))))
}

/// The design's name: the file's or folder's.
pub fn title(path: &Path) -> Option<String> {
    let name = path.file_stem()?.to_string_lossy().chars().filter(|c| !c.is_control()).take(255).collect::<String>();
    (!name.trim().is_empty() && path != Path::new("-")).then(|| name.trim().to_string())
}

fn to_json(output: &Path, i: &Imported) -> Value {
    let understood: Map<String, Value> = i.understood.iter().map(|(k, n)| (k.as_str().into(), json!(n))).collect();
    let left_out: Vec<Value> =
        i.left_out.iter().map(|l| json!({"what": l.what.to_string(), "where": l.at, "why": l.why.to_string()})).collect();
    let guessed: Vec<String> = i.guessed.iter().map(ToString::to_string).collect();
    let unknown: Vec<Value> = i.unknown.iter().map(|u| json!({"name": u.name, "where": u.at, "needed_by": needed(u)})).collect();
    let mut out = json!({"design": output, "understood": understood, "guessed": guessed, "left_out": left_out});
    if !unknown.is_empty() {
        out["unknown"] = Value::Array(unknown);
    }
    out
}

/// What is told where files are what they should be and say nothing of a network.
const NOTHING: &str = "nothing that a network design has: no VPC, subnet, gateway, group, endpoint or workload";

fn to_text(output: &Path, form: Form, i: &Imported) -> String {
    let understood: Vec<String> = i.understood.iter().map(|(k, n)| format!("{n} {}", k.label())).collect();
    let understood = if understood.is_empty() { NOTHING.to_string() } else { understood.join(", ") };
    let mut out = format!("{} written, from {}\nunderstood: {understood}\n", output.display(), form.label());
    for g in &i.guessed {
        out.push_str(&format!("guessed: {g}\n"));
    }
    let at = |at: &str| if at.is_empty() { String::new() } else { format!(" ({at})") };
    for u in &i.unknown {
        out.push_str(&format!("not known: {}{}, which {} needs\n", u.name, at(&u.at), needed(u).join(", ")));
    }
    for l in &i.left_out {
        out.push_str(&format!("left out: {}{}: {}\n", l.what, at(&l.at), l.why));
    }
    out
}

/// What needs something that is not known, in English.
fn needed(u: &Unknown) -> Vec<String> {
    u.needed_by.iter().map(ToString::to_string).collect()
}
