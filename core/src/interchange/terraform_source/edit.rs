//! Terraform source edited in place: what a design has otherwise than the source it was read from is put into the source, value by value,
//! and not a byte beside it changes. Placed are values that stand there in so many words, in resources of the root module; the rest is told.

use super::files;
use crate::catalogue::Catalogue;
use crate::document::Document;
use crate::interchange::block::{Block, Body, Expr};
use crate::interchange::hcl;
use crate::interchange::imported::{ImportError, Options, Place, Sources};
use crate::interchange::lower::{Lowered, lower};
use crate::ordered::{BTreeMap, BTreeSet, Sorted as _};
use hcl_edit::Span;
use hcl_edit::expr::{Expression, ObjectKey};
use hcl_edit::parser::parse_body;
use std::ops::Range;

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct Edited {
    /// The files that changed, whole.
    pub files: BTreeMap<String, String>,
    pub placed: Vec<String>,
    /// What the design has otherwise and the source does not have now, with the reason.
    pub left: Vec<String>,
}

/// A value that can stand in source as it is.
#[derive(Clone, Debug, PartialEq)]
enum Plain {
    Bool(bool),
    Int(i64),
    Text(String),
    List(Vec<Plain>),
}

/// Puts what a design has otherwise than its source into the source.
pub fn edit(sources: &Sources, after: &Document, options: &Options, catalogue: &Catalogue) -> Result<Edited, ImportError> {
    let before = super::read(sources.clone(), options)?;
    let (a, b) = (lower(&before.design, catalogue), lower(after, catalogue));
    let (a, b) = (by_key(&a), by_key(&b));
    let mut e = Editor { sources, splices: BTreeMap::new(), out: Edited::default() };
    let keys: BTreeSet<Key> = a.keys().chain(b.keys()).cloned().collect();
    for key in keys {
        match (a.get(&key), b.get(&key)) {
            (Some(x), Some(y)) => {
                let place = y.of.or(x.of).and_then(|n| before.places.get(&n));
                e.block(x, y, place);
            }
            (Some(x), None) => e.left(x, "", "the design no longer has it: take it from the source"),
            (None, Some(y)) => e.left(y, "", "the design has it anew: write it to the source, as the export has it"),
            (None, None) => {}
        }
    }
    e.finish();
    Ok(e.out)
}

type Key = (&'static str, &'static str, String);

fn by_key(l: &Lowered) -> BTreeMap<Key, &Block> {
    l.blocks.iter().map(|b| ((b.set.resource, b.set.name, b.key.clone()), b)).collect()
}

struct Editor<'s> {
    sources: &'s Sources,
    splices: BTreeMap<String, Vec<(Range<usize>, String)>>,
    out: Edited,
}

/// What an argument is to be; none where it is to go.
type Wanted = Option<Plain>;

