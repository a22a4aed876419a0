//! Judges the text of a policy: JSON, where it is wrong, and how long it is.

use super::words::thousands;
use serde_json::Value;

/// What is to be said of a policy's text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judged {
    /// Why it cannot stand, with its place.
    pub error: Option<String>,
    /// What to look at.
    pub doubts: Vec<String>,
    /// "312 of 20,480 characters".
    pub size: String,
    pub too_long: bool,
    /// The same, written with line breaks; none where it is so already.
    pub pretty: Option<String>,
}

/// An empty text is no policy, and fine.
pub fn judge(text: &str, limit: usize) -> Judged {
    let characters = text.trim().chars().count();
    let size = format!("{} of {} characters", thousands(characters as u64), thousands(limit as u64));
    let too_long = characters > limit;
    let mut judged = Judged { size, too_long, ..Judged::default() };
    if text.trim().is_empty() {
        return judged;
    }
    match serde_json::from_str::<Value>(text) {
        Err(e) => judged.error = Some(said(&e)),
        Ok(Value::Object(map)) => {
            let pretty = serde_json::to_string_pretty(&Value::Object(map)).unwrap_or_default();
            judged.pretty = (pretty != text).then_some(pretty);
        }
        Ok(_) => judged.error = Some("A policy is a JSON object: { \"Version\": …, \"Statement\": … }".into()),
    }
    if too_long {
        judged.doubts.push(format!("AWS takes at most {} characters here", thousands(limit as u64)));
    }
    judged
}

/// "Line 3, column 12: expected `,` or `}`".
fn said(e: &serde_json::Error) -> String {
    let whole = e.to_string();
    let what = whole.rsplit_once(" at line ").map_or(whole.as_str(), |(what, _)| what);
    format!("Line {}, column {}: {what}", e.line(), e.column())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_name_their_place() {
        let judged = judge("{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [}\n}", 100);
        assert_eq!(judged.error.as_deref(), Some("Line 3, column 17: expected value"));
        assert!(judge("[]", 100).error.is_some());
        assert_eq!(judge("  ", 100).error, None);
    }

    #[test]
    fn size_counts_characters() {
        let judged = judge("{\"é\":\"é\"}", 5);
        assert_eq!(judged.size, "9 of 5 characters");
        assert!(judged.too_long && judged.error.is_none() && judged.doubts.len() == 1);
    }
}
