//! A design as one SVG picture that stands alone: for exports and the command line.

use super::contain::Stand;
use super::edge::edge;
use super::effective::Sheet;
use super::metrics::Look;
use super::tier::{Tier, Tiers};
use super::ties::{regions, ties};
use crate::document::{Body, Compute, Document, Id, Kind, NodeId, Place, Rect, Subnet};
use std::fmt::Write;

const STYLE: &str = "text{font:12px Inter,'Segoe UI',system-ui,sans-serif;fill:#1d2330}.m{font-family:'JetBrains Mono',ui-monospace,monospace;\
font-size:10px;fill:#525a69}.f{font-size:11px;fill:#858c99}.b{font-weight:600}.s{font-size:11px;font-weight:600}\
.vpc{fill:#fff;stroke:#c9c4b8;stroke-width:1.4}.zone{fill:none;stroke:#c9c4b8;stroke-dasharray:4 4}.chip{fill:#fff;stroke:#c9c4b8}\
.public{fill:#e8f4ed;stroke:#2f8f5b}.private{fill:#e8f0f8;stroke:#2f6fb0}.isolated{fill:#eff0f2;stroke:#6b7280}\
.interface{fill:#f0eafa;stroke:#7a4fc0}.gateway{fill:#fbf1de;stroke:#b7791f}.tie{fill:none;stroke:#858c99;stroke-width:1.4}\
.g{fill:none;stroke-width:1.5;stroke-linecap:round;stroke-linejoin:round;stroke:#525a69}";

/// The design as SVG text. Subnets are coloured by their routes' word; see [`svg_by`].
pub fn svg(doc: &Document) -> String {
    let tiers = Tiers::of(doc);
    svg_by(doc, &|s| tiers.tier(doc, s))
}

/// As [`svg`], with somebody else's word on what a subnet is.
pub fn svg_by(doc: &Document, class: &dyn Fn(Id<Subnet>) -> Tier) -> String {
    let sheet = Sheet::of(doc);
    let all = sheet.boxes().map(|(_, r)| r).reduce(Rect::union).unwrap_or(Rect::new(0, 0, 320, 200));
    let (x, y) = (all.x.saturating_sub(32), all.y.saturating_sub(40));
    let (w, h) = (all.w.saturating_add(64), all.h.saturating_add(72));
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" viewBox=\"{x} {y} {w} {h}\"><title>{}</title><style>{STYLE}</style>\
<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" fill=\"#f6f5f1\"/>\n",
        escaped(&doc.assumptions.title)
    );
    for (region, r) in regions(doc, &sheet) {
        text(&mut out, "f", r.x, r.y.saturating_sub(10), region.as_str(), 152);
    }
    // Containers, then lines, then what stands in and on them.
    let boxes = || sheet.boxes().enumerate().map(|(i, (p, r))| (i, p, r, sheet.tree().look(i)));
    boxes().filter(|(_, _, _, l)| l.is_container()).for_each(|(_, p, r, _)| container(&mut out, doc, class, p, r));
    for line in ties(doc).iter().filter_map(|(a, b)| edge(&sheet, a, b)) {
        let _ = writeln!(out, "<path class=\"tie\" d=\"{}\"/>", line.d());
    }
    boxes().filter(|(_, _, _, l)| !l.is_container()).for_each(|(i, p, r, l)| leaf(&mut out, doc, p, r, l, sheet.tree().stand(i)));
    out.push_str("</svg>\n");
    out
}

