//! What `terraform show -json` tells of a plan or of a state, and state files themselves: JSON in, a design out.
//!
//! A state says everything by ids. A plan says of what is not made yet only which names an argument refers to: what follows from
//! these is taken, what several could be is named as not known. Our own exports say beside it (output `references`) what refers to what.

mod plan;
mod refs;
mod state;
#[cfg(test)]
mod tests;
mod value;

use super::aws_cli::json::{self, Json, MAX_VALUES};
use super::aws_cli::recognise::decode;
use super::imported::{ImportError, Imported, Options, Sources};
use super::item::Item;
use super::notes::Notes;
use super::raise::{Given, raise};
use crate::text;
use crate::text::code;
use std::cell::Cell;

/// Bytes of all files together.
pub const MAX_BYTES: usize = 64 * 1024 * 1024;

/// What kind of Terraform's JSON a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Plan,
    State,
    /// `terraform.tfstate` itself.
    File,
}

fn form(json: &Json) -> Option<Form> {
    if json.has("planned_values") {
        Some(Form::Plan)
    } else if json.has("values") && json.has("format_version") {
        Some(Form::State)
    } else if json.has("terraform_version") && json.has("lineage") {
        Some(Form::File)
    } else {
        // A state in which nothing is.
        (json.has("format_version") && json.has("terraform_version")).then_some(Form::State)
    }
}

/// Whether a text is one of these, by its beginning: the keys come early.
pub fn is_one(text: &str) -> bool {
    let budget = Cell::new(MAX_VALUES);
    json::read(text, &budget).is_ok_and(|(all, _)| all.iter().any(|j| form(j).is_some()))
}

/// Plans and states, several as one.
pub fn read(files: Sources, options: &Options) -> Result<Imported, ImportError> {
    let mut notes = Notes::default();
    let total: usize = files.values().map(Vec::len).sum();
    if total > MAX_BYTES {
        return Err(ImportError::new("", text!("these files are larger than {mb} MB together", mb = code(MAX_BYTES / (1024 * 1024)))));
    }
    let (budget, alone) = (Cell::new(MAX_VALUES), files.len() == 1);
    let mut items: Vec<Item> = Vec::new();
    let mut any = false;
    for (name, bytes) in files {
        let must = alone || name.ends_with(".json") || name.ends_with(".tfstate");
        let text = match decode(bytes) {
            Ok(text) => text,
            Err(at) if must => {
                return Err(ImportError::new(name, text!("this is not UTF-8 text: byte {at} cannot be read", at = code(at + 1))));
            }
            Err(_) => {
                notes.left_out(text!("the file"), &name, text!("it is not text"));
                continue;
            }
        };
        let values = match json::read(&text, &budget) {
            Ok((values, _)) => values,
            Err(fault) if must => {
                let at = format!("{name}, line {}, column {}", fault.line, fault.column);
                return Err(ImportError::new(at, text!("this is not JSON that can be read: {fault}", fault = code(fault.message))));
            }
            Err(_) => {
                notes.left_out(text!("the file"), &name, text!("it is not JSON"));
                continue;
            }
        };
        for json in &values {
            match form(json) {
                Some(Form::Plan) => items.extend(plan::items(json, &name, &mut notes)),
                Some(Form::State) => items.extend(state::items(json.get("values"), &name)),
                Some(Form::File) => items.extend(state::file(json, &name)),
                None => {
                    notes.left_out(text!("the file"), &name, text!("it is no plan and no state of Terraform as JSON"));
                    continue;
                }
            }
            any = true;
        }
    }
    if !any {
        return Err(ImportError::new("", text!("this is not what terraform show -json prints: it has neither planned_values nor values")));
    }
    if items.is_empty() {
        return Err(ImportError::new(
            "",
            text!("there are no resources in this state: for what is planned, give terraform show -json PLAN"),
        ));
    }
    raise(&items, Given::Full, notes, options)
}
