//! Asks other people's engines: questions as lines to a program, an answer and its milliseconds a line back.
use serde_json::Value;
use std::error::Error;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a program answered, and how long it took without its start.
pub struct Answer {
    pub text: String,
    pub milliseconds: f64,
}

/// Z3 by `z3_oracle.py`: pairs `{"a": [STATEMENT…], "b": […]}`, answered yes, no or unknown.
pub fn z3(home: &Path) -> Command {
    let mut command = Command::new(home.join("venv/bin/python"));
    command.arg(here().join("z3_oracle.py"));
    command
}

/// iam-simulate by `simulate.mjs`: cases as `portico policy decide` reads them.
pub fn iam_simulate(home: &Path) -> Command {
    let mut command = Command::new("node");
    command.arg(here().join("simulate.mjs")).arg(home);
    command
}

/// Where `setup.sh` installed.
pub fn tools() -> Option<PathBuf> {
    let set = std::env::var_os("POLICY_TOOLS").map(PathBuf::from);
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let cache = cache.or_else(|| Some(Path::new(&std::env::var_os("HOME")?).join(".cache")));
    set.or_else(|| Some(cache?.join("portico/tools/policy-tools-1"))).filter(|home| home.exists())
}

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("policy")
}

/// Feeds lines to a program and reads as many back.
pub fn ask(mut command: Command, lines: &[Value]) -> Result<Vec<Answer>, Box<dyn Error>> {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    let mut input = child.stdin.take().ok_or("no standard input")?;
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let writer = std::thread::spawn(move || input.write_all(text.as_bytes()));
    let output = child.wait_with_output()?;
    writer.join().map_err(|_| "the writer failed")??;
    let read = |line: &str| {
        let (text, time) = line.rsplit_once(' ')?;
        Some(Answer { text: text.to_owned(), milliseconds: time.parse().ok()? })
    };
    let answers: Vec<Answer> = String::from_utf8_lossy(&output.stdout).lines().filter_map(read).collect();
    if answers.len() != lines.len() {
        return Err(format!("{} answers to {} questions", answers.len(), lines.len()).into());
    }
    Ok(answers)
}
