//! `cargo xtask test`: every test of the project, the quick ones first, and one line at the end.
use crate::run::{cargo, command, output, run_watched, say, time};
use crate::tally::Tally;
use crate::{Result, build, fuzz, paths, serve, setup};
use std::path::PathBuf;
use std::process::Command;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

type Stage = fn(long: bool) -> (Tally, Result<()>);

const STAGES: [(&str, Stage); 5] = [("lint", lint), ("core", core), ("oracle", oracle), ("wasm", wasm), ("browser", browser)];
const WASM: &str = "wasm32-unknown-unknown";

/// Runs the stages named in `only`, or all; every one, also after a failure, so that one run tells everything.
pub fn run(only: &[String], long: bool) -> Result<()> {
    let known = STAGES.map(|(name, _)| name);
    if let Some(other) = only.iter().find(|name| !known.contains(&name.as_str())) {
        return Err(format!("no stage is called `{other}`: there are {}", known.join(", ")));
    }
    let start = Instant::now();
    let asked = |name: &str| only.is_empty() || only.iter().any(|o| o == name);
    let mut bundle = None;
    let mut done: Vec<(&str, Duration, Tally, Result<()>)> = Vec::new();
    for (name, stage) in STAGES.iter().filter(|(name, _)| asked(name)) {
        let began = Instant::now();
        say(format!("{name}:"));
        match *name {
            "oracle" if asked("browser") => bundle = bundle_ahead(),
            // A build that failed is tried again by the stage, which says why.
            "browser" => drop(bundle.take().map(JoinHandle::join)),
            _ => {}
        }
        let (tally, result) = stage(long);
        if let Err(why) = &result {
            say(format!("{name} failed: {why}"));
        }
        done.push((name, began.elapsed(), tally, result));
    }
    println!("\n{:<10} {:>12} {:>8} {:>8} {:>8}", "stage", "time", "passed", "failed", "skipped");
    let mut all = Tally::default();
    for (name, took, tally, result) in &done {
        let mut tally = *tally;
        if result.is_err() && tally.failed == 0 {
            tally.failed = 1;
        }
        println!("{name:<10} {:>12} {:>8} {:>8} {:>8}", time(*took), tally.passed, tally.failed, tally.skipped);
        all += tally;
    }
    println!("{:<10} {:>12}", "all", time(start.elapsed()));
    let failed: Vec<&str> = done.iter().filter(|(_, _, _, result)| result.is_err()).map(|(name, ..)| *name).collect();
    println!("portico: {} passed, {} failed, {} skipped", all.passed, all.failed, all.skipped);
    if failed.is_empty() { Ok(()) } else { Err(format!("failed: {}", failed.join(", "))) }
}

/// Builds the bundle beside the stages before the browser's: Terraform leaves half of the machine idle. What it is built with is put in
/// place first, as those stages want some of it too.
fn bundle_ahead() -> Option<JoinHandle<Result<PathBuf>>> {
    setup::bundler().ok()?;
    Some(std::thread::spawn(|| build::bundle(false)))
}

/// Runs one program, counting the tests that its closing lines tell of; none at all is a failure.
fn tests(command: &mut Command) -> (Tally, Result<()>) {
    let mut tally = Tally::default();
    let result = run_watched(command, |line| tally.read(line));
    let result = result.and_then(|()| match tally {
        Tally { passed: 0, skipped: 0, .. } => Err("ran no test".to_owned()),
        Tally { failed, .. } if failed > 0 => Err(format!("{failed} failed")),
        _ => Ok(()),
    });
    (tally, result)
}

/// Runs programs that say no more than yes or no.
fn checks(commands: Vec<Command>) -> (Tally, Result<()>) {
    let (mut tally, mut result) = (Tally::default(), Ok(()));
    for mut command in commands {
        match run_watched(&mut command, |_| {}) {
            Ok(()) => tally += Tally::PASSED,
            Err(why) => {
                tally += Tally::FAILED;
                result = Err(why);
            }
        }
    }
    (tally, result)
}

fn lint(_: bool) -> (Tally, Result<()>) {
    if let Err(why) = setup::rust::components().and_then(|()| setup::rust::wasm_target()) {
        return (Tally::default(), Err(why));
    }
    let cargo = |args: &[&str]| {
        let mut c = cargo();
        c.args(args);
        c
    };
    checks(vec![
        cargo(&["fmt", "--all", "--check"]),
        cargo(&["clippy", "--quiet", "--workspace", "--all-targets", "--", "--deny", "warnings"]),
        cargo(&[
            "clippy",
            "--quiet",
            "--package",
            "portico-core",
            "--package",
            "portico-app",
            "--target",
            WASM,
            "--",
            "--deny",
            "warnings",
        ]),
    ])
}

