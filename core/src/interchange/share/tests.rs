//! Designs there and back, small enough for a link; what was damaged is refused and nothing grows without end.

use super::*;
use crate::document::{Document, Kind, NodeId, Place, Rect, Value};
use crate::drawing;
use crate::edit::Command;
use crate::fixture::parse;
use crate::interchange::save;
use flate2::Compression;
use flate2::read::{DeflateDecoder, DeflateEncoder};
use proptest::prelude::*;
use serde_json::Value as Json;
use std::io::Read;

const DESIGNS: [&str; 5] = [
    include_str!("../../../../tests/oracle/designs/network.txt"),
    include_str!("../../../../tests/oracle/designs/everything.txt"),
    include_str!("../../../../tests/oracle/designs/hostile.txt"),
    include_str!("../../../../tests/oracle/designs/ipv6.txt"),
    include_str!("../../../../tests/oracle/designs/regions.txt"),
];
const THREE_TIER: &str = include_str!("../../../../examples/three-tier.portico.json");

fn design(text: &str) -> Document {
    parse(text).unwrap_or_else(|e| panic!("{e}"))
}

fn tidied(doc: &Document) -> Document {
    doc.apply(&Command::Put { boxes: drawing::tidy(doc) }).unwrap()
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    DeflateEncoder::new(bytes, Compression::default()).read_to_end(&mut out).unwrap();
    out
}

fn link(doc: &Document) -> String {
    text(VERSION, &deflated(&pack(doc)))
}

fn open(link: &str) -> Result<Document, save::LoadError> {
    let (version, bytes) = payload(link)?;
    let mut packed = Vec::new();
    DeflateDecoder::new(&bytes[..]).take(MAX_PACKED as u64).read_to_end(&mut packed).unwrap_or_default();
    unpack(version, &packed)
}

#[test]
fn designs_come_back_the_same() {
    for text in DESIGNS {
        for doc in [design(text), tidied(&design(text))] {
            assert_eq!(open(&link(&doc)).unwrap(), doc);
            assert_eq!(pack(&doc), pack(&open(&link(&doc)).unwrap()));
        }
    }
    assert_eq!(open(&link(&Document::default())).unwrap(), Document::default());
    let doc = save::read(THREE_TIER).unwrap();
    assert_eq!(open(&link(&doc)).unwrap(), doc);
}

/// Four teams of a company, each with the example as its own: other names, other blocks, drawn one below the other.
fn company() -> Document {
    let one: Json = serde_json::from_str(THREE_TIER).unwrap();
    let next = one["next"].as_i64().unwrap();
    let (mut nodes, mut boxes) = (Vec::new(), serde_json::Map::new());
    for (n, team) in (0i64..).zip(["shop", "billing", "search", "reports"]) {
        for node in one["nodes"].as_array().unwrap() {
            let mut node = moved(node, n, n * next);
            node["name"] = Json::String(format!("{team}-{}", node["name"].as_str().unwrap()));
            node["key"] = Json::String(crate::edit::key::slug(node["name"].as_str().unwrap()));
            nodes.push(node);
        }
        for (place, rect) in one["boxes"].as_object().unwrap() {
            let place = place.split('@').map(|p| moved(&Json::String(p.into()), n, n * next).as_str().unwrap().to_string());
            let y = rect[1].as_i64().unwrap() + n * 1400;
            boxes.insert(place.collect::<Vec<_>>().join("@"), serde_json::json!([rect[0], y, rect[2], rect[3]]));
        }
    }
    let file = serde_json::json!({ "portico": 1, "next": 4 * next, "assumptions": one["assumptions"], "nodes": nodes, "boxes": boxes });
    save::read(&file.to_string()).unwrap_or_else(|e| panic!("{e}"))
}

/// With every reference so much higher, and the second octet of addresses another.
fn moved(json: &Json, octet: i64, by: i64) -> Json {
    match json {
        Json::String(s) => match s.parse::<NodeId>() {
            Ok(id) => Json::String(NodeId::new(id.kind(), id.number() + u32::try_from(by).unwrap()).to_string()),
            Err(_) => Json::String(s.replace("10.0.", &format!("10.{octet}."))),
        },
        Json::Array(all) => all.iter().map(|v| moved(v, octet, by)).collect(),
        Json::Object(all) => Json::Object(all.iter().map(|(k, v)| (k.clone(), moved(v, octet, by))).collect()),
        other => other.clone(),
    }
}

