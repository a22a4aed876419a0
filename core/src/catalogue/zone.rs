//! Availability Zones: the letter an account sees and the id that says which place it is.

/// An Availability Zone of a Region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone {
    /// The name in an account, such as `eu-west-1a`.
    pub name: &'static str,
    /// The zone id, such as `euw1-az1`, paired with the name by order.
    ///
    /// The pairing is that of accounts created from November 2025 on; in older accounts names are shuffled, so two
    /// accounts' zones are the same place only if their ids agree ("AWS Availability Zones").
    pub id: Option<&'static str>,
    /// Whether cross-Region interface endpoints can stand here ("Cross-region enabled AWS services").
    pub cross_region_privatelink: bool,
}

impl Zone {
    /// What follows the Region's code in the name: `a` for `eu-west-1a`.
    pub fn letter(&self) -> &'static str {
        let start = self.name.rfind(|c: char| !c.is_ascii_alphabetic()).map_or(0, |at| at + 1);
        self.name.get(start..).unwrap_or(self.name)
    }
}

#[cfg(test)]
mod tests {
    use crate::catalogue::Catalogue;

    #[test]
    fn letters_and_ids_of_zones_that_skip() {
        let tokyo = Catalogue::bundled().region("ap-northeast-1").unwrap();
        let letters: Vec<_> = tokyo.zones.iter().map(|z| (z.letter(), z.id.unwrap())).collect();
        assert_eq!(letters, [("a", "apne1-az1"), ("c", "apne1-az2"), ("d", "apne1-az4")]);
        let california = Catalogue::bundled().region("us-west-1").unwrap();
        assert_eq!(california.zones[1].id, Some("usw1-az3"));
        let virginia = Catalogue::bundled().region("us-east-1").unwrap();
        assert!(!virginia.zones[2].cross_region_privatelink);
        assert!(virginia.zones[0].cross_region_privatelink);
    }
}
