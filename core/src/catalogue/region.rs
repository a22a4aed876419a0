//! AWS Regions: partition, DNS suffix, billing code and zones.

use std::sync::OnceLock;

use super::table::{self, Parsed, Row, Stated};
use super::zone::Zone;

/// A partition: a set of Regions with accounts, ARNs and DNS names of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Partition {
    Aws,
    China,
    GovCloud,
    /// AWS European Sovereign Cloud.
    Sovereign,
}

impl Partition {
    /// The partition field of an ARN.
    pub fn as_str(self) -> &'static str {
        match self {
            Partition::Aws => "aws",
            Partition::China => "aws-cn",
            Partition::GovCloud => "aws-us-gov",
            Partition::Sovereign => "aws-eusc",
        }
    }

    /// What `api.aws` is called here, in the names of dual-stack service endpoints (botocore partitions).
    pub fn dualstack_suffix(self) -> &'static str {
        match self {
            Partition::Aws | Partition::GovCloud => "api.aws",
            Partition::China => "api.amazonwebservices.com.cn",
            Partition::Sovereign => "api.amazonwebservices.eu",
        }
    }

    fn read(text: &str) -> Option<Partition> {
        [Partition::Aws, Partition::China, Partition::GovCloud, Partition::Sovereign]
            .into_iter()
            .find(|partition| partition.as_str() == text)
    }
}

/// An AWS Region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// Such as `eu-west-1`.
    pub code: &'static str,
    /// Such as `Europe (Ireland)`.
    pub name: &'static str,
    pub partition: Partition,
    /// The part of the world AWS lists it under.
    pub geography: &'static str,
    /// The end of its services' public names: `amazonaws.com`, in China `amazonaws.com.cn`.
    pub dns_suffix: &'static str,
    /// `required`, `not-required`, or the kind of account it takes.
    pub opt_in: Stated<&'static str>,
    /// The prefix of usage types in bills and price lists, such as `EUC1`; eu-west-1 is just `EU`.
    pub billing_code: Option<Stated<&'static str>>,
    /// Zones that an account created today sees, by name. Empty where they are not known.
    pub zones: Vec<Zone>,
    /// Whether the zones were read or recalled.
    pub zones_verified: bool,
    /// Every zone id of the Region, those that new accounts do not see among them. Empty where not known.
    pub zone_ids: Vec<&'static str>,
    pub note: Option<&'static str>,
}

impl Region {
    /// A zone by its name in an account.
    pub fn zone(&self, name: &str) -> Option<&Zone> {
        self.zones.iter().find(|zone| zone.name == name)
    }

    /// The currency its list prices are in.
    pub fn currency(&self) -> super::price::Currency {
        match self.partition {
            Partition::China => super::price::Currency::Cny,
            _ => super::price::Currency::Usd,
        }
    }

    fn read(row: &Row) -> Option<Region> {
        let zones = row.stated(7)?;
        let ids = row.stated(8);
        let all_ids = ids.map(|ids| table::list(ids.value)).unwrap_or_default();
        let visible = row.list(9);
        let paired = if visible.is_empty() { &all_ids } else { &visible };
        let excluded = row.list(10);
        let zones_verified = zones.is_verified() && ids.is_some_and(|ids| ids.is_verified());
        let zones = table::list(zones.value)
            .into_iter()
            .enumerate()
            .map(|(index, name)| {
                let id = paired.get(index).copied();
                let cross_region_privatelink = !id.is_some_and(|id| excluded.contains(&id));
                Zone { name, id, cross_region_privatelink }
            })
            .collect();
        Some(Region {
            code: row.optional(0)?,
            name: row.stated(1)?.value,
            partition: Partition::read(row.text(2))?,
            geography: row.optional(3)?,
            dns_suffix: row.optional(4)?,
            opt_in: row.stated(5)?,
            billing_code: row.stated(6),
            zones,
            zones_verified,
            zone_ids: all_ids,
            note: row.optional(11),
        })
    }
}

/// Every Region, sorted by code.
pub(super) fn all() -> &'static [Region] {
    static REGIONS: OnceLock<Vec<Region>> = OnceLock::new();
    REGIONS.get_or_init(|| read().rows)
}

pub(super) fn by_code(code: &str) -> Option<&'static Region> {
    let index = all().binary_search_by(|region| region.code.cmp(code)).ok()?;
    all().get(index)
}

fn read() -> Parsed<Region> {
    table::parse(include_str!("../../data/regions.tsv"), Region::read)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read_in_order_and_well_formed() {
        assert_eq!(read().rejected, [] as [usize; 0]);
        assert_eq!(all().len(), 39);
        assert!(all().is_sorted_by(|a, b| a.code < b.code), "regions.tsv is not sorted");
        for region in all() {
            let code = region.code;
            assert!(!region.zones.is_empty(), "{code}");
            for zone in &region.zones {
                assert_eq!(zone.name, format!("{code}{}", zone.letter()), "{code}");
                assert_eq!(zone.id.is_some(), code != "eusc-de-east-1", "{code}");
            }
            assert_eq!(region.billing_code.is_some(), code != "eusc-de-east-1", "{code}");
        }
    }

    #[test]
    fn china_and_the_codes_that_surprise() {
        let region = |code| all().iter().find(|r| r.code == code).unwrap();
        assert_eq!(region("cn-north-1").dns_suffix, "amazonaws.com.cn");
        assert_eq!(region("cn-north-1").partition.as_str(), "aws-cn");
        assert_eq!(region("eu-west-1").billing_code.unwrap().value, "EU");
        assert_eq!(region("ap-south-1").billing_code.unwrap().value, "APS3");
        assert!(!region("ap-east-2").zones_verified);
        assert!(region("us-east-1").zones_verified);
    }
}
