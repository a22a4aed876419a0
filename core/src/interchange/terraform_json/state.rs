//! States: everything is known, by ids.

use super::value::{index, map, modules};
use crate::interchange::aws_cli::json::Json;
use crate::interchange::item::{Index, Item, Map, Val, read_as};

/// Modules inside modules that are followed.
const DEPTH: usize = 64;

/// Resources of a module as `show -json` has them, its child modules' among them.
pub fn resources<'a>(module: &'a Json, out: &mut Vec<&'a Json>) {
    let mut next = vec![(module, 0)];
    while let Some((module, depth)) = next.pop() {
        out.extend(module.get("resources").list());
        if depth < DEPTH {
            next.extend(module.get("child_modules").list().iter().rev().map(|m| (m, depth + 1)));
        }
    }
}

pub fn items(values: &Json, file: &str) -> Vec<Item> {
    let mut all = Vec::new();
    resources(values.get("root_module"), &mut all);
    all.into_iter().filter_map(|r| item(r, r.get("values"), file, true)).collect()
}

/// A resource of a plan or a state with these values.
pub fn item(r: &Json, values: &Json, file: &str, exists: bool) -> Option<Item> {
    let (address, kind) = (r.get("address").text()?, r.get("type").text()?);
    let data = r.get("mode").text() == Some("data");
    Some(Item {
        kind: if data { format!("data.{kind}") } else { read_as(kind).into() },
        address: address.into(),
        name: r.get("name").text().unwrap_or_default().into(),
        module: modules(address),
        index: index(r.get("index")),
        body: known(map(values)),
        at: format!("{file}: {address}"),
        region: None,
        exists: exists || data,
    })
}

/// Tags with those that the provider adds, which `tags_all` has too.
fn known(mut body: Map) -> Map {
    if let Some(Val::Map(all)) = body.remove("tags_all") {
        let own = body.get("tags").and_then(|t| if let Val::Map(own) = t { Some(own.clone()) } else { None }).unwrap_or_default();
        let all: Map = all.iter().chain(own.iter()).map(|(k, v)| (k.clone(), v.clone())).collect();
        if !all.is_empty() {
            body.insert("tags".into(), Val::map(all));
        }
    }
    body
}

/// A state file, as Terraform keeps it.
pub fn file(json: &Json, name: &str) -> Vec<Item> {
    let mut out = Vec::new();
    for r in json.get("resources").list() {
        let (Some(kind), Some(label)) = (r.get("type").text(), r.get("name").text()) else { continue };
        let data = r.get("mode").text() == Some("data");
        let module = r.get("module").text().map(|m| format!("{m}.")).unwrap_or_default();
        for i in r.get("instances").list() {
            let index = index(i.get("index_key"));
            let key = match &index {
                Some(Index::Key(k)) => format!("[\"{k}\"]"),
                Some(Index::Number(n)) => format!("[{n}]"),
                None => String::new(),
            };
            let kind = if data { format!("data.{kind}") } else { kind.to_string() };
            let address = format!("{module}{kind}.{label}{key}");
            out.push(Item {
                kind: read_as(&kind).into(),
                module: modules(&address),
                name: label.into(),
                index,
                body: known(map(i.get("attributes"))),
                at: format!("{name}: {address}"),
                address: address.into(),
                region: None,
                exists: true,
            });
        }
    }
    out
}
