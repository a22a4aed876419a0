//! The texts of the sources that people see, and the catalogues that hold them in other languages (`public/words/`).

use portico_core::cost::PRESETS;
use portico_core::document::{Compute, Kind, NodeId, Value};
use portico_core::interchange::reader::Form;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The catalogues, by the code of their language.
pub const LANGUAGES: &[&str] = &["es", "zh"];

pub type Catalogue = BTreeMap<String, String>;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The catalogue of a language.
pub fn catalogue(language: &str) -> Result<Catalogue, String> {
    let path = root().join("public/words").join(language).with_extension("json");
    let text = std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    serde_json::from_str(&text).map_err(|e| format!("{}: {e}", path.display()))
}

/// Every text of the page and of the engine's messages, each once.
pub fn texts() -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    out.extend(PICKED.iter().map(|w| (*w).to_owned()));
    out.extend(PRESETS.iter().flat_map(|p| [p.name, p.about]).map(str::to_owned));
    let values = [
        Value::Bool(true),
        Value::Int(0),
        Value::text(""),
        Value::List(vec![]),
        Value::Map([].into()),
        Value::Ref(NodeId::new(Kind::Vpc, 1)),
    ];
    out.extend(values.iter().map(|v| v.kind().to_owned()));
    out.extend(Compute::ALL.iter().map(|c| c.label().to_owned()));
    out.extend(Form::ALL.iter().map(|f| f.label().to_owned()));
    out.extend(portico_core::catalogue::Catalogue::bundled().prices().notes().map(str::to_owned));
    // What joins the members of a list, and what ends a sentence.
    out.extend([portico_core::text::COMMA, portico_core::text::AND, "{sentence}."].map(str::to_owned));
    for (dir, of) in [("app/src", Source::Page), ("core/src", Source::Engine)] {
        let mut files = Vec::new();
        sources(&root().join(dir), &mut files);
        for file in files {
            let text = std::fs::read_to_string(&file).unwrap_or_default();
            if let Ok(tokens) = text.parse::<TokenStream>() {
                Reader { of, out: &mut out }.all(tokens);
            }
        }
    }
    out
}

fn sources(dir: &Path, out: &mut Vec<PathBuf>) {
    for entry in dir.read_dir().into_iter().flatten().filter_map(Result::ok) {
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        if path.is_dir() && name != "tests" {
            sources(&path, out);
        } else if name.ends_with(".rs") && !name.ends_with("tests.rs") && !name.contains("testing") {
            out.push(path);
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    /// Every text that reads like one for people.
    Page,
    /// Messages, and the names of kinds and fields.
    Engine,
}

/// Macros whose texts nobody sees, or that are no templates of a message.
const UNSEEN: &[&str] = &["format", "assert", "assert_eq", "panic", "unreachable", "debug_assert", "write", "concat", "matches"];
/// Macros that hold messages: all their texts are for people.
const MESSAGES: &[&str] = &["text", "say", "nodes", "text_shape", "refusal"];
/// Functions that are given a text of the source for people.
const CALLS: &[&str] = &["t", "in_language", "plain", "label", "word", "refused", "expected"];
/// Attributes of elements that nobody reads.
const SILENT: &[&str] = &[
    "class",
    "d",
    "style",
    "id",
    "type",
    "role",
    "for",
    "name",
    "href",
    "transform",
    "testid",
    "viewBox",
    "rx",
    "lang",
    "x",
    "y",
    "width",
    "height",
    "r",
    "points",
    "target",
    "rel",
    "autocomplete",
    "inputmode",
];

/// Words that reach a message or the page by a function that picks one of them.
const PICKED: &[&str] = &[
    "inbound", "outbound", "entry", "rule", "call", "calls", "in", "out", "from", "to", "low", "typical", "high", "opened", "lost",
    "rerouted", "changed", "flow", "flows", "pair", "pairs", "reaches", "system", "light", "dark", "Theme", "file", "files", "finding",
    "findings", "any", "is", "is not", "nothing", "nobody", "free", "anything", "none", "table", "tables", "New", "public", "private",
    "isolated", "on", "yes", "no",
];

struct Reader<'a> {
    of: Source,
    out: &'a mut BTreeSet<String>,
}

impl Reader<'_> {
    fn all(&mut self, tokens: TokenStream) {
        let all: Vec<TokenTree> = tokens.into_iter().collect();
        let mut i = 0;
        while let Some(token) = all.get(i) {
            i += 1;
            match token {
                TokenTree::Punct(p) if p.as_char() == '#' => {
                    // An attribute, or a comment; what is for tests alone goes with it.
                    i += usize::from(matches!(all.get(i), Some(TokenTree::Punct(p)) if p.as_char() == '!'));
                    let Some(TokenTree::Group(g)) = all.get(i) else { continue };
                    i += 1;
                    if g.stream().to_string().replace(' ', "") == "cfg(test)" {
                        i += all.iter().skip(i).position(ends_item).map_or(all.len(), |n| n + 1);
                    }
                }
                TokenTree::Group(g) => {
                    let named = |back: usize| match i.checked_sub(back + 1).and_then(|n| all.get(n)) {
                        Some(TokenTree::Ident(id)) => Some(id.to_string()),
                        _ => None,
                    };
                    let bang = matches!(i.checked_sub(2).and_then(|n| all.get(n)), Some(TokenTree::Punct(p)) if p.as_char() == '!');
                    match if bang { named(2) } else { None } {
                        Some(name) if MESSAGES.contains(&name.as_str()) => self.message(g.stream()),
                        Some(name) if UNSEEN.contains(&name.as_str()) => {}
                        _ => {
                            let called = named(1).filter(|_| !bang && g.delimiter() == Delimiter::Parenthesis);
                            if called.is_some_and(|n| CALLS.contains(&n.as_str())) {
                                self.first(g.stream());
                            }
                            self.all(g.stream());
                        }
                    }
                }
                TokenTree::Literal(_) if self.of == Source::Page => {
                    if let Some(text) = string(token).filter(|t| reads(t) && !silent(&all, i - 1)) {
                        self.out.insert(text);
                    }
                }
                _ => {}
            }
        }
    }

    /// Everything in a message: its template, and the words that are put into it.
    fn message(&mut self, tokens: TokenStream) {
        for (n, token) in tokens.into_iter().enumerate() {
            match token {
                TokenTree::Group(g) => self.message(g.stream()),
                token => {
                    self.out.extend(string(&token).filter(|t| n == 0 || t.chars().any(char::is_alphabetic)).filter(|t| has_letters(t)))
                }
            }
        }
    }

    fn first(&mut self, tokens: TokenStream) {
        let first = tokens.into_iter().next();
        self.out.extend(first.as_ref().and_then(string).filter(|t| has_letters(t)));
    }
}

