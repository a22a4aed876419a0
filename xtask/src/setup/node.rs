//! What comes as npm packages: binaryen's wasm-opt, and the browser tests' Playwright and axe.
use crate::run::{command, run, say};
use crate::{Result, paths};
use std::path::PathBuf;

/// npm's binaryen carries a current wasm-opt that runs wherever Node does; Trunk.toml names the same version.
const BINARYEN: &str = "132.0.0";

fn npm() -> Result<PathBuf> {
    let names = if cfg!(windows) { ["npm.cmd"] } else { ["npm"] };
    paths::on_path(&names).ok_or_else(|| "Node.js with npm is not on PATH: install Node.js 20 or newer".to_owned())
}

/// Node's program.
pub fn node() -> Result<PathBuf> {
    npm()?;
    paths::on_path(&["node"]).ok_or_else(|| "Node.js is not on PATH: install Node.js 20 or newer".to_owned())
}

/// The folder with `wasm-opt`.
pub fn wasm_opt() -> Result<PathBuf> {
    let dir = paths::tool("binaryen", BINARYEN);
    let bin = dir.join("node_modules").join(".bin");
    if bin.join("wasm-opt").exists() {
        return Ok(bin);
    }
    let npm = npm()?;
    say(format!("installing binaryen {BINARYEN} into {} (under a minute)", dir.display()));
    // Built beside its place and moved there whole: a broken-off install is not taken for a finished one.
    let half = dir.with_extension(format!("part{}", std::process::id()));
    std::fs::create_dir_all(&half).map_err(|e| format!("{}: {e}", half.display()))?;
    run(command(npm)
        .args(["install", "--silent", "--no-save", "--no-package-lock", "--prefix"])
        .arg(&half)
        .arg(format!("binaryen@{BINARYEN}")))?;
    let _ = std::fs::remove_dir_all(&dir);
    std::fs::rename(&half, &dir).map_err(|e| format!("{}: {e}", dir.display()))?;
    Ok(bin)
}

/// The browser tests' folder, with its packages as its lock file says.
pub fn browser_tests() -> Result<PathBuf> {
    let dir = paths::root().join("tests").join("browser");
    let lock = std::fs::read_to_string(dir.join("package-lock.json")).map_err(|e| format!("tests/browser/package-lock.json: {e}"))?;
    let stamp = dir.join("node_modules").join(".installed-lock");
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(dir);
    }
    let npm = npm()?;
    say("installing Playwright and axe into tests/browser/node_modules (under a minute)");
    run(command(npm).current_dir(&dir).args(["ci", "--silent"]))?;
    std::fs::write(&stamp, lock).map_err(|e| format!("{}: {e}", stamp.display()))?;
    Ok(dir)
}

/// The page with React Flow that the canvas is compared with, built.
pub fn peer() -> Result<PathBuf> {
    let dir = browser_tests()?.join("peer");
    let npm = npm()?;
    if !dir.join("node_modules").join(".bin").join("esbuild").exists() {
        say("installing React Flow into tests/browser/peer/node_modules (under a minute)");
        run(command(&npm).current_dir(&dir).args(["ci", "--silent"]))?;
    }
    run(command(npm).current_dir(&dir).args(["run", "build", "--silent"]))?;
    Ok(dir.join("dist"))
}