impl Editor<'_> {
    fn left(&mut self, b: &Block, what: &str, why: &str) {
        let name = b.name.as_deref().unwrap_or(&b.key);
        let what = if what.is_empty() { String::new() } else { format!(": {what}") };
        self.out.left.push(format!("{} {name}{what}: {why}", b.set.resource));
    }

    /// One resource as it was read and as it is now.
    fn block(&mut self, x: &Block, y: &Block, place: Option<&Place>) {
        let mut changes: Vec<(String, Option<Wanted>, Option<Wanted>)> = Vec::new();
        let mut names: Vec<&'static str> = attributes(&x.body).chain(attributes(&y.body)).map(|(n, _)| n).collect();
        names.order_by_key(|n| *n);
        names.dedup();
        for name in names {
            let of = |b: &Block| attributes(&b.body).find(|(n, _)| *n == name).map(|(_, e)| e.clone());
            let (was, is) = (of(x), of(y));
            if was != is {
                changes.push((name.to_string(), wanted(was.as_ref()), wanted(is.as_ref())));
            }
        }
        let text = |s: &Option<String>| Some(s.clone().map(Plain::Text));
        if x.name != y.name {
            changes.push(("tags.Name".into(), text(&x.name), text(&y.name)));
        }
        let tags: BTreeSet<&String> = x.tags.keys().chain(y.tags.keys()).collect();
        for key in tags {
            let (was, is) = (x.tags.get(key).cloned(), y.tags.get(key).cloned());
            if was != is {
                changes.push((format!("tags.{key}"), text(&was), text(&is)));
            }
        }
        for (name, was, is) in changes {
            let (Some(was), Some(is)) = (was, is) else {
                self.left(y, &name, "it refers to something else now: say so in the source");
                continue;
            };
            if let Err(why) = self.place(y, &name, was, is, place) {
                self.left(y, &name, &why);
            }
        }
        if x.body.parts != y.body.parts {
            self.left(y, "nested blocks", "they differ: write them to the source, as the export has them");
        }
    }

    fn place(&mut self, y: &Block, name: &str, was: Wanted, is: Wanted, place: Option<&Place>) -> Result<(), String> {
        let place = place.ok_or("the source does not say where it is")?;
        let (kind, label) = place
            .address
            .split_once('.')
            .filter(|(_, l)| !l.contains(['.', '[']))
            .ok_or_else(|| format!("{} is in a module, or one of several under one name: its values are worked out", place.address))?;
        if kind != y.set.resource {
            return Err(format!("it is part of {} in the source", place.address));
        }
        let file = place.at.rsplit_once(':').map_or(place.at.as_str(), |(f, _)| f).to_string();
        let text = self.sources.get(&file).and_then(|b| std::str::from_utf8(b).ok()).ok_or("its file is not text")?;
        if file.ends_with(".json") {
            return Err("its file is JSON, which is not edited".into());
        }
        let over = self.sources.keys().any(|n| files::is_override(n) && files::folder(n) == files::folder(&file));
        if over {
            return Err("override files stand over its file".into());
        }
        let body = parse_body(text).map_err(|e| e.message().to_string())?;
        let block = body.get_blocks("resource").find(|b| b.has_exact_labels(&[kind, label])).ok_or("its block is not in its file")?;
        let (argument, tag) = name.split_once('.').map_or((name, None), |(a, t)| (a, Some(t)));
        let found = block.body.get_attribute(argument);
        let splice = match (found, tag) {
            (Some(a), Some(tag)) => {
                let value =
                    tagged(&a.value, tag).ok_or_else(|| format!("{argument} is no plain object with {tag} in it, at {}", place.at))?;
                let is = is.clone().ok_or("a tag is not taken away in place")?;
                (value_of(value, was.as_ref(), place)?, shown(&is))
            }
            (None, Some(_)) => return Err(format!("there is no {argument} at {}", place.at)),
            (Some(a), None) => {
                let range = value_of(&a.value, was.as_ref(), place)?;
                match (&is, plain(&a.value)) {
                    (Some(is), _) => (range, shown(is)),
                    // What is left out is off.
                    (None, Some(Plain::Bool(_))) => (range, "false".into()),
                    (None, _) => (line(text, a.span().ok_or("it has no place")?), String::new()),
                }
            }
            (None, None) => {
                let is = is.clone().ok_or("the source does not say it")?;
                let last = block.body.attributes().filter_map(Span::span).last().ok_or("its block is empty")?;
                let own = line(text, last.clone());
                let indent: String = text.get(own.start..).unwrap_or_default().chars().take_while(|c| *c == ' ' || *c == '\t').collect();
                if text.get(own.start..last.start).is_none_or(|s| !s.trim().is_empty()) {
                    return Err("its block is on one line".into());
                }
                (own.end..own.end, format!("{indent}{argument} = {}\n", shown(&is)))
            }
        };
        let all = self.splices.entry(file).or_default();
        if all.iter().any(|(r, _)| r.start < splice.0.end && splice.0.start < r.end) {
            return Err("something else changes at the same place".into());
        }
        all.push(splice);
        let to = is.as_ref().map_or("taken away".to_string(), shown);
        self.out.placed.push(format!("{}: {name} = {to} ({})", place.address, place.at));
        Ok(())
    }

    fn finish(&mut self) {
        for (file, mut all) in std::mem::take(&mut self.splices) {
            let Some(mut text) = self.sources.get(&file).and_then(|b| String::from_utf8(b.clone()).ok()) else { continue };
            // From behind, so that places before keep their numbers.
            all.order_by_key(|(r, _)| std::cmp::Reverse((r.start, r.end)));
            for (range, new) in all {
                if text.get(range.clone()).is_some() {
                    text.replace_range(range, &new);
                }
            }
            self.out.files.insert(file, text);
        }
    }
}

