//! More of something than AWS allows unless asked.

use crate::catalogue::Quota;
use crate::checks::{Found, check};
use crate::document::{
    ElasticIp, GatewayEndpoint, Id, InternetGateway, Kind, ListRef, LoadBalancer, NatGateway, NetworkAcl, NetworkInterface, NodeId, Peer,
    Peering, ResolverEndpoint, RouteTable, SecurityGroup, Subnet, Vpc, Workload,
};
use crate::facts::Facts;
use crate::finding::Severity;
use crate::ordered::BTreeMap;
use crate::text;
use crate::text::code;
use ipnet::IpNet;

check! {
    /// AWS limits how many of each resource an account, a Region, a VPC or an interface has. Most limits are raised on
    /// request, some to an upper end, some never. What is over the limit is refused when it is made: in the middle of an
    /// apply.
    ///
    /// The counts are those of this design alone; what else is in the account counts too.
    ///
    /// ## Example
    ///
    /// ```text
    /// vpc a 10.0.0.0/16
    /// vpc b 10.1.0.0/16
    /// vpc c 10.2.0.0/16
    /// vpc d 10.3.0.0/16
    /// vpc e 10.4.0.0/16
    /// vpc f 10.5.0.0/16
    /// ```
    ///
    /// ## What to do
    ///
    /// Ask for more in Service Quotas before applying, or make do with fewer.
    ///
    /// AWS: "Amazon VPC quotas" (Amazon VPC User Guide), "AWS PrivateLink quotas" (AWS PrivateLink Guide)
    "quota-exceeded", "More than the quota", Correctness, Warning
}

/// What was counted, over what, and under which quota.
struct Count {
    quota: &'static str,
    on: NodeId,
    /// Where it is counted, when that is no resource: a region or a zone.
    place: Option<String>,
    n: u64,
}

fn run(facts: &Facts) -> Vec<Found> {
    counts(facts)
        .into_iter()
        .filter_map(|c| {
            let quota = facts.catalogue.quota(c.quota)?;
            let limit = quota.number().filter(|limit| c.n > *limit)?;
            Some(found(&c, quota, limit))
        })
        .collect()
}

fn found(c: &Count, quota: &Quota, limit: u64) -> Found {
    let what = code(quota.name);
    let said = match &c.place {
        Some(place) => {
            text!("{place} has {n} where {limit} are allowed: {what}.", place = code(place), n = c.n, limit = limit, what = what)
        }
        None => text!("{on} has {n} where {limit} are allowed: {what}.", on = c.on, n = c.n, limit = limit, what = what),
    };
    let (severity, why) = match (quota.adjustable, quota.max) {
        (_, Some(max)) if c.n > max => (Severity::Error, text!("AWS raises this quota to {max} at most.", max = max)),
        (Some(false), _) => (Severity::Error, text!("AWS does not raise this quota.")),
        (Some(true), _) => match quota.quota_code {
            Some(id) => (Severity::Warning, text!("AWS raises it on request: quota {id} in Service Quotas.", id = code(id))),
            None => (Severity::Warning, text!("AWS raises it on request.")),
        },
        (None, _) => (Severity::Warning, text!("Whether AWS raises it is not documented.")),
    };
    Found::new(c.on, said).severity(severity).because(why)
}

