//! What an import is shown as before it is taken: kinds with counts, guesses, what is not known and what was left out.

use serde_json::Value;

/// A line of what is not known or was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub name: String,
    /// File and line; empty where it has none.
    pub at: String,
    pub why: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// What the files are, in words.
    pub form: String,
    /// The design as a save file.
    pub design: String,
    pub understood: Vec<(String, u64)>,
    pub guessed: Vec<String>,
    pub unknown: Vec<Line>,
    pub left_out: Vec<Line>,
}

/// Reads what `portico-worker` answers.
pub fn preview(json: &str) -> Option<Preview> {
    let v: Value = serde_json::from_str(json).ok()?;
    let text = |v: &Value| v.as_str().unwrap_or_default().to_string();
    let list = |name: &str| v.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
    let lines = |name: &str| {
        list(name).iter().map(|l| Line { name: text(&l["name"]), at: text(&l["at"]), why: text(&l["why"]) }).collect::<Vec<_>>()
    };
    Some(Preview {
        form: v.get("form")?.as_str()?.into(),
        design: v.get("design")?.as_str()?.into(),
        understood: list("understood").iter().map(|u| (text(&u[0]), u[1].as_u64().unwrap_or_default())).collect(),
        guessed: list("guessed").iter().map(text).collect(),
        unknown: lines("unknown"),
        left_out: lines("left_out"),
    })
}

/// What a design is called that came from files: the file without its end, or the folder.
pub fn title(name: &str) -> String {
    let base = name.rsplit('/').next().unwrap_or(name);
    let stem = base.split_once('.').map_or(base, |(stem, _)| stem);
    let short: String = stem.chars().filter(|c| !c.is_control()).take(120).collect();
    if short.trim().is_empty() { crate::language::t("Imported").into() } else { short.trim().into() }
}

/// Whether a file that somebody opens is infrastructure code or what an account holds, and no design or picture of one.
pub fn is_foreign(name: &str, bytes: &[u8]) -> bool {
    let lower = name.to_ascii_lowercase();
    let ends = |all: &[&str]| all.iter().any(|e| lower.ends_with(e));
    if super::unzip::is_one(bytes) || ends(&[".tf", ".tfvars", ".hcl", ".tf.json", ".tfstate", ".yaml", ".yml", ".template", ".zip"]) {
        return true;
    }
    if !ends(&[".json", ".txt"]) {
        return false;
    }
    // UTF-16, as a shell of Windows writes what a command prints.
    let open = |b: Option<&u8>| matches!(b, Some(b'{' | b'['));
    if (bytes.starts_with(b"\xff\xfe") && open(bytes.get(2))) || (bytes.starts_with(b"\xfe\xff") && open(bytes.get(3))) {
        return true;
    }
    let has = |word: &str| bytes.windows(word.len()).any(|w| w.eq_ignore_ascii_case(word.as_bytes()));
    const SIGNS: [&str; 10] = [
        "\"terraform_version\"",
        "\"AWSTemplateFormatVersion\"",
        "\"Resources\"",
        "\"OwnerId\"",
        "\"VpcId\"",
        "\"vpc_id\"",
        "\"Vpcs\"",
        "\"RegionName\"",
        "\"LoadBalancerArn\"",
        "\"FunctionArn\"",
    ];
    !has("\"portico\"") && SIGNS.iter().any(|s| has(s))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn designs_are_told_from_what_is_imported() {
        for (name, text, want) in [
            ("a.portico.json", "{\"portico\": 1, \"nodes\": []}", false),
            ("main.tf", "", true),
            ("net.ZIP", "", true),
            ("plan.json", "{\"terraform_version\": \"1.9\"}", true),
            ("all.json", "{\"Vpcs\": [{\"VpcId\": \"vpc-1\"}]}", true),
            ("list.json", "[]", false),
            ("a.png", "\"VpcId\"", false),
            ("stack.template", "Resources:", true),
        ] {
            assert_eq!(is_foreign(name, text.as_bytes()), want, "{name}");
        }
        assert!(is_foreign("x", b"PK\x03\x04") && is_foreign("a.json", b"\xff\xfe{\0"));
    }

    #[test]
    fn answers_are_read() {
        let p = preview(
            r#"{"form": "Terraform source", "design": "{}", "understood": [["VPC", 2]], "guessed": ["g"], "unknown": [{"name": "var.c", "at": "main.tf:1", "why": "x"}], "left_out": []}"#,
        )
        .unwrap();
        assert_eq!((p.understood, p.unknown[0].at.as_str()), (vec![("VPC".into(), 2)], "main.tf:1"));
        assert!(preview("{}").is_none());
        assert_eq!((title("net/prod.tf.json"), title("")), ("prod".into(), "Imported".into()));
    }
}
