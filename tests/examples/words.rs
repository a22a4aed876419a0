//! `cargo run --example words -- LANGUAGE`: the texts that its catalogue lacks, as JSON to be filled in. `-- LANGUAGE FILE` takes what was filled
//! in into the catalogue and leaves out what the sources have no more.
#![allow(clippy::print_stdout, reason = "that is what it is for")]

use portico_tests::words::{Catalogue, catalogue, texts};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let language = args.first().ok_or("which language? es or zh")?;
    let mut known = catalogue(language).unwrap_or_default();
    let all = texts();
    if let Some(file) = args.get(1) {
        let more: Catalogue = serde_json::from_str(&std::fs::read_to_string(file)?)?;
        known.extend(more.into_iter().filter(|(_, there)| !there.is_empty()));
        known.retain(|text, _| all.contains(text));
        let path = format!("{}/../public/words/{language}.json", env!("CARGO_MANIFEST_DIR"));
        std::fs::write(&path, serde_json::to_string_pretty(&known)? + "\n")?;
        println!("{language}: {} texts", known.len());
        return Ok(());
    }
    let lacking: Catalogue = all.into_iter().filter(|t| !known.contains_key(t)).map(|t| (t, String::new())).collect();
    println!("{}", serde_json::to_string_pretty(&lacking)?);
    Ok(())
}
