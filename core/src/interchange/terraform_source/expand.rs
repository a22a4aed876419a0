//! Blocks to resources: `count`, `for_each`, `dynamic`, modules inside modules.

use super::eval::{Env, Here, settled, unknown_of};
use super::files::{Declared, Module, join};
use super::functions::{list, number, text};
use super::reference::dotted;
use super::world::{Children, Each, Instance, Keys, Known, MAX_INSTANCES, Provider, Stop, World, address};
use crate::interchange::imported::ImportError;
use crate::interchange::item::{Index, Item, Map, Val, read_as};
use crate::interchange::notes::Notes;
use crate::interchange::raise::firewalls;
use crate::ordered::BTreeMap;
use crate::text::{Text, code};
use hcl_edit::structure::{Block, Body, Structure};
use std::rc::Rc;

/// Modules inside modules.
const DEPTH: usize = 32;

/// Arguments that say how Terraform treats a resource, and not what it is.
const META: [&str; 5] = ["count", "for_each", "provider", "depends_on", "lifecycle"];

/// Inputs of modules that are about what packets may do.
const PACKETS: [&str; 9] = [
    "_acl",
    "security_group_ingress",
    "security_group_egress",
    "security_group_rules",
    "route",
    "propagate",
    "nat_gateway",
    "firewalls",
    "block_public_access",
];

/// What an input of a module ends in that only names or tags something.
const NAMES: [&str; 4] = ["_tags", "_name", "_names", "_suffix"];

/// How often a block is there.
pub fn keys<'a>(world: &World<'a>, instance: &Rc<Instance<'a>>, d: Declared<'a, Block>, name: &str) -> Result<Keys, Stop> {
    let key = (instance.number, name.to_string());
    match world.keys.borrow().get(&key) {
        Some(Some(keys)) => return Ok(keys.clone()),
        Some(None) => {
            return Err(Stop::new(
                d.at(),
                crate::text!("how many {name} there are needs itself: these expressions go in a circle", name = code(name)),
            ));
        }
        None => {}
    }
    world.keys.borrow_mut().insert(key.clone(), None);
    let keys = work_out(world, instance, d)?;
    world.keys.borrow_mut().insert(key, Some(keys.clone()));
    Ok(keys)
}

fn work_out<'a>(world: &World<'a>, instance: &Rc<Instance<'a>>, d: Declared<'a, Block>) -> Result<Keys, Stop> {
    let nothing = Each::default();
    let here = Here { world, instance, each: &nothing, file: d.file, env: &Env::Empty };
    let open = |v: &Val| match unknown_of(v, || d.at()) {
        Val::Unknown(o) => Keys::Open(o),
        _ => Keys::One,
    };
    if let Some(a) = d.what.body.get_attribute("count") {
        let at = || d.file.at(a);
        let v = here.eval(&a.value)?;
        let Some(n) = number::number(&v) else { return Ok(open(&v)) };
        if n > MAX_INSTANCES as f64 {
            return Err(Stop::new(
                at(),
                crate::text!("count = {n} asks for more than {most} resources; nobody draws that many", n = code(n), most = MAX_INSTANCES),
            ));
        }
        let n = if n.is_finite() && n > 0.0 { n as i64 } else { 0 };
        world.another(n as usize, &at)?;
        let all = (0..n).map(|i| Each { index: Some(Index::Number(i)), value: Val::Null }).collect();
        return Ok(Keys::Many(Rc::new(all)));
    }
    if let Some(a) = d.what.body.get_attribute("for_each") {
        let v = here.eval(&a.value)?;
        let pairs: Vec<(Val, Val)> = match &v {
            Val::Map(all) => all.iter().map(|(k, v)| (Val::Text(k.clone()), v.clone())).collect(),
            Val::List(_) => match list::set(v.each()) {
                Val::List(all) => all.iter().map(|v| (v.clone(), v.clone())).collect(),
                other => return Ok(open(&other)),
            },
            Val::Null => Vec::new(),
            other => return Ok(open(other)),
        };
        world.another(pairs.len(), &|| d.file.at(a))?;
        let mut all = Vec::new();
        for (k, value) in pairs {
            match text::string(&k) {
                Some(k) => all.push(Each { index: Some(Index::Key(k)), value }),
                None => return Ok(open(&k)),
            }
        }
        return Ok(Keys::Many(Rc::new(all)));
    }
    world.another(1, &|| d.at())?;
    Ok(Keys::One)
}

