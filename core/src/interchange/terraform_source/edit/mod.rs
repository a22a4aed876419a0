//! Terraform source edited in place: what a design has otherwise than the source it was read from is put into the source, and not a byte
//! beside it changes. Values that stand there in so many words are changed, new resources are written by the names that the source has,
//! those that are gone are taken out; what has no place there is told. The source is then read again, and what does not come out as the
//! design has it is told too.

mod source;
mod written;

#[cfg(test)]
mod tests;

use super::files;
use crate::catalogue::Catalogue;
use crate::document::Document;
use crate::interchange::block::{self, Block, Body, Expr};
use crate::interchange::hcl;
use crate::interchange::imported::{ImportError, Options, Sources};
use crate::interchange::lower::{Lowered, lower};
use crate::ordered::{BTreeMap, BTreeSet, Sorted as _};
use crate::text;
use crate::text::{Text, code};
use hcl_edit::Span;
use hcl_edit::expr::{Expression, ObjectKey};
use source::{Resource, Source};
use std::ops::Range;
use written::Names;

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct Edited {
    /// The files that changed, whole.
    pub files: BTreeMap<String, String>,
    pub placed: Vec<Text>,
    /// What the design has otherwise and the source does not have now, with the reason.
    pub left: Vec<Text>,
}

/// A value that can stand in source as it is.
#[derive(Clone, Debug, PartialEq)]
enum Plain {
    Bool(bool),
    Int(i64),
    Text(String),
    /// `aws_vpc.main.id`, without spaces.
    Reference(String),
    List(Vec<Plain>),
}

type Key = (&'static str, &'static str, String);

fn key(b: &Block) -> Key {
    (b.set.resource, b.set.name, b.key.clone())
}

fn by_key(l: &Lowered) -> BTreeMap<Key, &Block> {
    l.blocks.iter().map(|b| (key(b), b)).collect()
}

/// Puts what a design has otherwise than its source into the source.
pub fn edit(sources: &Sources, after: &Document, options: &Options, catalogue: &Catalogue) -> Result<Edited, ImportError> {
    let before = super::read(sources.clone(), options)?;
    let (was, is) = (lower(&before.design, catalogue), lower(after, catalogue));
    let (a, b) = (by_key(&was), by_key(&is));
    let names = Names { before: &a, places: &before.places, new: BTreeMap::new() };
    let source = Source::of(sources, before.places.values());
    let mut e = Editor { sources, source: &source, names, changes: Changes::default(), out: Edited::default(), told: BTreeSet::new() };
    let called = otherwise_called(&a, &b);
    for (was, is) in &called {
        if let Some(address) = e.names.address(was) {
            e.names.new.insert(is.clone(), address);
        }
    }
    let same: BTreeSet<&Key> = called.values().collect();
    e.write_new(&a, b.iter().filter(|(k, _)| !a.contains_key(*k) && !same.contains(k)).map(|(k, y)| (k.clone(), *y)).collect(), &is);
    for (key, x) in &a {
        match b.get(called.get(key).unwrap_or(key)) {
            Some(y) => e.block(x, y),
            None => e.take_out(x),
        }
    }
    e.finish();
    e.read_again(&b, options, catalogue);
    Ok(e.out)
}

/// What the source calls otherwise than the design: a name that was changed there since gives another export key. Those of one type that
/// say the same beside it, of which there is one on either side.
fn otherwise_called(a: &BTreeMap<Key, &Block>, b: &BTreeMap<Key, &Block>) -> BTreeMap<Key, Key> {
    let alone = |all: &BTreeMap<Key, &Block>, others: &BTreeMap<Key, &Block>| {
        let mut by: BTreeMap<String, Vec<Key>> = BTreeMap::new();
        for (k, x) in all.iter().filter(|(k, _)| !others.contains_key(*k)) {
            let mut said = format!("{} {}", k.0, k.1);
            say_body(&x.body, all, &mut said);
            by.entry(said).or_default().push(k.clone());
        }
        by
    };
    let (was, is) = (alone(a, b), alone(b, a));
    let pair = |(said, keys): (&String, &Vec<Key>)| match (keys.as_slice(), is.get(said).map(Vec::as_slice)) {
        ([one], Some([other])) => Some((one.clone(), other.clone())),
        _ => None,
    };
    was.iter().filter_map(pair).collect()
}