fn core(long: bool) -> (Tally, Result<()>) {
    if let Err(why) = setup::oracle::policy_tools() {
        say(format!("skipped: policies are not compared with Z3 and iam-simulate, which are not installed: {why}"));
    }
    let nextest = output(cargo().args(["nextest", "--version"])).is_some();
    let mut c = cargo();
    if nextest {
        c.args(["nextest", "run", "--workspace", "--no-fail-fast", "--status-level", "fail"]);
    } else {
        c.args(["test", "--workspace", "--no-fail-fast", "--all-targets"]);
    }
    if long {
        c.env("PORTICO_LONG", "1");
    }
    let (mut tally, result) = tests(&mut c);
    if !long {
        return (tally, result);
    }
    let (found, fuzzed) = fuzz::run();
    tally += found;
    (tally, result.and(fuzzed))
}

fn oracle(long: bool) -> (Tally, Result<()>) {
    let mut c = cargo();
    // Of the whole workspace, as the stage before: for one package alone cargo unifies features anew and builds the core again.
    c.args(["test", "--quiet", "--workspace", "--test", "oracle", "--", "--test-threads", "2"]);
    if long {
        c.env("PORTICO_LONG", "1");
    }
    if setup::oracle::terraform().is_none() {
        say("skipped: terraform is not on PATH, so no export is tried with it");
    } else {
        match setup::oracle::python() {
            Ok(home) => c.env("IAC_ORACLE_HOME", home),
            Err(why) => return (Tally::default(), Err(why)),
        };
        // The recipe of the docs is run with it.
        if let Err(why) = run_watched(cargo().args(["build", "--quiet", "--workspace", "--bin", "portico"]), |_| {}) {
            return (Tally::default(), Err(why));
        }
    }
    tests(&mut c)
}

fn wasm(_: bool) -> (Tally, Result<()>) {
    let ready = || -> Result<Command> {
        setup::rust::wasm_target()?;
        let bin = setup::rust::wasm_bindgen()?;
        let (chromium, driver) = (setup::browser::chromium()?, setup::browser::chromedriver()?);
        let settings = paths::target().join("webdriver.json");
        let flags = setup::browser::FLAGS.map(quoted).join(", ");
        let text = format!(
            "{{\"goog:chromeOptions\": {{\"args\": [\"--headless\", {flags}], \"binary\": {}}}}}\n",
            quoted(&chromium.to_string_lossy())
        );
        std::fs::create_dir_all(paths::target())
            .and_then(|()| std::fs::write(&settings, text))
            .map_err(|e| format!("{}: {e}", settings.display()))?;
        let mut c = cargo();
        c.args(["test", "--no-fail-fast", "--target", WASM, "--package", "portico-tests", "--test", "wasm"])
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", paths::program(&bin, "wasm-bindgen-test-runner"))
            .env("CHROMEDRIVER", driver)
            .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", settings)
            .env("WASM_BINDGEN_USE_BROWSER", "1");
        Ok(c)
    };
    match ready() {
        Ok(mut c) => tests(&mut c),
        Err(why) => (Tally::default(), Err(why)),
    }
}

fn browser(long: bool) -> (Tally, Result<()>) {
    match playwright() {
        Ok(mut c) => {
            if long {
                c.env("PORTICO_LONG", "1");
            }
            tests(&mut c)
        }
        Err(why) => (Tally::default(), Err(why)),
    }
}

/// Playwright's command on the release bundle, which is served from this process.
fn playwright() -> Result<Command> {
    let node = setup::node::node()?;
    let dir = setup::node::browser_tests()?;
    let chromium = setup::browser::chromium()?;
    let dist = build::bundle(false)?;
    let (url, _) = serve::start(serve::listen(0)?, dist)?;
    let mut c = command(node);
    c.current_dir(&dir).arg("node_modules/@playwright/test/cli.js").arg("test");
    c.env("PORTICO_URL", url).env("PORTICO_CHROMIUM", chromium).env("PORTICO_CHROMIUM_FLAGS", setup::browser::FLAGS.join(" "));
    Ok(c)
}

/// `text` as a JSON string.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