fn counts(facts: &Facts) -> Vec<Count> {
    let model = &facts.document.model;
    let mut out = Vec::new();
    let mut put = |quota, on: NodeId, n: usize| out.push(Count { quota, on, place: None, n: n as u64 });
    let mut inside: BTreeMap<(Id<Vpc>, Kind), usize> = BTreeMap::new();
    for (id, node) in model.nodes() {
        if let Some(vpc) = model.vpc_of_node(id, node) {
            *inside.entry((vpc, id.kind())).or_default() += 1;
        }
    }
    for (id, v) in model.all::<Vpc>() {
        let of = |kind: Kind| inside.get(&(id, kind)).copied().unwrap_or_default();
        put("ipv4_cidrs_per_vpc", id.node(), v.cidrs.len());
        put("ipv6_cidrs_per_vpc", id.node(), v.ipv6.len());
        put("subnets_per_vpc", id.node(), of(Kind::Subnet));
        put("route_tables_per_vpc", id.node(), of(Kind::RouteTable));
        put("nacls_per_vpc", id.node(), of(Kind::NetworkAcl));
        put("gateway_endpoints_per_vpc", id.node(), of(Kind::GatewayEndpoint));
        put("interface_and_gwlb_endpoints_per_vpc", id.node(), of(Kind::InterfaceEndpoint) + of(Kind::BalancerEndpoint));
        put("resource_endpoints_per_vpc", id.node(), of(Kind::ResourceEndpoint));
        put(
            "peerings_per_vpc",
            id.node(),
            model.all::<Peering>().filter(|(_, p)| p.accepted && [p.requester, p.accepter].contains(&id)).count(),
        );
    }
    for (id, t) in model.all::<RouteTable>() {
        put("routes_per_route_table", id.node(), t.routes.len());
    }
    for (id, a) in model.all::<NetworkAcl>() {
        put("nacl_rules", id.node(), a.ingress.len().max(a.egress.len()));
    }
    for (id, n) in model.all::<NatGateway>() {
        put("eip_per_nat", id.node(), n.addresses.len());
    }
    let groups = model.all::<Workload>().map(|(id, w)| (id.node(), w.groups.len()));
    let groups = groups.chain(model.private_endpoints().map(|e| (e.id, e.groups.len())));
    // One that belongs to something has the groups of that.
    let loose = model.all::<NetworkInterface>().filter(|(_, f)| f.attached_to.is_none());
    let groups = groups.chain(loose.map(|(id, f)| (id.node(), f.groups.len())));
    let groups = groups.chain(model.all::<ResolverEndpoint>().map(|(id, e)| (id.node(), e.groups.len())));
    for (id, n) in groups.chain(model.all::<LoadBalancer>().map(|(id, b)| (id.node(), b.groups.len()))) {
        put("sgs_per_eni", id, n);
    }
    for (id, g) in model.all::<SecurityGroup>() {
        put("sg_rules", id.node(), rules(facts, g));
    }
    out.extend(by_place(facts));
    out
}

/// The fullest of a group's four lists: inbound and outbound, IPv4 and IPv6. A prefix list counts as its most entries, one
/// of AWS's as its weight. [Security group rules]
fn rules(facts: &Facts, g: &SecurityGroup) -> usize {
    let weight = |list: &ListRef| match list {
        ListRef::Customer(l) => facts.document.model.get(*l).map_or(1, |l| usize::from(l.max_entries)),
        ListRef::Service(s) => facts.catalogue.quota("aws_prefix_list_weights").and_then(|q| q.entry(s.as_str())).map_or(1, |n| n as usize),
    };
    let count = |all: &[crate::document::GroupRule], v6: bool| -> usize {
        let one = |p: &Peer| match p {
            Peer::Cidr(IpNet::V4(_)) => usize::from(!v6),
            Peer::Cidr(IpNet::V6(_)) => usize::from(v6),
            Peer::Group(_) => 1,
            Peer::List(l) => weight(l),
        };
        all.iter().map(|r| one(&r.peer)).sum()
    };
    [count(&g.ingress, false), count(&g.ingress, true), count(&g.egress, false), count(&g.egress, true)].into_iter().max().unwrap_or(0)
}

