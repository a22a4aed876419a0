//! Intrinsic functions, parameters, mappings and conditions of one template.

use super::nested::{All, Children, STACK};
use super::tree::{Data, NOTHING, Node};
use super::types;
use crate::catalogue::Catalogue;
use crate::interchange::imported::ImportError;
use crate::interchange::item::{Map, Val};
use crate::interchange::raise::firewalls::endpoint;
use crate::interchange::raise::part;
use crate::net::cidr;
use crate::ordered::{BTreeMap, BTreeSet};
use crate::text;
use crate::text::code;
use ipnet::IpNet;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// Values that one template may be evaluated to.
const FUEL: usize = 3_000_000;
/// Functions inside functions.
const DEPTH: usize = 120;

pub struct Template<'a> {
    pub file: &'a str,
    /// What stands before addresses, where there are several templates.
    pub prefix: String,
    pub root: &'a Node,
    pub region: String,
    /// What the stack gives that this is a part of; none for a template that stands for itself.
    pub inputs: Option<BTreeMap<String, Val>>,
    /// Every template of the files.
    pub all: &'a All<'a>,
    pub children: RefCell<Children<'a>>,
    /// Stacks around.
    pub level: usize,
    /// Parameters that stand for what exists already: they are looked up.
    pub looked_up: RefCell<BTreeSet<String>>,
    /// Parameters for zones that say none: the region's are taken in order.
    pub zones: RefCell<BTreeSet<String>>,
    /// Transforms that were met.
    pub transforms: RefCell<BTreeSet<String>>,
    /// Firewalls whose endpoints were picked by their order.
    pub firewalls: RefCell<BTreeSet<String>>,
    running: RefCell<BTreeSet<String>>,
    fuel: Cell<usize>,
    depth: Cell<usize>,
}

pub type Out = Result<Val, ImportError>;

impl<'a> Template<'a> {
    pub fn new(file: &'a str, prefix: String, root: &'a Node, region: String, all: &'a All<'a>) -> Self {
        Self {
            file,
            prefix,
            root,
            region,
            inputs: None,
            all,
            children: RefCell::default(),
            level: 0,
            looked_up: RefCell::default(),
            zones: RefCell::default(),
            transforms: RefCell::default(),
            firewalls: RefCell::default(),
            running: RefCell::default(),
            fuel: Cell::new(FUEL),
            depth: Cell::new(0),
        }
    }

    /// The template of a nested stack.
    pub fn inner(&self, id: &str, file: &'a str, root: &'a Node, inputs: BTreeMap<String, Val>) -> Self {
        let prefix = format!("{}{id}.", self.prefix);
        Self { inputs: Some(inputs), level: self.level + 1, ..Self::new(file, prefix, root, self.region.clone(), self.all) }
    }

    /// Marks something as being worked out; false where it is already.
    pub fn begin(&self, mark: &str) -> bool {
        self.running.borrow_mut().insert(mark.to_string())
    }

    pub fn end(&self, mark: &str) {
        self.running.borrow_mut().remove(mark);
    }

    pub fn at(&self, node: &Node) -> String {
        if node.line > 0 { format!("{}:{}", self.file, node.line) } else { self.file.to_string() }
    }

    fn unknown(&self, name: impl Into<String>, node: &Node) -> Val {
        Val::unknown(name, self.at(node))
    }

    /// The first thing in a value that is not known.
    fn open(&self, v: &Val, node: &Node) -> Val {
        match v {
            Val::Link(_) | Val::Part { .. } => self.unknown(v.shown(), node),
            v => match (v.open(), link(v)) {
                (Some(o), _) => Val::Unknown(o.clone()),
                (None, Some(link)) => self.unknown(link.shown(), node),
                (None, None) => self.unknown("a value of another type", node),
            },
        }
    }

    pub fn eval(&self, node: &Node) -> Out {
        let left = self
            .fuel
            .get()
            .checked_sub(1)
            .ok_or_else(|| ImportError::new(self.at(node), text!("this template asks for too many values")))?;
        self.fuel.set(left);
        let depth = self.depth.get();
        if depth > DEPTH {
            return Err(ImportError::new(self.at(node), text!("functions here are nested too deeply")));
        }
        self.depth.set(depth + 1);
        let out = self.value(node);
        self.depth.set(depth);
        out
    }

