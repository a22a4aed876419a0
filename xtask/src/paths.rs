//! Where things are: the clone, cargo's target folder, the cache of tools.
use std::env;
use std::path::{Path, PathBuf};

/// The clone's root: the folder above `xtask`.
pub fn root() -> PathBuf {
    let here = env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    here.parent().map(Path::to_path_buf).unwrap_or(here)
}

/// Cargo's target folder.
pub fn target() -> PathBuf {
    match env::var_os("CARGO_TARGET_DIR") {
        Some(dir) => root().join(dir),
        None => root().join("target"),
    }
}

/// The per-user folder of one tool at one version, shared by every clone: `~/.cache/portico/tools/NAME-VERSION`.
pub fn tool(name: &str, version: &str) -> PathBuf {
    cache().join("portico").join("tools").join(format!("{name}-{version}"))
}

fn cache() -> PathBuf {
    let given = env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|dir| dir.is_absolute());
    given.unwrap_or_else(|| env::home_dir().unwrap_or_else(|| root().join("target")).join(".cache"))
}

/// The first of `names` that is a file in a folder of PATH.
pub fn on_path(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    names
        .iter()
        .find_map(|name| folders.iter().map(|dir| dir.join(name).with_extension(env::consts::EXE_EXTENSION)).find(|file| file.is_file()))
}

/// `name` with the platform's ending for programs.
pub fn program(dir: &Path, name: &str) -> PathBuf {
    dir.join(format!("{name}{}", env::consts::EXE_SUFFIX))
}