/// The instances of a module that is called; none where it is not among the files.
pub fn children<'a>(world: &World<'a>, instance: &Rc<Instance<'a>>, name: &str) -> Result<Children<'a>, Stop> {
    let key = (instance.number, name.to_string());
    if let Some(found) = world.children.borrow().get(&key) {
        return Ok(found.clone());
    }
    let Some(d) = instance.module.calls.get(name).copied() else { return Ok(None) };
    let calls = if instance.calls.is_empty() { name.to_string() } else { format!("{}.{name}", instance.calls) };
    let Some(module) = source(world, instance, d, &calls) else {
        world.children.borrow_mut().insert(key, None);
        return Ok(None);
    };
    if instance.labels.len() >= DEPTH {
        return Err(Stop::new(d.at(), crate::text!("modules here call one another without end")));
    }
    let all = match keys(world, instance, d, &format!("module.{name}"))? {
        Keys::One => vec![Each::default()],
        Keys::Many(all) => (*all).clone(),
        Keys::Open(_) => Vec::new(),
    };
    let mut out = Vec::new();
    for each in all {
        let label = match &each.index {
            None => name.to_string(),
            Some(Index::Number(0)) => name.to_string(),
            Some(Index::Number(n)) => format!("{name}-{}", n + 1),
            Some(Index::Key(k)) => format!("{name}-{k}"),
        };
        let path = format!("{}.", address(&instance.path, "module", name, each.index.as_ref()));
        world.count.set(world.count.get() + 1);
        let child = Rc::new(Instance {
            number: world.count.get() + MAX_INSTANCES,
            module,
            path: path.clone(),
            calls: calls.clone(),
            labels: instance.labels.iter().cloned().chain([label]).collect(),
            parent: Some((instance.clone(), d, each.clone())),
            providers: providers(instance, d),
        });
        let child = configured(world, child)?;
        world.paths.borrow_mut().insert(path.trim_end_matches('.').to_string(), child.clone());
        out.push(child);
    }
    let out = Some(Rc::new(out));
    world.children.borrow_mut().insert(key, out.clone());
    Ok(out)
}

/// What a call names as its module.
pub fn named(d: Declared<Block>) -> String {
    d.what.body.get_attribute("source").and_then(|a| dotted(&a.value)).unwrap_or_default()
}

fn source<'a>(world: &World<'a>, instance: &Instance<'a>, d: Declared<'a, Block>, calls: &str) -> Option<&'a Module<'a>> {
    let source = named(d);
    if source.starts_with("./") || source.starts_with("../") || source == "." || source == ".." {
        let found = world.modules.get(&join(&instance.module.folder, &source)?);
        let inputs = |name: &str| d.what.body.get_attribute(name).is_some();
        return found.or_else(|| super::bundled::by_inputs(&source, inputs).and_then(|f| world.modules.get(f)));
    }
    let fetched = world.fetched.get(calls).and_then(|f| world.modules.get(f));
    fetched.or_else(|| super::bundled::folder(&source).and_then(|f| world.modules.get(f)))
}

/// The providers of a child: its caller's, under the names that the call gives them.
fn providers(instance: &Instance, d: Declared<Block>) -> BTreeMap<String, Provider> {
    let mut out: BTreeMap<String, Provider> =
        instance.providers.iter().filter(|(k, _)| !k.contains('.')).map(|(k, v)| (k.clone(), v.clone())).collect();
    if let Some(hcl_edit::expr::Expression::Object(all)) = d.what.body.get_attribute("providers").map(|a| &a.value) {
        for (k, v) in all.iter() {
            let inner = match k {
                hcl_edit::expr::ObjectKey::Ident(i) => Some(i.as_str().to_string()),
                hcl_edit::expr::ObjectKey::Expression(e) => dotted(e),
            };
            if let (Some(inner), Some(own)) = (inner, dotted(v.expr()).and_then(|name| instance.providers.get(&name))) {
                out.insert(inner, own.clone());
            }
        }
    }
    out
}

