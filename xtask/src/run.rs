//! Runs other programs, and says what is going on.
use crate::{Result, paths};
use std::env;
use std::ffi::OsStr;
use std::io::{BufRead, BufReader, IsTerminal, Read, Write};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

/// Says what starts now, on a line of its own.
pub fn say(what: impl AsRef<str>) {
    println!("==> {}", what.as_ref());
}

/// A program to run in the clone's root, without what cargo told this process about xtask itself.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(paths::root()).stdin(Stdio::null());
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_", "CARGO_PRIMARY_"].iter().any(|p| text.starts_with(p)) {
            command.env_remove(&name);
        }
    }
    command
}

/// The cargo that runs this task. Where everything is built once and thrown away, nothing is kept for a next build, which
/// takes gigabytes.
pub fn cargo() -> Command {
    let mut cargo = command(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    if env::var_os("CI").is_some() && env::var_os("CARGO_INCREMENTAL").is_none() {
        cargo.env("CARGO_INCREMENTAL", "0");
    }
    cargo
}

/// Puts `folders` in front of the PATH of `command`.
pub fn with_path(command: &mut Command, folders: &[std::path::PathBuf]) {
    let old = env::var_os("PATH").unwrap_or_default();
    let all = folders.iter().cloned().chain(env::split_paths(&old));
    if let Ok(path) = env::join_paths(all) {
        command.env("PATH", path);
    }
}

/// Runs `command` to its end; an error names it and how it ended.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().map_err(|e| format!("`{}` did not start: {e}", shown(command)))?;
    if status.success() { Ok(()) } else { Err(format!("`{}` failed ({status})", shown(command))) }
}

/// Runs `command` to its end, passing on each line and showing it to `see` as well.
pub fn run_watched(command: &mut Command, mut see: impl FnMut(&str)) -> Result<()> {
    if std::io::stdout().is_terminal() {
        command.env("CARGO_TERM_COLOR", "always").env("FORCE_COLOR", "1");
    }
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|e| format!("`{}` did not start: {e}", shown(command)))?;
    let (lines, seen) = std::sync::mpsc::channel();
    let errors = child.stderr.take().map(|pipe| forward(pipe, lines.clone()));
    let output = child.stdout.take().map(|pipe| forward(pipe, lines));
    for line in seen {
        // A reader that went away is no reason to stop the tests.
        let _ = writeln!(std::io::stdout(), "{line}");
        see(&line);
    }
    for reader in [errors, output].into_iter().flatten() {
        let _ = reader.join();
    }
    let status = child.wait().map_err(|e| e.to_string())?;
    if status.success() { Ok(()) } else { Err(format!("`{}` failed ({status})", shown(command))) }
}

fn forward(pipe: impl Read + Send + 'static, to: std::sync::mpsc::Sender<String>) -> thread::JoinHandle<()> {
    thread::spawn(move || {
        for line in BufReader::new(pipe).split(b'\n').map_while(std::result::Result::ok) {
            if to.send(String::from_utf8_lossy(&line).trim_end_matches('\r').to_owned()).is_err() {
                return;
            }
        }
    })
}

/// What `command` prints, where it runs and succeeds.
pub fn output(command: &mut Command) -> Option<String> {
    let out = command.stderr(Stdio::null()).output().ok().filter(|out| out.status.success())?;
    Some(String::from_utf8_lossy(&out.stdout).into_owned())
}

/// `12.3 s`, or `2 min 05 s` from two minutes on.
pub fn time(took: Duration) -> String {
    let s = took.as_secs();
    if s < 120 { format!("{:.1} s", took.as_secs_f64()) } else { format!("{} min {:02} s", s / 60, s % 60) }
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|w| w.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
