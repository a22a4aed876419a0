//! Reads the sources of the project.
use std::path::{Path, PathBuf};

/// A source file: its path from the root, with `/`, and what is in it.
pub struct Source {
    pub path: String,
    pub text: String,
}

impl Source {
    /// The text without its line comments.
    pub fn code(&self) -> String {
        let lines = self.text.lines().filter(|line| !line.trim_start().starts_with("//"));
        lines.flat_map(|line| [line, "\n"]).collect()
    }
}

/// Every Rust file of the workspace.
pub fn rust_files() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut found = Vec::new();
    for part in ["app", "cli", "core", "tests", "xtask"] {
        collect(&root.join(part), &mut found);
    }
    found.sort();
    let sources = found.into_iter().map(|path| {
        let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let short = path.strip_prefix(&root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        Source { path: short, text }
    });
    sources.collect()
}

/// The Rust files of the engine.
pub fn core_files() -> Vec<Source> {
    rust_files().into_iter().filter(|f| f.path.starts_with("core/src/")).collect()
}

fn collect(dir: &Path, into: &mut Vec<PathBuf>) {
    let Ok(entries) = dir.read_dir() else { return };
    for path in entries.flatten().map(|e| e.path()) {
        if path.is_dir() && !path.ends_with("node_modules") && !path.ends_with("target") {
            collect(&path, into);
        } else if path.extension().is_some_and(|e| e == "rs") {
            into.push(path);
        }
    }
}

/// Whether `code` has `name` as a word of its own.
pub fn names(code: &str, name: &str) -> bool {
    let word = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(name).any(|(at, _)| {
        let before = code.get(..at).and_then(|s| s.chars().next_back());
        let after = code.get(at + name.len()..).and_then(|s| s.chars().next());
        !before.is_some_and(word) && !after.is_some_and(word)
    })
}
