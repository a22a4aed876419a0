//! draw.io (mxGraph): containers nested as they are, everything movable, connections as edges between the boxes.

use crate::document::{Document, Place, Rect};
use crate::drawing::{Look, Sheet, ties};
use std::fmt::Write;

/// The design as an uncompressed draw.io file.
pub fn drawio(doc: &Document) -> String {
    let sheet = Sheet::of(doc);
    let tree = sheet.tree();
    let mut out = format!(
        "<mxfile host=\"portico\">\n  <diagram id=\"design\" name=\"{}\">\n    <mxGraphModel grid=\"1\" page=\"0\">\n      <root>\n        \
         <mxCell id=\"0\"/>\n        <mxCell id=\"1\" parent=\"0\"/>\n",
        text(&doc.assumptions.title)
    );
    for (i, (place, r)) in sheet.boxes().enumerate() {
        let parent = tree.parent(i);
        let origin = parent.and_then(|p| sheet.rect(p)).unwrap_or(Rect::new(0, 0, 0, 0));
        let above = parent.map_or("1".to_string(), |p| format!("b{p}"));
        let _ = writeln!(
            out,
            "        <mxCell id=\"b{i}\" value=\"{}\" style=\"{}\" vertex=\"1\" parent=\"{above}\"><mxGeometry x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" as=\"geometry\"/></mxCell>",
            text(&label(doc, place)),
            style(tree.look(i)),
            r.x.saturating_sub(origin.x),
            r.y.saturating_sub(origin.y),
            r.w,
            r.h
        );
    }
    for (n, (from, to)) in ties(doc).iter().enumerate() {
        if let (Some(a), Some(b)) = (tree.index(from), tree.index(to)) {
            let _ = writeln!(
                out,
                "        <mxCell id=\"e{n}\" style=\"endArrow=none;html=0;strokeColor=#858C99;\" edge=\"1\" parent=\"1\" source=\"b{a}\" target=\"b{b}\"><mxGeometry relative=\"1\" as=\"geometry\"/></mxCell>"
            );
        }
    }
    out.push_str("      </root>\n    </mxGraphModel>\n  </diagram>\n</mxfile>\n");
    out
}

fn label(doc: &Document, place: &Place) -> String {
    match (place, place.node()) {
        (Place::Zone(_, zone), _) => zone.to_string(),
        (_, Some(node)) => doc.model.name(node),
        _ => String::new(),
    }
}

/// Labels are plain text (`html=0`): nothing that a person typed is markup.
fn style(look: Look) -> &'static str {
    match look {
        Look::Vpc => {
            "container=1;collapsible=0;html=0;verticalAlign=top;align=left;spacingLeft=10;fontStyle=1;fillColor=#FFFFFF;strokeColor=#C9C4B8;rounded=1;arcSize=2;"
        }
        Look::Zone => {
            "container=1;collapsible=0;html=0;verticalAlign=top;align=left;spacingLeft=10;fillColor=none;strokeColor=#C9C4B8;dashed=1;"
        }
        Look::Subnet => {
            "container=1;collapsible=0;html=0;verticalAlign=top;align=left;spacingLeft=10;fillColor=#E8F0F8;strokeColor=#2F6FB0;"
        }
        _ => "html=0;rounded=1;whiteSpace=wrap;fillColor=#FFFFFF;strokeColor=#C9C4B8;",
    }
}

/// Text in an attribute of XML: characters that XML does not have become spaces.
fn text(s: &str) -> String {
    let mut out = String::new();
    for c in s.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
