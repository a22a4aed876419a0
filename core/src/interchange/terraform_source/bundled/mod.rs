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
    Bundled { source: "terraform-aws-modules/security-group/aws", folder: "portico:security-group", text: include_str!("group.tf") },
    Bundled { source: "cloudposse/label/null", folder: "portico:label", text: include_str!("label.tf") },
    Bundled { source: "cloudposse/utils/aws", folder: "portico:utils", text: include_str!("utils.tf") },
    Bundled { source: "cloudposse/vpc/aws", folder: "portico:plain-vpc", text: include_str!("plain_vpc.tf") },
    Bundled { source: "cloudposse/dynamic-subnets/aws", folder: "portico:dynamic-subnets", text: include_str!("dynamic_subnets.tf") },
    Bundled {
        source: "terraform-aws-modules/transit-gateway/aws",
        folder: "portico:transit-gateway",
        text: include_str!("transit_gateway.tf"),
    },
    Bundled { source: "aws-ia/vpc/aws", folder: "portico:ia-vpc", text: include_str!("ia_vpc.tf") },
    Bundled { source: "aws-ia/networkfirewall/aws", folder: "portico:network-firewall", text: include_str!("network_firewall.tf") },
    Bundled { source: "aws-ia/label/aws", folder: "portico:tags", text: include_str!("tags.tf") },
    Bundled { source: "hashicorp/subnets/cidr", folder: "portico:cidrs", text: include_str!("cidrs.tf") },
    Bundled { source: "drewmullen/subnets/cidr", folder: "portico:masks", text: include_str!("masks.tf") },
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
    let plain = by_repository(plain).unwrap_or_else(|| plain.to_string());
    BUNDLED.iter().find(|b| b.source == plain).map(|b| b.folder)
}

/// The same by its repository: `git::https://github.com/terraform-aws-modules/terraform-aws-vpc.git//modules/vpc-endpoints?ref=v5`
/// is `terraform-aws-modules/vpc/aws//modules/vpc-endpoints`. [Publishing modules: names of repositories]
fn by_repository(source: &str) -> Option<String> {
    let (_, path) = source.split_once("github.com")?;
    let path = path.split('?').next().unwrap_or(path).trim_start_matches(['/', ':']);
    let (owner, rest) = path.split_once('/')?;
    let (repository, inside) = rest.split_once("//").map_or((rest, None), |(r, i)| (r, Some(i)));
    let (provider, name) = repository.trim_end_matches(".git").strip_prefix("terraform-")?.split_once('-')?;
    let inside = inside.map(|i| format!("//{i}")).unwrap_or_default();
    Some(format!("{owner}/{name}/{provider}{inside}"))
}

#[cfg(test)]
mod tests {
    use super::folder;

    #[test]
    fn modules_are_known_by_registry_and_repository() {
        for (source, want) in [
            ("terraform-aws-modules/vpc/aws", Some("portico:vpc")),
            (
                "git::https://github.com/terraform-aws-modules/terraform-aws-vpc.git//modules/vpc-endpoints?ref=v5",
                Some("portico:vpc-endpoints"),
            ),
            ("github.com/terraform-aws-modules/terraform-aws-vpc", Some("portico:vpc")),
            ("git::ssh://git@github.com/cloudposse/terraform-null-label.git?ref=tags/0.25.0", Some("portico:label")),
            ("git@github.com:cloudposse/terraform-aws-dynamic-subnets.git", Some("portico:dynamic-subnets")),
            ("registry.opentofu.org/hashicorp/subnets/cidr", Some("portico:cidrs")),
            ("terraform-aws-modules/eks/aws", None),
            ("git::https://example.com/x.git", None),
        ] {
            assert_eq!(folder(source), want, "{source}");
        }
    }
}
