//! What the Code panel shows of files: which there are, and the lines of one of them in coloured pieces.

use crate::ui::sentence;
use portico_core::document::{Model, NodeId};
use portico_core::ordered::{BTreeMap, BTreeSet};
use portico_core::text::Segment;
use serde_json::Value;
use std::ops::Range;

/// A file in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRow {
    pub name: String,
    pub lines: usize,
}

pub fn rows(files: &BTreeMap<String, String>) -> Vec<FileRow> {
    files.iter().map(|(n, t)| FileRow { name: n.clone(), lines: t.lines().count() }).collect()
}

/// The file to show: the one chosen as long as it is there, else `main.tf`, else the first with code.
pub fn shown(files: &BTreeMap<String, String>, chosen: &str) -> Option<String> {
    let there = |name: &str| files.contains_key(name).then(|| name.to_string());
    there(chosen)
        .or_else(|| there("main.tf"))
        .or_else(|| files.keys().find(|n| n.ends_with(".tf")).cloned())
        .or_else(|| files.keys().find(|n| Language::of(n) != Language::Other && !n.starts_with("parameters-")).cloned())
        .or_else(|| files.keys().next().cloned())
}

/// What a file is written in, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    Hcl,
    Yaml,
    Json,
    /// Text, and pictures.
    Other,
}

impl Language {
    pub fn of(file: &str) -> Self {
        match file.rsplit('.').next().unwrap_or_default() {
            "tf" | "hcl" | "example" => Self::Hcl,
            "yaml" => Self::Yaml,
            "json" => Self::Json,
            _ => Self::Other,
        }
    }
}

/// What logical ids of templates and rows of `locals.tf` stand for.
pub type Ids = BTreeMap<String, NodeId>;

/// Reads a file line by line for what it defines: rows of the maps in `locals.tf`, and resources of templates.
pub struct Defines<'a> {
    ids: &'a Ids,
    language: Language,
    /// The map that the line is in.
    map: String,
}

impl<'a> Defines<'a> {
    pub fn new(ids: &'a Ids, language: Language) -> Self {
        Self { ids, language, map: String::new() }
    }

    /// The resource that the next line begins to define, and where its name stands.
    pub fn next(&mut self, line: &str) -> Option<(NodeId, Range<usize>)> {
        let indent = line.find(|c| c != ' ')?;
        let rest = line.get(indent..)?;
        let named = |name: &str| Some((*self.ids.get(name.trim_matches('"'))?, indent..indent + name.len()));
        match (self.language, indent) {
            (Language::Hcl, 2) => {
                self.map = rest.strip_suffix(" = {").unwrap_or_default().into();
                None
            }
            (Language::Hcl, 4) if !self.map.is_empty() => {
                // Rows of one line stand in columns.
                let key = rest.split_once(" = ")?.0.trim_end();
                let node = self.ids.get(&format!("{}.{}", self.map, key.trim_matches('"')))?;
                Some((*node, indent..indent + key.len()))
            }
            (Language::Yaml, 2) => named(rest.strip_suffix(':')?),
            (Language::Json, 4) => named(rest.strip_suffix(": {")?),
            _ => None,
        }
    }
}

/// What files call these resources.
pub fn names(model: &Model, ids: &Ids, nodes: &[NodeId], language: Language) -> BTreeSet<String> {
    match language {
        Language::Hcl | Language::Other => nodes.iter().map(|n| model.key(*n).to_owned()).collect(),
        Language::Yaml | Language::Json => ids.iter().filter(|(_, n)| nodes.contains(n)).map(|(id, _)| id.clone()).collect(),
    }
}

/// Whether a line has one of these names, as a word of its own.
pub fn mentions(line: &str, names: &BTreeSet<String>) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    line.split(|c| !word(c)).any(|w| !w.is_empty() && names.contains(w))
}

/// The file that names a resource most often: where it is defined. Outputs name what is defined elsewhere.
pub fn file_of(export: &Export, model: &Model, node: NodeId) -> Option<String> {
    let count = |name: &str, text: &str| {
        let names = names(model, &export.ids, &[node], Language::of(name));
        text.lines().filter(|l| mentions(l, &names)).count()
    };
    let code = export.files.iter().filter(|(n, _)| Language::of(n) != Language::Other && !n.starts_with("parameters-"));
    let named = code.map(|(n, t)| (count(n, t), n)).filter(|(n, _)| *n > 0);
    named.max_by_key(|(n, name)| (*name != "outputs.tf", *n)).map(|(_, name)| name.clone())
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
    pub ids: Ids,
}

