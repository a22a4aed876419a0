//! A set of blocks folded into one resource with `for_each` and its map in `locals.tf`.
//!
//! What is the same in every block by nature stands in the resource; the rest is a column of the map. A reference that
//! every block has to one and the same set is kept as the key alone, so that the map reads as a table.

use super::sets::Home;
use super::source::{address, indexed, value};
use crate::document::Region;
use crate::interchange::block::{self, Block, Body, Given, Import, Ref, Set};
use crate::interchange::hcl::{self, Expr, Item};
use crate::ordered::BTreeSet;

type Row = Vec<(String, Expr)>;

/// A set as its map and its resource.
pub struct Folded {
    pub rows: Expr,
    pub resource: hcl::Block,
}

/// The columns of one set while they are gathered.
struct Table<'a> {
    bodies: Vec<&'a Body>,
    /// One for each block, where the keys of the map are.
    keys: Option<Vec<&'a str>>,
    rows: Vec<Row>,
    /// What a row is called in the resource: `each.value`, or `ip_address.value` in a nested block.
    row: String,
    /// The column of the display name.
    label: &'static str,
}

pub fn fold(home: &Home, blocks: &[&Block], present: &BTreeSet<Set>) -> Folded {
    let (kind, resource) = match home.set.resource.strip_prefix("data.") {
        Some(r) => ("data", r),
        None => ("resource", home.set.resource),
    };
    let mut table = Table {
        bodies: blocks.iter().map(|b| &b.body).collect(),
        keys: Some(blocks.iter().map(|b| b.key.as_str()).collect()),
        rows: blocks.iter().map(|_| Row::new()).collect(),
        row: "each.value".into(),
        // Some types have an argument of that name beside the tag.
        label: if blocks.iter().any(|b| b.body.attributes.iter().any(|a| a.name == "name")) { "label" } else { "name" },
    };
    table.names(blocks);
    let mut out = hcl::Block::new(kind, &[resource, home.set.name]).set("for_each", Expr::code(format!("local.{}", home.table))).blank();
    table.region(blocks, &mut out.body);
    table.body(&mut out.body);
    table.tags(blocks, &mut out.body);
    let after: Vec<Expr> = home.after.iter().filter(|s| present.contains(s)).map(|s| Expr::Code(address(*s))).collect();
    if !after.is_empty() {
        out = out.blank().set("depends_on", Expr::List(after));
    }
    // What exists has a name of its own already, which the design does not hold.
    let named = blocks.iter().any(|b| matches!(b.import, Import::Known(_)));
    let ignore: Vec<Expr> = home.ignore.iter().chain(home.own_name.iter().filter(|_| named)).map(|n| Expr::code(*n)).collect();
    if home.create_first || !ignore.is_empty() {
        let mut lifecycle = hcl::Block::new("lifecycle", &[]);
        if home.create_first {
            lifecycle = lifecycle.set("create_before_destroy", true);
        }
        if !ignore.is_empty() {
            lifecycle = lifecycle.set("ignore_changes", Expr::List(ignore));
        }
        out = out.blank().block(lifecycle);
    }
    let rows = blocks.iter().zip(table.rows).map(|(b, row)| (b.key.clone(), Expr::Object(row))).collect();
    Folded { rows: Expr::Object(rows), resource: out }
}

