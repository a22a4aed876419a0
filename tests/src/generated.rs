//! Designs of any size, always the same for the same size: what benches measure and long tests try.
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

#[cfg(test)]
mod tests {
    use super::*;
    use portico_core::interchange::save;

    #[test]
    fn designs_have_their_size_and_save() {
        for size in [10, 100, 1000] {
            let design = design(size).unwrap();
            assert_eq!(design.model.len(), size);
            assert_eq!(save::read(&save::write(&design)).unwrap(), design);
        }
    }
}
