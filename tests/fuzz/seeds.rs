//! What damage begins with: what is kept in `corpus`, and exports of a design with everything in it.

use portico_core::catalogue::Catalogue;
use portico_core::fixture;
use portico_core::interchange::cloudformation::{self, Format};
use portico_core::interchange::{save, terraform};
use std::fs;
use std::path::Path;

fn kept(folder: &Path) -> Vec<Vec<u8>> {
    let mut paths: Vec<_> = fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.path()).filter(|p| p.is_file()).collect();
    paths.sort();
    paths.iter().filter_map(|p| fs::read(p).ok()).collect()
}

pub fn of(reader: &str) -> Vec<Vec<u8>> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut out = kept(&here.join("fuzz/corpus").join(reader));
    let design = || fixture::parse(&fs::read_to_string(here.join("oracle/designs/network.txt")).unwrap()).unwrap();
    match reader {
        "terraform" => {
            out.extend(kept(&here.join("../core/src/interchange/terraform_source/samples")));
            let files = terraform::write(&design(), Catalogue::bundled());
            out.extend(files.into_iter().filter(|(n, _)| n.ends_with(".tf")).map(|(_, t)| t.into_bytes()));
        }
        "cloudformation" => {
            for format in [Format::Yaml, Format::Json] {
                let files = cloudformation::write(&design(), Catalogue::bundled(), format);
                out.extend(files.into_iter().filter(|(n, _)| n.starts_with("us-")).map(|(_, t)| t.into_bytes()));
            }
        }
        "aws" => out.extend(kept(&here.join("fixtures/aws-cli"))),
        "save" => out.push(save::write(&design()).into_bytes()),
        "text" => out.extend([fs::read(here.join("fixtures/journal-1.jsonl")).unwrap(), b"{\"portico\": \"clip\"}".to_vec()]),
        _ => {}
    }
    out
}