    fn value(&self, node: &Node) -> Out {
        Ok(match &node.data {
            Data::Null => Val::Null,
            Data::Bool(b) => Val::Bool(*b),
            Data::Int(n) => Val::Int(*n),
            Data::Text(s) => self.dynamic(s, node),
            Data::List(all) => {
                let values: Vec<Val> = all.iter().map(|n| self.eval(n)).collect::<Result<_, _>>()?;
                // What is not there by a condition is not there.
                Val::list(values.into_iter().filter(|v| !v.is_null()).collect())
            }
            Data::Map(all) => match all.as_slice() {
                [(name, arg)] if name == "Ref" || name.starts_with("Fn::") || (name == "Condition" && arg.text().is_some()) => {
                    self.function(name, arg)?
                }
                all => {
                    let mut out = Map::new();
                    for (k, v) in all {
                        let v = self.eval(v)?;
                        if !v.is_null() {
                            out.insert(k.as_str().into(), v);
                        }
                    }
                    Val::map(out)
                }
            },
        })
    }

    fn function(&self, name: &str, arg: &Node) -> Out {
        let args = arg.list();
        let arg_at = |n: usize| args.get(n).unwrap_or(&NOTHING);
        Ok(match name {
            "Ref" => self.reference(arg.text().unwrap_or_default(), arg)?,
            "Condition" => self.condition(arg.text().unwrap_or_default(), arg)?,
            "Fn::GetAtt" => {
                let (id, attribute) = match &arg.data {
                    Data::Text(s) => s.split_once('.').map(|(a, b)| (a.to_string(), b.to_string())).unwrap_or_default(),
                    _ => (arg_at(0).text().unwrap_or_default().to_string(), self.eval(arg_at(1))?.shown()),
                };
                self.attribute(&id, &attribute, arg)?
            }
            "Fn::Sub" => self.substitute(arg)?,
            "Fn::Join" => {
                let (by, all) = (self.eval(arg_at(0))?, self.eval(arg_at(1))?);
                let texts: Option<Vec<String>> = all.each().iter().map(text).collect();
                match (text(&by), texts) {
                    (Some(by), Some(all)) => Val::from(all.join(by.as_str())),
                    (by, _) => match all.each() {
                        // One thing, joined with nothing.
                        [one] => one.clone(),
                        // Ids as one text, which are handed on and come apart again: what they are is not lost.
                        many if by.as_deref() == Some(",") && many.iter().all(|v| matches!(v, Val::Link(_) | Val::Text(_))) => all.clone(),
                        _ => self.open(&all, arg),
                    },
                }
            }
            "Fn::Select" => {
                let (n, all) = (self.eval(arg_at(0))?, self.eval(arg_at(1))?);
                match (n.as_int().and_then(|n| usize::try_from(n).ok()), &all) {
                    (Some(n), Val::List(all)) => {
                        all.get(n).cloned().unwrap_or_else(|| self.unknown(format!("element {n} of a list of {}", all.len()), arg))
                    }
                    // The blocks of a VPC: the first is what it is known by.
                    (Some(0), Val::Link(_)) => all,
                    (Some(n), Val::Link(l)) => Val::link(l.to.clone(), format!("{}[{n}]", l.attribute)),
                    (None, _) => self.open(&n, arg),
                    _ => self.open(&all, arg),
                }
            }
            "Fn::Split" => {
                let (by, s) = (self.eval(arg_at(0))?, self.eval(arg_at(1))?);
                match (text(&by), text(&s)) {
                    (Some(by), Some(s)) if !by.is_empty() => Val::list(s.split(by.as_str()).map(Val::from).collect()),
                    (Some(by), None) if by == "," && matches!(s, Val::List(_)) => s,
                    (Some(by), None) if by == ":" => self.of_firewall(&s).unwrap_or_else(|| self.open(&s, arg)),
                    _ => self.open(&s, arg),
                }
            }
            "Fn::FindInMap" => {
                let keys: Vec<Val> = args.iter().take(3).map(|n| self.eval(n)).collect::<Result<_, _>>()?;
                let texts: Option<Vec<String>> = keys.iter().map(text).collect();
                match texts.as_deref() {
                    Some([map, top, second]) => {
                        let found = self.root.get("Mappings").get(map).get(top).get(second);
                        let default = arg_at(3).get("DefaultValue");
                        if !found.is_null() {
                            self.eval(found)?
                        } else if !default.is_null() {
                            self.eval(default)?
                        } else {
                            self.unknown(format!("{map}.{top}.{second}"), arg)
                        }
                    }
                    _ => keys.iter().find(|v| text(v).is_none()).map_or(Val::Null, |v| self.open(v, arg)),
                }
            }
            "Fn::GetAZs" => {
                let region = self.eval(arg)?;
                let region = text(&region).filter(|r| !r.is_empty()).unwrap_or_else(|| self.region.clone());
                match Catalogue::bundled().region(&region).filter(|r| !r.zones.is_empty()) {
                    Some(r) => Val::list(r.zones.iter().map(|z| Val::from(z.name)).collect()),
                    None => self.unknown(format!("the zones of {region}"), arg),
                }
            }
            "Fn::Cidr" => self.cidr(arg)?,
            "Fn::If" => {
                let cond = self.condition(arg_at(0).text().unwrap_or_default(), arg)?;
                match cond.as_bool() {
                    Some(true) => self.eval(arg_at(1))?,
                    Some(false) => self.eval(arg_at(2))?,
                    None => {
                        let (yes, no) = (self.eval(arg_at(1))?, self.eval(arg_at(2))?);
                        if yes == no { yes } else { self.open(&cond, arg) }
                    }
                }
            }
            "Fn::Equals" => {
                let (a, b) = (self.eval(arg_at(0))?, self.eval(arg_at(1))?);
                match (text(&a), text(&b)) {
                    (Some(a), Some(b)) => Val::Bool(a == b),
                    (None, _) if a.is_null() || b.is_null() => Val::Bool(a == b),
                    // What AWS gives is something.
                    (None, Some(s)) | (Some(s), None) if s.is_empty() && [&a, &b].into_iter().any(given_by_aws) => Val::Bool(false),
                    _ if a == b => Val::Bool(true),
                    (None, _) => self.open(&a, arg),
                    _ => self.open(&b, arg),
                }
            }
            "Fn::Not" => {
                let v = self.eval(arg_at(0))?;
                v.as_bool().map_or_else(|| self.open(&v, arg), |b| Val::Bool(!b))
            }
            "Fn::And" | "Fn::Or" => {
                let all: Vec<Val> = args.iter().map(|n| self.eval(n)).collect::<Result<_, _>>()?;
                let decides = name == "Fn::Or";
                if all.iter().any(|v| v.as_bool() == Some(decides)) {
                    Val::Bool(decides)
                } else {
                    all.iter().find(|v| v.as_bool().is_none()).map_or(Val::Bool(!decides), |v| self.open(v, arg))
                }
            }
            "Fn::ImportValue" => {
                let v = self.eval(arg)?;
                let name = format!("import {}", v.shown());
                self.given(&name).unwrap_or_else(|| self.unknown(name, arg))
            }
            "Fn::Base64" => self.eval(arg)?,
            "Fn::Length" => match self.eval(arg)? {
                Val::List(all) => Val::Int(all.len() as i64),
                v => self.open(&v, arg),
            },
            "Fn::ToJsonString" => {
                let v = self.eval(arg)?;
                if v.open().is_some() { self.open(&v, arg) } else { Val::from(v.json()) }
            }
            "Fn::Transform" => {
                let name = arg.get("Name").text().unwrap_or("a transform").to_string();
                self.transforms.borrow_mut().insert(name.clone());
                self.unknown(format!("what the transform {name} makes"), arg)
            }
            other => self.unknown(format!("the result of {other}, which Portico does not work out"), arg),
        })
    }

