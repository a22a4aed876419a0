//! Messages as a template with typed arguments: nothing goes stale on rename, every name is a link, and the English
//! template is the key under which other languages keep theirs.

use crate::document::{Model, NodeId};
use crate::made::made_from;
use crate::net::refusal::{Part, Refusal};
use ipnet::IpNet;
use std::fmt;
use std::net::IpAddr;

/// A message: `{name}` in the template stands for the argument of that name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Text {
    pub template: &'static str,
    pub args: Vec<(&'static str, Arg)>,
}

/// What a message speaks of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Arg {
    /// A resource: shown by its name, as a link.
    Node(NodeId),
    /// Shown in mono: a CIDR, an address, a rule, an id, a field's value.
    Code(String),
    /// A word or phrase of the same message language.
    Plain(String),
    Count(u64),
    /// Several, with commas and a final "and".
    List(Vec<Arg>),
    /// A message inside a message.
    Text(Box<Text>),
}

/// What stands between the members of a list, and before its last.
pub const COMMA: &str = ", ";
pub const AND: &str = " and ";

/// A piece of a rendered message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    Plain(String),
    Code(String),
    Node(NodeId, String),
}

impl Segment {
    pub fn as_str(&self) -> &str {
        match self {
            Self::Plain(s) | Self::Code(s) | Self::Node(_, s) => s,
        }
    }
}

impl Text {
    pub fn new(template: &'static str, args: Vec<(&'static str, Arg)>) -> Self {
        Self { template, args }
    }

    /// A message without arguments.
    pub fn plain(template: &'static str) -> Self {
        Self::new(template, Vec::new())
    }

    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        self.template.is_empty()
    }

    /// Nothing but a name, which is the same in every language.
    pub fn of(name: impl fmt::Display) -> Self {
        crate::text!("{name}", name = code(name))
    }

    /// The message in pieces, names taken from the model.
    pub fn segments(&self, model: &Model) -> Vec<Segment> {
        self.segments_in(model, &|_| None)
    }

    /// The message in pieces in another language: `words` gives what stands there for an English template, word or phrase. What it does not
    /// have stays English.
    pub fn segments_in(&self, model: &Model, words: &dyn Fn(&str) -> Option<&'static str>) -> Vec<Segment> {
        let mut out = Vec::new();
        self.push(&Wording { model, words }, &mut out);
        out
    }

    /// The message as one string.
    pub fn render(&self, model: &Model) -> String {
        self.segments(model).iter().map(Segment::as_str).collect()
    }

    fn push(&self, with: &Wording, out: &mut Vec<Segment>) {
        let mut rest = with.of(self.template);
        while let Some((before, after)) = rest.split_once('{') {
            push_plain(before, out);
            let Some((name, tail)) = after.split_once('}') else {
                push_plain(after, out);
                return;
            };
            match self.args.iter().find(|(n, _)| *n == name) {
                Some((_, arg)) => arg.push(with, out),
                None => push_plain(name, out),
            }
            rest = tail;
        }
        push_plain(rest, out);
    }
}

/// What a message is written with.
struct Wording<'a> {
    model: &'a Model,
    words: &'a dyn Fn(&str) -> Option<&'static str>,
}

impl Wording<'_> {
    fn of<'s>(&self, english: &'s str) -> &'s str {
        (self.words)(english).unwrap_or(english)
    }
}

fn push_plain(s: &str, out: &mut Vec<Segment>) {
    match out.last_mut() {
        _ if s.is_empty() => {}
        Some(Segment::Plain(p)) => p.push_str(s),
        _ => out.push(Segment::Plain(s.into())),
    }
}

impl Arg {
    fn push(&self, with: &Wording, out: &mut Vec<Segment>) {
        match self {
            Self::Node(id) => out.push(Segment::Node(*id, with.model.name(*id))),
            Self::Code(s) => out.push(Segment::Code(s.clone())),
            Self::Plain(s) => push_plain(with.of(s), out),
            Self::Count(n) => push_plain(&n.to_string(), out),
            Self::Text(t) => t.push(with, out),
            Self::List(all) => {
                for (i, a) in all.iter().enumerate() {
                    if i > 0 {
                        push_plain(with.of(if i + 1 == all.len() { AND } else { COMMA }), out);
                    }
                    a.push(with, out);
                }
            }
        }
    }
}

made_from! {
    Arg:
    NodeId => |x| Arg::Node(x);
    IpNet => |x| Arg::Code(x.to_string());
    ipnet::Ipv4Net => |x| Arg::Code(x.to_string());
    IpAddr => |x| Arg::Code(x.to_string());
    std::net::Ipv4Addr => |x| Arg::Code(x.to_string());
    usize => |x| Arg::Count(x as u64);
    u64 => |x| Arg::Count(x);
    u32 => |x| Arg::Count(x.into());
    u16 => |x| Arg::Code(x.to_string());
    &str => |x| Arg::Plain(x.into());
    String => |x| Arg::Plain(x);
    Text => |x| Arg::Text(Box::new(x));
}

/// In English, for a message that speaks of no resource of a design.
impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.segments(&Model::default()).iter().try_for_each(|s| f.write_str(s.as_str()))
    }
}

impl From<Refusal> for Text {
    fn from(r: Refusal) -> Self {
        let arg = |part| match part {
            Part::Given(s) => Arg::Code(s),
            Part::Word(s) => Arg::Plain(s.into()),
            Part::Phrase(p) => Arg::from(Text::from(*p)),
        };
        Self::new(r.template, r.parts.into_iter().map(|(name, part)| (name, arg(part))).collect())
    }
}

impl<T: crate::document::Resource> From<crate::document::Id<T>> for Arg {
    fn from(id: crate::document::Id<T>) -> Self {
        Self::Node(id.node())
    }
}

impl<T: Into<Arg>> FromIterator<T> for Arg {
    fn from_iter<I: IntoIterator<Item = T>>(all: I) -> Self {
        Self::List(all.into_iter().map(Into::into).collect())
    }
}

/// As at the start of a sentence: its first letter in upper case.
pub fn capital(said: &str) -> String {
    let mut chars = said.chars();
    chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect()
}

/// Mono text in a message: a value as it stands in a form or file.
pub fn code(s: impl fmt::Display) -> Arg {
    Arg::Code(s.to_string())
}

/// `text!("{subnet} lies outside {vpc}", subnet = id, vpc = other)`.
#[macro_export]
macro_rules! text {
    ($template:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::text::Text::new($template, vec![$((stringify!($name), $crate::text::Arg::from($value))),*])
    };
}
