//! The one direction of the engine: a module may use those on the lines above its own, never one beside or below it.
use crate::tree::{Source, names};

/// From the ground up. A new module of `core` gets its place here.
const LAYERS: [&[&str]; 18] = [
    &["made", "ordered"],
    &["net", "money"],
    &["document"],
    &["text", "catalogue"],
    &["edit"],
    &["finding"],
    &["policy"],
    &["fixture", "graph", "drawing", "propose", "redundancy"],
    &["reach"],
    &["answer"],
    &["matrix"],
    &["remedy"],
    &["cost", "performance"],
    &["resilience"],
    &["intents"],
    &["facts"],
    &["checks", "compare"],
    &["interchange", "lesson", "optimise"],
];

fn height(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

/// What `file` does against the layers, in words.
pub fn broken_by(file: &Source) -> Vec<String> {
    let inside = file.path.trim_start_matches("core/src/");
    let own = inside.split('/').next().unwrap_or_default().trim_end_matches(".rs");
    if own == "lib" {
        return Vec::new();
    }
    let Some(own_height) = height(own) else {
        return vec![format!("{}: give the module `{own}` its place in tests/tidy/layers.rs", file.path)];
    };
    // Tests may reach for fixtures and examples from above.
    if inside.ends_with("tests.rs") || inside.contains("/tests/") {
        return Vec::new();
    }
    let code = file.code();
    let code = code.split("#[cfg(test)]").next().unwrap_or_default();
    let higher = LAYERS.iter().enumerate().filter(|(h, _)| *h >= own_height).flat_map(|(_, layer)| layer.iter());
    let used = higher.filter(|other| **other != own && uses(code, other));
    used.map(|other| format!("{}: `{own}` may not use `{other}`, which stands beside or above it", file.path)).collect()
}

/// Whether `code` names `crate::module`, on its own or inside `use crate::{…}`.
fn uses(code: &str, module: &str) -> bool {
    if names(code, &format!("crate::{module}")) {
        return true;
    }
    let flat: String = code.split_whitespace().collect();
    flat.split("crate::{").skip(1).any(|rest| {
        let mut depth = 0usize;
        let mut starts = true;
        for (at, c) in rest.char_indices() {
            let here = rest.get(at..).unwrap_or_default();
            if depth == 0 && starts && here.strip_prefix(module).is_some_and(|after| after.starts_with([':', ',', '}'])) {
                return true;
            }
            starts = depth == 0 && c == ',';
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => return false,
                '}' => depth -= 1,
                _ => {}
            }
        }
        false
    })
}

#[test]
fn uses_are_seen() {
    assert!(uses("use crate::reach::Verdict;", "reach"));
    assert!(uses("use crate::{\n    document::{Model, reach},\n    reach::Verdict,\n};", "reach"));
    assert!(!uses("use crate::{document::{Model, reach}, policy};", "reach"));
    assert!(!uses("use crate::reachable;", "reach"));
}

#[test]
fn a_use_from_below_is_told() {
    let file = Source { path: "core/src/graph/build.rs".to_owned(), text: "//! X\nuse crate::reach::Verdict;\n".to_owned() };
    assert_eq!(broken_by(&file).len(), 1);
    let file = Source { path: "core/src/reach/walk.rs".to_owned(), text: "//! X\nuse crate::graph::Graph;\n".to_owned() };
    assert_eq!(broken_by(&file), Vec::<String>::new());
}