    /// What the user says of something that the template leaves open.
    pub fn given(&self, name: &str) -> Option<Val> {
        self.all.given.get(name).map(|s| Val::from(s.as_str()))
    }

    /// A text; what stands for a value that only the account knows is not known. [Dynamic references]
    fn dynamic(&self, s: &str, node: &Node) -> Val {
        match s.split_once("{{resolve:").and_then(|(_, rest)| rest.split_once("}}")) {
            Some((name, _)) => {
                let name = format!("resolve:{name}");
                let whole = s.trim() == format!("{{{{{name}}}}}");
                self.given(&name).filter(|_| whole).unwrap_or_else(|| self.unknown(name, node))
            }
            None => Val::from(s),
        }
    }

    /// The zone and the id of a firewall's endpoint, which `EndpointIds` has as `zone:id`. [AWS::NetworkFirewall::Firewall]
    fn of_firewall(&self, v: &Val) -> Option<Val> {
        let Val::Link(l) = v else { return None };
        let n = l.attribute.strip_prefix("EndpointIds")?;
        let n = if n.is_empty() { 0 } else { n.strip_prefix('[')?.strip_suffix(']')?.parse().ok()? };
        self.firewalls.borrow_mut().insert(l.to.to_string());
        Some(Val::list(vec![Val::link(l.to.clone(), "zone"), endpoint(&l.to, n)]))
    }

