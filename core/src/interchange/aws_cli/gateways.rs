//! Internet, egress-only and virtual private gateways, Elastic IP addresses and NAT gateways.

use super::build::Builder;
use super::enrol::gone;
use super::forms::Sort;
use super::recognise::Record;
use crate::document::{
    EgressOnlyGateway, ElasticIp, Id, InternetGateway, NatConnectivity, NatGateway, NatHome, NetworkInterface, RouteTable, Vpc, VpnGateway,
};
use crate::ordered::{BTreeSet, Sorted as _};
use crate::text;
use crate::text::{Text, code};

/// The VPC that a gateway is attached to.
fn attached(b: &mut Builder, r: &Record, field: &str) -> Option<Id<Vpc>> {
    let live = r.get(field).list().iter().filter(|a| !a.get("State").text().is_some_and(|s| gone(s) || s.starts_with("detach")));
    let (vpc, state) = live.filter_map(|a| Some((a.get("VpcId").text()?, a.get("State").text()))).next()?;
    let region = b.regions.of_record(r);
    let id = b.vpc(vpc, &[], &region, r.text("OwnerId"));
    if state == Some("attaching") {
        let gateway = aws_id(r);
        b.doubt(id, text!("{gateway} is being attached, and whether it carries packets yet is not known", gateway = code(gateway)));
    }
    Some(id)
}

fn aws_id<'a>(r: &Record<'a>) -> &'a str {
    let fields = ["InternetGatewayId", "EgressOnlyInternetGatewayId", "VpnGatewayId"];
    fields.iter().find_map(|f| r.text(f)).unwrap_or("a gateway")
}

pub fn read(b: &mut Builder) {
    for (id, aws_id, r) in b.enrolled::<InternetGateway>(Sort::InternetGateway, "InternetGatewayId") {
        let vpc = attached(b, &r, "Attachments");
        b.put(id, &r, aws_id, InternetGateway { vpc });
    }
    for (id, aws_id, r) in b.enrolled::<EgressOnlyGateway>(Sort::EgressOnlyGateway, "EgressOnlyInternetGatewayId") {
        match attached(b, &r, "Attachments") {
            Some(vpc) => b.put(id, &r, aws_id, EgressOnlyGateway { vpc }),
            None => {
                b.ids.remove(aws_id);
                b.notes.left_out(Text::of(aws_id), &r.at(), text!("it is attached to no VPC"));
            }
        }
    }
    for (id, aws_id, r) in b.enrolled::<VpnGateway>(Sort::VpnGateway, "VpnGatewayId") {
        let vpc = attached(b, &r, "VpcAttachments");
        let asn = r.get("AmazonSideAsn").int().and_then(|n| u32::try_from(n).ok());
        let complete = b.snapshot.has(Sort::VpnConnection);
        b.put(id, &r, aws_id, VpnGateway { vpc, asn, complete });
    }
    for r in b.snapshot.all(Sort::Address) {
        let Some(aws_id) = r.text("AllocationId").or_else(|| r.text("PublicIp")) else { continue };
        let Some(id) = b.find::<ElasticIp>(aws_id).filter(|id| !b.model.contains(*id)) else { continue };
        let region = b.regions.of_record(r);
        let address = r.text("PublicIp").and_then(|a| a.parse().ok());
        if let Some(a) = address {
            b.public.insert(a, id);
        }
        b.put(id, r, aws_id, ElasticIp { region, address });
    }
}

/// Where the snapshot lists no internet gateways and no route names one, a VPC with a public address has one all the same, as AWS gives
/// out none without; what it does is not known. [Elastic IP addresses]
pub fn perhaps(b: &mut Builder) {
    if b.snapshot.has(Sort::InternetGateway) {
        return;
    }
    let mut vpcs: BTreeSet<Id<Vpc>> = b
        .model
        .all::<NetworkInterface>()
        .filter(|(_, n)| n.elastic_ip.is_some() || n.public_ip.is_some())
        .filter_map(|(_, n)| Some(b.model.get(n.subnet)?.vpc))
        .collect();
    for (_, g) in b.model.all::<InternetGateway>() {
        vpcs.retain(|v| g.vpc != Some(*v));
    }
    for vpc in vpcs {
        let name = b.model.name(vpc);
        b.notes.guess(text!("{name} has public addresses, and no internet gateway in the snapshot (aws ec2 describe-internet-gateways): it is taken to have one, of which nothing is known", name = code(&name)));
        let id = b.invent(&format!("the internet gateway of {name}"), None, InternetGateway { vpc: Some(vpc) });
        let body = RouteTable { vpc, routes: Vec::new(), propagation: Vec::new(), edge: Some(id.node()), complete: false };
        b.invent(&format!("the edge table of the internet gateway of {name}"), None, body);
    }
}

pub fn nats(b: &mut Builder) {
    for (id, aws_id, r) in b.enrolled::<NatGateway>(Sort::NatGateway, "NatGatewayId") {
        let Some(vpc) = r.text("VpcId").and_then(|v| b.find::<Vpc>(v)) else { continue };
        let regional = r.text("AvailabilityMode").is_some_and(|m| m.eq_ignore_ascii_case("regional"));
        let home = match r.text("SubnetId") {
            Some(subnet) if !regional => NatHome::Zonal(b.subnet(subnet, vpc, None)),
            _ => NatHome::Regional(vpc),
        };
        let private = r.text("ConnectivityType").is_some_and(|c| c.eq_ignore_ascii_case("private"));
        let list = r.get("NatGatewayAddresses").list();
        let live = list.iter().filter(|a| !a.get("Status").text().is_some_and(|s| gone(s) || s == "failed"));
        let mut all: Vec<_> = live.collect();
        // The primary address comes first, and so does the Elastic IP address that goes with it.
        all.order_by_key(|a| a.get("IsPrimary").flag() == Some(false));
        let region = b.region_of(vpc);
        let mut addresses = Vec::new();
        for a in &all {
            if let Some(eip) = super::interfaces::elastic(b, a, &region) {
                addresses.push(eip);
            }
        }
        let body = NatGateway {
            home,
            connectivity: if private { NatConnectivity::Private } else { NatConnectivity::Public },
            addresses,
            private_ip: all.first().and_then(|a| a.get("PrivateIp").text()).and_then(|a| a.parse().ok()),
            table: r.text("RouteTableId").and_then(|t| b.find::<RouteTable>(t)),
        };
        b.put(id, &r, aws_id, body);
    }
}
