//! Files of Terraform source as modules: what each folder declares, with the lines where it does.

use super::json;
use super::overrides;
use crate::interchange::cloudformation_in::tree;
use crate::interchange::imported::{ImportError, Sources};
use crate::interchange::notes::Notes;
use crate::ordered::BTreeMap;
use crate::text;
use crate::text::{Text, code};
use hcl_edit::Span;
use hcl_edit::expr::Expression;
use hcl_edit::parser::parse_body;
use hcl_edit::structure::{Block, Body, Structure};
use hcl_edit::template::Template;
use std::rc::Rc;

/// Bytes of all files together.
pub const MAX_BYTES: usize = 32 * 1024 * 1024;
/// Entries of one object: the parser compares each with each.
const MAX_ENTRIES: usize = 10_000;

/// One parsed file.
#[derive(Debug)]
pub struct File {
    pub name: String,
    pub body: Body,
    /// Where each line begins.
    pub lines: Vec<usize>,
    /// The lines of the JSON that a line was made of.
    pub origin: Vec<usize>,
    /// What another file put into this one, from this place on.
    pub more: Vec<(usize, Rc<File>)>,
    /// Bytes of the text, with what stands before it.
    pub end: usize,
}

impl File {
    /// A file of a text that begins after `pad` bytes of another one's.
    pub fn new(name: String, text: &str, body: Body, origin: Vec<usize>, pad: usize) -> Self {
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(i, _)| pad + i + 1)).collect();
        Self { name, body, lines, origin, more: Vec::new(), end: pad + text.len() }
    }

    /// `main.tf:12`
    pub fn at(&self, what: &dyn Span) -> String {
        let Some(span) = what.span() else { return self.name.clone() };
        if let Some((_, other)) = self.more.iter().rev().find(|(from, _)| *from <= span.start) {
            return other.at(what);
        }
        let line = self.lines.partition_point(|l| *l <= span.start);
        let line = line.checked_sub(1).and_then(|n| self.origin.get(n)).copied().unwrap_or(line);
        if line == 0 { self.name.clone() } else { format!("{}:{line}", self.name) }
    }
}

/// A declaration with the file that it is in.
#[derive(Debug)]
pub struct Declared<'a, T> {
    pub what: &'a T,
    pub file: &'a File,
}

// Written out because derives would ask the same of `T`.
impl<T> Clone for Declared<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Declared<'_, T> {}

impl<T: Span> Declared<'_, T> {
    pub fn at(&self) -> String {
        self.file.at(self.what)
    }
}

/// What the files of one folder declare.
#[derive(Debug, Default)]
pub struct Module<'a> {
    pub folder: String,
    pub variables: BTreeMap<&'a str, Declared<'a, Block>>,
    pub locals: BTreeMap<&'a str, Declared<'a, Expression>>,
    /// By kind (`aws_vpc`, `data.aws_vpc`) and name.
    pub resources: BTreeMap<(String, &'a str), Declared<'a, Block>>,
    pub calls: BTreeMap<&'a str, Declared<'a, Block>>,
    pub outputs: BTreeMap<&'a str, Declared<'a, Block>>,
    pub providers: Vec<Declared<'a, Block>>,
    pub imports: Vec<Declared<'a, Block>>,
}