/// An instance with the providers that its module configures itself.
pub fn configured<'a>(world: &World<'a>, instance: Rc<Instance<'a>>) -> Result<Rc<Instance<'a>>, Stop> {
    if instance.module.providers.is_empty() {
        return Ok(instance);
    }
    let mut out = instance.providers.clone();
    let nothing = Each::default();
    for p in &instance.module.providers {
        let label = p.what.labels.first().map(|l| l.as_str()).unwrap_or_default();
        let here = Here { world, instance: &instance, each: &nothing, file: p.file, env: &Env::Empty };
        let alias = p.what.body.get_attribute("alias").and_then(|a| dotted(&a.value));
        let name = alias.map_or_else(|| label.to_string(), |a| format!("{label}.{a}"));
        let mut own = Provider::default();
        if let Some(a) = p.what.body.get_attribute("region") {
            own.region = here.eval(&a.value)?;
        }
        if let Some(a) = p.what.body.get_blocks("default_tags").find_map(|b| b.body.get_attribute("tags")) {
            own.tags = here.eval(&a.value)?;
        }
        out.insert(name, own);
    }
    Ok(Rc::new(Instance {
        number: instance.number,
        module: instance.module,
        path: instance.path.clone(),
        labels: instance.labels.clone(),
        calls: instance.calls.clone(),
        parent: instance.parent.clone(),
        providers: out,
    }))
}

/// Every resource of an instance and of what it calls.
pub fn items<'a>(world: &World<'a>, instance: &Rc<Instance<'a>>, notes: &mut Notes, out: &mut Vec<Item>) -> Result<(), Stop> {
    for ((kind, name), d) in instance.module.resources.iter().filter(|((k, _), _)| !k.starts_with("data.")) {
        match keys(world, instance, *d, &format!("{kind}.{name}"))? {
            Keys::One => out.push(item(world, instance, kind, name, *d, &Each::default())?),
            Keys::Many(all) => {
                for each in all.iter() {
                    out.push(item(world, instance, kind, name, *d, each)?);
                }
            }
            Keys::Open(o) => {
                let who = format!("{}{kind}.{name}", instance.path);
                notes.unknown(&o.name, &o.at, crate::text!("{who}: how many there are", who = code(&who)));
                notes.left_out(Text::of(&who), &d.at(), crate::text!("how many there are is not known"));
                notes.doubt(crate::text!("how many {who} there are is not known", who = code(who)));
            }
        }
    }
    for (name, d) in instance.module.calls.iter() {
        match children(world, instance, name)? {
            Some(all) => {
                if let Keys::Open(o) = keys(world, instance, *d, &format!("module.{name}"))? {
                    let who = format!("{}module.{name}", instance.path);
                    notes.unknown(&o.name, &o.at, crate::text!("{who}: how many there are", who = code(&who)));
                    notes.left_out(Text::of(&who), &d.at(), crate::text!("how many there are is not known"));
                    notes.doubt(crate::text!("how many {who} there are is not known", who = code(who)));
                }
                let folder = all.first().map(|c| c.module.folder.as_str()).filter(|f| f.starts_with(super::bundled::PREFIX));
                if let Some(folder) = folder.filter(|_| !instance.module.folder.starts_with(super::bundled::PREFIX)) {
                    bundled(world, *d, name, folder, notes);
                }
                for child in all.iter() {
                    items(world, child, notes, out)?;
                }
            }
            None => {
                let source = named(*d);
                let what = format!("{}module.{name} ({source})", instance.path);
                if touches(world, instance, *d)? {
                    let it = format!("module.{name}");
                    notes.doubt(crate::text!("what {it} makes is not known", it = code(it)));
                }
                notes.left_out(Text::of(&what), &d.at(), crate::text!("the module is not among the files: what it makes is not here. Give a folder with it, or terraform show -json of a plan"));
            }
        }
    }
    Ok(())
}

/// Tells that a module is read as Portico knows it, and which of its inputs it does not know.
fn bundled(world: &World, d: Declared<Block>, name: &str, folder: &str, notes: &mut Notes) {
    let source = named(d);
    notes.guess(crate::text!(
        "module.{name}: {source} is not among the files and is read as Portico knows it",
        name = code(name),
        source = code(source)
    ));
    let known = world.modules.get(folder);
    // What makes nothing but names has no input that matters to packets.
    if known.is_some_and(|m| m.resources.is_empty()) {
        return;
    }
    for a in d.what.body.attributes() {
        let input = a.key.as_str();
        let general = META.contains(&input) || matches!(input, "source" | "version" | "providers");
        if !general && !known.is_some_and(|m| m.variables.contains_key(input)) {
            notes.left_out(
                Text::of(format!("module.{name}: {input}")),
                &d.file.at(a),
                crate::text!("Portico does not know this input of the module"),
            );
            if PACKETS.iter().any(|p| input.contains(p)) && !NAMES.iter().any(|n| input.ends_with(n)) {
                notes.doubt(crate::text!(
                    "what the input {input} of module.{name} does to packets is not known",
                    input = code(input),
                    name = code(name)
                ));
            }
        }
    }
}

