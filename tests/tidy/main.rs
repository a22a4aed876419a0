//! Holds the house in shape: opening lines, file sizes, the layers of the engine, no test put to sleep.
mod layers;
mod tree;

use tree::Source;

/// Lines that a Rust file may have, its tests included.
const MOST_LINES: usize = 700;

/// What the engine may not touch, as it stands in the source, and why.
const FORBIDDEN_IN_CORE: [(&str, &str); 10] = [
    ("web_sys", "the engine knows no browser"),
    ("js_sys", "the engine knows no browser"),
    ("wasm_bindgen", "the engine knows no browser"),
    ("leptos", "the engine knows no studio"),
    ("portico_app", "the engine knows no studio"),
    ("std::fs", "the engine knows no file: who calls it reads and writes"),
    ("std::time", "the engine knows no clock: its answers are the same tomorrow"),
    ("std::thread", "the engine knows no thread: a browser has none to give"),
    ("std::collections::BTreeMap", "collecting into std's brings a copy of its sort into the bundle: crate::ordered has one without"),
    ("std::collections::BTreeSet", "collecting into std's brings a copy of its sort into the bundle: crate::ordered has one without"),
];

#[test]
fn every_file_says_what_it_is_for() {
    complain(
        tree::rust_files()
            .iter()
            .filter(|f| !opens_well(f))
            .map(|f| format!("{}: open it with one `//!` line that says what it is for", f.path)),
    );
}

fn opens_well(file: &Source) -> bool {
    file.text.lines().next().is_some_and(|line| line.strip_prefix("//! ").is_some_and(|words| words.len() > 10))
}

#[test]
fn no_file_is_too_long() {
    complain(
        tree::rust_files()
            .iter()
            .filter(|f| f.text.lines().count() > MOST_LINES)
            .map(|f| format!("{}: {} lines, and {MOST_LINES} are the most: divide it", f.path, f.text.lines().count())),
    );
}

#[test]
fn no_test_sleeps() {
    let attribute = ["#[", "ignore"].concat();
    complain(
        tree::rust_files()
            .iter()
            .filter(|f| f.code().contains(&attribute))
            .map(|f| format!("{}: an ignored test tells nothing: mend it, or put what is slow behind PORTICO_LONG", f.path)),
    );
}

#[test]
fn the_engine_stands_alone() {
    let mut wrong = Vec::new();
    for file in tree::core_files() {
        for (name, why) in FORBIDDEN_IN_CORE {
            if tree::names(&file.code(), name) {
                wrong.push(format!("{}: uses {name}; {why}", file.path));
            }
        }
    }
    complain(wrong);
}

#[test]
fn the_studio_draws_with_its_own_view() {
    complain(
        tree::rust_files()
            .iter()
            .filter(|f| f.path.starts_with("app/src/") && f.path != "app/src/prelude.rs" && f.code().contains("use leptos::prelude::*"))
            .map(|f| format!("{}: use crate::prelude::*; Leptos's own `view!` and signals compile to several times as much", f.path)),
    );
}

#[test]
fn the_layers_of_the_engine_hold() {
    complain(tree::core_files().iter().flat_map(layers::broken_by));
}

fn complain(wrong: impl IntoIterator<Item = String>) {
    let wrong: Vec<String> = wrong.into_iter().collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