/// VPCs of three zones with tables, NAT gateways, groups, workloads and what they call.
fn plain(vpcs: usize) -> Document {
    let mut out = String::from("service s3\nservice dynamodb\nservice ssm\n");
    for n in 0..vpcs {
        let mut flows = String::new();
        out.push_str(&format!("vpc team-{n} 10.{n}.0.0/16 dns-hostnames\n  igw igw-{n}\n  table public-{n}: 0.0.0.0/0 -> igw-{n}\n"));
        out.push_str(&format!("  group app-{n}: out any to 0.0.0.0/0\n  group doors-{n}: in tcp 443 from 10.{n}.0.0/16\n"));
        for (at, zone) in ["a", "b", "c"].iter().enumerate() {
            let name = format!("{n}-{zone}");
            out.push_str(&format!("  subnet public-{name} {zone} 10.{n}.{at}.0/24 table public-{n} public-ip\n    nat nat-{name}\n"));
            out.push_str(&format!("  table private-{name}: 0.0.0.0/0 -> nat-{name}\n"));
            out.push_str(&format!("  subnet private-{name} {zone} 10.{n}.{}.0/20 table private-{name}\n", 16 + 16 * at));
            for (k, to) in ["s3", "dynamodb", "ssm"].iter().enumerate() {
                out.push_str(&format!("    instance app-{name}-{k} groups app-{n} type c7g.large\n"));
                flows.push_str(&format!("flow app-{name}-{k} -> {to} tcp 443\n"));
            }
        }
        out.push_str(&format!("  gateway-endpoint s3 tables private-{n}-a, private-{n}-b, private-{n}-c as s3-{n}\n"));
        out.push_str(&format!("  interface-endpoint ssm in private-{n}-a, private-{n}-b groups doors-{n} private-dns as ssm-{n}\n"));
        out.push_str(&flows);
    }
    tidied(&design(&out))
}

fn measured(doc: &Document) -> (usize, usize) {
    let (objects, link) = (doc.model.len(), link(doc));
    assert_eq!(open(&link).unwrap(), *doc);
    println!("{objects} objects, {} boxes: {} bytes packed, {} characters", doc.layout.boxes.len(), pack(doc).len(), link.len());
    (objects, link.len())
}

#[test]
fn two_hundred_and_eighty_objects_fit_in_a_link() {
    let (objects, characters) = measured(&plain(7));
    assert!(objects >= 280 && characters < 4000, "{characters} characters for {objects} objects");
    // Policies, descriptions and requests in every corner: text is text.
    let (objects, characters) = measured(&company());
    assert!(objects >= 280 && characters < 5000, "{characters} characters for {objects} objects");
}

/// A link from the first version: it stays readable.
#[test]
fn old_links_are_read() {
    let old = include_str!("../../../../tests/fixtures/share-1.txt").trim();
    let then = include_str!("../../../../tests/fixtures/share-1.portico.json");
    assert_eq!(open(old).unwrap(), save::read(then).unwrap());
}

#[test]
fn every_kind_and_field_is_a_known_word() {
    let known = include_str!("../../../data/share-words.txt");
    for kind in Kind::ALL {
        for word in kind.fields().iter().map(|f| f.name).chain([kind.as_str()]) {
            assert!(known.lines().any(|w| w == word), "add {word} at the end of core/data/share-words.txt");
        }
    }
    let mut seen = crate::ordered::BTreeSet::new();
    assert!(known.lines().all(|w| seen.insert(w)), "a word twice");
}

#[test]
fn what_is_no_link_is_refused_with_the_place() {
    let good = link(&design(DESIGNS[0]));
    let at = |text: &str| open(text).map(|_| ()).unwrap_err().at.to_string();
    assert_eq!(at(""), "character 1");
    assert_eq!(at("hello"), "character 1");
    assert_eq!(at("x.AAAA"), "character 1");
    assert_eq!(at("01.AAAA"), "character 1");
    assert_eq!(at("1.AA AA"), "character 5");
    assert_eq!(at("1.A"), "character 4");
    assert!(open(&good.replacen("1.", "2.", 1)).unwrap_err().message.to_string().contains("newer"));
    assert!(open(&good[..good.len() / 2]).is_err());
    assert!(open(&format!("{good}é")).is_err());
}

#[test]
fn few_bytes_do_not_become_many_values() {
    use super::cursor::Out;
    // No own words; a list of a thousand million nothings.
    let mut out = Out::default();
    out.number(0);
    out.number(0);
    out.byte(5);
    out.number(1_000_000_000);
    out.byte(0x80);
    assert!(unpack(1, &out.0).unwrap_err().message.to_string().contains("more than a design"));
    // Lists in lists without end.
    let mut deep = vec![0, 0];
    deep.extend([5, 1].repeat(100_000));
    assert!(unpack(1, &deep).unwrap_err().message.to_string().contains("deep"));
    // One long text, a hundred thousand times.
    let mut out = Out::default();
    out.number(0);
    out.number(0);
    out.byte(5);
    out.number(100_000);
    out.byte(10 | 0x80);
    out.text(&"x".repeat(60_000));
    assert!(unpack(1, &out.0).unwrap_err().message.to_string().contains("more than a design"));
}