pub fn folder(name: &str) -> &str {
    name.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn base(name: &str) -> &str {
    name.rsplit_once('/').map_or(name, |(_, base)| base)
}

/// Whether a name is one of Terraform's source files.
pub fn is_source(name: &str) -> bool {
    [".tf", ".tofu", ".tf.json", ".tofu.json"].iter().any(|end| base(name).ends_with(end))
}

/// Values of variables: loaded by Terraform itself, in the order in which it does.
pub fn is_values(name: &str) -> bool {
    let base = base(name).trim_end_matches(".json");
    base == "terraform.tfvars" || base.ends_with(".auto.tfvars")
}

/// Whether a file's blocks are put over those of the others. [Override Files]
pub fn is_override(name: &str) -> bool {
    let stem = base(name).trim_end_matches(".json").trim_end_matches(".tofu").trim_end_matches(".tf");
    is_source(name) && (stem == "override" || stem.ends_with("_override"))
}

/// A file beside the source that functions may read: texts of this many bytes at most.
const MAX_TEXT: usize = 1024 * 1024;

/// What is text among the files and no source.
pub fn texts(sources: &Sources) -> BTreeMap<String, String> {
    let beside = sources.iter().filter(|(n, b)| !is_source(n) && !n.contains(".terraform/") && b.len() <= MAX_TEXT);
    beside.filter_map(|(n, b)| Some((n.clone(), std::str::from_utf8(b).ok()?.to_string()))).collect()
}

/// Texts beside the source that are templates, where a function asks for some: each with a file of its name.
pub fn templates(sources: &Sources, texts: &BTreeMap<String, String>) -> BTreeMap<String, (File, Template)> {
    let asks = |b: &[u8]| b.windows(CALL.len()).any(|w| w == CALL);
    if !sources.iter().any(|(n, b)| is_source(n) && asks(b)) {
        return BTreeMap::new();
    }
    let made = texts.iter().filter(|(_, t)| t.contains("${") || t.contains("%{")).filter(|(_, t)| too_wide(t).is_none());
    made.filter_map(|(n, t)| Some((n.clone(), (File::new(n.clone(), t, Body::new(), Vec::new(), 0), t.parse().ok()?)))).collect()
}

const CALL: &[u8] = b"templatefile(";

/// What source is made of.
#[derive(Debug, Default)]
pub struct Parsed {
    pub files: Vec<File>,
    /// Values that Terraform loads by itself.
    pub values: Vec<File>,
    /// Values that somebody names when Terraform runs.
    pub others: Vec<File>,
}

fn holds_values(name: &str) -> bool {
    name.ends_with(".tfvars") || name.ends_with(".tfvars.json")
}

/// Parses what is source among the files; the rest is told.
pub fn parse(sources: Sources, notes: &mut Notes) -> Result<Parsed, ImportError> {
    let total: usize = sources.values().map(Vec::len).sum();
    if total > MAX_BYTES {
        return Err(ImportError::new("", text!("these files are larger than {mb} MB together", mb = code(MAX_BYTES / (1024 * 1024)))));
    }
    let alone = sources.len() == 1;
    let (mut out, mut over) = (Parsed::default(), Vec::new());
    let mut remarks = 0;
    for (name, bytes) in sources {
        let (source, value, other) = (is_source(&name) || alone, is_values(&name), holds_values(&name) && !is_values(&name));
        if !source && !value && !other {
            continue;
        }
        let text = String::from_utf8(bytes).map_err(|e| {
            ImportError::new(
                name.clone(),
                text!("this is not UTF-8 text: byte {at} cannot be read", at = code(e.utf8_error().valid_up_to() + 1)),
            )
        })?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        if source && !value && is_override(&name) {
            over.push((name, text.to_string()));
            continue;
        }
        let file = match one(&name, text, value || other, 0, notes) {
            Ok(file) => file,
            Err(e) if other => {
                notes.left_out(text!("the file"), &name, e.message);
                continue;
            }
            Err(e) => return Err(e),
        };
        if other && !alone {
            out.others.push(file);
            continue;
        }
        remarks += if name.starts_with(super::bundled::PREFIX) || !file.origin.is_empty() { 0 } else { comments(text) };
        if value { out.values.push(file) } else { out.files.push(file) }
    }
    overrides::put_over(&mut out.files, over, notes)?;
    if remarks > 0 {
        let what = if remarks == 1 { text!("comments (1 line)") } else { text!("comments ({n} lines)", n = remarks) };
        notes.left_out(what, "", text!("a design has no place for them"));
    }
    Ok(out)
}

/// One file, in either syntax; its places begin after `pad` bytes.
pub fn one(name: &str, text: &str, values: bool, pad: usize, notes: &mut Notes) -> Result<File, ImportError> {
    let json = name.ends_with(".json") || text.trim_start().starts_with('{');
    let made = if json {
        let root = tree::read(name, text)?;
        let made = if values { json::values(&root) } else { json::source(&root) };
        for (what, line) in &made.odd {
            notes.left_out(Text::of(what), &format!("{name}:{line}"), text!("this is no name that Terraform can have"));
        }
        Some(made)
    } else {
        None
    };
    let (text, origin) = made.map_or_else(|| (text.to_string(), Vec::new()), |m| (m.text, m.lines));
    if let Some(line) = too_wide(&text) {
        let why = text!("an object here has more than {most} entries", most = MAX_ENTRIES);
        return Err(ImportError::new(format!("{name}, line {line}"), why));
    }
    let padded = if pad > 0 { format!("{}{text}", " ".repeat(pad)) } else { String::new() };
    let body = parse_body(if pad > 0 { &padded } else { &text }).map_err(|e| {
        let line = e.location().line();
        let at = match line.checked_sub(1).and_then(|n| origin.get(n)) {
            Some(line) => format!("{name}, line {line}"),
            None => format!("{name}, line {line}, column {}", e.location().column()),
        };
        ImportError::new(at, text!("this is not HCL that can be read: {fault}", fault = code(e.message())))
    })?;
    Ok(File::new(name.to_string(), &text, body, origin, pad))
}

/// Lines that are nothing but a comment and say something.
fn comments(text: &str) -> usize {
    let mut block = false;
    let said = |l: &str| l.chars().any(char::is_alphanumeric);
    let is_one = |l: &&str| {
        let l = l.trim();
        let one = block || l.starts_with('#') || l.starts_with("//") || l.starts_with("/*");
        block = (block || l.starts_with("/*")) && !l.contains("*/");
        one && said(l)
    };
    text.lines().filter(is_one).count()
}

/// The line of an object with too many entries.
fn too_wide(text: &str) -> Option<usize> {
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut line = 1;
    let mut bytes = text.bytes().peekable();
    let (mut quoted, mut comment) = (false, false);
    while let Some(c) = bytes.next() {
        if c == b'\n' {
            line += 1;
            comment = false;
            quoted = false;
        }
        match c {
            _ if comment => {}
            b'\\' if quoted => drop(bytes.next()),
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'#' => comment = true,
            b'/' if bytes.peek() == Some(&b'/') => comment = true,
            b'{' => open.push((line, 0)),
            b'}' => drop(open.pop()),
            // Every entry has one, whether it is written `=` or `:`.
            b'=' | b':' => {
                if let Some((from, n)) = open.last_mut() {
                    *n += 1;
                    if *n > MAX_ENTRIES {
                        return Some(*from);
                    }
                }
            }
            _ => {}
        }
    }
    None
}

/// Modules by folder.
pub fn modules<'a>(files: &'a [File], notes: &mut Notes) -> BTreeMap<String, Module<'a>> {
    let mut out: BTreeMap<String, Module<'a>> = BTreeMap::new();
    for file in files {
        let folder = folder(&file.name).to_string();
        let module = out.entry(folder.clone()).or_insert_with(|| Module { folder, ..Module::default() });
        for s in file.body.iter() {
            match s {
                Structure::Block(b) => declare(module, b, file, notes),
                Structure::Attribute(a) => notes.left_out(Text::of(a.key.as_str()), &file.at(a), text!("it stands outside of every block")),
            }
        }
    }
    out
}

