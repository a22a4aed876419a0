//! The export of a design: its files, and what they leave out of it or add to it.

use crate::language::InLanguage;
use portico_core::catalogue::Catalogue;
use portico_core::interchange::lower::Note;
use portico_core::interchange::{save, terraform};
use portico_core::text::Segment;
use serde_json::{Map, Value, json};

pub struct Export {
    pub files: terraform::Files,
    /// By what is said of them: what is left out, and what is assumed.
    notes: [(&'static str, Vec<Vec<Segment>>); 2],
}

pub fn terraform(design: &str, open: &[String]) -> Result<Export, String> {
    let doc = save::read(design).map_err(|e| e.to_string())?;
    let catalogue = Catalogue::bundled();
    let lowered = terraform::notes(&doc, catalogue);
    let said = |notes: &[Note]| notes.iter().map(|n| n.text.said(&doc.model)).collect();
    Ok(Export {
        notes: [("left_out", said(&lowered.left_out)), ("assumed", said(&lowered.assumed))],
        files: terraform::write_with(&doc, catalogue, open),
    })
}

impl Export {
    /// `{"files": {NAME: TEXT}, "left_out": [NOTE], "assumed": [NOTE]}`; a note is a list of pieces: `{"text"}`, `{"code"}` or `{"node", "text"}`.
    pub fn to_json(&self) -> String {
        let mut out = Map::new();
        out.insert("files".into(), self.files.iter().map(|(name, text)| (name.clone(), Value::from(text.as_str()))).collect());
        for (name, notes) in &self.notes {
            let notes = notes.iter().map(|said| Value::Array(said.iter().map(piece).collect()));
            out.insert((*name).into(), Value::Array(notes.collect()));
        }
        Value::Object(out).to_string()
    }
}

pub fn piece(segment: &Segment) -> Value {
    match segment {
        Segment::Plain(text) => json!({ "text": text }),
        Segment::Code(text) => json!({ "code": text }),
        Segment::Node(node, name) => json!({ "node": node.to_string(), "text": name }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DESIGN: &str = include_str!("../../../../examples/private-s3.portico.json");

    #[test]
    fn files_and_notes_of_a_design() {
        let export = terraform(DESIGN, &["Nobody mended this.".into()]).unwrap();
        let json: Value = serde_json::from_str(&export.to_json()).unwrap();
        assert!(json["files"]["endpoints.tf"].as_str().unwrap().contains("vpc_endpoint_type"));
        assert!(json["files"]["README.md"].as_str().unwrap().contains("Nobody mended this."));
        let notes = json["assumed"].as_array().unwrap().iter().chain(json["left_out"].as_array().unwrap());
        for piece in notes.flat_map(|n| n.as_array().unwrap()) {
            assert!(piece["text"].is_string() || piece["code"].is_string(), "{piece}");
        }
    }

    #[test]
    fn what_is_no_design_is_refused() {
        assert!(terraform("{}", &[]).is_err());
    }
}
