//! Terraform's JSON syntax, as CDK for Terraform writes it, as the HCL that says the same. [JSON Configuration Syntax]

use crate::interchange::cloudformation_in::tree::{Data, NOTHING, Node};
use hcl_edit::parser::parse_expr;
use std::fmt::Write as _;

/// HCL text, with the line of the JSON for each of its lines.
#[derive(Debug, Default)]
pub struct Written {
    pub text: String,
    pub lines: Vec<usize>,
    /// What HCL has no name for, with its line.
    pub odd: Vec<(String, usize)>,
}

/// What is written as blocks, since it is read as such; everything else may as well be an argument.
const BLOCKS: &[&str] = &["statement", "principals", "not_principals", "condition", "default_tags", "filter"];
/// What says how Terraform treats a resource, and comments.
const SILENT: &[&str] = &["//", "lifecycle", "provisioner", "connection", "depends_on", "timeouts"];

/// The source that a file of JSON is.
pub fn source(root: &Node) -> Written {
    let mut w = Written::default();
    for (kind, v) in root.entries() {
        let labels = match kind.as_str() {
            "//" | "terraform" => continue,
            "resource" | "data" | "ephemeral" => 2,
            "module" | "variable" | "output" | "provider" | "check" => 1,
            _ => 0,
        };
        w.labelled(kind, labels, &mut Vec::new(), v);
    }
    w
}

/// The values that a file of values in JSON is.
pub fn values(root: &Node) -> Written {
    let mut w = Written::default();
    for (name, v) in root.entries().iter().filter(|(n, _)| n != "//") {
        w.argument(name, v, false);
    }
    w
}

fn each(v: &Node) -> &[Node] {
    match &v.data {
        Data::List(all) => all,
        Data::Null => &[],
        _ => std::slice::from_ref(v),
    }
}

/// Whether HCL can have this as a name.
fn named(name: &str) -> bool {
    let starts = name.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_');
    starts && name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-')
}

impl Written {
    fn line(&mut self, at: usize, text: &str) {
        self.text.push_str(text);
        self.text.push('\n');
        self.lines.push(at);
    }

    /// Blocks of a kind, by as many labels as it has.
    fn labelled<'n>(&mut self, kind: &str, left: usize, labels: &mut Vec<&'n str>, v: &'n Node) {
        for one in each(v) {
            let Some(next) = left.checked_sub(1) else {
                self.block(kind, labels, one);
                continue;
            };
            for (label, inner) in one.entries().iter().filter(|(l, _)| l != "//") {
                labels.push(label);
                self.labelled(kind, next, labels, inner);
                labels.pop();
            }
        }
    }

    fn block(&mut self, kind: &str, labels: &[&str], body: &Node) {
        if !named(kind) {
            return self.odd.push((kind.into(), body.line));
        }
        let labels: String = labels.iter().map(|l| format!(" {}", text(l, false))).collect();
        self.line(body.line, &format!("{kind}{labels} {{"));
        for (name, v) in body.entries().iter().filter(|(n, _)| !SILENT.contains(&n.as_str())) {
            match (kind, name.as_str()) {
                // What stands here is no template.
                ("variable", "default") | ("module", "source" | "version") => self.argument(name, v, false),
                ("variable", "type") => self.of_type(v),
                ("variable", "nullable") => self.argument(name, v, true),
                ("variable", _) => {}
                (_, "dynamic") => self.dynamic(v),
                (_, n) if BLOCKS.contains(&n) && each(v).iter().all(|o| matches!(o.data, Data::Map(_))) => {
                    for one in each(v) {
                        self.block(n, &[], one);
                    }
                }
                _ => self.argument(name, v, true),
            }
        }
        self.line(body.line, "}");
    }

    fn dynamic(&mut self, v: &Node) {
        for (name, all) in each(v).iter().flat_map(Node::entries) {
            for one in each(all) {
                self.line(one.line, &format!("dynamic {} {{", text(name, false)));
                for part in ["for_each", "iterator"] {
                    if !one.get(part).is_null() {
                        self.argument(part, one.get(part), true);
                    }
                }
                let content = each(one.get("content")).first().unwrap_or(&NOTHING);
                self.block("content", &[], content);
                self.line(one.line, "}");
            }
        }
    }

    fn argument(&mut self, name: &str, v: &Node, templates: bool) {
        if !named(name) {
            return self.odd.push((name.into(), v.line));
        }
        let mut out = format!("{name} = ");
        expression(v, templates, &mut out);
        self.line(v.line, &out);
    }

    /// The type of a variable, which JSON has as a text.
    fn of_type(&mut self, v: &Node) {
        let Some(said) = v.text() else { return };
        let said = said.strip_prefix("${").and_then(|s| s.strip_suffix('}')).unwrap_or(said).replace(['\n', '\r'], " ");
        if parse_expr(&said).is_ok() {
            self.line(v.line, &format!("type = {said}"));
        }
    }
}

