//! What typed text does to the design: from a place and a text to a command, or to what is wrong with the text.

use super::rule::{self, EntryPart, RulePart};
use super::{problem, words};
use crate::language::InLanguage;
use crate::language::refusal as say;
use portico_core::document::{Account, Document, Flow, Id, NetworkAcl, NodeId, Resource, SecurityGroup, Value};
use portico_core::edit::{Command, Draft};

/// A step into a field's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    Item(usize),
    Key(&'static str),
}

/// How a text becomes a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typed {
    /// As it stands.
    Text,
    /// Trimmed: a CIDR, an address, a code.
    Code,
    /// As `Code`; nothing when empty.
    Optional,
    Int,
    OptionalInt,
    /// Several, with commas or spaces between.
    List,
    /// A CIDR block or a prefix list by its name.
    Destination,
    /// An address, or an endpoint or load balancer by its name.
    Answer,
    /// A CIDR block, as an entry of a prefix list.
    Entry,
}

/// Which figure of a flow's monthly use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UsagePart {
    Low,
    Typical,
    High,
    PercentOut,
}

/// What typing into a field changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    Put {
        node: NodeId,
        field: &'static str,
        path: Vec<Step>,
        typed: Typed,
    },
    /// Adds to a list.
    Append {
        node: NodeId,
        field: &'static str,
        typed: Typed,
    },
    Rule {
        group: Id<SecurityGroup>,
        ingress: bool,
        index: usize,
        part: RulePart,
    },
    Entry {
        acl: Id<NetworkAcl>,
        ingress: bool,
        index: usize,
        part: EntryPart,
    },
    Assume {
        field: &'static str,
        typed: Typed,
    },
    /// A field of the first account, which is made when there is none.
    Account(&'static str),
    Usage {
        flow: Id<Flow>,
        part: UsagePart,
    },
    /// The text is `key` or `key=value`.
    NewTag(NodeId),
    Tag {
        node: NodeId,
        key: String,
    },
    AwsId(NodeId),
}

impl Edit {
    /// A whole field.
    pub fn field(node: NodeId, field: &'static str, typed: Typed) -> Self {
        Self::Put { node, field, path: Vec::new(), typed }
    }

    /// The command that typing `text` asks for, or what is wrong with it, in words for beside the field.
    pub fn command(&self, doc: &Document, text: &str) -> Result<Command, String> {
        match self {
            Self::Put { node, field, path, typed } => {
                let value = typed.value(doc, text)?;
                put(doc, *node, field, path, value)
            }
            Self::Append { node, field, typed } => {
                let body = &doc.model.node(*node).ok_or_else(gone)?.body;
                let Some(Value::List(mut all)) = body.get(field) else {
                    return Err(crate::language::t("This field is not a list.").into());
                };
                all.push(typed.value(doc, text)?);
                Ok(Command::Set { node: *node, field: (*field).into(), value: Value::List(all) })
            }
            Self::Rule { group, ingress, index, part } => rule::edit_rule(doc, *group, *ingress, *index, *part, text),
            Self::Entry { acl, ingress, index, part } => rule::edit_entry(doc, *acl, *ingress, *index, *part, text),
            Self::Assume { field, typed } => Ok(Command::Assume { field: (*field).into(), value: typed.value(doc, text)? }),
            Self::Account(field) => account(doc, field, text),
            Self::Usage { flow, part } => usage(doc, *flow, *part, text),
            Self::NewTag(node) => {
                let (key, value) = text.split_once('=').unwrap_or((text, ""));
                tag(*node, key.trim(), value.trim())
            }
            Self::Tag { node, key } => tag(*node, key, text.trim()),
            Self::AwsId(node) => {
                let existing = doc.model.meta(*node).is_some_and(|m| m.existing);
                let id = text.trim();
                Ok(Command::Existing { node: *node, existing, aws_id: (!id.is_empty()).then(|| id.into()) })
            }
        }
    }

    /// The design after typing `text`, or what is wrong with it.
    pub fn tried(&self, doc: &Document, text: &str) -> Result<Document, String> {
        doc.apply(&self.command(doc, text)?).map_err(|e| say(&e))
    }

    /// What is doubtful about a row in a design that this edit led to.
    pub fn doubt(&self, next: &Document, row: &str) -> Option<String> {
        let (node, row) = match self {
            Self::Put { node, .. } => (*node, row.to_string()),
            Self::Append { node, field: "cidrs", .. } => {
                let Some(Value::List(all)) = next.model.node(*node).and_then(|n| n.body.get("cidrs")) else { return None };
                (*node, format!("cidr-{}", all.len().checked_sub(1)?))
            }
            _ => return None,
        };
        problem::of(&next.model, node, &row).map(|t| t.told(&next.model))
    }
}

fn gone() -> String {
    crate::language::t("This is no longer in the design.").into()
}

