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

/// The module that a path leads to which is not among the files, where what it is given tells: examples beside a module call it so.
pub fn by_inputs(source: &str, inputs: impl Fn(&str) -> bool) -> Option<&'static str> {
    let subnets = ["private_subnets", "public_subnets", "intra_subnets"].into_iter().any(&inputs);
    if inputs("cidr") && inputs("azs") && subnets {
        return folder("terraform-aws-modules/vpc/aws");
    }
    let endpoints = source.trim_end_matches('/').ends_with("vpc-endpoints") && (inputs("endpoints") || inputs("create"));
    endpoints.then(|| folder("terraform-aws-modules/vpc/aws//modules/vpc-endpoints")).flatten()
}

/// The folder under which the module of a source is kept among the modules.
pub fn folder(source: &str) -> Option<&'static str> {
    let plain = source.trim_start_matches("registry.terraform.io/").trim_start_matches("registry.opentofu.org/");
    // The same by its repository: `git::https://github.com/terraform-aws-modules/terraform-aws-vpc.git//modules/vpc-endpoints?ref=v5`.
    let plain = match plain.split_once("terraform-aws-modules/terraform-aws-vpc") {
        Some((host, rest)) if host.is_empty() || host.contains("github.com") => {
            let rest = rest.split('?').next().unwrap_or(rest);
            format!("terraform-aws-modules/vpc/aws{}", rest.trim_start_matches(".git"))
        }
        _ => plain.to_string(),
    };
    BUNDLED.iter().find(|b| b.source == plain).map(|b| b.folder)
}