fn ends_item(token: &TokenTree) -> bool {
    match token {
        TokenTree::Group(g) => g.delimiter() == Delimiter::Brace,
        TokenTree::Punct(p) => p.as_char() == ';',
        _ => false,
    }
}

/// Whether the text is what an attribute of an element says that nobody reads: `class="…"`, `data-testid="…"`.
fn silent(all: &[TokenTree], at: usize) -> bool {
    let back = |n: usize| at.checked_sub(n).and_then(|i| all.get(i));
    match (back(1), back(2)) {
        (Some(TokenTree::Punct(p)), Some(TokenTree::Ident(name))) => p.as_char() == '=' && SILENT.contains(&name.to_string().as_str()),
        _ => false,
    }
}

fn string(token: &TokenTree) -> Option<String> {
    let TokenTree::Literal(l) = token else { return None };
    syn::parse_str::<syn::LitStr>(&l.to_string()).ok().map(|s| s.value())
}

fn has_letters(text: &str) -> bool {
    places(text).1.chars().any(char::is_alphabetic)
}

/// Whether it is words for people, and not a name, a path, a shape or a style.
fn reads(text: &str) -> bool {
    let bare = places(text).1;
    let words: Vec<&str> = bare.split_whitespace().collect();
    let lower = |w: &str| {
        let w = w.trim_matches(|c: char| !c.is_alphanumeric());
        w.len() > 1 && lowercase(w)
    };
    let begins = bare.chars().next().is_some_and(char::is_uppercase) && bare.chars().nth(1).is_some_and(|c| c.is_lowercase() || c == ' ');
    // Classes of an element are words too: those are told by what stands beside them.
    let sentence = words.len() > 1 && words.iter().filter(|w| lower(w)).count() > 0 && !bare.contains(['=', '/', '#', '_', '<']);
    // A name in code, such as `StringEquals` or `Mod+K`.
    let humps = bare.chars().zip(bare.chars().skip(1)).any(|(a, b)| a.is_lowercase() && b.is_uppercase());
    let code = words.len() == 1 && (humps || bare.contains('+'));
    (begins || sentence) && !code && !bare.contains("://")
}

/// One word of small letters and hyphens.
fn lowercase(word: &str) -> bool {
    word.chars().all(|c| c.is_lowercase() || c == '-')
}

/// The places of a template in order, and what is left of it.
pub fn places(template: &str) -> (Vec<String>, String) {
    let (mut found, mut bare, mut rest) = (Vec::new(), String::new(), template);
    while let Some((before, after)) = rest.split_once('{') {
        bare.push_str(before);
        let Some((name, tail)) = after.split_once('}') else { break };
        found.push(name.to_owned());
        rest = tail;
    }
    bare.push_str(rest);
    found.sort();
    (found, bare)
}
