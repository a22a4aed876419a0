//! The readers of files under cargo fuzz, which looks for what no seed has: a part of `test --long`.
use crate::run::{cargo, output, run_watched, say};
use crate::tally::Tally;
use crate::{Result, paths};

const TARGETS: [&str; 5] = ["terraform", "plan", "cloudformation", "aws", "save"];
/// Seconds for each target, unless `PORTICO_FUZZ_SECONDS` says another number.
const SECONDS: &str = "600";

/// Tries every target; each counts as one test. Without cargo fuzz all are skipped.
pub fn run() -> (Tally, Result<()>) {
    let mut tally = Tally::default();
    if output(cargo().args(["fuzz", "--version"])).is_none() {
        say("skipped: cargo fuzz is not installed (cargo install cargo-fuzz), so only the tests' own damage is tried");
        tally.skipped = TARGETS.len();
        return (tally, Ok(()));
    }
    let seconds = std::env::var("PORTICO_FUZZ_SECONDS").unwrap_or_else(|_| SECONDS.to_owned());
    let mut failed = Vec::new();
    for target in TARGETS {
        say(format!("fuzz {target}: {seconds} s"));
        let found = paths::root().join("fuzz/corpus").join(target);
        let kept = paths::root().join("tests/fuzz/corpus").join(target);
        if let Err(e) = std::fs::create_dir_all(&found) {
            return (Tally::FAILED, Err(format!("{}: {e}", found.display())));
        }
        let mut c = cargo();
        c.args(["fuzz", "run", "-s", "none", target]).arg(&found);
        if kept.is_dir() {
            c.arg(&kept);
        }
        c.args(["--", "-timeout=20", "-rss_limit_mb=3000", "-max_len=200000"]).arg(format!("-max_total_time={seconds}"));
        match run_watched(&mut c, |_| {}) {
            Ok(()) => tally += Tally::PASSED,
            Err(why) => {
                tally += Tally::FAILED;
                failed.push(format!("{target}: {why}"));
            }
        }
    }
    let result = if failed.is_empty() { Ok(()) } else { Err(failed.join("; ")) };
    (tally, result)
}