/// Whether a call hands on anything of the network.
fn touches<'a>(world: &World<'a>, instance: &Rc<Instance<'a>>, d: Declared<'a, Block>) -> Result<bool, Stop> {
    let nothing = Each::default();
    let here = Here { world, instance, each: &nothing, file: d.file, env: &Env::Empty };
    for a in d.what.body.attributes().filter(|a| !META.contains(&a.key.as_str()) && a.key.as_str() != "providers") {
        if linked(&here.eval(&a.value)?) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn linked(v: &Val) -> bool {
    match v {
        Val::Link(_) => true,
        Val::List(all) => all.iter().any(linked),
        Val::Map(all) => all.values().any(linked),
        _ => false,
    }
}

/// One resource with its arguments.
pub fn item<'a>(
    world: &World<'a>,
    instance: &Rc<Instance<'a>>,
    kind: &str,
    name: &str,
    d: Declared<'a, Block>,
    each: &Each,
) -> Result<Item, Stop> {
    let address = address(&instance.path, kind, name, each.index.as_ref());
    let here = Here { world, instance, each, file: d.file, env: &Env::Empty };
    world.known.borrow_mut().entry(address.clone()).or_insert_with(|| Known {
        instance: instance.clone(),
        kind: kind.into(),
        block: d,
        each: each.clone(),
    });
    let family = kind.trim_start_matches("data.").split('_').next().unwrap_or_default();
    let provider = d.what.body.get_attribute("provider").and_then(|a| dotted(&a.value)).unwrap_or_else(|| family.into());
    let provider = instance.providers.get(&provider);
    // What is no part of a network is counted, and not worked out.
    let kind = read_as(kind);
    let wanted = kind.starts_with("aws_") || kind.starts_with("data.");
    let mut body = if wanted { body(&here, &d.what.body, true, Some((&address, instance.number)))? } else { Map::new() };
    if kind.starts_with("data.") {
        body.extend(super::data::found(world, &address));
    }
    if let Some(p) = provider.filter(|p| !p.tags.is_null() && wanted && !kind.starts_with("data.")) {
        tagged(&mut body, &p.tags);
    }
    // An argument of its own counts for more than the provider's. [Enhanced Region Support]
    let own = body.get("region").filter(|_| !kind.starts_with("data.")).and_then(Val::as_text);
    let region = own.or_else(|| provider.and_then(|p| p.region.as_text())).map(Into::into).or_else(|| world.region.clone());
    Ok(Item {
        kind: kind.into(),
        address,
        name: name.into(),
        module: instance.labels.clone(),
        index: each.index.clone(),
        body,
        at: d.at(),
        region,
        exists: kind.starts_with("data."),
    })
}

/// Adds the tags that a provider gives to everything; a resource's own count for more.
fn tagged(body: &mut Map, all: &Val) {
    let out = match (all, body.get("tags")) {
        (Val::Map(all), Some(Val::Map(own))) => Val::map(all.iter().chain(own.iter()).map(|(k, v)| (k.clone(), v.clone())).collect()),
        (all, None | Some(Val::Null)) => all.clone(),
        _ => return,
    };
    body.insert("tags".into(), out);
}

/// Arguments and nested blocks.
fn body<'a>(here: &Here<'a, '_>, b: &'a Body, top: bool, own: Option<(&Rc<str>, usize)>) -> Result<Map, Stop> {
    let mut out = Map::new();
    let mut nested: BTreeMap<&str, Vec<Val>> = BTreeMap::new();
    for s in b.iter() {
        match s {
            Structure::Attribute(a) => {
                let name = a.key.as_str();
                if top && META.contains(&name) {
                    continue;
                }
                let at = || here.at(a);
                let v = match own {
                    // References to this argument have the same value.
                    Some((address, number)) => here.world.once(number, format!("{address}.{name}"), &at, || here.eval(&a.value))?,
                    None => here.eval(&a.value)?,
                };
                out.insert(name.into(), v);
            }
            Structure::Block(b) if b.ident.as_str() == "dynamic" => {
                let Some(name) = b.labels.first().map(|l| l.as_str()) else { continue };
                let all = here.deeper(&|| here.at(b), || dynamic(here, b, name))?;
                nested.entry(name).or_default().extend(all);
            }
            Structure::Block(b) => {
                let name = b.ident.as_str();
                if top && (META.contains(&name) || matches!(name, "provisioner" | "connection" | "timeouts")) {
                    continue;
                }
                let inner = here.deeper(&|| here.at(b), || body(here, &b.body, false, None))?;
                nested.entry(name).or_default().push(Val::map(inner));
            }
        }
    }
    for (name, all) in nested {
        // An argument of the same name stands for blocks, as `ingress = []` does.
        let before = out.get(name).map(|v| v.each().to_vec()).unwrap_or_default();
        out.insert(name.into(), Val::list(before.into_iter().chain(all).collect()));
    }
    Ok(out)
}