fn put(doc: &Document, node: NodeId, field: &str, path: &[Step], value: Value) -> Result<Command, String> {
    let body = &doc.model.node(node).ok_or_else(gone)?.body;
    let mut whole = body.get(field).ok_or_else(gone)?;
    let mut at = &mut whole;
    for step in path {
        at = match (step, at) {
            (Step::Item(i), Value::List(all)) => all.get_mut(*i).ok_or_else(gone)?,
            (Step::Key(k), Value::Map(all)) => all.get_mut(*k).ok_or_else(gone)?,
            _ => return Err(gone()),
        };
    }
    *at = value;
    Ok(Command::Set { node, field: field.into(), value: whole })
}

impl Typed {
    pub fn value(self, doc: &Document, text: &str) -> Result<Value, String> {
        let trimmed = text.trim();
        match self {
            Self::Text => Ok(Value::text(text)),
            Self::Optional | Self::OptionalInt if trimmed.is_empty() => Ok(Value::Null),
            Self::Code | Self::Optional => Ok(Value::text(trimmed)),
            Self::Int | Self::OptionalInt => number(trimmed).map(Value::Int),
            Self::List => Ok(Value::List(parts(text).map(Value::text).collect())),
            Self::Destination => words::parse_destination(doc, trimmed),
            Self::Answer => words::parse_answer(doc, trimmed),
            Self::Entry => Ok(Value::Map([("cidr".to_string(), Value::text(trimmed))].into_iter().collect())),
        }
    }
}

/// A whole number, thousands separated or not.
pub fn number(text: &str) -> Result<i64, String> {
    let digits: String = text.chars().filter(|c| !matches!(c, ',' | ' ' | '\u{202f}')).collect();
    digits.parse().map_err(|_| crate::say!("\"{tring}\" is not a whole number.", tring = text.chars().take(40).collect::<String>()))
}

fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ' ', '\n', ';']).map(str::trim).filter(|s| !s.is_empty())
}

fn tag(node: NodeId, key: &str, value: &str) -> Result<Command, String> {
    if key.is_empty() {
        return Err(crate::language::t("A tag has a key.").into());
    }
    if key.chars().count() > 128 || value.chars().count() > 256 {
        return Err(crate::language::t("A tag's key has at most 128 characters, its value 256.").into());
    }
    if key.get(..4).is_some_and(|p| p.eq_ignore_ascii_case("aws:")) {
        return Err(crate::language::t("Keys that begin with aws: are AWS's own.").into());
    }
    if key == "Name" {
        return Err(crate::language::t("The tag Name is the name above.").into());
    }
    Ok(Command::Tag { node, key: key.into(), value: Some(value.into()) })
}

fn account(doc: &Document, field: &'static str, text: &str) -> Result<Command, String> {
    let text = text.trim();
    match field {
        "account_id" if !text.is_empty() && (text.len() != 12 || !text.bytes().all(|b| b.is_ascii_digit())) => {
            return Err(crate::say!("\"{tring}\" is not an account id: twelve digits.", tring = text.chars().take(40).collect::<String>()));
        }
        "organization" if !text.is_empty() && !text.starts_with("o-") => {
            return Err(crate::language::t("An organization's id starts with o-.").into());
        }
        _ => {}
    }
    let mut draft = Draft::new(doc);
    let id = match doc.model.all::<Account>().next() {
        Some((id, _)) => id.node(),
        None => {
            let account = Account { account_id: None, organization: None };
            let id = doc.next_id(Account::KIND);
            draft.add(Some("this account"), account).map_err(|e| say(&e))?;
            id
        }
    };
    let value = (!text.is_empty()).then(|| text.to_string());
    draft.set(id, field, &value).map_err(|e| say(&e))?;
    Ok(draft.finish())
}

fn usage(doc: &Document, flow: Id<Flow>, part: UsagePart, text: &str) -> Result<Command, String> {
    let mut u = doc.usage_of(flow);
    let n = number(text.trim())?;
    let gb = || u32::try_from(n).map_err(|_| crate::say!("{n} is not a number of GB a month from 0 to {u32}.", n = n, u32 = u32::MAX));
    match part {
        UsagePart::Low => u.gb.low = gb()?,
        UsagePart::Typical => u.gb.typical = gb()?,
        UsagePart::High => u.gb.high = gb()?,
        UsagePart::PercentOut => {
            u.percent_out =
                u8::try_from(n).ok().filter(|p| *p <= 100).ok_or_else(|| crate::say!("{n} is not a percentage from 0 to 100.", n = n))?;
        }
    }
    if part == UsagePart::Low && u.gb.low > u.gb.typical {
        return Err(crate::say!("Low is at most the typical {typical}.", typical = u.gb.typical));
    }
    if part == UsagePart::High && u.gb.high < u.gb.typical {
        return Err(crate::say!("High is at least the typical {typical}.", typical = u.gb.typical));
    }
    Ok(Command::Use { flow, usage: Some(u) })
}
