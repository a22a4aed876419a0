//! What the palette offers as one service, and the endpoint services it takes.

use std::sync::OnceLock;

use super::service::{self, Service, ServiceKind};
use super::table::{self, Parsed, Row};

/// A service as people speak of it: Amazon ECR, which takes `ecr.api`, `ecr.dkr` and S3 for the layers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaletteService {
    /// A short key of our own, never shown.
    pub id: &'static str,
    pub name: &'static str,
    pub category: &'static str,
    /// Ids of the endpoint services without which it does not work from a network without internet.
    pub needs: Vec<&'static str>,
    /// Ids of those for older clients or optional parts.
    pub also: Vec<&'static str>,
    pub note: Option<&'static str>,
}

impl PaletteService {
    /// The endpoint services that it needs.
    pub fn services(&self) -> impl Iterator<Item = &'static Service> {
        self.needs.iter().filter_map(|id| service::by_id(id))
    }

    /// Whether a gateway endpoint can serve a part of it.
    pub fn has_gateway(&self) -> bool {
        self.services().any(|service| service.offers(ServiceKind::Gateway))
    }

    fn read(row: &Row) -> Option<PaletteService> {
        Some(PaletteService {
            id: row.optional(0)?,
            name: row.optional(1)?,
            category: row.optional(2)?,
            needs: row.optional(3).map(table::list)?,
            also: row.list(4),
            note: row.optional(5),
        })
    }
}

/// In the order in which they are shown.
pub(super) fn all() -> &'static [PaletteService] {
    static PALETTE: OnceLock<Vec<PaletteService>> = OnceLock::new();
    PALETTE.get_or_init(|| read().rows)
}

fn read() -> Parsed<PaletteService> {
    table::parse(include_str!("../../data/palette.tsv"), PaletteService::read)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ordered::BTreeSet;

    #[test]
    fn every_row_names_services_that_exist_and_stand() {
        assert_eq!(read().rejected, [] as [usize; 0]);
        let mut seen = BTreeSet::new();
        for entry in all() {
            assert!(seen.insert(entry.id), "{} twice", entry.id);
            for id in entry.needs.iter().chain(&entry.also) {
                let service = service::by_id(id).unwrap_or_else(|| panic!("{}: no service {id}", entry.id));
                assert!(!service.retired && !service.fips, "{}: {id}", entry.id);
            }
            assert_eq!(entry.services().count(), entry.needs.len());
        }
    }

    #[test]
    fn a_private_image_pull_takes_three() {
        let ecr = all().iter().find(|entry| entry.name == "Amazon ECR").unwrap();
        assert_eq!(ecr.needs, ["ecr.api", "ecr.dkr", "s3"]);
        assert!(ecr.has_gateway());
    }
}
