//! The bundled designs: from their one-screen texts to the files that are shipped.
use portico_core::document::Document;
use portico_core::drawing::tidy;
use portico_core::edit::Command;
use portico_core::fixture;
use portico_core::interchange::save;
use std::path::PathBuf;

/// Every example, by name.
pub const NAMES: [&str; 3] = ["private-s3", "three-tier", "shared-endpoints"];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The file that is shipped.
pub fn shipped(name: &str) -> PathBuf {
    root().join("examples").join(format!("{name}.portico.json"))
}

/// The design that the text of an example says, laid out by Tidy. Or what is wrong with the text.
pub fn design(name: &str) -> Result<Document, String> {
    let path = root().join("tests/fixtures/examples").join(format!("{name}.txt"));
    let text = std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    let doc = fixture::parse(&joined(&text)).map_err(|e| format!("{name}.txt, {e}"))?;
    doc.apply(&Command::Put { boxes: tidy(&doc) }).map_err(|e| format!("{name}: {e}"))
}

/// The text with each policy on one line, as the fixture language has it; the texts break them to be read.
fn joined(text: &str) -> String {
    let mut out = String::new();
    let mut open = 0usize;
    for line in text.lines() {
        out.push_str(if open > 0 { line.trim() } else { line });
        open = (open + line.matches('{').count()).saturating_sub(line.matches('}').count());
        out.push(if open > 0 { ' ' } else { '\n' });
    }
    out
}

/// The text of the file that is shipped.
pub fn made(name: &str) -> Result<String, String> {
    design(name).map(|doc| save::write(&doc))
}

#[cfg(test)]
mod tests {
    use super::*;
    use portico_core::document::Kind;

    /// The browser's tests go through the forms of it.
    #[test]
    fn the_browsers_design_has_every_kind_and_is_as_this_portico_writes_it() {
        let text = std::fs::read_to_string(root().join("tests/browser/every-kind.portico.json")).unwrap();
        let doc = save::read(&text).unwrap();
        let missing: Vec<_> = Kind::ALL.iter().filter(|k| doc.model.of_kind(**k).next().is_none()).collect();
        assert!(missing.is_empty(), "{missing:?}");
        assert_eq!(save::write(&doc), text);
    }
}
