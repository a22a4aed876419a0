//! What the Code panel shows: the files, the lines of one of them in coloured pieces; names of files that are saved.

use crate::language::InLanguage;
use crate::ui::sentence;
use portico_core::document::{Kind, Model, NodeId};
use portico_core::edit::key::slug;
use portico_core::finding::{Finding, Severity};
use portico_core::ordered::BTreeMap;
use portico_core::text::Segment;
use serde_json::Value;

/// A file in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRow {
    pub name: String,
    pub lines: usize,
}

pub fn rows(files: &BTreeMap<String, String>) -> Vec<FileRow> {
    files.iter().map(|(n, t)| FileRow { name: n.clone(), lines: t.lines().count() }).collect()
}

/// The file to show: the one chosen as long as it is there, else `main.tf`, else the first.
pub fn shown(files: &BTreeMap<String, String>, chosen: &str) -> Option<String> {
    let there = |name: &str| files.contains_key(name).then(|| name.to_string());
    there(chosen)
        .or_else(|| there("main.tf"))
        .or_else(|| files.keys().find(|n| n.ends_with(".tf")).cloned())
        .or_else(|| files.keys().next().cloned())
}

/// The name of a file for a design: `payments-prod.portico.json`.
pub fn file_name(title: &str, suffix: &str) -> String {
    let base = slug(title).replace('_', "-");
    format!("{}{suffix}", if base.is_empty() { "design" } else { &base })
}

/// Terraform's types and what they are here.
const TYPES: [(&str, Kind); 21] = [
    ("aws_vpc", Kind::Vpc),
    ("aws_subnet", Kind::Subnet),
    ("aws_route_table", Kind::RouteTable),
    ("aws_internet_gateway", Kind::InternetGateway),
    ("aws_egress_only_internet_gateway", Kind::EgressOnlyGateway),
    ("aws_nat_gateway", Kind::NatGateway),
    ("aws_eip", Kind::ElasticIp),
    ("aws_vpn_gateway", Kind::VpnGateway),
    ("aws_vpc_peering_connection", Kind::Peering),
    ("aws_security_group", Kind::SecurityGroup),
    ("aws_network_acl", Kind::NetworkAcl),
    ("aws_vpc_endpoint", Kind::InterfaceEndpoint),
    ("aws_vpc_endpoint", Kind::ResourceEndpoint),
    ("aws_vpc_endpoint", Kind::GatewayEndpoint),
    ("aws_instance", Kind::Workload),
    ("aws_lambda_function", Kind::Workload),
    ("aws_ecs_service", Kind::Workload),
    ("aws_db_instance", Kind::Workload),
    ("aws_lb", Kind::LoadBalancer),
    ("aws_lb_target_group", Kind::TargetGroup),
    ("aws_iam_role", Kind::Role),
];

/// The resource that a line of HCL begins to define, and its key as it stands there: `resource "aws_subnet" "app_a" {`.
pub fn defined<'a>(model: &Model, line: &'a str) -> Option<(NodeId, &'a str)> {
    let mut parts = line.strip_prefix("resource \"")?.split('"');
    let (kind, key) = (parts.next()?, parts.nth(1)?);
    let kinds = TYPES.iter().filter(|(t, _)| *t == kind);
    let found = kinds.flat_map(|(_, k)| model.of_kind(*k)).find(|(_, n)| n.meta.key == key)?;
    Some((found.0, key))
}

/// Whether a line names an export key, as a word of its own.
pub fn mentions(line: &str, key: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    !key.is_empty()
        && line.match_indices(key).any(|(at, _)| {
            let (before, after) = (line.get(..at).unwrap_or_default(), line.get(at + key.len()..).unwrap_or_default());
            !before.ends_with(word) && !after.starts_with(word)
        })
}

/// The file that names a resource most often: where it is defined.
pub fn file_of(files: &BTreeMap<String, String>, key: &str) -> Option<String> {
    let count = |text: &str| text.lines().filter(|l| mentions(l, key)).count();
    let all = files.iter().filter(|(n, _)| n.ends_with(".tf")).map(|(n, t)| (count(t), n));
    all.filter(|(n, _)| *n > 0).max_by_key(|(n, _)| *n).map(|(_, name)| name.clone())
}

/// Something that is not the same in design and files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    pub kind: &'static str,
    pub said: Vec<Segment>,
}

/// What the worker made of a design.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Export {
    pub files: BTreeMap<String, String>,
    pub notes: Vec<Note>,
}

/// The answer of `portico-worker` read; `None` for what is no such answer.
pub fn export(json: &str) -> Option<Export> {
    let answer: Value = serde_json::from_str(json).ok()?;
    let file = |(name, text): (&String, &Value)| Some((name.clone(), text.as_str()?.to_string()));
    let files = answer.get("files")?.as_object()?.iter().map(file).collect::<Option<_>>()?;
    let mut notes = Vec::new();
    for (kind, name) in [("Left out", "left_out"), ("Assumed", "assumed")] {
        for note in answer.get(name)?.as_array()? {
            let said = note.as_array()?.iter().map(piece).collect::<Option<_>>()?;
            notes.push(Note { kind, said: sentence(said) });
        }
    }
    Some(Export { files, notes })
}

/// A piece of a message, as the worker writes it.
pub fn piece(piece: &Value) -> Option<Segment> {
    let text = |name: &str| piece.get(name).and_then(Value::as_str);
    match (text("node"), text("code")) {
        (Some(node), _) => Some(Segment::Node(node.parse().ok()?, text("text")?.into())),
        (None, Some(code)) => Some(Segment::Code(code.into())),
        (None, None) => Some(Segment::Plain(text("text")?.into())),
    }
}

