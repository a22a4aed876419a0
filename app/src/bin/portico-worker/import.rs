//! Files of others as a design: what was understood of them, guessed, left out and not known, and the design as a save file.

use crate::language::InLanguage;
use portico_core::document::Model;
use portico_core::interchange::imported::{ImportError, Imported, LeftOut, Options, Sources, Unknown};
use portico_core::interchange::{reader, save};
use portico_core::text::Text;
use serde_json::{Value, json};

/// `given` are `NAME=VALUE` of what the files leave open; a first line `title=…` names the design.
pub fn import(names: Vec<String>, files: Vec<Vec<u8>>, given: &[String]) -> Result<String, String> {
    let sources: Sources = names.into_iter().zip(files).collect();
    let form = reader::recognise(&sources);
    let imported = reader::read(sources, Some(form), &options(given)).map_err(refused)?;
    Ok(to_json(form.label(), &imported).to_string())
}

/// What the user says beside the files.
pub fn options(given: &[String]) -> Options {
    let mut options = Options::default();
    for g in given {
        if let Some((name, value)) = g.split_once('=') {
            match name {
                "title" => options.title = Some(value.to_string()),
                "provider aws: region" => options.region = value.trim().parse().ok(),
                _ => drop(options.given.insert(name.to_string(), value.to_string())),
            }
        }
    }
    options
}

/// What a reader says, in the language of the page: it names nothing of a design.
pub fn told(said: &Text) -> String {
    said.told(&Model::default())
}

/// What stands before the numbers in a place.
const LINE: &str = ", line ";
const COLUMN: &str = ", column ";

/// Where in a file something is, as readers say it: `main.tf, line 3, column 7`. What is said otherwise stays.
fn place(at: &str) -> String {
    let number = |from: &str| from.parse::<u32>().ok();
    let found = at.rsplit_once(LINE).and_then(|(file, rest)| match rest.split_once(COLUMN) {
        Some((line, column)) => Some((file, number(line)?, Some(number(column)?))),
        None => Some((file, number(rest)?, None)),
    });
    match found {
        Some((file, line, Some(column))) => crate::say!("{file}, line {line}, column {column}", file = file, line = line, column = column),
        Some((file, line, None)) => crate::say!("{file}, line {line}", file = file, line = line),
        None => at.to_owned(),
    }
}

/// Why files were refused, likewise; the place stands before it, on a line of its own.
pub fn refused(e: ImportError) -> String {
    if e.at.is_empty() { told(&e.message) } else { format!("{}\n{}", place(&e.at), told(&e.message)) }
}

fn to_json(form: &str, i: &Imported) -> Value {
    let understood: Vec<Value> = i.understood.iter().map(|(k, n)| json!([k.label(), n])).collect();
    let unknown = |u: &Unknown| json!({"name": u.name, "at": u.at, "why": u.needed_by.iter().map(told).collect::<Vec<_>>().join(", ")});
    let left_out = |l: &LeftOut| json!({"name": told(&l.what), "at": l.at, "why": told(&l.why)});
    json!({
        "form": form,
        "design": save::write(&i.design),
        "understood": understood,
        "guessed": i.guessed.iter().map(told).collect::<Vec<_>>(),
        "unknown": i.unknown.iter().map(unknown).collect::<Vec<_>>(),
        "left_out": i.left_out.iter().map(left_out).collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_a_file_keeps_its_numbers() {
        for at in ["main.tf, line 3, column 7", "a, line 2, line 9", "main.tf:3", "a, line x", ""] {
            assert_eq!(place(at), at);
        }
    }

    fn read(given: &[&str]) -> Value {
        let text = "variable \"c\" {}\nresource \"aws_vpc\" \"v\" {\n  cidr_block = var.c\n}\nresource \"aws_sqs_queue\" \"q\" {}\n";
        let given: Vec<String> = given.iter().map(|g| (*g).to_string()).collect();
        serde_json::from_str(&import(vec!["main.tf".into()], vec![text.into()], &given).unwrap()).unwrap()
    }

    #[test]
    fn what_was_understood_and_what_not_is_told() {
        let out = read(&["title=net", "provider aws: region=eu-west-1"]);
        assert_eq!(out["form"], "Terraform source");
        assert_eq!(out["understood"], json!([["VPC", 1]]));
        assert_eq!(out["unknown"][0]["name"], "var.c");
        assert_eq!(out["left_out"][0]["at"], "main.tf:5");
        let design = save::read(out["design"].as_str().unwrap()).unwrap();
        assert_eq!((design.assumptions.title.as_str(), design.assumptions.region.as_str()), ("net", "eu-west-1"));
        let filled = read(&["var.c=10.0.0.0/16", "provider aws: region=eu-west-1"]);
        assert_eq!(filled["unknown"], json!([]));
    }

    #[test]
    fn what_cannot_be_read_is_refused_with_its_place() {
        let why = import(vec!["main.tf".into()], vec![b"resource \"x\" {".to_vec()], &[]).unwrap_err();
        assert!(why.starts_with("main.tf"), "{why}");
    }
}
