//! HCL expressions: their text, on one line where that fits.

/// An expression. Whatever a person typed is [`Expr::Text`] or an object's key, and escaped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expr {
    Bool(bool),
    Int(i64),
    Text(String),
    List(Vec<Expr>),
    Object(Vec<(String, Expr)>),
    /// A function's name, with arguments.
    Call(&'static str, Vec<Expr>),
    /// Source on one line, spaced as `terraform fmt` spaces it: references, `for` expressions. Never user text.
    Code(String),
    /// The expression over several lines, however short.
    Wide(Box<Expr>),
}

impl From<&str> for Expr {
    fn from(s: &str) -> Self {
        Self::Text(s.into())
    }
}

impl From<String> for Expr {
    fn from(s: String) -> Self {
        Self::Text(s)
    }
}

impl From<i64> for Expr {
    fn from(n: i64) -> Self {
        Self::Int(n)
    }
}

impl From<bool> for Expr {
    fn from(b: bool) -> Self {
        Self::Bool(b)
    }
}

/// Columns that a line may have before a list or an object is broken into several.
const WIDTH: usize = 130;
/// An object inside another, or in a list, stays on one line up to this.
const DEPTH: usize = 32;

impl Expr {
    pub fn code(s: impl Into<String>) -> Self {
        Self::Code(s.into())
    }

    /// The expression's text; lines after the first are indented by `indent` spaces. `used` columns of the first line
    /// are taken.
    pub fn text(&self, indent: usize, used: usize) -> String {
        if let Self::Wide(e) = self {
            return e.broken(indent);
        }
        let inline = self.inline();
        if used + inline.chars().count() <= WIDTH || !self.breaks() {
            return inline;
        }
        let (inner, pad) = (indent + 2, " ".repeat(indent + 2));
        let close = " ".repeat(indent);
        if inner > 2 * DEPTH {
            return inline;
        }
        match self {
            Self::List(all) => {
                let lines: String = all.iter().map(|e| format!("{pad}{},\n", e.text(inner, inner + 1))).collect();
                format!("[\n{lines}{close}]")
            }
            Self::Object(all) => {
                let lines = all.iter().map(|(k, v)| Line::new(key(k), v, inner)).collect::<Vec<_>>();
                format!("{{\n{}{close}}}", align(&lines, inner))
            }
            Self::Call(name, args) => match args.split_last() {
                Some((last, first)) if last.breaks() => {
                    let head: String = first.iter().map(|a| format!("{}, ", a.inline())).collect();
                    format!("{name}({head}{})", last.broken(indent))
                }
                _ => inline,
            },
            _ => inline,
        }
    }

    /// The text over several lines, whatever its length.
    fn broken(&self, indent: usize) -> String {
        self.text(indent, WIDTH + 1)
    }

    fn breaks(&self) -> bool {
        match self {
            Self::List(all) => !all.is_empty(),
            Self::Object(all) => !all.is_empty(),
            Self::Call(_, args) => args.last().is_some_and(Self::breaks),
            Self::Wide(e) => e.breaks(),
            _ => false,
        }
    }

    /// The expression on one line.
    pub fn inline(&self) -> String {
        let join = |all: &[Expr]| all.iter().map(Self::inline).collect::<Vec<_>>().join(", ");
        match self {
            Self::Bool(b) => b.to_string(),
            Self::Int(n) => n.to_string(),
            Self::Text(s) => quoted(s),
            Self::Code(s) => s.clone(),
            Self::Wide(e) => e.inline(),
            Self::List(all) => format!("[{}]", join(all)),
            Self::Call(name, args) => format!("{name}({})", join(args)),
            Self::Object(all) if all.is_empty() => "{}".into(),
            Self::Object(all) => {
                let pairs: Vec<_> = all.iter().map(|(k, v)| format!("{} = {}", key(k), v.inline())).collect();
                format!("{{ {} }}", pairs.join(", "))
            }
        }
    }
}

/// One `name = value` of a body or an object.
pub(super) struct Line {
    name: String,
    value: String,
}

impl Line {
    pub(super) fn new(name: String, value: &Expr, indent: usize) -> Self {
        let used = indent + name.chars().count() + 3;
        Self { value: value.text(indent, used), name }
    }
}

/// Lines with their `=` aligned as `terraform fmt` does: in each run of values that take one line.
pub(super) fn align(lines: &[Line], indent: usize) -> String {
    let pad = " ".repeat(indent);
    let mut out = String::new();
    for run in lines.chunk_by(|a, b| one_line(a) && one_line(b)) {
        let width = run.iter().map(|l| l.name.chars().count()).max().unwrap_or(0);
        for l in run {
            let fill = " ".repeat(width.saturating_sub(l.name.chars().count()));
            out.push_str(&format!("{pad}{}{fill} = {}\n", l.name, l.value));
        }
    }
    out
}

fn one_line(l: &Line) -> bool {
    !l.value.contains('\n')
}

/// Words that mean something else at the start of an object's key.
const RESERVED: &[&str] = &["for", "if", "in", "else", "null", "true", "false", "endif", "endfor"];

fn key(k: &str) -> String {
    let word = k.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && k.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if word && !RESERVED.contains(&k) { k.into() } else { escape(k, true) }
}

/// A text as a quoted HCL string that means just this text.
pub fn quoted(s: &str) -> String {
    escape(s, false)
}

/// With `ascii`, everything else is written by number: the width of a key must be known to align what follows it.
fn escape(s: &str, ascii: bool) -> String {
    let mut out = String::with_capacity(s.len() + 2);
    out.push('"');
    let mut rest = s.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '$' | '%' if rest.peek() == Some(&'{') => {
                out.push(c);
                out.push(c);
            }
            c if c.is_control() || invisible(c) || (ascii && !c.is_ascii()) => match u32::from(c) {
                n if n <= 0xffff => out.push_str(&format!("\\u{n:04x}")),
                n => out.push_str(&format!("\\U{n:08x}")),
            },
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Characters that turn the direction of text, or that nobody sees: a file must show what it says.
fn invisible(c: char) -> bool {
    matches!(u32::from(c), 0xad | 0x61c | 0x180e | 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0xfeff | 0xe0000..=0xe007f)
}
