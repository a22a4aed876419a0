//! Builds the studio's bundle with Trunk, and only when something it is made of has changed.
use crate::run::{cargo, command, run, say, time, with_path};
use crate::{Result, offline, paths, setup, split};
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::time::Instant;

const WASM: &str = "wasm32-unknown-unknown";

/// Names that say for which type a generic function was made: the module is split by them.
const FLAGS: (&str, &str) = ("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", "-Csymbol-mangling-version=v0");

/// What the bundle is made of.
const SOURCES: [&str; 6] = ["Cargo.toml", "Cargo.lock", "Trunk.toml", "app", "core", "public"];

/// The folder of the bundle, built if need be; `debug` skips the optimisers.
pub fn bundle(debug: bool) -> Result<PathBuf> {
    let bundler = setup::bundler()?;
    let dist = if debug { paths::target().join("dist-debug") } else { paths::root().join("dist") };
    let stamp = paths::target().join(if debug { "dist-debug.stamp" } else { "dist.stamp" });
    let made_of = format!("{} {:016x}", dist.display(), sources()?);
    if dist.join("index.html").is_file() && std::fs::read_to_string(&stamp).is_ok_and(|s| s == made_of) {
        say("the bundle is up to date");
        return Ok(dist);
    }
    say(if debug {
        "building the studio, not optimised (two minutes the first time)"
    } else {
        "building the studio (about ten minutes the first time, five after a change)"
    });
    let start = Instant::now();
    // Trunk is told to stay offline, so that it takes wasm-bindgen and wasm-opt from here; crates are fetched first.
    run(cargo().args(["fetch", "--quiet", "--locked", "--target", WASM]))?;
    if !debug {
        // The studio and its worker at once: Trunk asks for one after the other, and each is linked by one core alone.
        let bins = [
            "build",
            "--quiet",
            "--offline",
            "--locked",
            "--target",
            WASM,
            "--profile",
            "release-wasm",
            "--package",
            "portico-app",
            "--bins",
        ];
        run(cargo().args(bins).env(FLAGS.0, FLAGS.1))?;
    }
    let mut trunk = command(&bundler.trunk);
    trunk.args(["build", "--offline", "--locked", "--dist"]).arg(&dist);
    if !debug {
        trunk.arg("--release");
    }
    // Trunk reads NO_COLOR as a true or false of its own and refuses other values.
    trunk.env("TRUNK_SKIP_VERSION_CHECK", "true").env_remove("NO_COLOR");
    if !debug {
        trunk.env(FLAGS.0, FLAGS.1);
    }
    with_path(&mut trunk, &bundler.path);
    run(&mut trunk)?;
    if !debug {
        split::complete(&dist)?;
    }
    offline::complete(&dist)?;
    std::fs::write(&stamp, made_of).map_err(|e| format!("{}: {e}", stamp.display()))?;
    say(format!("built the studio ({})", time(start.elapsed())));
    Ok(dist)
}

fn sources() -> Result<u64> {
    let mut hash = DefaultHasher::new();
    for source in SOURCES {
        add(&mut hash, &paths::root().join(source)).map_err(|e| format!("{source}: {e}"))?;
    }
    Ok(hash.finish())
}

fn add(hash: &mut DefaultHasher, path: &Path) -> std::io::Result<()> {
    path.hash(hash);
    if path.is_dir() {
        let mut inside = path.read_dir()?.map(|e| e.map(|e| e.path())).collect::<std::io::Result<Vec<_>>>()?;
        inside.sort();
        inside.iter().try_for_each(|p| add(hash, p))
    } else {
        std::fs::read(path)?.hash(hash);
        Ok(())
    }
}