/// What is to become of the files.
#[derive(Default)]
struct Changes {
    /// What stands in a file is replaced.
    splices: BTreeMap<String, Vec<(Range<usize>, String)>>,
    /// What comes at the end of a file.
    more: BTreeMap<String, String>,
    /// Resources that go, by address.
    gone: BTreeMap<String, (String, Range<usize>)>,
}

struct Editor<'s> {
    sources: &'s Sources,
    source: &'s Source,
    names: Names<'s>,
    changes: Changes,
    out: Edited,
    /// What is told of already.
    told: BTreeSet<Key>,
}

/// What an argument is to be; none where it is to go.
type Wanted = Option<Plain>;

impl<'s> Editor<'s> {
    fn left(&mut self, b: &Block, what: Option<Text>, why: Text) {
        let it = code(format!("{} {}", b.set.resource, b.name.as_deref().unwrap_or(&b.key)));
        self.out.left.push(match what {
            Some(what) => text!("{it}: {what}: {why}", it = it, what = what, why = why),
            None => text!("{it}: {why}", it = it, why = why),
        });
        self.told.insert(key(b));
    }

    /// Resources that the design has anew.
    fn write_new(&mut self, a: &BTreeMap<Key, &Block>, mut new: BTreeMap<Key, &Block>, is: &Lowered) {
        if new.is_empty() {
            return;
        }
        let mut labels: BTreeMap<Key, String> = BTreeMap::new();
        for k in new.keys() {
            let label = written::label(&k.2, || {
                let written = self.source.resources.iter().filter(|r| r.kind == k.0).map(|r| r.label.as_str());
                written.chain(labels.iter().filter(|(other, _)| other.0 == k.0).map(|(_, l)| l.as_str()))
            });
            labels.insert(k.clone(), label);
        }
        self.names.new.extend(labels.iter().map(|(k, l)| (k.clone(), format!("{}.{l}", k.0))));
        let understood: BTreeSet<String> = a.values().filter_map(|x| self.standing(x).ok()).map(Resource::address).collect();
        // What cannot be written is nothing that the others can refer to.
        loop {
            let mut text: BTreeMap<&Key, (String, String)> = BTreeMap::new();
            let mut failed: Vec<(Key, Text)> = Vec::new();
            for (k, b) in &new {
                let label = labels.get(k).map_or("", String::as_str);
                let done = self.beside(b, &understood).and_then(|beside| {
                    let file = self
                        .source
                        .home(b.set.resource, beside)
                        .ok_or_else(|| text!("the source has more than one root module, or none"))?;
                    Ok((file, hcl::print(&[self.names.resource(b, label, is)?.into()])))
                });
                match done {
                    Ok(done) => {
                        text.insert(k, done);
                    }
                    Err(why) => failed.push((k.clone(), why)),
                }
            }
            if failed.is_empty() {
                for (k, (file, text)) in text {
                    let it = code(self.names.new.get(k).map_or("", String::as_str));
                    self.out.placed.push(text!("{it}: new ({file})", it = it, file = code(&file)));
                    let more = self.changes.more.entry(file).or_default();
                    more.push('\n');
                    more.push_str(&text);
                }
                return;
            }
            for (k, why) in failed {
                self.names.new.remove(&k);
                if let Some(b) = new.remove(&k) {
                    self.left(b, None, text!("the design has it anew, and {why}: write it to the source, as the export has it", why = why));
                }
            }
        }
    }

