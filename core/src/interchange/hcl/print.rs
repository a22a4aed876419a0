//! Bodies and blocks as text.

use super::expr::{Line, align};
use super::{Block, Item, quoted};

/// A file of these items, as `terraform fmt` would leave it.
pub fn print(items: &[Item]) -> String {
    let mut out = String::new();
    body(items, 0, &mut out);
    out
}

fn body(items: &[Item], indent: usize, out: &mut String) {
    let pad = " ".repeat(indent);
    let mut run: Vec<Line> = Vec::new();
    // Whether an empty line is due before the next item, and whether anything has been written.
    let (mut gap, mut any) = (false, false);
    for item in items {
        if let Item::Attribute(name, value) = item
            && !gap
        {
            run.push(Line::new(name.clone(), value, indent));
            any = true;
            continue;
        }
        out.push_str(&align(&run, indent));
        run.clear();
        if matches!(item, Item::Blank) {
            gap = any;
            continue;
        }
        if gap {
            out.push('\n');
            gap = false;
        }
        any = true;
        match item {
            Item::Attribute(name, value) => run.push(Line::new(name.clone(), value, indent)),
            Item::Block(b) => block(b, indent, out),
            Item::Comment(text) => {
                let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
                out.push_str(&format!("{pad}# {}\n", text.trim_end()));
            }
            Item::Blank => {}
        }
    }
    out.push_str(&align(&run, indent));
}

fn block(b: &Block, indent: usize, out: &mut String) {
    let pad = " ".repeat(indent);
    let labels: String = b.labels.iter().map(|l| format!(" {}", quoted(l))).collect();
    if b.body.is_empty() {
        out.push_str(&format!("{pad}{}{labels} {{}}\n", b.kind));
        return;
    }
    out.push_str(&format!("{pad}{}{labels} {{\n", b.kind));
    body(&b.body, indent + 2, out);
    out.push_str(&format!("{pad}}}\n"));
}
