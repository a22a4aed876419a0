//! Counts tests from the closing lines of the runners: nextest, cargo test, wasm-bindgen-test, Playwright.
use std::ops::AddAssign;

/// How many tests passed, failed and were skipped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub passed: usize,
    pub failed: usize,
    pub skipped: usize,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Tally) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl Tally {
    pub const PASSED: Tally = Tally { passed: 1, failed: 0, skipped: 0 };
    pub const FAILED: Tally = Tally { passed: 0, failed: 1, skipped: 0 };

    /// Adds what `line` says, if it is a runner's closing line.
    pub fn read(&mut self, line: &str) {
        let plain = without_colour(line);
        let line = plain.trim();
        // nextest counts what filters left out as skipped; that is not a test skipped for want of something.
        let nextest = line.starts_with("Summary [");
        if !nextest && !line.starts_with("test result:") && !is_playwright(line) {
            return;
        }
        let words: Vec<&str> = line.split([' ', ',', ';']).filter(|w| !w.is_empty()).collect();
        for pair in words.windows(2) {
            let [n, what] = pair else { continue };
            let Ok(n) = n.parse::<usize>() else { continue };
            match *what {
                "passed" => self.passed += n,
                "failed" | "flaky" | "timed" => self.failed += n,
                "skipped" | "ignored" | "did" if !nextest => self.skipped += n,
                _ => {}
            }
        }
    }
}

/// Playwright closes with `3 passed (2.1s)`, `1 failed`, `2 skipped`, `1 did not run`, each on its own line.
fn is_playwright(line: &str) -> bool {
    let mut words = line.split(' ');
    let number = words.next().is_some_and(|w| w.parse::<usize>().is_ok());
    let rest: Vec<&str> = words.collect();
    number
        && match rest.as_slice() {
            ["passed" | "failed" | "skipped" | "flaky"] | ["did", "not", "run"] => true,
            ["passed", time] => time.starts_with('('),
            _ => false,
        }
}

fn without_colour(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        if c != '\u{1b}' {
            out.push(c);
        } else {
            // An escape ends with its first letter: `ESC [ 1 ; 3 2 m`.
            chars.by_ref().find(char::is_ascii_alphabetic);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(lines: &[&str]) -> (usize, usize, usize) {
        let mut t = Tally::default();
        lines.iter().for_each(|l| t.read(l));
        (t.passed, t.failed, t.skipped)
    }

    #[test]
    fn reads_each_runner() {
        assert_eq!(tally(&["     Summary [   0.012s] 7 tests run: 5 passed (1 slow), 2 failed, 3 skipped"]), (5, 2, 0));
        assert_eq!(
            tally(&[
                "\u{1b}[32;1m     Summary\u{1b}[0m [   0.1s] \u{1b}[1m1\u{1b}[0m test run: \u{1b}[1m1\u{1b}[0m \u{1b}[32mpassed\u{1b}[0m, 0 skipped"
            ]),
            (1, 0, 0)
        );
        assert_eq!(
            tally(&["test result: FAILED. 3 passed; 1 failed; 2 ignored; 0 measured; 0 filtered out; finished in 0.00s"]),
            (3, 1, 2)
        );
        assert_eq!(tally(&["  1 failed", "    a.spec.ts:3:1 › opens", "  2 skipped", "  3 passed (5.2s)"]), (3, 1, 2));
    }

    #[test]
    fn ordinary_lines_count_nothing() {
        assert_eq!(tally(&["10 passed the gate", "    Running 3 tests using 2 workers", "Compiling 3 failed"]), (0, 0, 0));
    }
}