fn expression(v: &Node, templates: bool, out: &mut String) {
    match &v.data {
        Data::Null => out.push_str("null"),
        Data::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
        Data::Int(n) => out.push_str(&n.to_string()),
        Data::Text(s) => out.push_str(&text(s, templates)),
        Data::List(all) => {
            out.push('[');
            for v in all {
                expression(v, templates, out);
                out.push_str(", ");
            }
            out.push(']');
        }
        Data::Map(all) => {
            out.push_str("{ ");
            for (k, v) in all {
                out.push_str(&text(k, templates));
                out.push_str(" = ");
                expression(v, templates, out);
                out.push_str(", ");
            }
            out.push('}');
        }
    }
}

/// A text between quotes; what it interpolates stays as it is where it is a template.
fn text(s: &str, template: bool) -> String {
    let mut out = String::from("\"");
    let mut at = 0;
    while let Some(c) = s.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = s.get(at..).unwrap_or_default();
        let opens = rest.starts_with("${") || rest.starts_with("%{");
        let escaped = rest.starts_with("$${") || rest.starts_with("%%{");
        if escaped && template {
            out.push_str(rest.get(..3).unwrap_or_default());
            at += 3;
            continue;
        }
        if opens {
            match end(rest).filter(|_| template).and_then(|n| rest.get(..n)) {
                Some(inner) => {
                    out.push_str(&inner.replace(['\n', '\r'], " "));
                    at += inner.len();
                    continue;
                }
                // Nothing closes it, or it is no template: it is itself.
                None => out.push(c),
            }
        }
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => drop(write!(out, "\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
        at += c.len_utf8();
    }
    out.push('"');
    out
}

/// How long an interpolation is, from its `${` to the brace that closes it.
fn end(s: &str) -> Option<usize> {
    // What is open: braces, and texts, in which interpolations stand again.
    let mut open: Vec<u8> = Vec::new();
    let bytes = s.as_bytes();
    let mut i = 0;
    while let Some(b) = bytes.get(i) {
        let quoted = open.last() == Some(&b'"');
        match b {
            b'\\' if quoted => i += 1,
            b'"' if quoted => drop(open.pop()),
            b'"' => open.push(b'"'),
            b'{' if !quoted || matches!(i.checked_sub(1).and_then(|n| bytes.get(n)), Some(b'$' | b'%')) => open.push(b'{'),
            b'}' if !quoted => {
                open.pop();
                if open.is_empty() {
                    return Some(i + 1);
                }
            }
            _ => {}
        }
        i += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interchange::cloudformation_in::tree;
    use hcl_edit::parser::parse_body;

    #[test]
    fn templates_keep_what_they_interpolate() {
        for (s, want) in [
            ("a \"b\" \\ \n", "\"a \\\"b\\\" \\\\ \\n\""),
            ("x-${lookup(var.m, \"k\")}-y", "\"x-${lookup(var.m, \"k\")}-y\""),
            ("${jsonencode({\"a\" = \"${var.x}}\"})}\"", "\"${jsonencode({\"a\" = \"${var.x}}\"})}\\\"\""),
            ("$${not}", "\"$${not}\""),
            ("${open", "\"$${open\""),
        ] {
            assert_eq!(text(s, true), want);
        }
        assert_eq!(text("${var.x}", false), "\"$${var.x}\"");
    }

    #[test]
    fn what_json_says_is_hcl_with_its_lines() {
        let root = tree::read(
            "t",
            "{\n\"//\": {\"metadata\": 1},\n\"variable\": {\"c\": {\"type\": \"${list(string)}\", \"default\": [\"a\"]}},\n\"resource\": {\"aws_vpc\": [{\"v\": {\n\"cidr_block\": \"${var.c[0]}\",\n\"dynamic\": {\"x\": {\"for_each\": \"${var.c}\", \"content\": {\"y\": 1.5}}}}}]},\n\"odd one\": {\"z\": 1}\n}",
        )
        .unwrap();
        let w = source(&root);
        assert!(parse_body(&w.text).is_ok(), "{}", w.text);
        let line = |of: &str| w.lines[w.text.lines().position(|l| l.contains(of)).unwrap()];
        assert_eq!((line("cidr_block ="), line("type = list")), (5, 3));
        assert!(w.text.contains("resource \"aws_vpc\" \"v\" {\n") && w.text.contains("dynamic \"x\" {\n"), "{}", w.text);
        assert_eq!(w.odd.first().map(|o| o.0.as_str()), Some("odd one"));
    }
}