/// The blocks that one `dynamic` makes; one that is not known where it is not known how many.
fn dynamic<'a>(here: &Here<'a, '_>, b: &'a Block, name: &'a str) -> Result<Vec<Val>, Stop> {
    let at = || here.at(b);
    let Some(over) = b.body.get_attribute("for_each") else { return Ok(Vec::new()) };
    let over = here.eval(&over.value)?;
    let iterator = b.body.get_attribute("iterator").and_then(|a| dotted(&a.value));
    let iterator = iterator.as_deref().unwrap_or(name);
    let Some(content) = b.body.get_blocks("content").next() else { return Ok(Vec::new()) };
    let pairs: Vec<(Val, Val)> = match &over {
        Val::List(all) => all.iter().map(|v| (v.clone(), v.clone())).collect(),
        Val::Map(_) => here.pairs(&over).unwrap_or_default(),
        Val::Null => Vec::new(),
        other => return Ok(vec![unknown_of(other, at)]),
    };
    let mut out = Vec::new();
    for (key, value) in pairs {
        here.world.another(1, &at)?;
        let bound: Map = [("key".into(), key), ("value".into(), value)].into_iter().collect();
        let bound = Val::map(bound);
        let env = Env::Bound { name: iterator, value: &bound, outer: here.env };
        out.push(Val::map(body(&here.with(&env), &content.body, false, None)?));
    }
    Ok(out)
}

/// Takes over what `import` blocks say exists.
pub fn imports<'a>(world: &World<'a>, root: &Rc<Instance<'a>>, items: &mut [Item]) -> Result<(), ImportError> {
    for d in &root.module.imports {
        let all = match work_out(world, root, *d)? {
            Keys::One => vec![Each::default()],
            Keys::Many(all) => (*all).clone(),
            Keys::Open(_) => continue,
        };
        for each in &all {
            let here = Here { world, instance: root, each, file: d.file, env: &Env::Empty };
            let to = d.what.body.get_attribute("to").map(|a| super::reference::place(&here, &a.value)).transpose()?.flatten();
            let id = match d.what.body.get_attribute("id") {
                Some(a) => here.eval(&a.value)?,
                None => Val::Null,
            };
            if let Some(item) = to.and_then(|to| items.iter_mut().find(|i| *i.address == *to)) {
                item.exists = true;
                if settled(&id) && !id.is_null() {
                    item.body.insert("id".into(), id);
                }
            }
        }
    }
    Ok(())
}

/// What a firewall tells of its endpoints: one in each of its subnets. [aws_networkfirewall_firewall: firewall_status]
pub fn firewall<'a>(world: &World<'a>, to: &Rc<str>, known: &Known<'a>) -> Result<Val, Stop> {
    let (kind, name) = (known.kind.as_str(), known.block.what.labels.get(1).map_or("", |l| l.as_str()));
    let own = item(world, &known.instance, kind, name, known.block, &known.each)?;
    let at = || known.block.at();
    let mut states = Vec::new();
    for (n, m) in own.body.get("subnet_mapping").map(Val::each).unwrap_or_default().iter().enumerate() {
        if !matches!(m, Val::Map(_)) {
            return Ok(unknown_of(m, at));
        }
        let subnet = m.get("subnet_id").clone();
        let zone = match &subnet {
            Val::Link(l) => {
                let here = Here { world, instance: &known.instance, each: &known.each, file: known.block.file, env: &Env::Empty };
                super::reference::attribute(&here, &Val::link(l.to.clone(), ""), "availability_zone", &at)?
            }
            other => unknown_of(other, at),
        };
        let attachment = [("subnet_id", subnet), ("endpoint_id", firewalls::endpoint(to, n)), ("status", "READY".into())];
        let attachment = Val::map(attachment.into_iter().map(|(k, v)| (k.into(), v)).collect());
        let state = [("availability_zone", zone), ("attachment", Val::list(vec![attachment]))];
        states.push(Val::map(state.into_iter().map(|(k, v)| (k.into(), v)).collect()));
    }
    let states = ["sync_states", "association_sync_state"].map(|f| (Rc::from(f), Val::list(states.clone())));
    Ok(Val::list(vec![Val::map(states.into_iter().collect())]))
}
