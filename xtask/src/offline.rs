//! Writes into the bundle's service worker which files there are and a version made from their contents, so that a change of any file
//! is a new version and nothing else is.
use crate::Result;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::path::Path;

const WORKER: &str = "service-worker.js";

/// Completes the service worker of a bundle that was just built.
pub fn complete(dist: &Path) -> Result<()> {
    let mut files = Vec::new();
    list(dist, "", &mut files).map_err(|e| format!("{}: {e}", dist.display()))?;
    files.sort();
    let path = dist.join(WORKER);
    let said = |e: std::io::Error| format!("{}: {e}", path.display());
    let worker = std::fs::read_to_string(&path).map_err(said)?;
    std::fs::write(&path, filled(&worker, &files)?).map_err(said)
}

/// Every file that the page may ask for, with a number made from its contents.
fn list(dir: &Path, inside: &str, files: &mut Vec<(String, u64)>) -> std::io::Result<()> {
    for entry in dir.read_dir()? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{inside}{name}");
        if entry.path().is_dir() {
            list(&entry.path(), &format!("{path}/"), files)?;
        } else if path != WORKER && !name.starts_with('.') && !name.ends_with(".txt") {
            let mut hash = DefaultHasher::new();
            std::fs::read(entry.path())?.hash(&mut hash);
            // The page itself is asked for by the folder's address.
            files.push((if path == "index.html" { "./".to_owned() } else { path }, hash.finish()));
        }
    }
    Ok(())
}

fn filled(worker: &str, files: &[(String, u64)]) -> Result<String> {
    let mut hash = DefaultHasher::new();
    (worker, files).hash(&mut hash);
    let names: Vec<String> = files.iter().map(|(name, _)| format!("\"{name}\"")).collect();
    let lines = [
        ("const VERSION = \"\";", format!("const VERSION = \"{:016x}\";", hash.finish())),
        ("const FILES = [];", format!("const FILES = [{}];", names.join(", "))),
    ];
    let mut out = worker.to_owned();
    for (blank, line) in lines {
        if out.matches(blank).count() != 1 {
            return Err(format!("public/{WORKER} has no line `{blank}` to be filled in"));
        }
        out = out.replace(blank, &line);
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_of_the_contents() {
        let worker = include_str!("../../public/service-worker.js");
        let of = |n| filled(worker, &[("./".into(), 1), ("a.wasm".into(), n)]).unwrap();
        assert_eq!(of(1), of(1));
        assert_ne!(of(1), of(2));
        assert!(of(1).contains("const FILES = [\"./\", \"a.wasm\"];") && !of(1).contains("VERSION = \"\""));
        assert!(filled("", &[]).is_err());
    }
}