fn attributes(b: &Body) -> impl Iterator<Item = (&'static str, &Expr)> {
    b.attributes.iter().filter_map(|a| Some((a.name, a.value.value()?)))
}

/// A value that can be written as it is; none where it refers to something.
fn wanted(e: Option<&Expr>) -> Option<Wanted> {
    match e {
        None => Some(None),
        Some(e) => simple(e).map(Some),
    }
}

fn simple(e: &Expr) -> Option<Plain> {
    Some(match e {
        Expr::Bool(b) => Plain::Bool(*b),
        Expr::Int(n) => Plain::Int(*n),
        Expr::Text(s) => Plain::Text(s.clone()),
        Expr::List(all) => Plain::List(all.iter().map(simple).collect::<Option<_>>()?),
        _ => return None,
    })
}

/// What stands in the source in so many words.
fn plain(e: &Expression) -> Option<Plain> {
    Some(match e {
        Expression::Bool(b) => Plain::Bool(*b.value()),
        Expression::Number(n) => Plain::Int(n.value().as_i64()?),
        Expression::String(s) => Plain::Text(s.value().clone()),
        Expression::Array(all) => Plain::List(all.iter().map(plain).collect::<Option<_>>()?),
        _ => return None,
    })
}

fn shown(p: &Plain) -> String {
    match p {
        Plain::Bool(b) => b.to_string(),
        Plain::Int(n) => n.to_string(),
        Plain::Text(s) => hcl::quoted(s),
        Plain::List(all) => format!("[{}]", all.iter().map(shown).collect::<Vec<_>>().join(", ")),
    }
}

/// Where a value stands, if it is the one that the design was read with.
fn value_of(e: &Expression, was: Option<&Plain>, place: &Place) -> Result<Range<usize>, String> {
    let own = plain(e).ok_or_else(|| format!("it is worked out by an expression, at {}", place.at))?;
    // A number may stand there as a text, and the other way round.
    let same = |p: &Plain| *p == own || shown(p).trim_matches('"') == shown(&own).trim_matches('"');
    if was.is_some_and(|w| !same(w)) {
        return Err(format!("the source says {} there, at {}", shown(&own), place.at));
    }
    e.span().ok_or_else(|| "it has no place".into())
}

/// The value of a key in an object that is written out.
fn tagged<'e>(e: &'e Expression, tag: &str) -> Option<&'e Expression> {
    let Expression::Object(all) = e else { return None };
    let is = |k: &ObjectKey| match k {
        ObjectKey::Ident(i) => i.as_str() == tag,
        ObjectKey::Expression(Expression::Variable(v)) => v.as_str() == tag,
        ObjectKey::Expression(Expression::String(s)) => s.value() == tag,
        ObjectKey::Expression(_) => false,
    };
    all.iter().find(|(k, _)| is(k)).map(|(_, v)| v.expr())
}

/// The lines that a range stands in, with the end of the last.
fn line(text: &str, at: Range<usize>) -> Range<usize> {
    let start = text.get(..at.start).and_then(|s| s.rfind('\n')).map_or(0, |n| n + 1);
    let end = text.get(at.end..).and_then(|s| s.find('\n')).map_or(text.len(), |n| at.end + n + 1);
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Vpc;
    use crate::interchange::terraform_source::read;
    use std::sync::Arc;

    const SOURCE: &str = r#"# the network of the shop
variable "dns" { default = true }

resource "aws_vpc" "main" {
  cidr_block           = "10.0.0.0/16" # agreed with the other side
  enable_dns_hostnames = var.dns
  instance_tenancy     = "dedicated"

  tags = {
    Name  = "shop" // as in the wiki
    Owner = "net"
  }
}

resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_subnet" "many" {
  count      = 2
  vpc_id     = aws_vpc.main.id
  cidr_block = cidrsubnet("10.0.0.0/17", 7, 10 + count.index)
}

