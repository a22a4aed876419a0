//! Values and whole resources as they stand in somebody's source: references by the addresses that it has.

use super::Key;
use crate::document::{NodeId, Region};
use crate::edit::key::{numbered, slug};
use crate::interchange::block::{self, Block, Body, Import, Ref};
use crate::interchange::hcl::{self, Expr, Item};
use crate::interchange::imported::Place;
use crate::interchange::lower::Lowered;
use crate::interchange::terraform::sets::HOMES;
use crate::ordered::BTreeMap;
use crate::text;
use crate::text::{Text, code};

/// The addresses of what is in the source, and of what is to be put into it.
pub struct Names<'a> {
    pub before: &'a BTreeMap<Key, &'a Block>,
    pub places: &'a BTreeMap<NodeId, Place>,
    pub new: BTreeMap<Key, String>,
}

impl Names<'_> {
    /// `aws_vpc.main.id`; none for what the root module cannot refer to.
    pub fn reference(&self, r: &Ref) -> Option<String> {
        let address = self.address(&target(r))?;
        // An entry of a local is an id.
        let attribute = if r.attribute.is_empty() { "id" } else { r.attribute };
        Some(format!("{address}.{attribute}"))
    }

    pub fn address(&self, key: &Key) -> Option<String> {
        if let Some(new) = self.new.get(key) {
            return Some(new.clone());
        }
        let place = self.places.get(&self.before.get(key)?.of?)?;
        let own = place.address.split_once('.').is_some_and(|(kind, rest)| kind == key.0 && !rest.contains('.'));
        own.then(|| place.address.clone())
    }

    /// The value in the source's words, or why it cannot be said there.
    pub fn value(&self, e: &block::Expr) -> Result<Expr, Text> {
        Ok(match e {
            block::Expr::Bool(b) => Expr::Bool(*b),
            block::Expr::Int(n) => Expr::Int(*n),
            block::Expr::Text(s) => Expr::Text(s.clone()),
            block::Expr::List(all) => Expr::List(all.iter().map(|e| self.value(e)).collect::<Result<_, _>>()?),
            block::Expr::Map(all) => Expr::Object(all.iter().map(|(k, v)| Ok((k.clone(), self.value(v)?))).collect::<Result<_, Text>>()?),
            block::Expr::Ref(r) => {
                let what = || {
                    text!(
                        "it refers to {it}, which has no address of its own in the source",
                        it = code(format!("{} {}", r.set.resource, r.key))
                    )
                };
                Expr::Code(self.reference(r).ok_or_else(what)?)
            }
            block::Expr::Json(e) => Expr::Call("jsonencode", vec![self.value(e)?]),
            block::Expr::Document(_) => return Err(text!("it has a policy")),
            block::Expr::Input { .. } => return Err(text!("it needs a value that no design holds")),
            block::Expr::Ipv6 { .. } => return Err(text!("it is a part of a block that AWS chooses")),
        })
    }

    /// A resource of its own.
    pub fn resource(&self, b: &Block, label: &str, lowered: &Lowered) -> Result<hcl::Block, Text> {
        if b.set.resource.starts_with("data.") || !matches!(b.import, Import::New) {
            return Err(text!("it is not made new"));
        }
        if b.region.as_ref().is_some_and(|r: &Region| *r != lowered.region) {
            return Err(text!("it is in another region"));
        }
        let mut out = hcl::Block::new("resource", &[b.set.resource, label]);
        self.body(&b.body, &mut out.body)?;
        let mut tags: Vec<(String, Expr)> = b.name.iter().map(|n| ("Name".to_string(), Expr::Text(n.clone()))).collect();
        tags.extend(b.tags.iter().map(|(k, v)| (k.clone(), Expr::Text(v.clone()))));
        if !tags.is_empty() {
            out = out.blank().set("tags", Expr::Wide(Box::new(Expr::Object(tags))));
        }
        let Some(home) = HOMES.iter().find(|h| h.set == b.set) else { return Ok(out) };
        let first: Vec<Expr> = home.after.iter().flat_map(|set| self.all_of(set.resource, set.name)).map(Expr::Code).collect();
        if !first.is_empty() {
            out = out.blank().set("depends_on", Expr::List(first));
        }
        if home.create_first {
            out = out.blank().block(hcl::Block::new("lifecycle", &[]).set("create_before_destroy", true));
        }
        Ok(out)
    }

    /// The addresses of everything in a set, of which several under one address are one.
    fn all_of(&self, resource: &str, name: &str) -> Vec<String> {
        let of = |k: &&Key| k.0 == resource && k.1 == name;
        let keys = self.before.keys().filter(of).chain(self.new.keys().filter(of));
        let mut all: Vec<String> =
            keys.filter_map(|k| self.address(k)).map(|a| a.split_once('[').map_or(a.clone(), |(all, _)| all.to_string())).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    fn body(&self, body: &Body, out: &mut Vec<Item>) -> Result<(), Text> {
        for a in &body.attributes {
            if let Some(e) = a.value.value() {
                out.push(Item::Attribute(a.name.into(), self.value(e)?));
            }
        }
        for part in &body.parts {
            for inner in &part.bodies {
                let mut block = hcl::Block::new(part.name, &[]);
                self.body(inner, &mut block.body)?;
                out.push(Item::Blank);
                out.push(Item::Block(block));
            }
        }
        Ok(())
    }
}

/// What a reference leads to. The export's own locals hold the ids of route tables and security groups by key.
pub fn target(r: &Ref) -> Key {
    match (r.set.resource, r.set.name) {
        ("local", "route_table_ids") => ("aws_route_table", "this", r.key.clone()),
        ("local", "security_group_ids") => ("aws_security_group", "this", r.key.clone()),
        (resource, name) => (resource, name, r.key.clone()),
    }
}

/// The label of a new resource: its export key as a name that the source does not have yet for its type.
pub fn label<'a, I: Iterator<Item = &'a str>>(key: &str, taken: impl Fn() -> I) -> String {
    numbered(&slug(&key.replace("0.0.0.0/0", "default").replace("::/0", "default_ipv6")), '_', taken)
}
