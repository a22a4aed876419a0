//! Terraform source with what a design has otherwise put into it: the files that change, and what is to be told.

use super::import::{options, refused, told};
use portico_core::catalogue::Catalogue;
use portico_core::interchange::imported::Sources;
use portico_core::interchange::save;
use portico_core::interchange::terraform_source::{Edited, edit};
use portico_core::text::Text;
use serde_json::json;

/// `given` as in an import.
pub fn edited(names: Vec<String>, files: Vec<Vec<u8>>, given: &[String], design: &str) -> Result<Edited, String> {
    let design = save::read(design).map_err(|e| e.to_string())?;
    let sources: Sources = names.into_iter().zip(files).collect();
    let mut options = options(given);
    options.region.get_or_insert_with(|| design.assumptions.region.clone());
    edit(&sources, &design, &options, Catalogue::bundled()).map_err(refused)
}

pub fn to_json(e: &Edited) -> String {
    let all = |lines: &[Text]| lines.iter().map(told).collect::<Vec<_>>();
    json!({ "files": e.files.keys().collect::<Vec<_>>(), "placed": all(&e.placed), "left": all(&e.left) }).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use portico_core::interchange::imported::Options;
    use portico_core::interchange::terraform_source::read;

    #[test]
    fn what_the_design_has_otherwise_goes_into_the_source() {
        let text = "# ours\nresource \"aws_vpc\" \"v\" {\n  cidr_block = \"10.0.0.0/16\"\n}\n";
        let to = text.replace("10.0.0.0/16", "10.1.0.0/16");
        let after = read([("main.tf".to_string(), to.clone().into_bytes())].into(), &Options::default()).unwrap().design;
        let out = edited(vec!["main.tf".into()], vec![text.into()], &[], &save::write(&after)).unwrap();
        assert_eq!(out.files["main.tf"], to);
        assert!(to_json(&out).contains("\"files\":[\"main.tf\"]"), "{}", to_json(&out));
        assert!(edited(vec!["main.tf".into()], vec![text.into()], &[], "no design").is_err());
    }
}
