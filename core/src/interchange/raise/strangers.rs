//! VPCs and subnets that the files name and do not have: they exist already, and nothing more is known of them.

use super::context::{At, Raiser};
use super::vpcs::{DEFAULT, born};
use crate::document::{BlockMode, Id, Kind, NetworkAcl, Region, RouteTable, Subnet, Vpc, Zone};
use crate::interchange::item::Val;
use crate::net::cidr;
use crate::text;
use crate::text::code;

/// Types that stand in subnets; of an association nothing follows for a subnet that nobody knows.
const STANDS: &[&str] = &[
    "aws_instance",
    "aws_network_interface",
    "aws_launch_template",
    "aws_autoscaling_group",
    "aws_lambda_function",
    "aws_ecs_service",
    "aws_db_subnet_group",
    "aws_elasticache_subnet_group",
    "aws_redshift_subnet_group",
    "aws_lb",
    "aws_alb",
    "aws_elb",
    "aws_nat_gateway",
    "aws_vpc_endpoint",
    "aws_route53_resolver_endpoint",
    "aws_ec2_transit_gateway_vpc_attachment",
];

/// Arguments that name subnets.
const NAMES: &[&str] = &["subnet_id", "subnet_ids", "subnets", "vpc_zone_identifier"];

/// What stands in a VPC by its id, or by something that is not known, stands in a VPC of which nothing more is known.
pub fn vpcs(r: &mut Raiser) {
    let known = r.model.all::<Vpc>().take(2).count();
    let none = known == 0;
    for kind in ["aws_subnet", "aws_security_group", "aws_route_table", "aws_internet_gateway", "aws_vpc_endpoint", "aws_lb_target_group"] {
        for at in r.of(kind) {
            let v = r.get(at, "vpc_id");
            // Where there is one VPC it is taken for that one; of several it may be any, or another.
            let named = known > 1 && matches!(v, Val::Unknown(_));
            if (named || is_one(v, "vpc-", none)) && r.id::<Vpc>(v).is_none() {
                r.missing(at, "vpc_id", v);
                let region = r.region_at(at);
                let name = v.shown();
                let id = invent(r, &name, region, None);
                r.stranger(v, id.node());
                if let Val::Text(own) = v {
                    r.model.update(id.node(), |n| n.meta.aws_id = Some(own.to_string()));
                }
                r.notes.guess_of(&name, text!("these VPCs are not in the files and exist already; what happens in them is not known"));
            }
        }
    }
}

/// Whether a value names something outside of the files. Where there is something of its kind in them, what is not known may be that.
fn is_one(v: &Val, prefix: &str, none: bool) -> bool {
    match v {
        Val::Text(s) => s.starts_with(prefix),
        Val::Unknown(_) | Val::Link(_) => none,
        _ => false,
    }
}

/// The same for subnets.
pub fn subnets(r: &mut Raiser) {
    let none = ["aws_subnet", "aws_default_subnet", "data.aws_subnet"].iter().all(|k| r.of(k).is_empty());
    for kind in STANDS {
        for at in r.of(kind) {
            let Some(item) = r.item(at) else { continue };
            let mut found = Vec::new();
            for (name, v) in &item.body {
                named(name, v, 0, &mut found);
            }
            for v in found {
                // A subnet that is not known is kept by its name, so that somebody can say which one it is.
                let named = matches!(v, Val::Unknown(_));
                if (named || is_one(v, "subnet-", none)) && r.id::<Subnet>(v).is_none() {
                    r.missing(at, "subnet_ids", v);
                    let vpc = home(r, at);
                    subnet(r, v, vpc);
                }
            }
        }
    }
}

/// Values of arguments that name subnets, in nested blocks too.
fn named<'a>(name: &str, v: &'a Val, depth: usize, out: &mut Vec<&'a Val>) {
    if NAMES.contains(&name) {
        out.extend(v.each().iter().filter(|v| !matches!(v, Val::Map(_))));
    }
    if depth > 4 {
        return;
    }
    for one in v.each() {
        if let Val::Map(fields) = one {
            for (name, v) in fields.iter() {
                named(name, v, depth + 1, out);
            }
        }
    }
}

/// The VPC of something whose subnet is not known: its own, that of its groups, the one that exists already.
fn home(r: &mut Raiser, at: At) -> Id<Vpc> {
    let own = r.item(at).map(|i| i.body.get("vpc_id").cloned().unwrap_or_default()).unwrap_or_default();
    if let Some(vpc) = r.id::<Vpc>(&own) {
        return vpc;
    }
    for name in ["vpc_security_group_ids", "security_group_ids", "security_groups"] {
        let groups = r.item(at).and_then(|i| i.body.get(name)).cloned().unwrap_or_default();
        for g in groups.each() {
            let found = r.find(g, &["aws_security_group"]).and_then(|f| r.item(f.at)).and_then(|i| i.body.get("vpc_id"));
            if let Some(vpc) = found.and_then(|v| r.id::<Vpc>(v)) {
                return vpc;
            }
        }
    }
    let exists = r.model.all::<Vpc>().find(|(_, v)| v.opaque).map(|(id, _)| id);
    // Where there is only one VPC it is in that one.
    let only = {
        let mut all = r.model.all::<Vpc>().map(|(id, _)| id);
        all.next().filter(|_| all.next().is_none())
    };
    if let Some(vpc) = exists.or(only) {
        return vpc;
    }
    let region = r.region_at(at);
    let name = "existing-vpc";
    let id = invent(r, name, region, None);
    r.notes.guess_of(name, text!("subnets that are not in the files are taken to be in this VPC, of which nothing is known"));
    id
}

