//! Which region and zone things are in: by zone names and ARNs first, then by folder, then by what the user said.

use super::forms::Sort;
use super::recognise::{Record, Snapshot};
use crate::catalogue::Catalogue;
use crate::document::{Region, Zone};
use crate::ordered::BTreeMap;

#[derive(Debug, Default)]
pub struct Regions {
    /// The region of zones whose name does not begin with it.
    zones: BTreeMap<String, String>,
    /// Zone names by zone id, in this account.
    zone_ids: BTreeMap<String, String>,
    /// What most things of a file, and of a folder, say.
    files: BTreeMap<String, Region>,
    folders: BTreeMap<String, Region>,
    /// By VPC.
    vpcs: BTreeMap<String, Region>,
    said: Option<Region>,
    most: Option<Region>,
    /// Nothing says a region: the default was taken.
    pub assumed: bool,
}

/// The fields that hold ARNs.
const ARNS: &[&str] = &[
    "SubnetArn",
    "TransitGatewayArn",
    "SecurityGroupArn",
    "PrefixListArn",
    "LoadBalancerArn",
    "TargetGroupArn",
    "FunctionArn",
    "DBInstanceArn",
    "SecurityGroupRuleArn",
    "ARN",
];

fn of_arn(arn: &str) -> Option<Region> {
    let region = arn.split(':').nth(3)?;
    (arn.starts_with("arn:") && region.contains('-')).then(|| region.parse().ok())?
}

impl Regions {
    pub fn of(snapshot: &Snapshot, said: Option<Region>) -> Self {
        let mut out = Self { said, ..Self::default() };
        for z in snapshot.all(Sort::Zone) {
            if let (Some(name), Some(region)) = (z.text("ZoneName"), z.text("RegionName")) {
                out.zones.insert(name.into(), region.into());
                if let Some(id) = z.text("ZoneId") {
                    out.zone_ids.insert(id.into(), name.into());
                }
            }
        }
        let (mut files, mut folders, mut all) = (Votes::new(), Votes::new(), Votes::new());
        let mut vpcs: BTreeMap<String, Votes> = BTreeMap::new();
        for (_, r) in snapshot.records() {
            let Some(region) = out.own(r) else { continue };
            *files.entry((r.file.name.clone(), region.clone())).or_default() += 1;
            *folders.entry((folder(&r.file.name).into(), region.clone())).or_default() += 1;
            *all.entry((String::new(), region.clone())).or_default() += 1;
            if let Some(vpc) = r.text("VpcId") {
                *vpcs.entry(vpc.into()).or_default().entry((String::new(), region)).or_default() += 1;
            }
        }
        out.files = most(files);
        out.folders = most(folders);
        out.most = most(all).into_values().next();
        out.vpcs = vpcs.into_iter().filter_map(|(v, votes)| Some((v, most(votes).into_values().next()?))).collect();
        out
    }

    /// What a record says itself.
    fn own(&self, r: &Record) -> Option<Region> {
        let zone = r.text("AvailabilityZone").or_else(|| r.get("Placement").get("AvailabilityZone").text());
        if let Some(region) = zone.and_then(|z| self.of_zone(z)) {
            return Some(region);
        }
        if let Some(region) = ["Region", "RegionName", "AwsRegion", "NetworkBorderGroup"].iter().find_map(|f| r.text(f))
            && Catalogue::bundled().region(region).is_some()
        {
            return region.parse().ok();
        }
        ARNS.iter().find_map(|f| r.text(f)).and_then(of_arn)
    }

    /// The region of a zone name, also of local zones such as `us-west-2-lax-1a`.
    pub fn of_zone(&self, zone: &str) -> Option<Region> {
        if let Some(region) = self.zones.get(zone) {
            return region.parse().ok();
        }
        let known = Catalogue::bundled().regions().iter().filter(|r| zone.starts_with(r.code)).max_by_key(|r| r.code.len());
        if let Some(region) = known {
            return region.code.parse().ok();
        }
        let stem = zone.trim_end_matches(|c: char| c.is_ascii_lowercase());
        (stem.len() + 1 == zone.len() && stem.ends_with(|c: char| c.is_ascii_digit()) && stem.contains('-')).then(|| stem.parse().ok())?
    }

    /// The region of a record.
    pub fn of_record(&mut self, r: &Record) -> Region {
        self.own(r).unwrap_or_else(|| self.around(r))
    }

    fn around(&mut self, r: &Record) -> Region {
        let by_path = || r.region().and_then(|s| s.parse().ok());
        let vpc = || self.vpcs.get(r.text("VpcId")?).cloned();
        let found = by_path()
            .or_else(vpc)
            .or_else(|| self.files.get(&r.file.name).cloned())
            .or_else(|| self.folders.get(folder(&r.file.name)).cloned())
            .or_else(|| self.said.clone())
            .or_else(|| self.most.clone());
        found.unwrap_or_else(|| {
            self.assumed = true;
            Region::default()
        })
    }

    /// The region of a VPC: where its subnets and interfaces say they are.
    pub fn of_vpc(&mut self, aws_id: &str, r: &Record) -> Region {
        match self.vpcs.get(aws_id) {
            Some(region) => region.clone(),
            None => self.of_record(r),
        }
    }

    /// The zone of a record by name or by id.
    pub fn zone(&self, r: &Record) -> Option<Zone> {
        let by_id = || {
            let id = r.text("AvailabilityZoneId")?;
            let known = || {
                Catalogue::bundled().regions().iter().flat_map(|r| r.zones.iter()).find(|z| z.id == Some(id)).map(|z| z.name.to_string())
            };
            self.zone_ids.get(id).cloned().or_else(known)
        };
        r.text("AvailabilityZone").map(Into::into).or_else(by_id)?.parse().ok()
    }

    /// The region that most things are in.
    pub fn main(&self) -> Region {
        self.most.clone().or_else(|| self.said.clone()).unwrap_or_default()
    }
}

type Votes = BTreeMap<(String, Region), usize>;

/// The region that most things of each say; the first by name of equals.
fn most(votes: Votes) -> BTreeMap<String, Region> {
    let mut best: BTreeMap<String, (Region, usize)> = BTreeMap::new();
    for ((what, region), n) in votes {
        match best.get(&what) {
            Some((_, m)) if *m >= n => {}
            _ => drop(best.insert(what, (region, n))),
        }
    }
    best.into_iter().map(|(k, (r, _))| (k, r)).collect()
}

fn folder(name: &str) -> &str {
    name.rsplit_once('/').map_or("", |(f, _)| f)
}
