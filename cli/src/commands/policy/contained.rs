//! `portico policy contained`: whether a policy allows nothing beyond another, and a request if it does.

use super::refused;
use crate::{Done, input};
use portico_core::policy::{Contained, Policy, Stuck, Witness, contained, read_pair};
use serde_json::{Map, Value, json};
use std::path::Path;

pub fn files(a: &Path, b: &Path, as_json: bool) -> Result<Done, String> {
    let read = |file: &Path| Policy::parse(&input::text(file)?).map_err(|e| format!("{}: {}", file.display(), refused(&e)));
    let found = contained(&read(a)?, &read(b)?);
    let value = to_json(&found);
    let output = if as_json { format!("{value}\n") } else { to_text(&found) };
    Ok(Done { clean: found == Contained::Yes, output })
}

pub fn line(text: &str) -> Result<Value, String> {
    let (a, b) = read_pair(text).map_err(|e| refused(&e))?;
    Ok(to_json(&contained(&a, &b)))
}

fn to_json(found: &Contained) -> Value {
    let mut out = Map::new();
    out.insert("contained".into(), json!(word(found)));
    if let Contained::No(witness) = found {
        out.insert("witness".into(), request(witness));
    }
    out.insert("why".into(), json!(why(found)));
    Value::Object(out)
}

fn word(found: &Contained) -> &'static str {
    match found {
        Contained::Yes => "yes",
        Contained::No(_) => "no",
        Contained::Undecided(_) => "undecided",
    }
}

/// As a case has it.
fn request(witness: &Witness) -> Value {
    let mut out = json!({"principal": witness.principal(), "action": witness.action, "resource": witness.resource});
    if let Some(account) = &witness.resource_account {
        out["resourceAccount"] = json!(account);
    }
    let value = |values: &Vec<String>| match values.as_slice() {
        [only] => json!(only),
        many => json!(many),
    };
    out["context"] = witness.context.iter().map(|(key, values)| (key.clone(), value(values))).collect();
    out
}

fn why(found: &Contained) -> String {
    match found {
        Contained::Yes => "everything that A allows, B allows too".into(),
        Contained::No(witness) => {
            format!("A allows {} on {} to {}, and B does not", witness.action, witness.resource, witness.principal())
        }
        Contained::Undecided(Stuck::TooManyPatterns(what)) => format!("the wildcards of {what} are too many to tell apart"),
        Contained::Undecided(Stuck::TooMuchWork) => "there are too many statements and conditions to search through".into(),
        Contained::Undecided(Stuck::Variables(keys)) => format!("it turns on the values of the variables {}", keys.join(", ")),
        Contained::Undecided(Stuck::Undocumented) => "it turns on something that AWS refuses or does not document".into(),
    }
}

fn to_text(found: &Contained) -> String {
    let mut out = format!("{}: {}\n", word(found).to_uppercase(), why(found));
    if let Contained::No(witness) = found {
        for (key, values) in &witness.context {
            let said = if values.is_empty() { format!("without {key}") } else { format!("with {key} {}", values.join(", ")) };
            out.push_str(&format!("  {said}\n"));
        }
    }
    out
}