    fn reference(&self, name: &str, node: &Node) -> Out {
        let partition = if self.region.starts_with("cn-") {
            "aws-cn"
        } else if self.region.starts_with("us-gov-") {
            "aws-us-gov"
        } else {
            "aws"
        };
        Ok(match name {
            "AWS::Region" => Val::from(self.region.as_str()),
            "AWS::NoValue" => Val::Null,
            "AWS::Partition" => Val::from(partition),
            "AWS::URLSuffix" => Val::from(Catalogue::bundled().region(&self.region).map_or("amazonaws.com", |r| r.dns_suffix)),
            "AWS::StackName" => self.given(name).unwrap_or_else(|| Val::from("stack")),
            n if n.starts_with("AWS::") => self.given(n).unwrap_or_else(|| self.unknown(n, node)),
            n => {
                let parameter = self.root.get("Parameters").get(n);
                if !parameter.is_null() {
                    return self.parameter(n, parameter);
                }
                let resource = self.root.get("Resources").get(n);
                match resource.get("Type").text() {
                    Some(kind) => Val::link(format!("{}{n}", self.prefix), types::reference(kind)),
                    None => self.unknown(n, node),
                }
            }
        })
    }

    fn parameter(&self, name: &str, p: &Node) -> Out {
        let kind = p.get("Type").text().unwrap_or("String");
        let list = kind.starts_with("List<") || kind == "CommaDelimitedList";
        let said = match self.inputs.as_ref().and_then(|i| i.get(name)) {
            // As the stack gives it, known or not.
            Some(v @ (Val::Link(_) | Val::Part { .. } | Val::Unknown(_))) if list => return Ok(Val::list(vec![v.clone()])),
            Some(v @ (Val::Link(_) | Val::Part { .. } | Val::Unknown(_) | Val::List(_))) => return Ok(v.clone()),
            Some(v) => Some(v.clone()),
            None => self.given(&format!("{}{name}", self.prefix)).or_else(|| self.given(name)),
        };
        let said = match said {
            Some(v) => v,
            // The default is the parameter's name in the store, and its value what only the account knows.
            None if kind.starts_with("AWS::SSM::Parameter::Value") => Val::Null,
            None if p.get("Default").is_null() => Val::Null,
            None => self.eval(p.get("Default"))?,
        };
        let kind = kind.strip_prefix("AWS::SSM::Parameter::Value<").map_or(kind, |k| k.strip_suffix('>').unwrap_or(k));
        let list = kind.starts_with("List<") || kind == "CommaDelimitedList";
        if said.is_null() || (said.as_text().is_none() && kind.contains("AWS::EC2::") && said.word().is_none()) {
            // What exists already and is only named.
            let stands_for = kind.trim_start_matches("List<").trim_end_matches('>');
            if types::looked_up(stands_for).is_some() {
                self.looked_up.borrow_mut().insert(name.into());
                let link = Val::link(format!("{}{name}", self.prefix), "id");
                return Ok(if list { Val::list(vec![link]) } else { link });
            }
            return Ok(self.zones_of(name, kind).unwrap_or_else(|| self.unknown(name, p)));
        }
        Ok(match said.word() {
            Some(s) if list => Val::list(s.split(',').map(|s| Val::from(s.trim())).filter(|v| !v.is_blank()).collect()),
            _ => said,
        })
    }