fn container(out: &mut String, doc: &Document, class: &dyn Fn(Id<Subnet>) -> Tier, place: &Place, r: Rect) {
    match place {
        Place::Zone(_, zone) => {
            rect(out, "zone", r, 8);
            text(out, "f", r.x + 10, r.y + 20, zone.as_str(), r.w - 20);
        }
        _ => {
            let Some(node) = place.node() else { return };
            let tier = Id::of(node).map(class);
            let (look, radius, base) = match tier {
                None => ("vpc", 10, 22),
                Some(Tier::Public) => ("public", 7, 20),
                Some(Tier::Private) => ("private", 7, 20),
                Some(Tier::Isolated) => ("isolated", 7, 20),
            };
            rect(out, look, r, radius);
            if tier.is_some() {
                let _ = writeln!(out, "<rect class=\"{look}\" x=\"{}\" y=\"{}\" width=\"3\" height=\"{}\" rx=\"1.5\"/>", r.x, r.y, r.h);
            }
            let (name, blocks) = (doc.model.name(node), blocks(doc, node));
            let used = text(out, "b", r.x + 14, r.y + base, &name, r.w / 2);
            text(out, "m", r.x + 22 + used, r.y + base, &blocks, r.w - used - 36);
        }
    }
}

fn blocks(doc: &Document, node: NodeId) -> String {
    match doc.model.node(node).map(|n| &n.body) {
        Some(Body::Vpc(v)) => v.cidrs.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        Some(Body::Subnet(s)) => s.cidr.map(|c| c.to_string()).or(s.ipv6.map(|c| c.to_string())).unwrap_or_default(),
        _ => String::new(),
    }
}

fn leaf(out: &mut String, doc: &Document, place: &Place, r: Rect, look: Look, stand: Stand) {
    let Some(node) = place.node() else { return };
    let kind = node.kind();
    let (class, radius) = match (look, stand, kind) {
        (_, _, Kind::GatewayEndpoint) => ("gateway", 9),
        (Look::Pill, ..) => ("interface", r.h / 2),
        (Look::Badge, Stand::Edge(_), Kind::InternetGateway | Kind::EgressOnlyGateway) => ("public", 9),
        (Look::TableChip, ..) => ("chip", 5),
        _ => ("chip", 8),
    };
    rect(out, class, r, radius);
    let small = r.h < 32;
    let _ = writeln!(out, "<path class=\"g\" transform=\"translate({} {})\" d=\"{}\"/>", r.x + 8, r.y + (r.h - 18) / 2, glyph(doc, node));
    let (name, second) = (doc.model.name(node), second(doc, node));
    let left = r.x + 32;
    let room = r.w - 36;
    if small || second.is_empty() {
        text(out, "s", left, r.y + r.h / 2 + 4, &name, room);
    } else {
        text(out, "s", left, r.y + r.h / 2 - 2, &name, room);
        text(out, "m", left, r.y + r.h / 2 + 12, &second, room);
    }
}

/// The second line of a chip or card.
fn second(doc: &Document, node: NodeId) -> String {
    match doc.model.node(node).map(|n| &n.body) {
        Some(Body::Workload(w)) => w.private_ip.map_or_else(|| w.compute.label().to_string(), |ip| ip.to_string()),
        Some(Body::GatewayEndpoint(e)) => format!("pl-{}", e.service),
        Some(Body::OnPremises(p)) => p.cidrs.first().map(ToString::to_string).unwrap_or_default(),
        Some(
            Body::Service(_) | Body::Bucket(_) | Body::Table(_) | Body::NatGateway(_) | Body::LoadBalancer(_) | Body::TransitGateway(_),
        ) => node.kind().label().to_string(),
        _ => String::new(),
    }
}

