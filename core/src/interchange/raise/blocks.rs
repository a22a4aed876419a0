//! A design's own blocks as items: what [`super::super::lower`] gives, read back without any format between.

use crate::document::{Model, Vpc};
use crate::interchange::block::{Block, Body, Expr, Import, Ref, Set};
use crate::interchange::item::{Index, Item, Link, Map, Val};
use crate::interchange::lower::Lowered;
use crate::ordered::BTreeMap;
use std::rc::Rc;

struct Reader<'a> {
    lowered: &'a Lowered,
    /// What stands for a key of the ids of all tables and of all groups.
    born: BTreeMap<(&'static str, String), Val>,
}

/// The blocks of a design as items.
pub fn items(model: &Model, lowered: &Lowered) -> Vec<Item> {
    let mut born = BTreeMap::new();
    for (id, vpc) in model.all::<Vpc>() {
        let own = |attribute: &str| Val::link(address("aws_vpc", "this", model.key(id)), attribute);
        born.insert(("route_table_ids", model.key(vpc.main_table).to_string()), own("default_route_table_id"));
        born.insert(("security_group_ids", model.key(vpc.default_group).to_string()), own("default_security_group_id"));
    }
    let reader = Reader { lowered, born };
    lowered.blocks.iter().map(|b| reader.item(b)).collect()
}

fn address(resource: &str, name: &str, key: &str) -> String {
    format!("{resource}.{name}[\"{key}\"]")
}

impl Reader<'_> {
    fn item(&self, b: &Block) -> Item {
        let mut body = self.body(&b.body);
        if b.name.is_some() || !b.tags.is_empty() {
            let mut tags: Map = b.tags.iter().map(|(k, v)| (Rc::from(k.as_str()), Val::from(v.as_str()))).collect();
            if let Some(name) = &b.name {
                tags.insert("Name".into(), Val::from(name.as_str()));
            }
            body.insert("tags".into(), Val::map(tags));
        }
        let exists = matches!(b.import, Import::Known(_));
        if let Import::Known(id) = &b.import {
            body.insert("id".into(), Val::from(id.as_str()));
        }
        if let Some(region) = &b.region {
            body.insert("region".into(), Val::from(region.as_str()));
        }
        Item {
            kind: b.set.resource.into(),
            address: address(b.set.resource, b.set.name, &b.key).into(),
            name: b.set.name.into(),
            module: Vec::new(),
            index: Some(Index::Key(b.key.as_str().into())),
            body,
            at: format!("{}.{} {}", b.set.resource, b.set.name, b.key),
            region: Some(self.lowered.region.to_string()),
            exists,
        }
    }

    fn body(&self, b: &Body) -> Map {
        let given = b.attributes.iter().filter_map(|a| Some((Rc::from(a.name), self.value(a.value.value()?))));
        let parts = b.parts.iter().filter(|p| !p.bodies.is_empty()).map(|p| {
            let all = p.bodies.iter().map(|b| Val::map(self.body(b))).collect();
            (Rc::from(p.name), Val::list(all))
        });
        given.chain(parts).collect()
    }

    fn value(&self, e: &Expr) -> Val {
        match e {
            Expr::Bool(b) => Val::Bool(*b),
            Expr::Int(n) => Val::Int(*n),
            Expr::Text(s) => Val::from(s.as_str()),
            Expr::List(all) => Val::list(all.iter().map(|e| self.value(e)).collect()),
            Expr::Map(all) => Val::map(all.iter().map(|(k, e)| (Rc::from(k.as_str()), self.value(e))).collect()),
            Expr::Ref(r) => self.reference(r),
            Expr::Document(label) => {
                let found = self.lowered.documents.iter().find(|d| d.label == *label);
                found.map_or(Val::Null, |d| Val::from(d.policy.to_json()))
            }
            Expr::Input { variable, key, field } => self.input(variable, key, *field),
            Expr::Json(e) => Val::from(self.value(e).json()),
            Expr::Ipv6 { vpc, bits, number } => {
                let of = Rc::new(Link { to: address("aws_vpc", "this", vpc).into(), attribute: "ipv6_cidr_block".into() });
                if *bits == 0 { Val::Link(of) } else { Val::Part { of, bits: *bits, number: *number } }
            }
        }
    }

    fn reference(&self, r: &Ref) -> Val {
        let Set { resource, name } = r.set;
        if resource != "local" {
            return Val::link(address(resource, name, &r.key), r.attribute);
        }
        let made = if name == "route_table_ids" { "aws_route_table" } else { "aws_security_group" };
        self.born.get(&(name, r.key.clone())).cloned().unwrap_or_else(|| Val::link(address(made, "this", &r.key), "id"))
    }

    /// What a design does not know has a harmless default.
    fn input(&self, variable: &str, key: &str, field: Option<&str>) -> Val {
        let Some(default) = self.lowered.inputs.get(variable).and_then(|all| all.get(key)) else { return Val::Null };
        let value = self.value(default);
        field.map_or(value.clone(), |f| value.get(f).clone())
    }
}
