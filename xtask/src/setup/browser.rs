//! Chromium and its driver: found, or on Debian installed from their packages, or named for the person to install.
use crate::run::{command, output, run, say};
use crate::{Result, paths};
use std::env;
use std::path::{Path, PathBuf};

const NAMES: [&str; 6] = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome", "msedge"];
const MAC: &str = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

/// What keeps a headless Chromium quiet, quick, and off the network; `--no-sandbox` lets root start it.
pub const FLAGS: [&str; 7] = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/// Chromium or Chrome: the one that `PORTICO_CHROMIUM` names, else the first on PATH.
pub fn chromium() -> Result<PathBuf> {
    let find = || named("PORTICO_CHROMIUM").or_else(|| paths::on_path(&NAMES)).or_else(|| Some(PathBuf::from(MAC)).filter(|p| p.is_file()));
    find().map_or_else(|| install().and_then(|()| find().ok_or_else(missing)), Ok)
}

/// The driver that wasm tests talk to: the one that `CHROMEDRIVER` names, else the one on PATH.
pub fn chromedriver() -> Result<PathBuf> {
    let find = || named("CHROMEDRIVER").or_else(|| paths::on_path(&["chromedriver"]));
    find().map_or_else(|| install().and_then(|()| find().ok_or_else(missing)), Ok)
}

fn named(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).map(PathBuf::from).filter(|p| p.is_file())
}

fn install() -> Result<()> {
    if !is_debian() || !is_root() {
        return Err(missing());
    }
    say("installing Debian's packages chromium and chromium-driver (one to three minutes)");
    let apt = || {
        let mut c = command("apt-get");
        c.env("DEBIAN_FRONTEND", "noninteractive");
        c
    };
    run(apt().args(["update", "-qq"]))?;
    run(apt().args(["install", "-y", "-qq", "--no-install-recommends", "chromium", "chromium-driver"]))
}

/// Debian itself: elsewhere `chromium` may be a stand-in that downloads something else.
fn is_debian() -> bool {
    let release = std::fs::read_to_string(Path::new("/etc/os-release")).unwrap_or_default();
    release.lines().any(|line| line == "ID=debian") && paths::on_path(&["apt-get"]).is_some()
}

fn is_root() -> bool {
    output(command("id").arg("-u")).is_some_and(|id| id.trim() == "0")
}

fn missing() -> String {
    let how = match env::consts::OS {
        "linux" if is_debian() => "as root: apt-get install chromium chromium-driver",
        "linux" => "install Chromium (or Chrome) and the ChromeDriver of the same version from your distribution",
        "macos" => "brew install --cask google-chrome chromedriver",
        _ => "install Chrome and the ChromeDriver of the same version",
    };
    format!("Chromium or its driver is missing: {how}. PORTICO_CHROMIUM and CHROMEDRIVER can name them where they are not on PATH.")
}
