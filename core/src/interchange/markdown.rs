//! Pieces of Markdown that the READMEs of exports share: notes as lines, text as text.

use super::lower::Note;
use crate::document::Model;
use crate::text::Segment;

/// Each note as a sentence, names of resources in bold, values as code.
pub fn lines(model: &Model, notes: &[Note]) -> Vec<String> {
    let line = |n: &Note| {
        let mut out = String::new();
        for segment in n.text.segments(model) {
            match segment {
                Segment::Plain(s) if out.is_empty() => {
                    let mut chars = s.chars();
                    out.extend(chars.next().map(|c| c.to_ascii_uppercase()));
                    out.push_str(&plain(chars.as_str()));
                }
                Segment::Plain(s) => out.push_str(&plain(&s)),
                Segment::Code(s) => out.push_str(&format!("`{}`", s.replace(['`', '\n', '\r'], " "))),
                Segment::Node(_, s) => out.push_str(&format!("**{}**", plain(&s))),
            }
        }
        format!("{out}.")
    };
    notes.iter().map(line).collect()
}

/// A section with a list, or what is said where it is empty.
pub fn section(out: &mut String, title: &str, none: &str, lines: &[String]) {
    out.push_str(&format!("\n## {title}\n\n"));
    if lines.is_empty() {
        out.push_str(&format!("{none}\n"));
    }
    for l in lines {
        out.push_str(&format!("- {l}\n"));
    }
}

/// Text as text in Markdown, whatever is in it.
pub fn plain(s: &str) -> String {
    let mut out = String::new();
    for c in s.chars() {
        match c {
            c if c.is_control() => out.push(' '),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '!' | '~' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}
