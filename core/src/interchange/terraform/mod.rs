//! A design as Terraform: a root module by concern that plans as it is. Written for the AWS provider 6.25 and later.
//!
//! Every resource has `for_each` over a map in `locals.tf`, under export keys. A rename changes a tag and no address;
//! adding a zone adds entries. Same design, same bytes.

use crate::ordered::Sorted as _;
mod fold;
mod imports;
mod intents;
mod outputs;
mod policy;
mod readme;
pub(super) mod references;
pub(super) mod sets;
mod source;
mod variables;

#[cfg(test)]
mod tests;

use super::block::{Block, Set};
use super::hcl::{self, Expr, Item, print};
use super::lower::{Lowered, lower};
use crate::catalogue::Catalogue;
use crate::document::{Document, Model, NodeId, Vpc};
use crate::drawing::svg;
use crate::ordered::{BTreeMap, BTreeSet};
use sets::{HOMES, Home};

/// Files by name.
pub type Files = BTreeMap<String, String>;

/// The Terraform of a design.
pub fn write(doc: &Document, catalogue: &Catalogue) -> Files {
    write_with(doc, catalogue, &[])
}

/// The blocks of code that one design has and another had not, or not so.
pub fn added(before: &Document, after: &Document, catalogue: &Catalogue) -> Vec<String> {
    let blocks = |doc: &Document| -> Vec<String> {
        let code = root(doc, &lower(doc, catalogue)).into_iter().filter(|(name, _)| name.ends_with(".tf"));
        code.flat_map(|(_, text)| text.split("\n\n").map(|b| b.trim().to_owned()).collect::<Vec<_>>()).collect()
    };
    let old: crate::ordered::BTreeSet<String> = blocks(before).into_iter().collect();
    blocks(after).into_iter().filter(|b| !b.is_empty() && !old.contains(b)).collect()
}

/// As [`write`]; the README lists `findings`, one sentence each, as not mended.
pub fn write_with(doc: &Document, catalogue: &Catalogue, findings: &[String]) -> Files {
    let lowered = lower(doc, catalogue);
    let mut files = root(doc, &lowered);
    if let Some(tests) = intents::tests(doc, catalogue, &lowered) {
        files.insert("tests/intents.tftest.hcl".into(), tests);
    }
    files.insert("diagram.svg".into(), svg(doc));
    let readme = readme::readme(doc, &lowered, files.keys().map(String::as_str), findings);
    files.insert("README.md".into(), readme);
    files
}

/// What Terraform runs.
fn root(doc: &Document, lowered: &Lowered) -> Files {
    let mut out = Root::default();
    out.settings(lowered);
    out.resources(lowered);
    out.ids(&doc.model, lowered);
    out.add("variables.tf", variables::declarations(lowered));
    out.add("policies.tf", policy::documents(lowered));
    out.add("outputs.tf", outputs::outputs(&out.present));
    out.add("outputs.tf", references::output(&doc.model, lowered).into_iter().collect());
    out.files.insert("imports.tf", imports::imports(lowered));
    let mut files: Files =
        out.files.into_iter().filter(|(_, items)| !items.is_empty()).map(|(n, items)| (n.into(), print(&items))).collect();
    if let Some(example) = variables::example(lowered) {
        files.insert("terraform.tfvars.example".into(), example);
    }
    files
}

/// What is to tell the reader of an export beside its files: what it leaves out, and what it adds.
pub fn notes(doc: &Document, catalogue: &Catalogue) -> Lowered {
    lower(doc, catalogue)
}

/// What the rows of `locals.tf` stand for, by map and key: `subnets.app_a`.
pub fn rows(lowered: &Lowered) -> BTreeMap<String, NodeId> {
    let table = |set: Set| HOMES.iter().find(|h| h.set == set).map(|h| h.table);
    lowered.blocks.iter().filter_map(|b| Some((format!("{}.{}", table(b.set)?, b.key), b.of?))).collect()
}

/// The files while they grow.
#[derive(Default)]
struct Root {
    files: BTreeMap<&'static str, Vec<Item>>,
    present: BTreeSet<Set>,
}

