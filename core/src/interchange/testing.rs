//! What tests of readers share: files by name, and what an import made of them.

use super::imported::{Imported, Sources};
use crate::document::Resource;

pub fn sources(files: &[(&str, &str)]) -> Sources {
    files.iter().map(|(n, t)| ((*n).to_string(), t.as_bytes().to_vec())).collect()
}

/// The resource of that kind and name.
pub fn named<T: Resource + Clone>(out: &Imported, name: &str) -> T {
    let model = &out.design.model;
    let found = model.all::<T>().find(|(id, _)| model.name(*id) == name);
    let names: Vec<String> = model.all::<T>().map(|(id, _)| model.name(id)).collect();
    found.unwrap_or_else(|| panic!("no {name} in {names:?}, {:#?}", out.left_out)).1.clone()
}
