//! Files of Terraform source as modules: what each folder declares, with the lines where it does.

use crate::interchange::imported::{ImportError, Sources};
use crate::interchange::notes::Notes;
use crate::ordered::BTreeMap;
use hcl_edit::Span;
use hcl_edit::expr::Expression;
use hcl_edit::parser::parse_body;
use hcl_edit::structure::{Block, Body, Structure};

/// Bytes of all files together.
pub const MAX_BYTES: usize = 32 * 1024 * 1024;
/// Entries of one object: the parser compares each with each.
const MAX_ENTRIES: usize = 10_000;

/// One parsed file.
#[derive(Debug)]
pub struct File {
    pub name: String,
    body: Body,
    /// Where each line begins.
    lines: Vec<usize>,
}

impl File {
    /// `main.tf:12`
    pub fn at(&self, what: &dyn Span) -> String {
        match what.span() {
            Some(span) => format!("{}:{}", self.name, self.lines.partition_point(|l| *l <= span.start)),
            None => self.name.clone(),
        }
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
    let base = base(name);
    base.ends_with(".tf") || base.ends_with(".tofu")
}

/// Values of variables: loaded by Terraform itself, in the order in which it does.
pub fn is_values(name: &str) -> bool {
    let base = base(name);
    base == "terraform.tfvars" || base.ends_with(".auto.tfvars")
}

/// A file beside the source that functions may read: texts of this many bytes at most.
const MAX_TEXT: usize = 1024 * 1024;

/// What is text among the files and no source.
pub fn texts(sources: &Sources) -> BTreeMap<String, String> {
    let beside = sources.iter().filter(|(n, b)| !is_source(n) && !n.contains(".terraform/") && b.len() <= MAX_TEXT);
    beside.filter_map(|(n, b)| Some((n.clone(), std::str::from_utf8(b).ok()?.to_string()))).collect()
}

/// Parses what is HCL among the files; the rest is told.
pub fn parse(sources: Sources, notes: &mut Notes) -> Result<(Vec<File>, Vec<File>), ImportError> {
    let total: usize = sources.values().map(Vec::len).sum();
    if total > MAX_BYTES {
        return Err(ImportError::new("", format!("these files are larger than {} MB together", MAX_BYTES / (1024 * 1024))));
    }
    let alone = sources.len() == 1;
    let (mut files, mut values) = (Vec::new(), Vec::new());
    let mut remarks = 0;
    for (name, bytes) in sources {
        let (source, value) = (is_source(&name) || alone, is_values(&name));
        if !source && !value {
            if name.ends_with(".tf.json") {
                notes.left_out("the file", &name, "Terraform's JSON syntax is not read");
            } else if name.ends_with(".tfvars") {
                notes.left_out("the file", &name, "Terraform does not load it by itself; rename it to terraform.tfvars to use it");
            }
            continue;
        }
        let text = String::from_utf8(bytes).map_err(|e| {
            ImportError::new(name.clone(), format!("this is not UTF-8 text: byte {} cannot be read", e.utf8_error().valid_up_to() + 1))
        })?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        if let Some(line) = too_wide(text) {
            let why = format!("an object here has more than {MAX_ENTRIES} entries");
            return Err(ImportError::new(format!("{name}, line {line}"), why));
        }
        let body = parse_body(text).map_err(|e| {
            let at = format!("{name}, line {}, column {}", e.location().line(), e.location().column());
            ImportError::new(at, format!("this is not HCL that can be read: {}", e.message()))
        })?;
        remarks += if name.starts_with(super::bundled::PREFIX) { 0 } else { comments(text) };
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(i, _)| i + 1)).collect();
        let file = File { name, body, lines };
        if source { files.push(file) } else { values.push(file) }
    }
    if remarks > 0 {
        notes.left_out(&format!("comments ({remarks} line{})", if remarks == 1 { "" } else { "s" }), "", "a design has no place for them");
    }
    Ok((files, values))
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
                Structure::Attribute(a) => notes.left_out(a.key.as_str(), &file.at(a), "it stands outside of every block"),
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
        ("terraform" | "moved" | "removed" | "check", _) => {}
        (other, _) => notes.left_out(other, &d.at(), "Portico does not know this block"),
    }
}

/// Values of variables by name.
pub fn values<'a>(files: &[&'a File]) -> BTreeMap<&'a str, Declared<'a, Expression>> {
    let mut out = BTreeMap::new();
    // `terraform.tfvars` first, the automatic ones over it in order.
    let (first, then): (Vec<&'a File>, Vec<&'a File>) = files.iter().copied().partition(|f| base(&f.name) == "terraform.tfvars");
    for file in first.into_iter().chain(then) {
        for a in file.body.attributes() {
            out.insert(a.key.as_str(), Declared { what: &a.value, file });
        }
    }
    out
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
