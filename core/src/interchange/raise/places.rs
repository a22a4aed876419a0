//! Regions and zones: what items and their zones say.

use crate::catalogue::Catalogue;
use crate::document::{Region, Zone};
use crate::interchange::item::{Item, Val};
use crate::ordered::BTreeMap;

/// The region of most items, and whether nothing said one.
pub fn region(items: &[Item], said: Option<&Region>) -> (Region, bool) {
    if let Some(said) = said {
        return (said.clone(), false);
    }
    let mut votes: BTreeMap<String, usize> = BTreeMap::new();
    for item in items {
        let own = item.region.clone().or_else(|| item.body.get("region").and_then(Val::as_text).map(Into::into));
        let zone = || of_zone(item.body.get("availability_zone").and_then(Val::as_text)?);
        if let Some(region) = own.or_else(zone).or_else(|| of_arn(item.body.get("arn").and_then(Val::as_text)?)) {
            *votes.entry(region).or_default() += 1;
        }
    }
    let most = votes.values().copied().max().unwrap_or(0);
    let first = votes.into_iter().find(|(_, n)| *n == most).and_then(|(r, _)| r.parse().ok());
    match first {
        Some(region) => (region, false),
        None => (Region::default(), true),
    }
}

fn of_arn(arn: &str) -> Option<String> {
    arn.split(':').nth(3).filter(|r| r.contains('-')).map(Into::into)
}

/// The region of a zone name, also of local zones such as `us-west-2-lax-1a`.
pub fn of_zone(zone: &str) -> Option<String> {
    let known = Catalogue::bundled().regions().iter().filter(|r| zone.starts_with(r.code) && zone.len() > r.code.len());
    known.max_by_key(|r| r.code.len()).map(|r| r.code.to_string())
}

/// A zone by the id that is the same in every account, as accounts of today name it.
pub fn by_id(region: &Region, id: &str) -> Option<Zone> {
    let region = Catalogue::bundled().region(region.as_str())?;
    region.zones.iter().find(|z| z.id == Some(id)).and_then(|z| z.name.parse().ok())
}
