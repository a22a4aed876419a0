//! Cuts the text of a policy into lines of coloured pieces, with what is wrong underlined. Any text will do.

use super::judge::{Mark, class};

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    pub text: String,
    /// How it is coloured: `key`, `action`, `arn`, `allow`, `deny`, `text`, `variable`, `word`; empty for signs.
    pub class: &'static str,
    /// The class of what is wrong there, or empty.
    pub under: &'static str,
}

/// Longer texts stay plain, so that typing stays quick.
const MOST: usize = 40_000;

/// The lines of a text, each in pieces.
pub fn lines(text: &str, marks: &[&Mark]) -> Vec<Vec<Piece>> {
    let mut out = vec![Vec::new()];
    let tokens = if text.len() > MOST { vec![(0, text.len(), "")] } else { tokens(text) };
    for (from, to, class) in tokens {
        piece(text, from, to, class, marks, &mut out);
    }
    out
}

/// Adds a token, cut at the ends of marks and lines.
fn piece(text: &str, from: usize, to: usize, name: &'static str, marks: &[&Mark], out: &mut Vec<Vec<Piece>>) {
    let mut at = from;
    while at < to {
        let ends = marks.iter().flat_map(|m| [m.from, m.to]).filter(|end| *end > at && *end < to);
        let end = ends.min().unwrap_or(to);
        let under = marks.iter().find(|m| m.from <= at && at < m.to).map_or("", |m| class(m.severity).1);
        for (i, part) in text.get(at..end).unwrap_or_default().split('\n').enumerate() {
            if i > 0 {
                out.push(Vec::new());
            }
            if let Some(line) = out.last_mut().filter(|_| !part.is_empty()) {
                line.push(Piece { text: part.to_owned(), class: name, under });
            }
        }
        at = end;
    }
}

/// Every byte of the text in one token.
fn tokens(text: &str) -> Vec<(usize, usize, &'static str)> {
    let bytes = text.as_bytes();
    let (mut out, mut at, mut plain) = (Vec::new(), 0, 0);
    while at < bytes.len() {
        let (end, class) = match bytes[at] {
            b'"' => {
                let end = string_end(bytes, at);
                (end, of_string(text, at, end))
            }
            b'0'..=b'9' | b'-' | b'a'..=b'z' | b'A'..=b'Z' => {
                let word = |b: &u8| !b.is_ascii_alphanumeric() && !matches!(b, b'-' | b'+' | b'.');
                (bytes[at..].iter().position(word).map_or(bytes.len(), |n| at + n), "word")
            }
            _ => {
                at += 1;
                continue;
            }
        };
        if plain < at {
            out.push((plain, at, ""));
        }
        variables(text, at, end, class, &mut out);
        (at, plain) = (end, end);
    }
    if plain < bytes.len() {
        out.push((plain, bytes.len(), ""));
    }
    out
}

/// Behind the closing quote; a string ends with its line at the latest.
fn string_end(bytes: &[u8], from: usize) -> usize {
    let mut at = from + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if bytes.get(at + 1).is_some_and(u8::is_ascii) => at += 2,
            b'"' => return at + 1,
            b'\n' => return at,
            _ => at += 1,
        }
    }
    bytes.len()
}

fn of_string(text: &str, from: usize, end: usize) -> &'static str {
    if text.get(end..).unwrap_or_default().trim_start().starts_with(':') {
        return "key";
    }
    let inside = text.get(from + 1..end).unwrap_or_default().trim_end_matches('"');
    let action = |(service, name): (&str, &str)| {
        let part = |s: &str, sign: &[u8]| !s.is_empty() && s.bytes().all(|b| b.is_ascii_alphanumeric() || sign.contains(&b));
        part(service, b"-") && part(name, b"*?") && !service.bytes().any(|b| b.is_ascii_uppercase()) && service != "arn"
    };
    match inside {
        "Allow" => "allow",
        "Deny" => "deny",
        _ if inside.starts_with("arn:") => "arn",
        _ if inside.split_once(':').is_some_and(action) => "action",
        _ => "text",
    }
}

/// Policy variables inside a string.
fn variables(text: &str, from: usize, end: usize, class: &'static str, out: &mut Vec<(usize, usize, &'static str)>) {
    let mut at = from;
    while let Some(found) = text.get(at..end).and_then(|rest| rest.find("${")).map(|n| at + n) {
        let Some(close) = text.get(found..end).and_then(|rest| rest.find('}')).map(|n| found + n + 1) else { break };
        if at < found {
            out.push((at, found, class));
        }
        out.push((found, close, "variable"));
        at = close;
    }
    if at < end {
        out.push((at, end, class));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use portico_core::policy::Severity;

    fn joined(lines: &[Vec<Piece>]) -> String {
        lines.iter().map(|l| l.iter().map(|p| p.text.as_str()).collect::<String>()).collect::<Vec<_>>().join("\n")
    }

    fn class_of(lines: &[Vec<Piece>], text: &str) -> &'static str {
        lines.iter().flatten().find(|p| p.text == text).unwrap_or_else(|| panic!("{text} in {lines:?}")).class
    }

    #[test]
    fn parts_of_a_policy_have_their_colours() {
        let text = "{\"Effect\": \"Deny\",\n \"Action\" : [\"s3:Get*\"], \"Resource\": \"arn:aws:s3:::${aws:username}/*\", \"n\": -1.5e3, \"b\": true}";
        let all = lines(text, &[]);
        assert_eq!(all.len(), 2);
        for (piece, class) in [
            ("\"Effect\"", "key"),
            ("\"Deny\"", "deny"),
            ("\"Action\"", "key"),
            ("\"s3:Get*\"", "action"),
            ("\"arn:aws:s3:::", "arn"),
            ("${aws:username}", "variable"),
            ("-1.5e3", "word"),
            ("true", "word"),
        ] {
            assert_eq!(class_of(&all, piece), class, "{piece}");
        }
    }

    #[test]
    fn nothing_of_any_text_is_lost() {
        for text in ["", "\n\n", "\"", "\"\\", "\"\\\"", "\"é\\é\"", "${", "\"${x", "{\"a\": \"b", "ümlaut \"x\ny\"", "\r\n\t\"a\":"] {
            assert_eq!(joined(&lines(text, &[])), text, "{text:?}");
        }
        let long = "\"a\" ".repeat(MOST);
        assert_eq!(joined(&lines(&long, &[])), long);
    }

    #[test]
    fn what_is_wrong_is_underlined_where_it_stands() {
        let text = "{\"Action\": \"s3:Fly\"}";
        let mark = Mark { severity: Severity::Warning, line: 1, column: 12, from: 11, to: 19, text: String::new() };
        let all = lines(text, &[&mark]);
        let under: String = all.iter().flatten().filter(|p| p.under == "warning").map(|p| p.text.as_str()).collect();
        assert_eq!(under, "\"s3:Fly\"");
        assert_eq!(joined(&all), text);
    }
}
