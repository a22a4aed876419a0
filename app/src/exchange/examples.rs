//! Designs that come with the studio.

/// A bundled design.
pub struct Example {
    /// Its file is `examples/ID.portico.json`.
    pub id: &'static str,
    pub title: &'static str,
    /// What it shows, in a sentence.
    pub says: &'static str,
    pub text: &'static str,
}

pub const ALL: &[Example] = &[
    Example {
        id: "private-s3",
        title: "Private access to S3",
        says: "One VPC without internet; both kinds of S3 endpoint side by side, the second one for on-premises.",
        text: include_str!("../../../examples/private-s3.portico.json"),
    },
    Example {
        id: "three-tier",
        title: "Three-tier web shop",
        says: "Three zones; public, app and data tiers; a NAT gateway in each zone, eight endpoints, network ACLs.",
        text: include_str!("../../../examples/three-tier.portico.json"),
    },
    Example {
        id: "shared-endpoints",
        title: "Shared interface endpoints",
        says: "Two VPCs peered with a hub VPC that holds the interface endpoints, and private zones that share their names.",
        text: include_str!("../../../examples/shared-endpoints.portico.json"),
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use portico_core::interchange::save;

    #[test]
    fn every_example_opens_under_its_title() {
        for e in ALL {
            let doc = save::read(e.text).unwrap_or_else(|x| panic!("{}: {x}", e.id));
            assert_eq!(doc.assumptions.title, e.title);
        }
    }
}
