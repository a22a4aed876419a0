//! Which of AWS's explanation codes the engine can name: what the data file says is what the sources do.
use std::path::Path;

/// The engine's files without their tests.
fn sources(dir: &Path, out: &mut String) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("tests") {
            sources(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("tests.rs") {
            out.push_str(std::fs::read_to_string(&path).unwrap().split("#[cfg(test)]").next().unwrap_or_default());
        }
    }
}

#[test]
fn every_code_is_used_where_the_data_says_so() {
    let core = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core");
    let mut source = String::new();
    for part in ["reach", "answer", "graph"] {
        sources(&core.join("src").join(part), &mut source);
    }
    let used = |code: &str| {
        let name = format!("Code::{code}");
        source.match_indices(&name).any(|(at, _)| !source[at + name.len()..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_'))
    };
    let table = std::fs::read_to_string(core.join("data/explanation-codes.tsv")).unwrap();
    let lines: Vec<Vec<&str>> = table.lines().filter(|l| !l.starts_with('#')).map(|l| l.splitn(3, '\t').collect()).collect();
    assert!(lines.len() > 89);
    for line in lines {
        let [code, _, says] = line.as_slice() else { panic!("{line:?}") };
        assert_eq!(*says == "used", used(code), "{code}: the data says \"{says}\"");
    }
}