/// Our own signs, on a field of 18 units.
fn glyph(doc: &Document, node: NodeId) -> &'static str {
    let compute = doc.model.get(Id::of(node).unwrap_or(Id::new(0))).map(|w: &crate::document::Workload| w.compute);
    match (node.kind(), compute) {
        (_, Some(Compute::Instance)) => {
            "M4 5q0-1 1-1h8q1 0 1 1v8q0 1-1 1H5q-1 0-1-1zM7 1v3M11 1v3M7 14v3M11 14v3M1 7h3M1 11h3M14 7h3M14 11h3"
        }
        (_, Some(Compute::Function)) => "M4 15 8 5l5 10M7 3h1",
        (_, Some(Compute::Database)) | (Kind::Table, _) => {
            "M3.5 4.5a5.5 2.5 0 0 1 11 0a5.5 2.5 0 0 1-11 0v9c0 1.4 2.5 2.5 5.5 2.5s5.5-1.1 5.5-2.5v-9"
        }
        (Kind::InternetGateway | Kind::EgressOnlyGateway, _) => "M3 15V8a6 6 0 0 1 12 0v7M3 15h12",
        (Kind::NatGateway, _) => "M3 9h9m0 0-3-3m3 3-3 3M15 3v12",
        (Kind::GatewayEndpoint, _) => "M3 15V6l6-4 6 4v9M7 15v-5h4v5",
        (Kind::InterfaceEndpoint | Kind::ResourceEndpoint | Kind::ResolverEndpoint | Kind::BalancerEndpoint, _) => {
            "M3 9a6 6 0 0 1 12 0a6 6 0 0 1-12 0M9 6v6M6 9h6"
        }
        (Kind::RouteTable | Kind::Peering, _) => "M3 5h8m0 0-2-2m2 2-2 2M15 13H7m0 0 2-2m-2 2 2 2",
        (Kind::TransitGateway | Kind::TransitAttachment | Kind::LoadBalancer, _) => {
            "M6 9a3 3 0 0 1 6 0a3 3 0 0 1-6 0M9 2v4M9 12v4M2 9h4M12 9h4"
        }
        (Kind::VpnGateway | Kind::VpnConnection | Kind::DirectConnect, _) => "M5 8V6a4 4 0 0 1 8 0v2M4 8h10v7H4z",
        (Kind::Bucket, _) => "M3 4h12l-1.6 11H4.6zM3 4a6 2 0 0 1 12 0a6 2 0 0 1-12 0",
        _ => "m9 2 6 3v7l-6 4-6-4V5zM9 9l6-4M9 9 3 5M9 9v7",
    }
}

fn rect(out: &mut String, class: &str, r: Rect, radius: i32) {
    let _ = writeln!(out, "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{radius}\"/>", r.x, r.y, r.w, r.h);
}

/// Writes a text of about so many units at most, and says how wide it is about.
fn text(out: &mut String, class: &str, x: i32, y: i32, words: &str, room: i32) -> i32 {
    // Tenths of a unit that a character takes, on the wide side.
    let each = match class {
        "b" => 74,
        "s" => 68,
        _ => 61,
    };
    let width = |n: usize| i32::try_from(n).unwrap_or(i32::MAX / 100).saturating_mul(each) / 10;
    let fits = usize::try_from(room.saturating_mul(10) / each).unwrap_or(0);
    let n = words.chars().count();
    let shown: String = if n <= fits { words.into() } else { words.chars().take(fits.saturating_sub(1)).chain(['…']).collect() };
    if words.is_empty() || fits == 0 {
        return 0;
    }
    let _ = writeln!(out, "<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{}</text>", escaped(&shown));
    width(shown.chars().count())
}

/// Text as XML holds it: markup is shown, characters that XML has no room for are left out.
fn escaped(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::Command;

    #[test]
    fn names_full_of_markup_are_text() {
        let doc = crate::fixture::parse("vpc v 10.0.0.0/16\n  subnet s a 10.0.0.0/24\n    instance i\nservice s3\nbucket b").unwrap();
        let nodes: Vec<_> = doc.model.nodes().map(|(id, _)| id).collect();
        let name = "<script>&\"\u{1}x".to_string();
        let doc = doc.apply(&Command::All(nodes.into_iter().map(|node| Command::Rename { node, name: name.clone() }).collect())).unwrap();
        let picture = svg(&doc);
        assert!(picture.contains("&lt;script&gt;&amp;&quot;x") && !picture.contains("<script") && !picture.contains('\u{1}'));
        assert_eq!(picture, svg(&doc));
    }
}