/// What is counted by region or zone; the finding is on the last one made.
fn by_place(facts: &Facts) -> Vec<Count> {
    let model = &facts.document.model;
    let mut tally: BTreeMap<(&'static str, String), (u64, NodeId)> = BTreeMap::new();
    let mut put = |quota, place: String, on: NodeId| {
        let slot = tally.entry((quota, place)).or_insert((0, on));
        *slot = (slot.0 + 1, on);
    };
    let of = |v: Id<Vpc>| model.get(v).map(|v| v.region.to_string()).unwrap_or_default();
    for (id, _) in model.all::<Vpc>() {
        put("vpcs_per_region", of(id), id.node());
    }
    for (id, e) in model.all::<ElasticIp>() {
        put("eip_per_region", e.region.to_string(), id.node());
    }
    for (id, e) in model.all::<GatewayEndpoint>() {
        put("gateway_endpoints_per_region", of(e.vpc), id.node());
    }
    for (id, g) in model.all::<InternetGateway>() {
        if let Some(v) = g.vpc {
            put("igw_per_region", of(v), id.node());
        }
    }
    for (id, _) in model.all::<NatGateway>() {
        let zone = model.subnets_where(id).first().and_then(|s: &Id<Subnet>| model.get(*s)).map(|s| s.zone.to_string());
        if let Some(zone) = zone {
            put("nat_per_az", zone, id.node());
        }
    }
    tally.into_iter().map(|((quota, place), (n, on))| Count { quota, on, place: Some(place), n }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::testing::check;

    #[test]
    fn fires_and_stays_silent() {
        let vpcs = |n: usize, mark: &str| {
            (0..n).map(|i| format!("vpc v{i} 10.{i}.0.0/16{}\n", if i + 1 == n { mark } else { "" })).collect::<String>()
        };
        check(&CHECK, &vpcs(5, ""));
        check(&CHECK, &vpcs(6, " #! us-east-1 has 6 where 5 are allowed: VPCs per Region"));
        let entries = |n: u32| (1..=n).map(|i| format!("in {i} deny any from 10.0.0.{i}/32")).collect::<Vec<_>>().join(", ");
        check(&CHECK, &format!("vpc v 10.0.0.0/16\n  acl a: {}", entries(20)));
        check(&CHECK, &format!("vpc v 10.0.0.0/16\n  acl a: {} #! a has 41 where 20 are allowed", entries(41)));
        // Of a quota of their own: 50 interface and 200 resource endpoints are within both.
        let endpoints = |n: u32| (0..n).map(|i| format!("\n  resource-endpoint r{i}")).collect::<String>();
        let services = (0..50).map(|i| format!("\n  interface-endpoint svc{i}")).collect::<String>();
        check(&CHECK, &format!("vpc v 10.0.0.0/16{}{services}", endpoints(200)));
        check(&CHECK, &format!("vpc v 10.0.0.0/16 #! v has 201 where 200 are allowed: Resource VPC endpoints per VPC{}", endpoints(201)));
        let groups: String = (0..6).map(|i| format!("  group g{i}: in tcp 443 from 10.0.0.0/16\n")).collect();
        let all: Vec<String> = (0..6).map(|i| format!("g{i}")).collect();
        let in_groups = |what: &str, n: usize, mark: &str| {
            format!("vpc v 10.0.0.0/16\n{groups}  subnet a a 10.0.0.0/24\n    {what} groups {}{mark}\n", all[..n].join(", "))
        };
        for what in ["resource-endpoint e", "interface-endpoint ssm", "interface e"] {
            let name = what.rsplit(' ').next().unwrap();
            check(&CHECK, &in_groups(what, 5, ""));
            check(&CHECK, &in_groups(what, 6, &format!(" #! {name} has 6 where 5 are allowed")));
        }
        check(
            &CHECK,
            "prefix-list big max 60\nvpc v 10.0.0.0/16\n  group g: in tcp 1 from big, in tcp 2 from 10.0.0.0/8 #! g has 61 where 60 are allowed\n  group h: in tcp 1 from big, out tcp 2 to 10.0.0.0/8",
        );
    }

    #[test]
    fn what_aws_never_gives_is_an_error() {
        let doc = crate::fixture::parse(&format!(
            "vpc v 10.0.0.0/16\n  acl a: {}",
            (1..=41).map(|i| format!("in {i} deny any from 10.0.0.{i}/32")).collect::<Vec<_>>().join(", ")
        ))
        .unwrap();
        let facts = Facts::new(&doc, crate::catalogue::Catalogue::bundled());
        assert_eq!(CHECK.findings(&facts)[0].severity, Severity::Error);
    }
}
