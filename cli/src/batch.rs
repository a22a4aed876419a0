//! `--batch`: JSON Lines in, exactly one JSON line out for each, in order, in one process.

use serde_json::{Value, json};

/// Answers every line; a line that cannot be answered gets `{"error": …}`. Blank lines are answered too.
pub fn run(text: &str, answer: impl Fn(&Value) -> Result<Value, String>) -> crate::Done {
    lines(text, |line| serde_json::from_str(line).map_err(|e| format!("this line is not JSON: {e}")).and_then(|q| answer(&q)))
}

/// The same, with the lines as they stand.
pub fn lines(text: &str, answer: impl Fn(&str) -> Result<Value, String>) -> crate::Done {
    let mut output = String::new();
    let mut clean = true;
    for line in text.lines() {
        let value = answer(line).unwrap_or_else(|e| {
            clean = false;
            json!({ "error": e })
        });
        output.push_str(&value.to_string());
        output.push('\n');
    }
    crate::Done { clean, output }
}