resource "aws_flow_log" "log" {
  vpc_id = aws_vpc.main.id
}
"#;

    fn files(text: &str) -> Sources {
        [("main.tf".to_string(), text.as_bytes().to_vec())].into()
    }

    fn edited(to: &str) -> Edited {
        let after = read(files(to), &Options::default()).unwrap().design;
        put(&after)
    }

    fn put(after: &Document) -> Edited {
        edit(&files(SOURCE), after, &Options::default(), Catalogue::bundled()).unwrap()
    }

    #[test]
    fn nothing_changed_changes_nothing() {
        let out = edited(SOURCE);
        assert!(out.files.is_empty() && out.placed.is_empty() && out.left.is_empty(), "{out:?}");
    }

    #[test]
    fn only_what_changed_changes() {
        let to = SOURCE
            .replace("\"10.0.0.0/16\"", "\"10.0.0.0/15\"")
            .replace("\"net\"", "\"network \\\"team\\\"\"")
            .replace("  cidr_block = \"10.0.1.0/24\"\n", "  cidr_block = \"10.0.2.0/24\"\n  map_public_ip_on_launch = true\n");
        let mut after = read(files(&to), &Options::default()).unwrap().design;
        // A name given in the design: the key of the export stays what it was.
        let id = after.model.all::<Vpc>().next().unwrap().0;
        Arc::make_mut(&mut after.model).update(id.node(), |n| n.meta.name = "the-shop".into());
        let out = put(&after);
        assert!(out.left.is_empty(), "{out:#?}");
        assert_eq!(out.placed.len(), 5, "{out:#?}");
        assert_eq!(out.files["main.tf"], to.replace("\"shop\"", "\"the-shop\""));
        // And back again, where what was added is turned off.
        let was = read(files(SOURCE), &Options::default()).unwrap().design;
        let back = edit(&files(&to), &was, &Options::default(), Catalogue::bundled()).unwrap();
        assert_eq!(back.files["main.tf"], SOURCE.replace("24\"\n", "24\"\n  map_public_ip_on_launch = false\n"));
    }

    #[test]
    fn what_has_no_place_is_told() {
        let to = SOURCE.replace("default = true", "default = false").replace("10 + count.index", "20 + count.index").replace(
            "resource \"aws_flow_log\" \"log\" {\n  vpc_id = aws_vpc.main.id\n}",
            "resource \"aws_internet_gateway\" \"i\" {\n  vpc_id = aws_vpc.main.id\n}",
        );
        let out = edited(&to);
        assert!(out.files.is_empty() && out.placed.is_empty(), "{out:#?}");
        let told = |what: &str, why: &str| out.left.iter().any(|l| l.contains(what) && l.contains(why));
        assert!(told("enable_dns_hostnames", "expression, at main.tf:4"), "{:#?}", out.left);
        assert!(told("cidr_block", "one of several") && told("aws_internet_gateway", "anew"), "{:#?}", out.left);
        let json: Sources =
            [("main.tf.json".to_string(), br#"{"resource": {"aws_vpc": {"v": {"cidr_block": "10.0.0.0/16"}}}}"#.to_vec())].into();
        let other = read(
            [("main.tf.json".to_string(), br#"{"resource": {"aws_vpc": {"v": {"cidr_block": "10.1.0.0/16"}}}}"#.to_vec())].into(),
            &Options::default(),
        );
        let out = edit(&json, &other.unwrap().design, &Options::default(), Catalogue::bundled()).unwrap();
        assert!(out.left.iter().any(|l| l.contains("JSON")), "{out:#?}");
    }
}
