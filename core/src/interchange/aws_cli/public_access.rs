//! VPC Block Public Access: the mode of an account and Region, exclusions of VPCs and subnets, and what of it counts where.
//! [Block public access to VPCs and subnets; VPC BPA basics]

use super::build::Builder;
use super::forms::Sort;
use super::json::Json;
use super::recognise::Record;
use crate::document::{BlockMode, Region};
use crate::ordered::BTreeMap;

/// What an exclusion makes of the mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Exclusion {
    Bidirectional,
    /// Outbound through NAT gateways and egress-only internet gateways; beside `block-ingress` it changes nothing.
    Egress,
    /// On its way in or out, or in words that are not known here.
    Unsettled,
}

/// What the snapshot tells of it.
pub struct Told<'a> {
    modes: Vec<(Option<&'a str>, Region, BlockMode, Option<bool>)>,
    /// By the id of the VPC or subnet; none where the snapshot does not list them.
    exclusions: Option<BTreeMap<&'a str, Exclusion>>,
}

fn mode(text: Option<&str>) -> Option<BlockMode> {
    Some(text?.parse().unwrap_or(BlockMode::Unknown))
}

/// The mode that a VPC's or subnet's own record names.
fn own(r: &Record) -> Option<BlockMode> {
    mode(r.get("BlockPublicAccessStates").get("InternetGatewayBlockMode").text())
}

fn exclusion(r: &Record) -> Option<Exclusion> {
    match r.text("State").unwrap_or("create-complete") {
        "create-complete" | "update-complete" => {}
        "create-failed" | "delete-complete" | "disable-complete" => return None,
        _ => return Some(Exclusion::Unsettled),
    }
    Some(match r.text("InternetGatewayExclusionMode") {
        Some("allow-bidirectional") => Exclusion::Bidirectional,
        Some("allow-egress") => Exclusion::Egress,
        _ => Exclusion::Unsettled,
    })
}

fn with(mode: BlockMode, exclusion: Option<Exclusion>) -> BlockMode {
    match (mode, exclusion) {
        (BlockMode::Off, _) | (_, Some(Exclusion::Bidirectional)) => BlockMode::Off,
        (mode, None) => mode,
        (BlockMode::Bidirectional | BlockMode::Ingress, Some(Exclusion::Egress)) => BlockMode::Ingress,
        (_, Some(_)) => BlockMode::Unknown,
    }
}

impl<'a> Told<'a> {
    pub fn of(b: &mut Builder<'a>) -> Self {
        let snapshot = b.snapshot;
        let mut modes = Vec::new();
        for r in snapshot.all(Sort::PublicAccess) {
            let region = r.text("AwsRegion").and_then(|s| s.parse().ok()).unwrap_or_else(|| b.regions.of_record(r));
            let settled = r.text("State") != Some("update-in-progress");
            let mode = mode(r.text("InternetGatewayBlockMode")).filter(|_| settled).unwrap_or(BlockMode::Unknown);
            let allowed = r.text("ExclusionsAllowed").map(|a| a != "not-allowed");
            modes.push((r.text("AwsAccountId"), region, mode, allowed));
        }
        let exclusions = snapshot.has(Sort::PublicAccessExclusion).then(|| {
            let all = snapshot.all(Sort::PublicAccessExclusion).iter();
            all.filter_map(|r| Some((r.text("ResourceArn")?.rsplit(['/', ':']).next()?, exclusion(r)?))).collect()
        });
        Self { modes, exclusions }
    }

    /// The mode of an account in a Region, and whether it lets exclusions count; none where the snapshot has no word of it.
    fn account(&self, owner: Option<&str>, region: &Region) -> Option<(BlockMode, Option<bool>)> {
        let mine = |(account, there, ..): &&(Option<&str>, Region, BlockMode, Option<bool>)| {
            there == region && (account.is_none() || owner.is_none() || *account == owner)
        };
        let mut all = self.modes.iter().filter(mine).map(|(_, _, mode, allowed)| (*mode, *allowed));
        let first = all.next()?;
        Some(if all.all(|other| other == first) { first } else { (BlockMode::Unknown, None) })
    }

    fn exclusion(&self, aws_id: &str, allowed: Option<bool>) -> Option<Exclusion> {
        let found = self.exclusions.as_ref()?.get(aws_id).copied();
        // One that stands and may not count: the two answers are of different moments.
        if allowed == Some(false) { found.map(|_| Exclusion::Unsettled) } else { found }
    }

    /// What counts for a VPC but for exclusions of its subnets.
    pub fn vpc(&self, aws_id: &str, r: Option<&Record>, owner: Option<&str>, region: &Region) -> BlockMode {
        let said = r.and_then(own);
        let Some((mode, allowed)) = self.account(owner, region) else {
            // Exclusions may stand where nothing is blocked; who asked for them and not for the mode leaves it open. A VPC's own record tells
            // the mode where it is on, so that one without a record leaves it open too.
            let listed = self.modes.is_empty() && self.exclusions.is_some();
            let described = r.is_some_and(|r| !matches!(r.json, Json::Null));
            let mode = said.unwrap_or(if listed || !described { BlockMode::Unknown } else { BlockMode::Off });
            return with(mode, self.exclusion(aws_id, None));
        };
        match (mode, said) {
            (BlockMode::Off, Some(said)) if said != BlockMode::Off => BlockMode::Unknown,
            (BlockMode::Off, _) => BlockMode::Off,
            _ if self.exclusions.is_some() || allowed == Some(false) => with(mode, self.exclusion(aws_id, allowed)),
            (_, Some(said)) => said,
            _ => BlockMode::Unknown,
        }
    }

    /// What counts for a subnet of a VPC of some mode, where that is another.
    pub fn subnet(
        &self,
        aws_id: &str,
        r: &Record,
        of_vpc: BlockMode,
        vpc: &str,
        owner: Option<&str>,
        region: &Region,
    ) -> Option<BlockMode> {
        let (mode, allowed) = self.account(owner, region).unwrap_or((of_vpc, None));
        let own_exclusion = self.exclusion(aws_id, allowed);
        let found = match own_exclusion {
            // One of the VPC counts for all its subnets: where the two do not say the same, AWS's pages name no winner.
            Some(e) if self.exclusion(vpc, allowed).is_some_and(|other| other != e) => {
                if with(mode, Some(e)) == of_vpc {
                    of_vpc
                } else {
                    BlockMode::Unknown
                }
            }
            Some(e) => with(if mode == BlockMode::Unknown { of_vpc } else { mode }, Some(e)),
            None if self.exclusions.is_some()
                || allowed == Some(false)
                || of_vpc == BlockMode::Off && own(r).is_none_or(|m| m == BlockMode::Off) =>
            {
                of_vpc
            }
            None => own(r).unwrap_or(of_vpc),
        };
        (found != of_vpc).then_some(found)
    }
}