    /// What stands for a parameter that takes zones: the region's, one after the other.
    fn zones_of(&self, name: &str, kind: &str) -> Option<Val> {
        const ZONE: &str = "AWS::EC2::AvailabilityZone::Name";
        if kind.trim_start_matches("List<").trim_end_matches('>') != ZONE {
            return None;
        }
        let zones = &Catalogue::bundled().region(&self.region)?.zones;
        let found = if kind == ZONE {
            let alike = self.root.get("Parameters").entries().iter().filter(|(_, p)| p.get("Type").text() == Some(ZONE));
            let n = alike.take_while(|(other, _)| other != name).count();
            Val::from(zones.get(n.checked_rem(zones.len())?)?.name)
        } else {
            Val::list(zones.iter().map(|z| Val::from(z.name)).collect())
        };
        self.zones.borrow_mut().insert(name.into());
        Some(found)
    }

    /// Whether a condition holds.
    pub fn condition(&self, name: &str, node: &Node) -> Out {
        let c = self.root.get("Conditions").get(name);
        if c.is_null() {
            return Ok(self.unknown(format!("condition {name}"), node));
        }
        if !self.running.borrow_mut().insert(name.to_string()) {
            return Err(ImportError::new(
                self.at(node),
                text!("condition {name} needs itself: these conditions go in a circle", name = code(name)),
            ));
        }
        let out = self.eval(c);
        self.running.borrow_mut().remove(name);
        out
    }

    fn attribute(&self, id: &str, attribute: &str, node: &Node) -> Out {
        let resource = self.root.get("Resources").get(id);
        let Some(kind) = resource.get("Type").text() else { return Ok(self.unknown(format!("{id}.{attribute}"), node)) };
        if let Some(name) = attribute.strip_prefix("Outputs.").filter(|_| kind == STACK) {
            return self.output(id, name, node);
        }
        // What is said of it, where an attribute has the name of a property.
        let said = resource.get("Properties").get(attribute);
        if !said.is_null() {
            let mark = format!("{id}.{attribute}");
            if self.running.borrow_mut().insert(mark.clone()) {
                let out = self.eval(said);
                self.running.borrow_mut().remove(&mark);
                return out;
            }
        }
        if kind == "AWS::S3::Bucket" && attribute == "Arn" {
            let name = self.eval(resource.get("Properties").get("BucketName"))?;
            if let Some(name) = text(&name) {
                return Ok(Val::from(format!("arn:aws:s3:::{name}")));
            }
        }
        Ok(Val::link(format!("{}{id}", self.prefix), types::attribute(kind, attribute)))
    }

    fn substitute(&self, arg: &Node) -> Out {
        let (template, own) = match &arg.data {
            Data::Text(s) => (s.as_str(), &NOTHING),
            _ => (arg.list().first().and_then(Node::text).unwrap_or_default(), arg.list().get(1).unwrap_or(&NOTHING)),
        };
        let mut out = String::new();
        let mut rest = template;
        while let Some((before, after)) = rest.split_once("${") {
            out.push_str(before);
            let Some((name, after)) = after.split_once('}') else {
                out.push_str("${");
                rest = after;
                continue;
            };
            rest = after;
            let name = name.trim();
            if let Some(literal) = name.strip_prefix('!') {
                out.push_str(&format!("${{{literal}}}"));
                continue;
            }
            let value = if !own.get(name).is_null() {
                self.eval(own.get(name))?
            } else if let Some((id, attribute)) = name.split_once('.') {
                self.attribute(id, attribute, arg)?
            } else {
                self.reference(name, arg)?
            };
            match text(&value) {
                Some(s) => out.push_str(&s),
                // Nothing but what it stands for.
                None if out.is_empty() && rest.is_empty() => return Ok(value),
                None => return Ok(self.open(&value, arg)),
            }
            if out.len() > 4 * 1024 * 1024 {
                return Err(ImportError::new(self.at(arg), text!("a text here grows beyond 4 MB")));
            }
        }
        out.push_str(rest);
        Ok(self.dynamic(&out, arg))
    }

