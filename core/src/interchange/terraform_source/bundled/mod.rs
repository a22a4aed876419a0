//! Modules of the public registry that many projects are built on, as Portico knows them: what their inputs make of a network, and
//! nothing else. Used where the module itself is not among the files, and told.

/// What the folders of bundled modules begin with.
pub const PREFIX: &str = "portico:";

/// A module by its source.
#[derive(Debug)]
pub struct Bundled {
    source: &'static str,
    pub folder: &'static str,
    pub text: &'static str,
}

pub const BUNDLED: &[Bundled] = &[
    Bundled { source: "terraform-aws-modules/vpc/aws", folder: "portico:vpc", text: include_str!("vpc.tf") },
    Bundled {
        source: "terraform-aws-modules/vpc/aws//modules/vpc-endpoints",
        folder: "portico:vpc-endpoints",
        text: include_str!("endpoints.tf"),
    },
];

/// The folder under which the module of a source is kept among the modules.
pub fn folder(source: &str) -> Option<&'static str> {
    let plain = source.trim_start_matches("registry.terraform.io/").trim_start_matches("app.terraform.io/");
    BUNDLED.iter().find(|b| b.source == plain).map(|b| b.folder)
}