impl Root {
    /// Adds top-level blocks with an empty line before each.
    fn add(&mut self, file: &'static str, blocks: Vec<hcl::Block>) {
        let items = self.files.entry(file).or_default();
        for b in blocks {
            items.push(Item::Blank);
            items.push(Item::Block(b));
        }
    }

    fn settings(&mut self, lowered: &Lowered) {
        let aws = Expr::Object(vec![("source".into(), "hashicorp/aws".into()), ("version".into(), "~> 6.25".into())]);
        let providers = hcl::Block::new("required_providers", &[]).set("aws", Expr::Wide(Box::new(aws)));
        let terraform = hcl::Block::new("terraform", &[]).set("required_version", ">= 1.5").blank().block(providers);
        self.add("versions.tf", vec![terraform]);
        self.add("providers.tf", vec![hcl::Block::new("provider", &["aws"]).set("region", lowered.region.as_str())]);
    }

    /// A resource for each set, and its map in `locals.tf`.
    fn resources(&mut self, lowered: &Lowered) {
        let mut by_set: BTreeMap<Set, Vec<&Block>> = BTreeMap::new();
        for b in &lowered.blocks {
            by_set.entry(b.set).or_default().push(b);
        }
        self.present = by_set.keys().copied().collect();
        let mut locals = hcl::Block::new("locals", &[]);
        for home in HOMES {
            let Some(blocks) = by_set.get(&home.set) else { continue };
            let (rows, resource) = self.folded(home, blocks);
            locals = locals.set(home.table, rows).blank();
            self.add(home.file, vec![resource]);
        }
        if !locals.body.is_empty() {
            self.add("locals.tf", vec![locals]);
        }
    }

    fn folded(&self, home: &Home, blocks: &[&Block]) -> (Expr, hcl::Block) {
        if home.table == "trusted_services" {
            let services = blocks.iter().map(|b| Expr::Text(b.key.clone())).collect();
            return (Expr::List(services), policy::trust(home));
        }
        let folded = fold::fold(home, blocks, &self.present);
        (Expr::Wide(Box::new(folded.rows)), folded.resource)
    }

    /// The ids of all route tables and security groups by key, those that AWS makes with a VPC among them.
    fn ids(&mut self, model: &Model, lowered: &Lowered) {
        let vpcs: BTreeSet<&str> = lowered.blocks.iter().filter(|b| b.set.resource == "aws_vpc").map(|b| b.key.as_str()).collect();
        let mut born: Vec<(&str, &str, &str)> = Vec::new();
        for (id, vpc) in model.all::<Vpc>().filter(|(id, _)| vpcs.contains(model.key(*id))) {
            born.push((model.key(id), model.key(vpc.main_table), model.key(vpc.default_group)));
        }
        born.order();
        if born.is_empty() {
            return;
        }
        let ids = |set: &str, attribute: &str, pick: fn(&(&str, &str, &str)) -> String| {
            let own = born.iter().map(|b| (pick(b), Expr::Code(format!("aws_vpc.this[\"{}\"].{attribute}", b.0)))).collect();
            let own = Expr::Object(own);
            if !self.present.contains(&Set::this(if set == "aws_route_table" { "aws_route_table" } else { "aws_security_group" })) {
                return Expr::Wide(Box::new(own));
            }
            Expr::Call("merge", vec![Expr::Code(format!("{{ for k, x in {set}.this : k => x.id }}")), Expr::Wide(Box::new(own))])
        };
        let tables = ids("aws_route_table", "default_route_table_id", |b| b.1.to_string());
        let groups = ids("aws_security_group", "default_security_group_id", |b| b.2.to_string());
        let locals = |comment: &str, name: &str, value: Expr| hcl::Block::new("locals", &[]).comment(comment).set(name, value);
        let tables = locals("Every route table by key. The main one of a VPC is made by AWS with it.", "route_table_ids", tables);
        let groups = locals("Every security group by key. The default one of a VPC is made by AWS with it.", "security_group_ids", groups);
        self.add("routing.tf", vec![tables]);
        self.add("security_groups.tf", vec![groups]);
    }
}