fn subnet(r: &mut Raiser, v: &Val, vpc: Id<Vpc>) -> Id<Subnet> {
    let name: String = v.shown().chars().take(120).collect();
    let id = stand(r, &name, vpc);
    r.stranger(v, id.node());
    if let Val::Text(own) = v {
        r.model.update(id.node(), |n| n.meta.aws_id = Some(own.to_string()));
    }
    r.notes.guess_of(
        &name,
        text!("these subnets are not in the files and exist already; how many they are, their zones, blocks and routes are not known"),
    );
    if r.model.get(vpc).is_some_and(|v| v.opaque) {
        r.doubt(vpc, text!("{name} exists already, and nothing more is known of it", name = code(name)));
    } else {
        // What is not known of it is its own affair: the rest of its VPC stays as certain as it is.
        let table = r.invent(&name, true, RouteTable { vpc, routes: Vec::new(), propagation: Vec::new(), edge: None, complete: false });
        let acl = r.invent(&name, true, NetworkAcl { vpc, ingress: Vec::new(), egress: Vec::new(), complete: false });
        r.model.edit(id, |s: &mut Subnet| (s.table, s.acl) = (Some(table), Some(acl)));
    }
    id
}

fn stand(r: &mut Raiser, name: &str, vpc: Id<Vpc>) -> Id<Subnet> {
    let zone = Zone::of(&r.region_of(vpc), 'a');
    r.invent(
        name,
        true,
        Subnet { vpc, zone, cidr: None, ipv6: None, table: None, acl: None, public_ip_on_launch: false, block_public_access: None },
    )
}

/// The subnet of something that names none by itself, as by a subnet group that is not in the files.
pub fn beside(r: &mut Raiser, at: At, v: &Val) -> Id<Subnet> {
    if let Some(id) = r.id::<Subnet>(v) {
        return id;
    }
    let vpc = home(r, at);
    subnet(r, v, vpc)
}

/// The default VPC of the region: where AWS puts what names no VPC. [Default VPCs]
pub fn default_vpc(r: &mut Raiser, at: At) -> Id<Vpc> {
    let region = r.region_at(at);
    let made = r.enrolled::<Vpc>("aws_default_vpc").into_iter().map(|(_, id)| id).find(|id| r.region_of(*id) == region);
    let key = Val::from(format!("default VPC of {region}"));
    if let Some(id) = made.or_else(|| r.id::<Vpc>(&key)) {
        return id;
    }
    let id = invent(r, "default VPC", region, Some(DEFAULT));
    r.stranger(&key, id.node());
    r.notes.guess_of(
        "default VPC",
        text!("what names no VPC and no subnet is in the region's default VPC; what else happens there is not known"),
    );
    r.doubt(id, text!("the default VPC exists already, and nothing more is known of it"));
    id
}

/// A subnet of the default VPC. [Default subnets]
pub fn default_subnet(r: &mut Raiser, at: At) -> Id<Subnet> {
    if let Some((_, id)) = r.enrolled::<Subnet>("aws_default_subnet").into_iter().find(|(_, id)| r.model.get(*id).is_some()) {
        return id;
    }
    let vpc = default_vpc(r, at);
    let key = Val::from(format!("default subnet of {vpc:?}"));
    if let Some(id) = r.id::<Subnet>(&key) {
        return id;
    }
    let id = stand(r, "default subnet", vpc);
    r.model.edit(id, |s: &mut Subnet| s.public_ip_on_launch = true);
    r.stranger(&key, id.node());
    id
}

/// A VPC of which nothing more is known, with what AWS makes beside it.
fn invent(r: &mut Raiser, name: &str, region: Region, block: Option<&str>) -> Id<Vpc> {
    let [id, table, group, acl] = [Kind::Vpc, Kind::RouteTable, Kind::SecurityGroup, Kind::NetworkAcl].map(|k| r.reserve(k).number());
    let id: Id<Vpc> = Id::new(id);
    let body = Vpc {
        account: None,
        region,
        cidrs: block.and_then(|b| cidr::parse_v4(b).ok()).into_iter().collect(),
        ipv6: Vec::new(),
        dns_support: true,
        dns_hostnames: block.is_some(),
        main_table: Id::new(table),
        default_group: Id::new(group),
        default_acl: Id::new(acl),
        opaque: true,
        sparse: false,
        block_public_access: BlockMode::Off,
    };
    r.invent_at(id, name, true, body);
    born(r, id, [table, group, acl], name, true, false);
    id
}
