//! What the tasks need beyond cargo, found or installed: one function a need, each quick once it is there.
pub mod browser;
pub mod node;
pub mod oracle;
pub mod rust;

use crate::Result;
use std::path::PathBuf;
use std::time::Instant;

/// Everything that any task needs.
pub fn everything() -> Result<()> {
    let start = Instant::now();
    rust::components()?;
    bundler()?;
    node::browser_tests()?;
    browser::chromium()?;
    browser::chromedriver()?;
    match oracle::terraform() {
        Some(_) => oracle::python().map(|_| ())?,
        None => println!("terraform is not on PATH: the Terraform tests will be skipped"),
    }
    if let Err(why) = oracle::policy_tools() {
        println!("z3-solver and iam-simulate are not installed, so the policy tests go without them: {why}");
    }
    println!("set-up is complete ({})", crate::run::time(start.elapsed()));
    Ok(())
}

/// What it takes to build the bundle.
pub struct Bundler {
    pub trunk: PathBuf,
    /// Folders for the front of PATH, where Trunk looks for wasm-bindgen and wasm-opt.
    pub path: Vec<PathBuf>,
}

/// Finds or installs Trunk, wasm-bindgen and wasm-opt, and the wasm32 target.
pub fn bundler() -> Result<Bundler> {
    rust::wasm_target()?;
    let trunk = rust::trunk()?;
    let wasm_bindgen = rust::wasm_bindgen()?;
    let wasm_opt = node::wasm_opt()?;
    Ok(Bundler { trunk, path: vec![wasm_bindgen, wasm_opt] })
}