/// The answer of `portico-worker` read; `None` for what is no such answer.
pub fn export(json: &str) -> Option<Export> {
    let answer: Value = serde_json::from_str(json).ok()?;
    let file = |(name, text): (&String, &Value)| Some((name.clone(), text.as_str()?.to_string()));
    let files = answer.get("files")?.as_object()?.iter().map(file).collect::<Option<_>>()?;
    let mut notes = Vec::new();
    for (kind, name) in [("Too large", "too_large"), ("Left out", "left_out"), ("Assumed", "assumed")] {
        for note in answer.get(name)?.as_array()? {
            let said = note.as_array()?.iter().map(piece).collect::<Option<_>>()?;
            notes.push(Note { kind, said: sentence(said) });
        }
    }
    let id = |(name, node): (&String, &Value)| Some((name.clone(), node.as_str()?.parse().ok()?));
    let ids = answer.get("ids")?.as_object()?.iter().map(id).collect::<Option<_>>()?;
    Some(Export { files, notes, ids })
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

/// A line in pieces; together they are the line. Colour only: a heredoc is plain.
pub fn pieces(line: &str, language: Language) -> Vec<(Ink, &str)> {
    let mut out = Vec::new();
    let head = match language {
        Language::Hcl => line.split([' ', '{']).next().filter(|first| BLOCKS.contains(first)).map(|first| (0, first.len())),
        Language::Yaml => yaml_key(line),
        Language::Json => json_key(line),
        Language::Other => return if line.is_empty() { out } else { vec![(Ink::Plain, line)] },
    };
    let mut rest = line;
    if let Some((start, end)) = head {
        let (before, after) = line.split_at(start);
        let (word, after) = after.split_at(end - start);
        if !before.is_empty() {
            out.push((Ink::Plain, before));
        }
        out.push((Ink::Block, word));
        rest = after;
    }
    let stops: &[char] = if language == Language::Json { &['"'] } else { &['"', '#'] };
    while !rest.is_empty() {
        let at = rest.find(stops).unwrap_or(rest.len());
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

/// Where a line of YAML has its key: letters and marks without blanks before a colon, behind blanks and the marks of a list.
fn yaml_key(line: &str) -> Option<(usize, usize)> {
    let start = line.find(|c| !matches!(c, ' ' | '-'))?;
    let rest = line.get(start..)?;
    let end = if rest.ends_with(':') { rest.len() - 1 } else { rest.find(": ")? };
    let key = rest.get(..end)?;
    (!key.is_empty() && !key.contains([' ', '"', '#'])).then_some((start, start + end))
}

/// Where a line of JSON has its key, with its quotes.
fn json_key(line: &str) -> Option<(usize, usize)> {
    let start = line.find(|c| c != ' ')?;
    let rest = line.get(start..).filter(|r| r.starts_with('"'))?;
    let end = text_end(rest);
    rest.get(end..)?.starts_with(':').then_some((start, start + end))
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
        let inks = |line, language| pieces(line, language).into_iter().map(|(i, _)| i).collect::<Vec<_>>();
        let lines = [
            r#"resource "aws_vpc" "this" {"#,
            r#"  a = "x \" # y" # z"#,
            r#"  broken = "no end"#,
            "",
            "# é",
            "  \"é\"",
            "- é: 1",
            "\"é\": {",
        ];
        for (line, language) in lines.iter().flat_map(|l| [Language::Hcl, Language::Yaml, Language::Json, Language::Other].map(|g| (l, g)))
        {
            assert_eq!(pieces(line, language).into_iter().map(|(_, t)| t).collect::<String>(), *line);
        }
        assert_eq!(inks("# c", Language::Hcl), [Ink::Comment]);
        assert_eq!(inks(r#"  a = "x \" # y" # z"#, Language::Hcl), [Ink::Plain, Ink::Text, Ink::Plain, Ink::Comment]);
        assert_eq!(inks("locals {", Language::Hcl), [Ink::Block, Ink::Plain]);
        assert_eq!(inks("  - Key: \"a: b\"", Language::Yaml), [Ink::Plain, Ink::Block, Ink::Plain, Ink::Text]);
        assert_eq!(inks("  - \"a: b\"", Language::Yaml), [Ink::Plain, Ink::Text]);
        assert_eq!(inks("  \"Key\": \"#x\",", Language::Json), [Ink::Plain, Ink::Block, Ink::Plain, Ink::Text, Ink::Plain]);
        assert_eq!(inks("# a heading", Language::Other), [Ink::Plain]);
    }

    #[test]
    fn the_answer_of_the_worker_is_read() {
        let json = r#"{"files": {"vpc.tf": "x\n"}, "left_out": [[{"node": "vpc:3", "text": "main"}, {"text": " is "}, {"code": "10.0.0.0/8"}]], "assumed": [], "too_large": [], "ids": {"MainVpc": "vpc:3"}}"#;
        let got = export(json).unwrap();
        assert_eq!(got.files.get("vpc.tf").map(String::as_str), Some("x\n"));
        let said =
            vec![Segment::Node("vpc:3".parse().unwrap(), "main".into()), Segment::Plain(" is ".into()), Segment::Code("10.0.0.0/8".into())];
        assert_eq!(got.notes, [Note { kind: "Left out", said }]);
        assert_eq!(got.ids.get("MainVpc").map(ToString::to_string).as_deref(), Some("vpc:3"));
        for wrong in ["", "[]", "{}", r#"{"files": {"a": 1}, "left_out": [], "assumed": [], "too_large": [], "ids": {"MainVpc": "vpc:3"}}"#]
        {
            assert_eq!(export(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn code_and_design_name_the_same_things() {
        use portico_core::document::Kind;
        use portico_core::interchange::{cloudformation, terraform};
        let doc = portico_core::fixture::parse("vpc main 10.0.0.0/16\n  igw i\n  subnet app-a a 10.0.1.0/24\n    instance api\n    nat n\n  subnet longer-b b 10.0.2.0/24\n    nat of-another-length").unwrap();
        let bundled = portico_core::catalogue::Catalogue::bundled();
        let subnet = doc.model.of_kind(Kind::Subnet).next().unwrap().0;
        let template = |format| {
            let made = cloudformation::export(&doc, bundled, format, &[]);
            Export { files: made.files, ids: made.ids, notes: Vec::new() }
        };
        let written =
            Export { files: terraform::write(&doc, bundled), ids: terraform::rows(&terraform::notes(&doc, bundled)), ..Export::default() };
        let exports = [
            (written, "app_a"),
            (template(cloudformation::Format::Yaml), "AppASubnet"),
            (template(cloudformation::Format::Json), "\"AppASubnet\""),
        ];
        for (export, name) in &exports {
            let file = file_of(export, &doc.model, subnet).unwrap();
            let language = Language::of(&file);
            let text = &export.files[&file];
            assert!(text.lines().any(|l| mentions(l, &names(&doc.model, &export.ids, &[subnet], language))), "{file}");
            let mut defines = Defines::new(&export.ids, language);
            let found: Vec<_> = text.lines().filter_map(|l| defines.next(l).map(|(n, at)| (n, &l[at]))).collect();
            assert!(found.contains(&(subnet, *name)), "{file}: {found:?}");
            for (node, _) in doc.model.nodes().filter(|(id, _)| matches!(id.kind(), Kind::Subnet | Kind::NatGateway | Kind::Workload)) {
                assert!(found.iter().any(|(n, _)| *n == node), "{file}: {node}: {found:?}");
            }
            assert!(found.iter().any(|(n, _)| n.kind() == Kind::Vpc) && found.iter().any(|(n, _)| n.kind() == Kind::Workload), "{found:?}");
        }
        let one = names(&doc.model, &Ids::new(), &[subnet], Language::Hcl);
        assert!(!mentions("app_ab = my_app_a", &one) && mentions("x = aws_subnet.app_a.id", &one));
    }

    #[test]
    fn the_file_shown_stays_while_it_is_there() {
        let files = |names: &[&str]| names.iter().map(|n| (n.to_string(), String::new())).collect::<BTreeMap<_, _>>();
        assert_eq!(shown(&files(&["a.tf", "main.tf"]), "a.tf").as_deref(), Some("a.tf"));
        assert_eq!(shown(&files(&["a.tf", "main.tf"]), "gone.tf").as_deref(), Some("main.tf"));
        assert_eq!(shown(&files(&[]), "gone.tf"), None);
    }
}
