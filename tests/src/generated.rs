//! Designs of any size, always the same for the same size: what benches measure and long tests try.
use portico_core::catalogue::{Catalogue, ServiceKind};
use portico_core::document::Document;
use portico_core::fixture::{FixtureError, parse};
use std::fmt::Write;

/// Services that the workloads call.
const SERVICES: [&str; 5] = ["s3", "dynamodb", "ssm", "ecr.api", "logs"];
/// Interface endpoints of each VPC.
const INTERFACES: [&str; 3] = ["ssm", "ecr.api", "logs"];
/// Workloads of each private subnet; each calls two services.
const WORKLOADS: usize = 5;
/// No VPC here has more resources than this, its flows included.
const VPC_SIZE: usize = 75;

/// A design of exactly `size` resources (at least 10): VPCs of three zones with public and private subnets, NAT gateways,
/// endpoints, and workloads that call services.
pub fn design(size: usize) -> Result<Document, FixtureError> {
    let mut text = text(size.saturating_sub(SERVICES.len()) / VPC_SIZE);
    let base = parse(&text)?.model.len();
    // What is left is made up of functions outside every VPC.
    for n in base..size {
        let _ = writeln!(text, "function spare-{n}");
    }
    parse(&text)
}

fn text(vpcs: usize) -> String {
    let mut out = String::from("region us-east-1\n");
    for service in SERVICES {
        let _ = writeln!(out, "service {service}");
    }
    for n in 0..vpcs {
        vpc(&mut out, n);
    }
    out
}

/// The n-th VPC has the n-th /16 of 10.0.0.0/8: 256 of them at most.
fn vpc(out: &mut String, n: usize) {
    let net = format!("10.{n}");
    let mut flows = String::new();
    let _ = writeln!(
        out,
        "vpc net-{n} {net}.0.0/16 dns-hostnames\n  igw igw-{n}\n  table public-{n}: 0.0.0.0/0 -> igw-{n}\n  \
         group app-{n}: out any to 0.0.0.0/0\n  group doors-{n}: in tcp 443 from {net}.0.0/16"
    );
    for (at, zone) in ["a", "b", "c"].iter().enumerate() {
        let (name, third) = (format!("{n}-{zone}"), 16 + 16 * at);
        let _ = writeln!(
            out,
            "  subnet public-{name} {zone} {net}.{at}.0/24 table public-{n} public-ip\n    nat nat-{name}\n  \
             table private-{name}: 0.0.0.0/0 -> nat-{name}\n  subnet private-{name} {zone} {net}.{third}.0/20 table private-{name}"
        );
        for k in 0..WORKLOADS {
            let _ = writeln!(out, "    instance app-{name}-{k} groups app-{n} type c7g.large");
            for service in SERVICES.iter().cycle().skip(at + k).take(2) {
                let _ = writeln!(flows, "flow app-{name}-{k} -> {service} tcp 443");
            }
        }
    }
    let _ = writeln!(out, "  gateway-endpoint s3 tables private-{n}-a, private-{n}-b, private-{n}-c as s3-{n}");
    for service in INTERFACES {
        let homes = format!("private-{n}-a, private-{n}-b, private-{n}-c");
        let _ = writeln!(out, "  interface-endpoint {service} in {homes} groups doors-{n} private-dns as {service}-{n}");
    }
    out.push_str(&flows);
}

/// A VPC of three zones with NAT gateways, whose workloads call so many services, each with another amount.
pub fn services(count: usize) -> Result<Document, FixtureError> {
    let mut out = String::from(
        "region us-east-1\nvpc net 10.0.0.0/16 dns-hostnames\n  igw igw\n  table out: 0.0.0.0/0 -> igw\n  group app: out any to 0.0.0.0/0\n  \
         group endpoints: in tcp 443 from 10.0.0.0/16\n",
    );
    for (n, z) in ["a", "b", "c"].iter().enumerate() {
        let _ = writeln!(
            out,
            "  table app-{z}: 0.0.0.0/0 -> nat-{z}\n  subnet public-{z} {z} 10.0.{n}.0/24 table out public-ip\n    nat nat-{z}\n  \
             subnet app-{z} {z} 10.0.{}.0/20 table app-{z}",
            16 * (n + 1)
        );
    }
    out.push_str("  container api in app-a, app-b, app-c groups app\n  container job in app-a, app-b groups app\n");
    let all = Catalogue::bundled().services().iter();
    let plain = all.filter(|s| s.offers(ServiceKind::Interface) && !s.retired && s.ports.value == [443]);
    for (n, s) in plain.take(count).enumerate() {
        let gb = [1, 40, 300, 2_000, 50_000][n % 5];
        let from = ["api", "job"][n % 2];
        let _ = writeln!(out, "service {}\nflow {from} -> {} tcp 443 gb 0/{gb}/{gb}", s.id, s.id);
    }
    parse(&out)
}

