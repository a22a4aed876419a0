//! Terraform source: `.tf` files of a root module and of the modules that it calls, evaluated as far as files alone allow.
//!
//! Carried: what [`super::raise`] makes designs of. Variables have what `terraform.tfvars` and `*.auto.tfvars` say, what the user
//! says, or their defaults. What no file says is a named unknown with the place where it is declared.

mod bundled;
mod data;
mod edit;
mod eval;
mod expand;
mod files;
mod functions;
mod json;
#[cfg(test)]
mod outside_tests;
mod overrides;
#[cfg(test)]
mod published_tests;
mod reference;
#[cfg(test)]
mod registry_tests;
#[cfg(test)]
mod syntax_tests;
mod template;
#[cfg(test)]
mod tests;
mod variable;
mod world;

use super::imported::{ImportError, Imported, Options, Sources};
use super::item::{Item, Val};
use super::notes::Notes;
use super::raise::{Given, raise};
use crate::document::Region;
use crate::ordered::{BTreeMap, BTreeSet};
use crate::text;
use crate::text::code;
use files::{Module, Parsed, join};
use std::rc::Rc;
use world::{Instance, World};

pub use edit::{Edited, edit};
pub use files::{MAX_BYTES, is_source};

/// Kinds of data sources that stand for something of the network.
const LOOKED_UP: &[&str] = &[
    "data.aws_vpc",
    "data.aws_subnet",
    "data.aws_security_group",
    "data.aws_route_table",
    "data.aws_internet_gateway",
    "data.aws_ec2_transit_gateway",
    "data.aws_iam_role",
    "data.aws_prefix_list",
    "data.aws_ec2_managed_prefix_list",
];

/// Reads the root modules among some files.
pub fn read(sources: Sources, options: &Options) -> Result<Imported, ImportError> {
    let mut notes = Notes::default();
    let fetched = fetched(&sources);
    let texts = files::texts(&sources);
    let templates = files::templates(&sources, &texts);
    let Parsed { mut files, values, others } = files::parse(sources, &mut notes)?;
    let own = files.len();
    for b in bundled::BUNDLED {
        let more = files::parse([(format!("{}/main.tf", b.folder), b.text.as_bytes().to_vec())].into(), &mut notes)?;
        files.extend(more.files);
    }
    if own == 0 {
        return Err(ImportError::new("", text!("there is no Terraform source (.tf) among these files")));
    }
    let modules = files::modules(&files, &mut notes);
    let roots = roots(&modules);
    if roots.len() > 1 {
        notes.guess(text!(
            "there are several root modules here, and all were read as one design: {folders}",
            folders = code(roots.join(", "))
        ));
    }
    let mut items: Vec<Item> = Vec::new();
    let mut used = BTreeSet::new();
    for (n, folder) in roots.iter().enumerate() {
        let Some(module) = modules.get(*folder) else { continue };
        let in_folder: Vec<_> = values.iter().filter(|f| files::folder(&f.name) == *folder).collect();
        let mut values = files::values(&in_folder);
        let chosen = files::chosen(module, &values, &others);
        if let Some(file) = chosen {
            notes.guess(text!(
                "{name} is the only file with values that these variables need, and was taken as the one that Terraform is run with",
                name = code(&file.name)
            ));
            used.insert(file.name.clone());
            values.extend(files::values(&[file]));
        }
        let region = options.region.as_ref().map(Region::to_string);
        let prefix = if n == 0 { String::new() } else { format!("{folder}/") };
        // A region that only a variable says which has no value: the design is of one, and so is the variable.
        let mut given = options.given.clone();
        let home = if folder.is_empty() { options.title.as_deref().unwrap_or(".") } else { folder };
        let open = {
            let world = World::new(&modules, &values, &options.given, &fetched, (&texts, &templates), home, region.clone());
            open_regions(&world, module, prefix.clone(), &mut notes)?
        };
        for name in open {
            let assumed = region.clone().unwrap_or_else(|| Region::default().to_string());
            if region.is_none() {
                notes.guess(text!(
                    "{name} is a region that no file says; {assumed} was taken",
                    name = code(&name),
                    assumed = code(&assumed)
                ));
            }
            given.insert(name, assumed);
        }
        let world = World::new(&modules, &values, &given, &fetched, (&texts, &templates), home, region);
        items.extend(root(&world, module, prefix, &mut notes)?);
    }
    for file in others.iter().filter(|f| !used.contains(&f.name)) {
        notes.left_out(
            text!("the file"),
            &file.name,
            text!("Terraform does not load it by itself; rename it to terraform.tfvars to use it"),
        );
    }
    let asked: BTreeSet<String> = items.iter().filter_map(|i| i.region.clone()).collect();
    if asked.is_empty() && options.region.is_none() {
        notes.unknown("provider aws: region", "", crate::text!("the region of everything"));
    }
    raise(&items, Given::Written, notes, options)
}