    /// The resource of the source that something new stands beside: the first that it refers to. Refused where that one has the likes of
    /// it written in itself, and mixing both ways is what the provider warns of; and where a route, a rule or the like that is not
    /// understood is there for the same already.
    fn beside(&self, b: &Block, understood: &BTreeSet<String>) -> Result<Option<&'s Resource>, Text> {
        let mut others = self.source.resources.iter().filter(|r| r.kind == b.set.resource && !understood.contains(&r.address()));
        let for_the_same = |r: &&Resource| {
            attributes(&b.body).any(|(name, e)| {
                let own = r.body.get_attribute(name).and_then(|a| plain(&a.value));
                matches!(own, Some(Plain::Reference(_))) && own == self.plain_of(e)
            })
        };
        if b.name.is_none()
            && let Some(r) = others.find(for_the_same)
        {
            return Err(text!("{it} may be it, but is not understood", it = code(r.address())));
        }
        let refs = attributes(&b.body).filter_map(|(_, e)| if let Expr::Ref(r) = e { self.names.reference(r) } else { None });
        let mut found = refs.filter_map(|r| {
            let mut parts = r.split('.');
            self.source.get(parts.next()?, parts.next()?.split('[').next()?)
        });
        let first = found.next();
        let within: &[&str] = match b.set.resource {
            "aws_vpc_security_group_ingress_rule" | "aws_vpc_security_group_egress_rule" | "aws_network_acl_rule" => &["ingress", "egress"],
            "aws_route" => &["route"],
            _ => &[],
        };
        for parent in first.into_iter().chain(found) {
            if within.iter().any(|name| parent.has_block(name)) {
                return Err(text!("{it} has its likes written in itself", it = code(parent.address())));
            }
        }
        let older = |r: &&Resource| r.kind == "aws_security_group_rule";
        if b.set.resource.starts_with("aws_vpc_security_group_")
            && let Some(rule) = self.source.resources.iter().find(older)
        {
            return Err(text!("rules are written as {kind} here", kind = code(&rule.kind)));
        }
        Ok(first)
    }

    /// A resource that the design no longer has.
    fn take_out(&mut self, x: &'s Block) {
        match self.standing(x) {
            Ok(r) => {
                self.changes.gone.insert(r.address(), (r.file.clone(), r.span.clone()));
            }
            Err(why) => self.left(x, None, text!("the design no longer has it, and {why}: take it from the source", why = why)),
        }
    }

    /// The resource of the source that a block was read from.
    fn standing(&self, x: &Block) -> Result<&'s Resource, Text> {
        let place = x.of.and_then(|n| self.names.places.get(&n));
        let labels = place.and_then(|p| p.address.split_once('.'));
        if let Some((kind, label)) = labels
            && kind == x.set.resource
        {
            let label = Some(label).filter(|l| !l.contains(['.', '[']));
            let found = label.and_then(|l| self.source.get(kind, l)).filter(|r| !r.is_several());
            return found.ok_or_else(|| match place {
                Some(p) if source::file(p).ends_with(".json") => text!("its file is JSON, which is not edited"),
                Some(p) => text!("{it} is in a module, or one of several under one name: its values are worked out", it = code(&p.address)),
                None => text!("the source does not say where it is"),
            });
        }
        // What belongs to another resource of the design is found by what it says.
        let mut like = self.source.resources.iter().filter(|r| r.kind == x.set.resource && !r.is_several() && self.says(r, &x.body));
        match (like.next(), like.next()) {
            (Some(r), None) => Ok(r),
            (Some(_), Some(_)) => Err(text!("more than one in the source is like it")),
            _ => match place {
                Some(p) if p.address.starts_with("module.") => Err(text!("it belongs to {it}, in a module", it = code(&p.address))),
                Some(p) => Err(text!("it is part of {it} in the source", it = code(&p.address))),
                None => Err(text!("the source does not say where it is")),
            },
        }
    }

    /// Whether a resource refers to all that a block refers to, and says nothing otherwise. What it works out could be anything.
    fn says(&self, r: &Resource, body: &Body) -> bool {
        let mut refers = false;
        for (name, e) in attributes(body) {
            let own = r.body.get_attribute(name).map(|a| plain(&a.value));
            match (self.plain_of(e), own) {
                (Some(Plain::Reference(a)), Some(Some(Plain::Reference(b)))) if a == b => refers = true,
                (Some(Plain::Reference(_)), _) | (_, Some(None)) => return false,
                (Some(a), Some(Some(b))) if !same(&a, &b) => return false,
                _ => {}
            }
        }
        refers
    }

    /// One resource as it was read and as it is now.
    fn block(&mut self, x: &'s Block, y: &Block) {
        let mut changes: Vec<(String, Option<Wanted>, Option<Wanted>)> = Vec::new();
        let mut names: Vec<&'static str> = attributes(&x.body).chain(attributes(&y.body)).map(|(n, _)| n).collect();
        names.order_by_key(|n| *n);
        names.dedup();
        for name in names {
            let of = |b: &Block| attributes(&b.body).find(|(n, _)| *n == name).map(|(_, e)| e.clone());
            let (was, is) = (of(x), of(y));
            if was != is {
                changes.push((name.to_string(), self.wanted(was.as_ref()), self.wanted(is.as_ref())));
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
        let standing = self.standing(x);
        for (name, was, is) in changes {
            if was.is_some() && was == is {
                // The same under another key.
                continue;
            }
            let (Some(was), Some(is)) = (was, is) else {
                let why = text!("it refers to something that has no address of its own in the source: say so there");
                self.left(y, Some(Text::of(&name)), why);
                continue;
            };
            if let Err(why) = standing.clone().and_then(|r| self.place(r, &name, was, is)) {
                self.left(y, Some(Text::of(&name)), why);
            }
        }
        if x.body.parts != y.body.parts {
            let why = text!("they differ: write them to the source, as the export has them");
            self.left(y, Some(text!("nested blocks")), why);
        }
    }

    fn place(&mut self, r: &Resource, name: &str, was: Wanted, is: Wanted) -> Result<(), Text> {
        let text = self.sources.get(&r.file).and_then(|b| std::str::from_utf8(b).ok()).ok_or_else(|| text!("its file is not text"))?;
        let over = self.sources.keys().any(|n| files::is_override(n) && files::folder(n) == files::folder(&r.file));
        if over {
            return Err(text!("override files stand over its file"));
        }
        let at = format!("{}:{}", r.file, text.get(..r.span.start).unwrap_or_default().matches('\n').count() + 1);
        let (argument, tag) = name.split_once('.').map_or((name, None), |(a, t)| (a, Some(t)));
        let splice = match (r.body.get_attribute(argument), tag) {
            (Some(a), Some(tag)) => {
                let value = tagged(&a.value, tag).ok_or_else(|| {
                    text!(
                        "{argument} is no plain object with {tag} in it, at {at}",
                        argument = code(argument),
                        tag = code(tag),
                        at = code(&at)
                    )
                })?;
                let is = is.clone().ok_or_else(|| text!("a tag is not taken away in place"))?;
                (value_of(value, was.as_ref(), &at)?, shown(&is))
            }
            (None, Some(_)) => return Err(text!("there is no {argument} at {at}", argument = code(argument), at = code(at))),
            (Some(a), None) => {
                let range = value_of(&a.value, was.as_ref(), &at)?;
                match (&is, plain(&a.value)) {
                    (Some(is), _) => (range, shown(is)),
                    // What is left out is off.
                    (None, Some(Plain::Bool(_))) => (range, "false".into()),
                    (None, _) => (line(text, a.span().ok_or_else(no_place)?), String::new()),
                }
            }
            (None, None) => {
                let is = is.clone().ok_or_else(|| text!("the source does not say it"))?;
                let last = r.body.attributes().filter_map(Span::span).last().ok_or_else(|| text!("its block is empty"))?;
                let own = line(text, last.clone());
                let indent: String = text.get(own.start..).unwrap_or_default().chars().take_while(|c| *c == ' ' || *c == '\t').collect();
                if text.get(own.start..last.start).is_none_or(|s| !s.trim().is_empty()) {
                    return Err(text!("its block is on one line"));
                }
                (own.end..own.end, format!("{indent}{argument} = {}\n", shown(&is)))
            }
        };
        let all = self.changes.splices.entry(r.file.clone()).or_default();
        if all.iter().any(|(r, _)| r.start < splice.0.end && splice.0.start < r.end) {
            return Err(text!("something else changes at the same place"));
        }
        all.push(splice);
        let (it, argument, at) = (code(r.address()), code(name), code(at));
        self.out.placed.push(match is {
            Some(to) => text!("{it}: {argument} = {to} ({at})", it = it, argument = argument, to = code(shown(&to)), at = at),
            None => text!("{it}: {argument} = taken away ({at})", it = it, argument = argument, at = at),
        });
        Ok(())
    }

    fn finish(&mut self) {
        // What others still refer to stays.
        let mut stays = BTreeSet::new();
        let files = loop {
            let files = self.put_in(&stays);
            let named: Vec<String> =
                self.changes.gone.keys().filter(|a| !stays.contains(*a) && self.is_named(&files, a)).cloned().collect();
            if named.is_empty() {
                break files;
            }
            stays.extend(named);
        };
        for address in self.changes.gone.keys() {
            if stays.contains(address) {
                let why = text!("the design no longer has it, and others in the source refer to it: take it from there");
                self.out.left.push(text!("{it}: {why}", it = code(address), why = why));
            } else {
                self.out.placed.push(text!("{it}: taken out", it = code(address)));
            }
        }
        self.out.files = files;
    }

    /// The files that change, without what is gone and does not stay.
    fn put_in(&self, stays: &BTreeSet<String>) -> BTreeMap<String, String> {
        let mut splices = self.changes.splices.clone();
        for (_, (file, span)) in self.changes.gone.iter().filter(|(a, _)| !stays.contains(*a)) {
            let text = self.sources.get(file).and_then(|b| std::str::from_utf8(b).ok()).unwrap_or_default();
            splices.entry(file.clone()).or_default().push((paragraph(text, span.clone()), String::new()));
        }
        let changed: BTreeSet<String> = splices.keys().chain(self.changes.more.keys()).cloned().collect();
        let mut out = BTreeMap::new();
        for file in changed {
            let Some(mut text) = self.sources.get(&file).map_or(Some(String::new()), |b| String::from_utf8(b.clone()).ok()) else {
                continue;
            };
            let mut all = splices.remove(&file).unwrap_or_default();
            // From behind, so that places before keep their numbers.
            all.order_by_key(|(r, _)| std::cmp::Reverse((r.start, r.end)));
            for (range, new) in all {
                if text.get(range.clone()).is_some() {
                    text.replace_range(range, &new);
                }
            }
            if let Some(more) = self.changes.more.get(&file) {
                if !text.is_empty() && !text.ends_with('\n') {
                    text.push('\n');
                }
                text.push_str(if text.is_empty() { more.trim_start() } else { more });
            }
            out.insert(file, text);
        }
        out
    }

    /// Whether anything in the folder of the root module speaks of a resource.
    fn is_named(&self, files: &BTreeMap<String, String>, address: &str) -> bool {
        let unchanged = self.sources.iter().filter(|(n, _)| !files.contains_key(*n) && files::is_source(n));
        let unchanged = unchanged.filter_map(|(_, b)| std::str::from_utf8(b).ok());
        files.values().map(String::as_str).chain(unchanged).any(|text| mentions(text, address))
    }

    /// Reads what came of it, and tells what is not as the design has it.
    fn read_again(&mut self, b: &BTreeMap<Key, &Block>, options: &Options, catalogue: &Catalogue) {
        if self.out.files.is_empty() {
            return;
        }
        let mut sources = self.sources.clone();
        sources.extend(self.out.files.iter().map(|(n, t)| (n.clone(), t.clone().into_bytes())));
        let again = match super::read(sources, options) {
            Ok(again) => again,
            Err(e) => {
                let why = if e.at.is_empty() { e.message } else { text!("{at}: {why}", at = code(e.at), why = e.message) };
                self.out.left.push(text!("The edited source does not read again, so nothing is changed: {why}", why = why));
                self.out.files.clear();
                self.out.placed.clear();
                return;
            }
        };
        let now = lower(&again.design, catalogue);
        let now = by_key(&now);
        // Export keys follow names in the source, so that a rename there changes them: what is said counts, not under which key.
        let mut said: BTreeMap<String, usize> = BTreeMap::new();
        for x in now.values() {
            *said.entry(signature(x, &now)).or_default() += 1;
        }
        for (k, y) in b {
            match said.get_mut(&signature(y, b)).filter(|n| **n > 0) {
                Some(n) => *n -= 1,
                None if self.told.contains(k) => {}
                None => self.left(y, None, text!("read again, the source does not have it as the design has it: look at it there")),
            }
        }
        let more: usize = said.values().sum();
        if more > 0 && self.out.left.is_empty() {
            self.out.left.push(text!("Read again, the source has {n} more than the design: look at it there", n = more));
        }
    }

    /// A value that can be written as it is; none where it cannot be said in the source.
    fn wanted(&self, e: Option<&Expr>) -> Option<Wanted> {
        match e {
            None => Some(None),
            Some(e) => self.plain_of(e).map(Some),
        }
    }

    fn plain_of(&self, e: &Expr) -> Option<Plain> {
        Some(match e {
            Expr::Bool(b) => Plain::Bool(*b),
            Expr::Int(n) => Plain::Int(*n),
            Expr::Text(s) => Plain::Text(s.clone()),
            Expr::List(all) => Plain::List(all.iter().map(|e| self.plain_of(e)).collect::<Option<_>>()?),
            Expr::Ref(r) => Plain::Reference(self.names.reference(r)?),
            _ => return None,
        })
    }
}

/// What a block says, with the names of what it refers to in place of their keys.
fn signature(b: &Block, all: &BTreeMap<Key, &Block>) -> String {
    let mut out = format!("{} {} {:?} {:?}", b.set.resource, b.set.name, b.name, b.tags);
    say_body(&b.body, all, &mut out);
    out
}

fn say_body(body: &Body, all: &BTreeMap<Key, &Block>, out: &mut String) {
    for (name, e) in attributes(body) {
        out.push_str(&format!(" {name}="));
        say(e, all, out);
    }
    for part in &body.parts {
        for inner in &part.bodies {
            out.push_str(&format!(" {}{{", part.name));
            say_body(inner, all, out);
            out.push('}');
        }
    }
}

fn say(e: &Expr, all: &BTreeMap<Key, &Block>, out: &mut String) {
    match e {
        Expr::Ref(r) => {
            let to = all.get(&written::target(r)).and_then(|b| b.name.as_deref());
            out.push_str(&format!("{} {to:?}.{}", r.set.resource, r.attribute));
        }
        Expr::List(inner) => inner.iter().for_each(|e| {
            say(e, all, out);
            out.push(',');
        }),
        Expr::Map(inner) => inner.iter().for_each(|(k, e)| {
            out.push_str(&format!("{k}:"));
            say(e, all, out);
        }),
        Expr::Json(inner) => say(inner, all, out),
        // Under keys that follow names.
        Expr::Input { variable, field, .. } => out.push_str(&format!("{variable} {field:?}")),
        Expr::Document(_) => out.push_str("policy"),
        Expr::Ipv6 { bits, number, .. } => out.push_str(&format!("ipv6 {bits} {number}")),
        Expr::Bool(_) | Expr::Int(_) | Expr::Text(_) => out.push_str(&format!("{e:?}")),
    }
}

fn attributes(b: &Body) -> impl Iterator<Item = (&'static str, &Expr)> {
    b.attributes.iter().filter_map(|a: &block::Attribute| Some((a.name, a.value.value()?)))
}

/// What stands in the source in so many words.
fn plain(e: &Expression) -> Option<Plain> {
    Some(match e {
        Expression::Bool(b) => Plain::Bool(*b.value()),
        Expression::Number(n) => Plain::Int(n.value().as_i64()?),
        Expression::String(s) => Plain::Text(s.value().clone()),
        Expression::Array(all) => Plain::List(all.iter().map(plain).collect::<Option<_>>()?),
        Expression::Traversal(_) => Plain::Reference(e.to_string().split_whitespace().collect()),
        _ => return None,
    })
}

fn shown(p: &Plain) -> String {
    match p {
        Plain::Bool(b) => b.to_string(),
        Plain::Int(n) => n.to_string(),
        Plain::Text(s) => hcl::quoted(s),
        Plain::Reference(r) => r.clone(),
        Plain::List(all) => format!("[{}]", all.iter().map(shown).collect::<Vec<_>>().join(", ")),
    }
}

/// Whether both say the same: a number may stand as a text, and the other way round.
fn same(a: &Plain, b: &Plain) -> bool {
    a == b || shown(a).trim_matches('"') == shown(b).trim_matches('"')
}

fn no_place() -> Text {
    text!("it has no place")
}

/// Where a value stands, if it is the one that the design was read with.
fn value_of(e: &Expression, was: Option<&Plain>, at: &str) -> Result<Range<usize>, Text> {
    let worked_out = || text!("it is worked out by an expression, at {at}", at = code(at));
    let own = plain(e).ok_or_else(worked_out)?;
    if was.is_some_and(|w| !same(w, &own)) {
        let refers = |p: &Plain| matches!(p, Plain::Reference(_));
        let in_list = matches!(&own, Plain::List(all) if all.iter().any(refers));
        return Err(if refers(&own) || in_list {
            worked_out()
        } else {
            text!("the source says {value} there, at {at}", value = code(shown(&own)), at = code(at))
        });
    }
    e.span().ok_or_else(no_place)
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

/// A block with its lines and the empty one before it.
fn paragraph(text: &str, at: Range<usize>) -> Range<usize> {
    let own = line(text, at);
    let before = text.get(..own.start).unwrap_or_default();
    // Only what is empty goes: the first block of a file has none before it, and takes the one behind it.
    let above = before.strip_suffix("\n\n").map(|_| own.start - 1);
    let below = || text.get(own.end..).and_then(|s| s.strip_prefix('\n')).map(|_| own.end + 1);
    match above {
        Some(start) => start..own.end,
        None if before.trim().is_empty() => own.start..below().unwrap_or(own.end),
        None => own,
    }
}

/// Whether a text has an address as a whole word.
fn mentions(text: &str, address: &str) -> bool {
    let part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    text.match_indices(address).any(|(i, found)| {
        let before = text.get(..i).and_then(|s| s.chars().next_back());
        let after = text.get(i + found.len()..).and_then(|s| s.chars().next());
        !before.is_some_and(|c| part(c) || c == '.') && !after.is_some_and(part)
    })
}