/// Subnets of a campus, and VPCs that they are in.
const SUBNETS: usize = 200;
const VPCS: usize = 4;

/// A network of `interfaces` instances in 200 subnets (fewer where there are fewer instances) of four VPCs that a transit gateway joins,
/// in five tiers of groups each.
pub fn campus(interfaces: usize) -> Result<Document, FixtureError> {
    let subnets = SUBNETS.min(interfaces.max(1));
    let mut out = String::from("region us-east-1\n");
    for v in 0..VPCS {
        let _ = writeln!(
            out,
            "vpc net-{v} 10.{v}.0.0/16\n  igw igw-{v}\n  table public-{v}: 0.0.0.0/0 -> igw-{v}, 10.0.0.0/8 -> tgw\n  table private-{v}: 10.0.0.0/8 -> tgw\n  \
             group web-{v}: in tcp 443 from 0.0.0.0/0, in icmp from 10.0.0.0/8, out any to 0.0.0.0/0\n  \
             group app-{v}: in tcp 8080-8090 from web-{v}, in tcp 22 from 10.0.0.0/16, out any to 10.0.0.0/8\n  \
             group db-{v}: in tcp 5432 from app-{v}, in tcp 5432 from 10.{v}.128.0/17\n  \
             group ops-{v}: in tcp 22 from 10.0.0.0/16, in udp 161 from 10.0.0.0/8, out any to 0.0.0.0/0\n  \
             group dark-{v}: out tcp 443 to 0.0.0.0/0\n  \
             acl tight-{v}: in 100 allow tcp 1024-65535 from 10.0.0.0/8, in 110 allow tcp 443 from 0.0.0.0/0, out 100 allow any to 0.0.0.0/0"
        );
        for s in (v..subnets).step_by(VPCS) {
            let k = s / VPCS;
            let (zone, public) = (["a", "b", "c"][k % 3], k.is_multiple_of(5));
            let table = if public { format!("public-{v} public-ip") } else { format!("private-{v}") };
            let acl = if k % 7 == 3 { format!(" acl tight-{v}") } else { String::new() };
            let _ = writeln!(out, "  subnet s-{s} {zone} 10.{v}.{}.0/22 table {table}{acl}", k * 4);
            for i in (s..interfaces).step_by(subnets) {
                let tier = ["web", "app", "db", "ops", "dark"][(i / subnets) % 5];
                let _ = writeln!(out, "    instance i-{i} groups {tier}-{v}");
            }
        }
    }
    out.push_str("tgw tgw\n  tgw-table tt\n");
    for v in 0..VPCS {
        let homes: Vec<String> = (v..subnets).step_by(VPCS).take(3).map(|s| format!("s-{s}")).collect();
        let _ = writeln!(out, "  attachment a-{v} net-{v} in {} table tt propagate tt", homes.join(", "));
    }
    parse(&out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use portico_core::interchange::save;

    #[test]
    fn designs_have_their_size_and_save() {
        assert_eq!(
            portico_core::graph::NetworkGraph::build(&campus(300).unwrap().model, portico_core::catalogue::Catalogue::bundled())
                .interfaces
                .len(),
            312
        );
        for size in [10, 100, 1000] {
            let design = design(size).unwrap();
            assert_eq!(design.model.len(), size);
            assert_eq!(save::read(&save::write(&design)).unwrap(), design);
        }
    }
}
