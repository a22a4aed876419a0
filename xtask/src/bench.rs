//! `cargo xtask bench`: one table of sizes and times, to compare a change with what was before it.
use crate::run::{command, output, say};
use crate::{Result, build, setup};
use std::path::Path;

type Part = fn() -> Result<Vec<Row>>;

const PARTS: [(&str, Part); 1] = [("size", size)];

/// What was measured, what came out, and what we aim at (empty where nothing is set).
pub struct Row {
    pub what: String,
    pub value: String,
    pub target: &'static str,
}

/// Measures the parts named in `only`, or all, and prints the table.
pub fn run(only: &[String]) -> Result<()> {
    let known = PARTS.map(|(name, _)| name);
    if let Some(other) = only.iter().find(|name| !known.contains(&name.as_str())) {
        return Err(format!("no part is called `{other}`: there are {}", known.join(", ")));
    }
    let mut rows = Vec::new();
    for (name, part) in PARTS.iter().filter(|(name, _)| only.is_empty() || only.iter().any(|o| o == name)) {
        say(format!("{name}:"));
        rows.extend(part()?);
    }
    println!("\n{:<44} {:>18}   target", "measured", "value");
    for row in &rows {
        println!("{:<44} {:>18}   {}", row.what, row.value, row.target);
    }
    println!("measured {} values", rows.len());
    Ok(())
}

/// The bundle, as it is and as servers send it. Node has both compressors.
fn size() -> Result<Vec<Row>> {
    let node = setup::node::node()?;
    let dist = build::bundle(false)?;
    let files = std::fs::read_dir(&dist).map_err(|e| e.to_string())?.filter_map(|f| f.ok().map(|f| f.path()));
    let mut rows = Vec::new();
    for file in files {
        let (name, target) = match file.extension().and_then(|e| e.to_str()) {
            Some("wasm") => ("wasm", "600 KB after gzip"),
            Some("js") if !file.ends_with("start.js") => ("its JavaScript", ""),
            _ => continue,
        };
        let script = "const b=require('fs').readFileSync(process.argv[1]),z=require('zlib');console.log(b.length,z.gzipSync(b,{level:9}).length,z.brotliCompressSync(b).length)";
        let sizes = output(command(&node).args(["-e", script]).arg(Path::new(&file))).ok_or("Node could not compress the bundle")?;
        for (how, bytes) in ["as it is", "gzip", "brotli"].iter().zip(sizes.split_whitespace()) {
            let kb = bytes.parse::<f64>().map_err(|e| e.to_string())? / 1000.0;
            rows.push(Row {
                what: format!("bundle, {name}, {how}"),
                value: format!("{kb:.1} KB"),
                target: if *how == "gzip" { target } else { "" },
            });
        }
    }
    rows.sort_by(|a, b| b.what.cmp(&a.what));
    Ok(rows)
}
