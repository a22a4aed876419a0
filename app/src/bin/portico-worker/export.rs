//! The export of a design: its files, and what they leave out of it or add to it.

use crate::language::InLanguage;
use portico_core::catalogue::Catalogue;
use portico_core::checks;
use portico_core::document::{Document, NodeId};
use portico_core::facts::Facts;
use portico_core::finding::Severity;
use portico_core::interchange::lower::Note;
use portico_core::interchange::{cloudformation, save, terraform};
use portico_core::ordered::BTreeMap;
use portico_core::text::{Segment, Text, capital};
use serde_json::{Map, Value, json};

pub type Files = BTreeMap<String, String>;

/// What a design is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Terraform,
    CloudFormation(cloudformation::Format),
}

impl Form {
    fn of(name: &str) -> Result<Self, String> {
        Ok(match name {
            "terraform" => Self::Terraform,
            "cloudformation-yaml" => Self::CloudFormation(cloudformation::Format::Yaml),
            "cloudformation-json" => Self::CloudFormation(cloudformation::Format::Json),
            _ => return Err(format!("{name} is no form of export")),
        })
    }
}

pub struct Export {
    pub files: Files,
    /// By what is said of them: what is left out, what is assumed, and limits that the files break.
    notes: [(&'static str, Vec<Vec<Segment>>); 3],
    /// What logical ids of templates and rows of `locals.tf` stand for.
    ids: BTreeMap<String, NodeId>,
}

/// `asked` is the form.
pub fn export(design: &str, asked: &[String], catalogue: &Catalogue) -> Result<Export, String> {
    Ok(written(&read(design)?, form(asked)?, catalogue))
}

pub fn read(design: &str) -> Result<Document, String> {
    save::read(design).map_err(|e| e.to_string())
}

pub fn form(asked: &[String]) -> Result<Form, String> {
    Form::of(asked.first().map_or("", String::as_str))
}

pub fn written(doc: &Document, form: Form, catalogue: &Catalogue) -> Export {
    let open = not_mended(doc, catalogue);
    let said = |notes: &[Note]| notes.iter().map(|n| n.text.said(&doc.model)).collect();
    let told = |texts: &[Text]| texts.iter().map(|t| t.said(&doc.model)).collect();
    match form {
        Form::Terraform => {
            let lowered = terraform::notes(doc, catalogue);
            Export {
                notes: [("left_out", said(&lowered.left_out)), ("assumed", said(&lowered.assumed)), ("too_large", Vec::new())],
                files: terraform::write_with(doc, catalogue, &open),
                ids: terraform::rows(&lowered),
            }
        }
        Form::CloudFormation(format) => {
            let export = cloudformation::export(doc, catalogue, format, &open);
            Export {
                notes: [("left_out", said(&export.left_out)), ("assumed", said(&export.assumed)), ("too_large", told(&export.too_large))],
                files: export.files,
                ids: export.ids,
            }
        }
    }
}

/// Findings in a sentence each, for the README.
fn not_mended(doc: &Document, catalogue: &Catalogue) -> Vec<String> {
    let findings = checks::run_all(&Facts::new(doc, catalogue));
    findings.iter().filter(|f| f.severity != Severity::Info).map(|f| capital(&f.message.told(&doc.model))).collect()
}

impl Export {
    /// `{"files": {NAME: TEXT}, "left_out": [NOTE], "assumed": [NOTE], "too_large": [NOTE], "ids": {NAME: NODE}}`; a note is a list of pieces: `{"text"}`,
    /// `{"code"}` or `{"node", "text"}`.
    pub fn to_json(&self) -> String {
        let mut out = Map::new();
        out.insert("files".into(), self.files.iter().map(|(name, text)| (name.clone(), Value::from(text.as_str()))).collect());
        for (name, notes) in &self.notes {
            let notes = notes.iter().map(|said| Value::Array(said.iter().map(piece).collect()));
            out.insert((*name).into(), Value::Array(notes.collect()));
        }
        out.insert("ids".into(), self.ids.iter().map(|(id, node)| (id.clone(), Value::from(node.to_string()))).collect());
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

    fn of(form: &str) -> Value {
        let export = export(DESIGN, &[form.into()], Catalogue::bundled()).unwrap();
        serde_json::from_str(&export.to_json()).unwrap()
    }

    #[test]
    fn files_and_notes_of_a_design() {
        let json = of("terraform");
        assert_eq!(json["ids"]["subnets.app_a"].as_str().map(|n| n.starts_with("subnet:")), Some(true));
        assert!(json["files"]["endpoints.tf"].as_str().unwrap().contains("vpc_endpoint_type"));
        for piece in ["assumed", "left_out"].iter().flat_map(|k| json[k].as_array().unwrap()).flat_map(|n| n.as_array().unwrap()) {
            assert!(piece["text"].is_string() || piece["code"].is_string(), "{piece}");
        }
    }

    #[test]
    fn a_template_in_either_notation() {
        let yaml = of("cloudformation-yaml");
        assert_eq!(yaml["ids"]["AppASubnet"].as_str().map(|n| n.starts_with("subnet:")), Some(true));
        assert!(yaml["files"]["us-east-1.yaml"].as_str().unwrap().contains("AWS::EC2::VPCEndpoint"));
        let json = of("cloudformation-json");
        let template: Value = serde_json::from_str(json["files"]["us-east-1.json"].as_str().unwrap()).unwrap();
        assert!(template["Resources"].is_object());
    }

    #[test]
    fn findings_that_are_not_mended_stand_in_the_readme() {
        let doc =
            portico_core::fixture::parse("vpc main 10.0.0.0/16\n  subnet a a 10.0.1.0/24\n    instance api\nservice s3\nflow api -> s3")
                .unwrap();
        let open = not_mended(&doc, Catalogue::bundled());
        assert!(!open.is_empty());
        for form in [Form::Terraform, Form::CloudFormation(cloudformation::Format::Yaml)] {
            let readme = &written(&doc, form, Catalogue::bundled()).files["README.md"];
            let listed = readme.split("## Findings not mended").nth(1).unwrap().lines().filter(|l| l.starts_with("- ")).count();
            assert_eq!(listed, open.len(), "{form:?}: {open:?}\n{readme}");
        }
    }

    #[test]
    fn what_is_no_design_or_no_form_is_refused() {
        assert!(export("{}", &["terraform".into()], Catalogue::bundled()).is_err());
        assert!(export(DESIGN, &["pulumi".into()], Catalogue::bundled()).is_err());
    }
}