#[test]
fn pictures_hold_a_design() {
    let doc = design(DESIGNS[1]);
    let held = link(&doc);
    let svg = picture::into_svg(&drawing::svg(&doc), &held);
    assert!(svg.ends_with("</svg>\n") && !svg.contains("<metadata id=\"portico\"><"));
    assert_eq!(open(&picture::from_svg(&svg).unwrap()).unwrap(), doc);
    assert!(picture::from_svg("<svg></svg>").unwrap_err().message.to_string().contains("holds no Portico design"));

    let png = picture::into_png(PNG, &held).unwrap();
    assert_eq!(picture::from_png(&png).unwrap(), held);
    // A picture in which one byte is another is told, as far as its sums tell.
    let mut bad = png.clone();
    let middle = bad.len() / 2;
    bad[middle] ^= 1;
    assert!(picture::from_png(&bad).unwrap_err().message.to_string().contains("check sum"));
    assert!(picture::from_png(&png[..middle]).unwrap_err().message.to_string().contains("cut off"));
    assert!(picture::from_png(PNG).unwrap_err().message.to_string().contains("holds no Portico design"));
    assert_eq!(picture::from_png(b"GIF89a").unwrap_err().at.to_string(), "byte 1");
}

/// One pixel, as an encoder writes it.
const PNG: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0, 0, 1, 8, 6, 0, 0, 0, 0x1f, 0x15,
    0xc4, 0x89, 0, 0, 0, 13, b'I', b'D', b'A', b'T', 0x78, 0xda, 0x63, 0x64, 0xf8, 0xcf, 0x50, 0x0f, 0x00, 0x03, 0x86, 0x01, 0x80, 0x5a,
    0x34, 0x7d, 0x6b, 0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82,
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_names_numbers_and_boxes_come_back(
        which in 0usize..5,
        names in prop::collection::vec(".{1,30}", 1..6),
        tags in prop::collection::vec(("[a-z\u{0}é]{0,6}", "[0-9./a\u{0}]{0,12}"), 0..4),
        boxes in prop::collection::vec((any::<prop::sample::Index>(), -1_000_000i32..1_000_000, 0i32..9_000_000), 0..12),
        title in ".{1,20}",
    ) {
        let mut doc = design(DESIGNS[which]);
        let nodes: Vec<_> = doc.model.nodes().map(|(id, _)| id).collect();
        let mut all = Vec::new();
        for (node, name) in nodes.iter().zip(names.iter().cycle()) {
            all.push(Command::Rename { node: *node, name: name.clone() });
            all.extend(tags.iter().map(|(k, v)| Command::Tag { node: *node, key: k.clone(), value: Some(v.clone()) }));
        }
        for (i, at, size) in &boxes {
            all.push(Command::Put { boxes: vec![(Place::Node(*i.get(&nodes)), Rect::new(*at, -at, *size, 1))] });
        }
        all.push(Command::Assume { field: "title".into(), value: Value::Text(title) });
        for c in all {
            if let Ok(next) = doc.apply(&c) {
                doc = next;
            }
        }
        prop_assert_eq!(unpack(VERSION, &pack(&doc)).unwrap(), doc);
    }

    #[test]
    fn bytes_come_back_through_text(bytes in prop::collection::vec(any::<u8>(), 1..200), version in 1u32..99) {
        prop_assert_eq!(payload(&text(version, &bytes)).unwrap(), (version, bytes));
    }

    #[test]
    fn no_damage_makes_it_panic(which in 0usize..5, at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<prop::sample::Index>()) {
        let mut bytes = pack(&design(DESIGNS[which]));
        let i = at.index(bytes.len());
        bytes[i] = byte;
        if let Ok(doc) = unpack(VERSION, &bytes) {
            prop_assert_eq!(unpack(VERSION, &pack(&doc)).unwrap(), doc);
        }
        bytes.truncate(cut.index(bytes.len()));
        let _ = unpack(VERSION, &bytes);
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), text in ".{0,60}") {
        let _ = unpack(VERSION, &bytes);
        let _ = payload(&text);
        let _ = picture::from_svg(&text);
        let _ = picture::from_png(&bytes);
        let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
        png.extend(&bytes);
        let _ = picture::from_png(&png);
    }
}