fn declare<'a>(module: &mut Module<'a>, b: &'a Block, file: &'a File, notes: &mut Notes) {
    let d = Declared { what: b, file };
    let labels: Vec<&str> = b.labels.iter().map(|l| l.as_str()).collect();
    match (b.ident.as_str(), labels.as_slice()) {
        ("variable", [name]) => {
            module.variables.insert(*name, d);
        }
        ("locals", []) => {
            for a in b.body.attributes() {
                module.locals.insert(a.key.as_str(), Declared { what: &a.value, file });
            }
        }
        ("resource", [kind, name]) => {
            module.resources.insert(((*kind).to_string(), *name), d);
        }
        ("data", [kind, name]) => {
            module.resources.insert((format!("data.{kind}"), *name), d);
        }
        ("module", [name]) => {
            module.calls.insert(*name, d);
        }
        ("output", [name]) => {
            module.outputs.insert(*name, d);
        }
        ("provider", _) => module.providers.push(d),
        ("import", []) => module.imports.push(d),
        // What says how Terraform goes about it, and what is there only while it runs.
        ("terraform" | "moved" | "removed" | "check" | "ephemeral" | "action" | "list", _) => {}
        (other, _) => notes.left_out(Text::of(other), &d.at(), text!("Portico does not know this block")),
    }
}

/// Values of variables by name.
pub fn values<'a>(files: &[&'a File]) -> BTreeMap<&'a str, Declared<'a, Expression>> {
    let mut out = BTreeMap::new();
    // `terraform.tfvars` first, the automatic ones over it in order.
    let (first, then): (Vec<&'a File>, Vec<&'a File>) = files.iter().copied().partition(|f| base(&f.name).starts_with("terraform.tfvars"));
    for file in first.into_iter().chain(then) {
        for a in file.body.attributes() {
            out.insert(a.key.as_str(), Declared { what: &a.value, file });
        }
    }
    out
}

/// The file of values that a root is run with, where there is only one that can be it: none of its variables that need a value has one
/// without it. [Variable Definitions (.tfvars) Files]
pub fn chosen<'a>(module: &Module, had: &BTreeMap<&str, Declared<Expression>>, others: &'a [File]) -> Option<&'a File> {
    let needs = |name: &str| {
        let declared = module.variables.get(name).is_some_and(|v| v.what.body.get_attribute("default").is_none());
        declared && !had.contains_key(name)
    };
    let below = |f: &&File| module.folder.is_empty() || f.name.starts_with(&format!("{}/", module.folder));
    let mut all = others.iter().filter(below).filter(|f| f.body.attributes().any(|a| needs(a.key.as_str())));
    all.next().filter(|_| all.next().is_none())
}

/// A folder that a path leads to from another.
pub fn join(from: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = from.split('/').filter(|p| !p.is_empty()).collect();
    for p in path.split('/') {
        match p {
            "" | "." => {}
            ".." if parts.last().is_none_or(|l| *l == "..") => parts.push(".."),
            ".." => drop(parts.pop()),
            p => parts.push(p),
        }
        if parts.len() > 64 {
            return None;
        }
    }
    Some(parts.join("/"))
}