/// Findings in a sentence each, for the README of an export.
pub fn not_mended(findings: &[Finding], model: &Model) -> Vec<String> {
    let told = findings.iter().filter(|f| f.severity != Severity::Info);
    told.map(|f| sentence(f.message.said(model)).iter().map(Segment::as_str).collect()).collect()
}

/// What a piece of code is, for its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    Plain,
    Comment,
    Text,
    /// The word that a block begins with.
    Block,
}

impl Ink {
    pub fn class(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Comment => "ink-comment",
            Self::Text => "ink-text",
            Self::Block => "ink-block",
        }
    }
}

const BLOCKS: [&str; 10] = ["resource", "data", "variable", "output", "locals", "terraform", "provider", "module", "import", "moved"];

/// A line of HCL in pieces; together they are the line. Colour only: a heredoc is plain.
pub fn pieces(line: &str) -> Vec<(Ink, &str)> {
    let mut out = Vec::new();
    let first = line.split([' ', '{']).next().unwrap_or_default();
    let mut rest = line;
    if BLOCKS.contains(&first) {
        let (word, after) = line.split_at(first.len());
        out.push((Ink::Block, word));
        rest = after;
    }
    while !rest.is_empty() {
        let at = rest.find(['"', '#']).unwrap_or(rest.len());
        let (plain, after) = rest.split_at(at);
        if !plain.is_empty() {
            out.push((Ink::Plain, plain));
        }
        if after.starts_with('#') {
            out.push((Ink::Comment, after));
            return out;
        }
        let end = text_end(after);
        let (text, left) = after.split_at(end);
        if !text.is_empty() {
            out.push((Ink::Text, text));
        }
        rest = left;
    }
    out
}

/// Where the text that begins `s` ends, its closing quote included.
fn text_end(s: &str) -> usize {
    let mut escaped = false;
    for (i, c) in s.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return i + 1,
            _ => {}
        }
    }
    s.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_the_line() {
        let inks = |line| pieces(line).into_iter().map(|(i, _)| i).collect::<Vec<_>>();
        for line in [r#"resource "aws_vpc" "this" {"#, r#"  a = "x \" # y" # z"#, r#"  broken = "no end"#, "", "# é", "  \"é\""] {
            assert_eq!(pieces(line).into_iter().map(|(_, t)| t).collect::<String>(), line);
        }
        assert_eq!(inks("# c"), [Ink::Comment]);
        assert_eq!(inks(r#"  a = "x \" # y" # z"#), [Ink::Plain, Ink::Text, Ink::Plain, Ink::Comment]);
        assert_eq!(inks("locals {"), [Ink::Block, Ink::Plain]);
    }

    #[test]
    fn the_answer_of_the_worker_is_read() {
        let json = r#"{"files": {"vpc.tf": "x\n"}, "left_out": [[{"node": "vpc:3", "text": "main"}, {"text": " is "}, {"code": "10.0.0.0/8"}]], "assumed": []}"#;
        let got = export(json).unwrap();
        assert_eq!(got.files.get("vpc.tf").map(String::as_str), Some("x\n"));
        let said =
            vec![Segment::Node("vpc:3".parse().unwrap(), "main".into()), Segment::Plain(" is ".into()), Segment::Code("10.0.0.0/8".into())];
        assert_eq!(got.notes, [Note { kind: "Left out", said }]);
        for wrong in ["", "[]", "{}", r#"{"files": {"a": 1}, "left_out": [], "assumed": []}"#] {
            assert_eq!(export(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn code_and_design_name_the_same_things() {
        let doc = portico_core::fixture::parse("vpc main 10.0.0.0/16\n  subnet app-a a 10.0.1.0/24\n    instance api").unwrap();
        let files = portico_core::interchange::terraform::write(&doc, portico_core::catalogue::Catalogue::bundled());
        let subnet = doc.model.of_kind(Kind::Subnet).next().unwrap().0;
        let file = file_of(&files, "app_a").unwrap();
        let lines: Vec<&str> = files[&file].lines().collect();
        assert!(lines.iter().any(|l| mentions(l, "app_a")), "{file}");
        assert_eq!(defined(&doc.model, "resource \"aws_subnet\" \"app_a\" {"), Some((subnet, "app_a")));
        assert_eq!(defined(&doc.model, "resource \"aws_subnet\" \"gone\" {"), None);
        assert!(!mentions("app_ab = my_app_a", "app_a") && mentions("x = aws_subnet.app_a.id", "app_a"));
    }

    #[test]
    fn the_file_shown_stays_while_it_is_there() {
        let files = |names: &[&str]| names.iter().map(|n| (n.to_string(), String::new())).collect::<BTreeMap<_, _>>();
        assert_eq!(shown(&files(&["a.tf", "main.tf"]), "a.tf").as_deref(), Some("a.tf"));
        assert_eq!(shown(&files(&["a.tf", "main.tf"]), "gone.tf").as_deref(), Some("main.tf"));
        assert_eq!(shown(&files(&[]), "gone.tf"), None);
    }

    #[test]
    fn names_of_files_are_plain() {
        assert_eq!(file_name("Payments prod", ".portico.json"), "payments-prod.portico.json");
        assert_eq!(file_name("../../<b>x</b>", ".zip").find(['/', '<', '>']), None);
    }
}