impl Table<'_> {
    fn names(&mut self, blocks: &[&Block]) {
        for (b, row) in blocks.iter().zip(&mut self.rows) {
            if let Some(name) = &b.name {
                row.push((self.label.into(), Expr::Text(name.clone())));
            }
        }
    }

    fn region(&mut self, blocks: &[&Block], out: &mut Vec<Item>) {
        let regions: Vec<Option<&Region>> = blocks.iter().map(|b| b.region.as_ref()).collect();
        let values = regions.iter().map(|r| r.map(|r| Expr::Text(r.to_string()))).collect();
        self.maybe("region", "region", values, out);
    }

    fn tags(&mut self, blocks: &[&Block], out: &mut Vec<Item>) {
        if blocks.iter().all(|b| b.name.is_none()) {
            return;
        }
        let own = Expr::Object(vec![("Name".into(), Expr::Code(format!("each.value.{}", self.label)))]);
        let any = blocks.iter().any(|b| !b.tags.is_empty());
        for (b, row) in blocks.iter().zip(&mut self.rows).filter(|(b, _)| !b.tags.is_empty()) {
            row.push(("tags".into(), Expr::Object(b.tags.iter().map(|(k, v)| (k.clone(), Expr::Text(v.clone()))).collect())));
        }
        let tags = if any { Expr::Call("merge", vec![own, Expr::code("lookup(each.value, \"tags\", {})")]) } else { own };
        // Over several lines, as tags are mostly written.
        out.push(Item::Blank);
        out.push(Item::Attribute("tags".into(), if any { tags } else { Expr::Wide(Box::new(tags)) }));
    }

    /// Attributes and nested blocks, in the order of the first body that has them.
    fn body(&mut self, out: &mut Vec<Item>) {
        let mut names: Vec<&'static str> = Vec::new();
        let mut parts: Vec<(&'static str, bool)> = Vec::new();
        for b in &self.bodies {
            b.attributes.iter().for_each(|a| add(&mut names, a.name));
            b.parts.iter().for_each(|p| add(&mut parts, (p.name, p.single)));
        }
        for name in names {
            self.attribute(name, out);
        }
        for (name, single) in parts {
            if single { self.single(name, out) } else { self.dynamic(name, out) }
        }
    }

    fn attribute(&mut self, name: &'static str, out: &mut Vec<Item>) {
        let given: Vec<Option<&Given>> =
            self.bodies.iter().map(|b| b.attributes.iter().find(|a| a.name == name).map(|a| &a.value)).collect();
        if let Some(Some(Given::Fixed(e))) = given.first() {
            out.push(Item::Attribute(name.into(), value(e)));
            return;
        }
        let own = |g: &Option<&Given>| matches!(g, Some(Given::Own(block::Expr::Ref(_))));
        if let Some(Some(Given::Own(block::Expr::Ref(r)))) = given.first()
            && given.iter().all(own)
        {
            out.push(Item::Attribute(name.into(), Expr::Code(indexed(r.set, "each.key", r.attribute))));
            return;
        }
        let always = |g: &Option<&'_ Given>| matches!(g, Some(Given::Always(_) | Given::Own(_)));
        let all: Option<Vec<&block::Expr>> =
            given.iter().all(always).then(|| given.iter().filter_map(|g| g.and_then(Given::value)).collect());
        let Some(all) = all else {
            let values = given.iter().map(|g| g.and_then(Given::value).map(value)).collect();
            self.maybe(name, name, values, out);
            return;
        };
        let source = if let Some(source) = self.by_input(&all) {
            source
        } else if let Some(refs) = all.iter().map(|e| as_ref(e)).collect::<Option<Vec<_>>>().filter(|r| alike(r)) {
            self.by_key(name, &refs)
        } else if let Some(lists) = all.iter().map(|e| as_refs(e)).collect::<Option<Vec<_>>>().filter(|l| alike(&l.concat())) {
            self.by_keys(name, &lists)
        } else {
            for (row, e) in self.rows.iter_mut().zip(&all) {
                row.push((name.into(), value(e)));
            }
            format!("{}.{name}", self.row)
        };
        out.push(Item::Attribute(name.into(), Expr::Code(source)));
    }

    /// One reference in every row: its key is a column.
    fn by_key(&mut self, name: &str, refs: &[&Ref]) -> String {
        let Some(first) = refs.first() else { return String::new() };
        let column = column(name);
        for (row, r) in self.rows.iter_mut().zip(refs) {
            row.push((column.clone(), Expr::Text(r.key.clone())));
        }
        indexed(first.set, &format!("{}.{column}", self.row), first.attribute)
    }

    fn by_keys(&mut self, name: &str, lists: &[Vec<&Ref>]) -> String {
        let Some(first) = lists.iter().flatten().next() else { return "[]".into() };
        let column = column(name);
        for (row, refs) in self.rows.iter_mut().zip(lists) {
            row.push((column.clone(), Expr::List(refs.iter().map(|r| Expr::Text(r.key.clone())).collect())));
        }
        format!("[for k in {}.{column} : {}]", self.row, indexed(first.set, "k", first.attribute))
    }

    /// The entry of one variable under the row's own key.
    fn by_input(&self, all: &[&block::Expr]) -> Option<String> {
        let keys = self.keys.as_ref()?;
        let same = all.iter().zip(keys).all(|(e, k)| matches!(e, block::Expr::Input { key, .. } if key == k));
        match all.first()? {
            block::Expr::Input { variable, field, .. } if same => {
                let dot = field.map(|f| format!(".{f}")).unwrap_or_default();
                Some(format!("var.{variable}[each.key]{dot}"))
            }
            _ => None,
        }
    }

    /// A column that only some rows have.
    fn maybe(&mut self, name: &str, column: &str, values: Vec<Option<Expr>>, out: &mut Vec<Item>) {
        if values.iter().all(Option::is_none) {
            return;
        }
        for (row, value) in self.rows.iter_mut().zip(values) {
            row.extend(value.map(|v| (column.to_string(), v)));
        }
        out.push(Item::Attribute(name.into(), Expr::Code(format!("lookup({}, \"{column}\", null)", self.row))));
    }

    /// A nested block that every block has once: its columns are the row's.
    fn single(&mut self, name: &'static str, out: &mut Vec<Item>) {
        let empty = Body::default();
        let inner: Vec<&Body> = self
            .bodies
            .iter()
            .map(|b| b.parts.iter().find(|p| p.name == name).and_then(|p| p.bodies.first()))
            .map(|b| b.unwrap_or(&empty))
            .collect();
        let mut table = Table {
            bodies: inner,
            keys: self.keys.clone(),
            rows: std::mem::take(&mut self.rows),
            row: self.row.clone(),
            label: self.label,
        };
        let mut block = hcl::Block::new(name, &[]);
        table.body(&mut block.body);
        self.rows = table.rows;
        out.push(Item::Blank);
        out.push(Item::Block(block));
    }

    /// Nested blocks in any number: a list in the row.
    fn dynamic(&mut self, name: &'static str, out: &mut Vec<Item>) {
        let lists: Vec<&[Body]> =
            self.bodies.iter().map(|b| b.parts.iter().find(|p| p.name == name).map_or(&[][..], |p| p.bodies.as_slice())).collect();
        if lists.iter().all(|l| l.is_empty()) {
            return;
        }
        let all: Vec<&Body> = lists.iter().flat_map(|l| l.iter()).collect();
        let mut table = Table {
            rows: all.iter().map(|_| Row::new()).collect(),
            bodies: all,
            keys: None,
            row: format!("{name}.value"),
            label: self.label,
        };
        let mut content = hcl::Block::new("content", &[]);
        table.body(&mut content.body);
        let mut rows = table.rows.into_iter();
        for (row, list) in self.rows.iter_mut().zip(&lists) {
            let items: Vec<Expr> = rows.by_ref().take(list.len()).map(Expr::Object).collect();
            if !items.is_empty() {
                row.push((name.into(), Expr::List(items)));
            }
        }
        let each = Expr::Code(format!("lookup({}, \"{name}\", [])", self.row));
        out.push(Item::Blank);
        out.push(Item::Block(hcl::Block::new("dynamic", &[name]).set("for_each", each).blank().block(content)));
    }
}

fn add<T: PartialEq>(all: &mut Vec<T>, one: T) {
    if !all.contains(&one) {
        all.push(one);
    }
}

fn as_ref(e: &block::Expr) -> Option<&Ref> {
    if let block::Expr::Ref(r) = e { Some(r) } else { None }
}

fn as_refs(e: &block::Expr) -> Option<Vec<&Ref>> {
    if let block::Expr::List(all) = e { all.iter().map(as_ref).collect() } else { None }
}

/// Whether all refer to the same attribute of one set. Nothing at all is not alike: it could be anything.
fn alike(refs: &[&Ref]) -> bool {
    let Some(first) = refs.first() else { return false };
    refs.iter().all(|r| (r.set, r.attribute) == (first.set, first.attribute))
}

/// What a reference is called as a key: `vpc_id` is `vpc`, `subnet_ids` is `subnets`.
fn column(argument: &str) -> String {
    if argument == "default_network_acl_id" {
        return "vpc".into();
    }
    if let Some(stem) = argument.strip_suffix("_ids") {
        return format!("{stem}s");
    }
    ["_id", "_arn", "_name"].iter().find_map(|s| argument.strip_suffix(s)).unwrap_or(argument).to_string()
}
