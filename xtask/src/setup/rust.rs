//! Rust's own needs: the wasm32 target, rustfmt and clippy, Trunk, and the wasm-bindgen that Cargo.lock asks for.
use crate::run::{cargo, command, output, run, say};
use crate::{Result, paths};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// The newest Trunk that builds with Rust 1.95.
const TRUNK: &str = "0.21.14";

/// The target `wasm32-unknown-unknown`.
pub fn wasm_target() -> Result<()> {
    let rustc = || command("rustc");
    let dir = output(rustc().args(["--print", "target-libdir", "--target", "wasm32-unknown-unknown"]));
    let there = dir.is_some_and(|dir| Path::new(dir.trim()).read_dir().is_ok_and(|mut d| d.next().is_some()));
    if there {
        return Ok(());
    }
    say("installing Rust's target wasm32-unknown-unknown (under a minute)");
    run(command("rustup").args(["target", "add", "wasm32-unknown-unknown"]))
        .map_err(|e| format!("{e}\nThe studio is WebAssembly: install the standard library for wasm32-unknown-unknown, with rustup or from where your Rust came."))
}

/// rustfmt and clippy.
pub fn components() -> Result<()> {
    for (name, tool) in [("rustfmt", "fmt"), ("clippy", "clippy")] {
        if output(cargo().args([tool, "--version"])).is_none() {
            say(format!("installing Rust's {name} (under a minute)"));
            run(command("rustup").args(["component", "add", name]))?;
        }
    }
    Ok(())
}

/// Trunk's program.
pub fn trunk() -> Result<PathBuf> {
    let bin = install("trunk", &["trunk"], TRUNK, true, "about eight minutes on two cores, once per user")?;
    Ok(paths::program(&bin, "trunk"))
}

/// The folder with `wasm-bindgen` and `wasm-bindgen-test-runner`, of exactly the version in Cargo.lock.
pub fn wasm_bindgen() -> Result<PathBuf> {
    let version = locked("wasm-bindgen")?;
    install(
        "wasm-bindgen-cli",
        &["wasm-bindgen", "wasm-bindgen-test-runner"],
        &version,
        false,
        "about three minutes on two cores, once per user",
    )
}

/// `cargo install` into the cache of tools; the folder of the programs.
fn install(name: &str, programs: &[&str], version: &str, locked: bool, takes: &str) -> Result<PathBuf> {
    let dir = paths::tool(name, version);
    let bin = dir.join("bin");
    // Cargo puts the programs there last, so a broken-off install is not taken for a whole one.
    if programs.iter().all(|program| paths::program(&bin, program).is_file()) {
        return Ok(bin);
    }
    say(format!("installing {name} {version} into {} ({takes})", dir.display()));
    let start = Instant::now();
    let mut install = cargo();
    install.args(["install", "--quiet", name, "--version", version, "--root"]).arg(&dir);
    if locked {
        install.arg("--locked");
    }
    // Not into this clone's target folder, and not with this clone's settings.
    install.current_dir(std::env::temp_dir()).env_remove("CARGO_TARGET_DIR");
    // Trunk's own profile optimises the whole program at its linking, on one core for many minutes; a tool that runs for
    // seconds need not be fast.
    install.envs([
        ("CARGO_PROFILE_RELEASE_LTO", "off"),
        ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
        ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1"),
    ]);
    run(&mut install)?;
    say(format!("installed {name} {version} ({})", crate::run::time(start.elapsed())));
    Ok(bin)
}

/// The version of `package` in Cargo.lock.
fn locked(package: &str) -> Result<String> {
    let file = paths::root().join("Cargo.lock");
    let text = std::fs::read_to_string(&file).map_err(|e| format!("{}: {e}", file.display()))?;
    version_in(&text, package).ok_or_else(|| format!("Cargo.lock has no package {package}"))
}

fn version_in(lock: &str, package: &str) -> Option<String> {
    let mut lines = lock.lines().skip_while(|line| *line != format!("name = \"{package}\""));
    let version = lines.nth(1)?.strip_prefix("version = \"")?;
    Some(version.trim_end_matches('"').to_owned())
}

#[cfg(test)]
mod tests {
    #[test]
    fn finds_the_exact_package() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.1\"\n\n[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(super::version_in(lock, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(super::version_in(lock, "wasm"), None);
    }
}