/// What `terraform init` fetched, by the calls that lead there.
fn fetched(sources: &Sources) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    let lists = sources.iter().filter(|(n, _)| n.ends_with(".terraform/modules/modules.json"));
    for (name, bytes) in lists {
        let at = name.trim_end_matches(".terraform/modules/modules.json").trim_end_matches('/');
        let Ok(json) = serde_json::from_slice::<serde_json::Value>(bytes) else { continue };
        for m in json.get("Modules").and_then(|m| m.as_array()).into_iter().flatten() {
            let field = |f: &str| m.get(f).and_then(|v| v.as_str());
            if let (Some(key), Some(folder)) = (field("Key"), field("Dir").and_then(|d| join(at, d))) {
                out.insert(key.to_string(), folder);
            }
        }
    }
    out
}

/// A root module with its providers.
fn instance<'a>(world: &World<'a>, module: &'a Module<'a>, path: String) -> Result<Rc<Instance<'a>>, ImportError> {
    let plain = Instance { number: 0, module, path, labels: Vec::new(), calls: String::new(), parent: None, providers: BTreeMap::new() };
    expand::configured(world, Rc::new(plain))
}

/// The variables of a root module that alone say a provider's region, and have no value. What is not known of regions is told.
fn open_regions<'a>(world: &World<'a>, module: &'a Module<'a>, path: String, notes: &mut Notes) -> Result<BTreeSet<String>, ImportError> {
    let mut out = BTreeSet::new();
    for (name, provider) in &instance(world, module, path)?.providers {
        if let Val::Unknown(o) = &provider.region {
            notes.unknown(&o.name, &o.at, crate::text::Text::of(format!("provider {name}: region")));
            out.extend(o.name.strip_prefix("var.").filter(|n| !n.contains('.')).map(|_| o.name.clone()));
        }
    }
    Ok(out)
}

/// Everything that a root module makes.
fn root<'a>(world: &World<'a>, module: &'a Module<'a>, path: String, notes: &mut Notes) -> Result<Vec<Item>, ImportError> {
    let root = instance(world, module, path)?;
    let mut items = Vec::new();
    expand::items(world, &root, notes, &mut items)?;
    // What was referred to on the way and is looked up.
    let known: Vec<_> = world.known.borrow().values().filter(|k| LOOKED_UP.contains(&k.kind.as_str())).cloned().collect();
    for k in known {
        let name = k.block.what.labels.get(1).map(|l| l.as_str().to_string()).unwrap_or_default();
        items.push(expand::item(world, &k.instance, &k.kind, &name, k.block, &k.each)?);
    }
    expand::imports(world, &root, &mut items)?;
    Ok(items)
}

/// Folders whose modules nobody calls: the first one where there is one at the top.
fn roots<'m>(modules: &'m BTreeMap<String, Module>) -> Vec<&'m str> {
    let own = || modules.values().filter(|m| !m.folder.starts_with(bundled::PREFIX) && !m.folder.contains(".terraform"));
    let called: BTreeSet<String> = own()
        .flat_map(|m| {
            m.calls.values().filter_map(move |d| join(&m.folder, &expand::named(*d)).filter(|_| expand::named(*d).starts_with('.')))
        })
        .collect();
    let all: Vec<&str> = own().filter(|m| !called.contains(&m.folder)).map(|m| m.folder.as_str()).collect();
    let top = all.iter().copied().min_by_key(|f| f.split('/').filter(|p| !p.is_empty()).count());
    match top {
        // A folder of examples beside a module is about the module.
        Some(top) if top.is_empty() || all.iter().all(|f| *f == top || f.starts_with(&format!("{top}/"))) => vec![top],
        _ if !all.is_empty() => all,
        // All call one another: the shortest path.
        _ => own().map(|m| m.folder.as_str()).min_by_key(|f| f.len()).into_iter().collect(),
    }
}

/// Folders of modules that files call and that are not among them, as paths from the root of the files.
pub fn wanted(sources: &Sources) -> Vec<String> {
    let mut notes = Notes::default();
    let Ok(parsed) = files::parse(sources.clone(), &mut notes) else { return Vec::new() };
    let modules = files::modules(&parsed.files, &mut notes);
    let mut out = BTreeSet::new();
    for m in modules.values() {
        for d in m.calls.values() {
            let source = expand::named(*d);
            if source.starts_with('.')
                && let Some(folder) = join(&m.folder, &source)
                && !modules.contains_key(&folder)
            {
                out.insert(folder);
            }
        }
    }
    out.into_iter().collect()
}
