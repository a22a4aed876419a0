//! Random designs as blocks, as Terraform source and back: the same designs, in everything that the formats carry.
use portico_core::catalogue::Catalogue;
use portico_core::document::Document;
use portico_core::interchange::carried::{self, BLOCKS};
use portico_core::interchange::cloudformation::{self, Format};
use portico_core::interchange::imported::{Imported, Options, Sources};
use portico_core::interchange::reader::{self, Form};
use portico_core::interchange::terraform;

/// What of a design an import lost or made up, in words.
pub fn apart(design: &Document, imported: &Imported) -> Vec<String> {
    let changes = carried::changes(&carried::said(design, &BLOCKS), &carried::said(&imported.design, &BLOCKS));
    changes.iter().map(|c| format!("{c:?}")).collect()
}

/// The Terraform of a design, read as source.
pub fn by_source(design: &Document) -> Result<Imported, String> {
    let files: Sources = terraform::write(design, Catalogue::bundled()).into_iter().map(|(n, t)| (n, t.into_bytes())).collect();
    reader::read(files, None, &Options::default()).map_err(|e| e.to_string())
}

/// The CloudFormation of a design, read as templates.
pub fn by_templates(design: &Document, format: Format) -> Result<Imported, String> {
    let files = cloudformation::write(design, Catalogue::bundled(), format);
    let files: Sources = files.into_iter().map(|(n, t)| (n, t.into_bytes())).collect();
    reader::read(files, Some(Form::CloudFormation), &Options::default()).map_err(|e| e.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::described::{describe, describe_stood_in, differences};
    use crate::networks::{Menu, network};
    use portico_core::fixture;

    /// Both exports of one design describe the same network, as far as templates can say it.
    #[test]
    fn random_networks_are_the_same_in_templates() {
        let menu = Menu { nat: true, peering: true, endpoints: true, transit: true, ..Menu::default() };
        for seed in 0..40 {
            let text = network(seed, &menu);
            let design = fixture::parse(&text).unwrap_or_else(|e| panic!("{e}\n{text}"));
            let source = by_source(&design).unwrap_or_else(|e| panic!("{e}\n{text}"));
            assert_eq!(differences(&describe(&source.design), &describe(&design)), Vec::<String>::new(), "seed {seed}\n{text}");
            let mut said = Vec::new();
            for format in [Format::Yaml, Format::Json] {
                let out = by_templates(&design, format).unwrap_or_else(|e| panic!("{e}\n{text}"));
                // A group without rules out has one in a template, which the reader knows and takes back.
                let apart = differences(&describe_stood_in(&out.design), &describe_stood_in(&design));
                assert!(apart.is_empty(), "seed {seed}: {apart:#?}\n{:?}\n{:?}\n{text}", out.left_out, out.unknown);
                said.push(describe(&out.design));
            }
            assert_eq!(said[0], said[1], "seed {seed}");
        }
    }

    #[test]
    fn random_networks_come_back_from_their_terraform() {
        let menu =
            Menu { ipv6: true, nat: true, peering: true, lists: true, service: false, endpoints: true, transit: true, ..Menu::default() };
        for seed in 0..40 {
            let text = network(seed, &menu);
            let design = fixture::parse(&text).unwrap_or_else(|e| panic!("{e}\n{text}"));
            let out = by_source(&design).unwrap_or_else(|e| panic!("{e}\n{text}"));
            let lost = apart(&design, &out);
            assert!(lost.is_empty(), "seed {seed}: {lost:#?}\n{:?}\n{:?}\n{text}", out.left_out, out.unknown);
        }
    }
}