    /// `Fn::Cidr: [block, count, host bits]`.
    fn cidr(&self, arg: &Node) -> Out {
        let all: Vec<Val> = arg.list().iter().map(|n| self.eval(n)).collect::<Result<_, _>>()?;
        let [block, count, rest @ ..] = all.as_slice() else { return Ok(self.unknown("the result of Fn::Cidr", arg)) };
        let block = match block {
            Val::List(all) => all.first().unwrap_or(block),
            b => b,
        };
        let (Some(count), host) = (count.as_int(), rest.first().and_then(Val::as_int)) else { return Ok(self.open(count, arg)) };
        let count = count.clamp(0, 256);
        let bits = |prefix: u8, width: u8| host.and_then(|h| u8::try_from(h).ok()).and_then(|h| width.checked_sub(h)?.checked_sub(prefix));
        if let Val::Link(l) = block {
            if !l.attribute.contains("ipv6") {
                return Ok(self.open(block, arg));
            }
            // What AWS picks is a /56. [VPC CIDR blocks]
            let Some(bits) = bits(56, 128) else { return Ok(self.unknown("the result of Fn::Cidr", arg)) };
            return Ok(Val::list((0..count).map(|number| Val::Part { of: l.clone(), bits, number }).collect()));
        }
        let Some(net) = block.as_text().and_then(|s| cidr::parse(s).ok()) else { return Ok(self.open(block, arg)) };
        let (prefix, width) = match net {
            IpNet::V4(n) => (n.prefix_len(), 32),
            IpNet::V6(n) => (n.prefix_len(), 128),
        };
        let Some(bits) = bits(prefix, width) else { return Ok(self.unknown("the result of Fn::Cidr", arg)) };
        let all: Option<Vec<Val>> = (0..count).map(|n| part(net, bits, n).map(|n| Val::from(n.to_string()))).collect();
        Ok(all.map_or_else(|| self.unknown("the result of Fn::Cidr", arg), Val::list))
    }
}

fn given_by_aws(v: &Val) -> bool {
    matches!(v, Val::Link(_) | Val::Part { .. })
}

/// The first thing in a list or a map that only AWS says.
fn link(v: &Val) -> Option<&Val> {
    match v {
        Val::Link(_) | Val::Part { .. } => Some(v),
        Val::List(all) => all.iter().find_map(link),
        Val::Map(all) => all.values().find_map(link),
        _ => None,
    }
}

/// A value as a text, where it can be one.
pub fn text(v: &Val) -> Option<String> {
    match v {
        Val::Bool(b) => Some(b.to_string()),
        Val::Text(s) => Some(s.to_string()),
        v => v.word(),
    }
}

/// A property by its path: `Options.ApplianceModeSupport`, `Certificates[].CertificateArn` of the first of a list.
pub fn property(v: &Val, path: &str) -> Val {
    let mut at = v.clone();
    for step in path.split('.') {
        let (name, first) = step.strip_suffix("[]").map_or((step, false), |n| (n, true));
        at = match &at {
            Val::Map(m) => m.get(name).cloned().unwrap_or_default(),
            _ => return Val::Null,
        };
        if first {
            at = at.each().first().cloned().unwrap_or_default();
        }
    }
    at
}

/// A map of a few fields, without those that say nothing.
pub fn fields(all: &[(&str, Val)]) -> Map {
    all.iter().filter(|(_, v)| !v.is_null()).map(|(k, v)| (Rc::from(*k), v.clone())).collect()
}
